import { useCallback } from 'preact/hooks';
import { LicencesPanel } from '../../../features/licences/portal/LicencesPanel.tsx';
import type { LicencesApi } from '../../../features/licences/portal/licences-model.ts';
import type {
  AnsweredRequest,
  PortalLicenceDetail,
  PortalLicences,
} from '../../../features/licences/portal-schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/licences';

const apiOf = (portal: Portal): LicencesApi => {
  const at = (id: string, rest = '') => `${path}/${encodeURIComponent(id)}${rest}`;
  return {
    list: async (cursor) => (await portal.http()).get<PortalLicences>(path + queryOf({ cursor })),
    read: async (id) => (await portal.http()).get<PortalLicenceDetail>(at(id)),
    key: async (id) => (await (await portal.http()).get<{ key: string }>(at(id, '/key'))).key,
    rename: async (id, machineId, name) =>
      (await portal.http()).patch<PortalLicenceDetail>(at(id, `/machines/${machineId}`), { name }),
    free: async (id, machineIds) =>
      (await portal.http()).post<PortalLicenceDetail>(at(id, '/freed'), { machineIds }),
    request: async (id, request) =>
      (await portal.http()).post<AnsweredRequest>(at(id, '/request-file'), { request }),
    claim: async (key) => (await portal.http()).post<PortalLicenceDetail>(`${path}/claims`, { key }),
    copy: async (text) => {
      if (!navigator.clipboard) throw new Error('this frame may not copy');
      await navigator.clipboard.writeText(text);
    },
  };
};

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { page, router, bootstrap } = portal;
  const linkTo = useCallback((id: string | null) => router.link({ panel: 'licences', id }), [router]);
  const { panels = [], features = [] } = bootstrap.value ?? {};
  const may = (feature: (typeof features)[number]) => features.includes(feature);
  const sells = panels.some(({ panel, change }) => panel === 'order' && change);
  return (
    <LicencesPanel
      t={t}
      api={apiOf(portal)}
      brand={page.brandName}
      may={{
        ...{ key: may('licences.key'), rename: may('licences.rename'), claim: may('licences.claim') },
        ...{ deactivate: may('licences.deactivate'), offline: may('licences.offline') },
      }}
      buy={sells ? router.link({ panel: 'order', id: null }) : null}
      openId={router.route.value.id}
      linkTo={linkTo}
      goTo={(id) => router.go({ panel: 'licences', id })}
      drawForm={(draw) =>
        part('licenceForms', () => import('../../../features/licences/portal/forms/Forms.tsx'), draw)
      }
      onReady={onReady}
    />
  );
});
