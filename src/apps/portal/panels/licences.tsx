import { useCallback } from 'preact/hooks';
import { type Act, LicencesPanel } from '../../../features/licences/portal/LicencesPanel.tsx';
import type { LicencesApi } from '../../../features/licences/portal/licences-model.ts';
import type { PortalLicenceDetail, PortalLicences } from '../../../features/licences/portal-schema.ts';
import type { FeatureId } from '../../../features/portals/features.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/licences';

/** What switches each form on. */
const acts: Readonly<Record<Act, FeatureId>> = {
  ...{ offline: 'licences.offline', 'new-key': 'licences.renew-key', give: 'licences.transfer' },
  ...{ claim: 'licences.claim', take: 'licences.transfer', device: 'licences.devices' },
};

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
    ask: async (method, rest, body) => (await portal.http())[method](`${path}/${rest}`, body),
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
        ...{ key: may('licences.key'), rename: may('licences.rename') },
        deactivate: may('licences.deactivate'),
        acts: (Object.keys(acts) as Act[]).filter((act) => may(acts[act])),
      }}
      buy={sells ? router.link({ panel: 'order', id: null }) : null}
      moreAt={(contractId) =>
        may('contracts.change') ? router.link({ panel: 'contracts', id: contractId }) : null
      }
      openId={router.route.value.id}
      linkTo={linkTo}
      goTo={(id) => router.go({ panel: 'licences', id })}
      drawForm={(draw) =>
        part('licenceForms', () => import('../../../features/licences/portal/forms/Forms.tsx'), draw)
      }
      drawDetail={(draw) =>
        part('licence', () => import('../../../features/licences/portal/LicenceDetail.tsx'), draw)
      }
      onReady={onReady}
    />
  );
});
