import { useCallback } from 'preact/hooks';
import { SitesPanel } from '../../../features/sites/portal/SitesPanel.tsx';
import type { SitesApi } from '../../../features/sites/portal/sites-model.ts';
import type { PortalInstallations, PortalSite, PortalSites } from '../../../features/sites/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/sites';

const apiOf = (portal: Portal): SitesApi => ({
  list: async (search, cursor) =>
    (await portal.http()).get<PortalSites>(path + queryOf({ search: search.trim(), cursor })),
  read: async (id) => (await portal.http()).get<PortalSite>(`${path}/${encodeURIComponent(id)}`),
  installations: async (id, cursor) =>
    (await portal.http()).get<PortalInstallations>(
      `${path}/${encodeURIComponent(id)}/installations${queryOf({ cursor })}`,
    ),
});

export const Panel = watching(function Panel({ portal, t, onReady }: PanelView) {
  const { page, router } = portal;
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'sites', id }), [router]);
  return (
    <SitesPanel
      t={t}
      api={apiOf(portal)}
      brand={page.brandName}
      openId={router.route.value.id}
      linkTo={linkTo}
      onReady={onReady}
    />
  );
});
