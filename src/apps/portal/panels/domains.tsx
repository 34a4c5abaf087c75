import { DomainsPanel } from '../../../features/domains/portal/DomainsPanel.tsx';
import type { DomainsApi } from '../../../features/domains/portal/domains-model.ts';
import type { PortalDomains } from '../../../features/domains/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/domains';

const apiOf = (portal: Portal): DomainsApi => ({
  list: async (search, cursor) =>
    (await portal.http()).get<PortalDomains>(path + queryOf({ search: search.trim(), cursor })),
  ask: async (method, rest, body) => (await portal.http())[method](path + rest, body as never),
});

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { page, bootstrap } = portal;
  const { features = [] } = bootstrap.value ?? {};
  const may = (feature: (typeof features)[number]) => features.includes(feature);
  return (
    <DomainsPanel
      t={t}
      api={apiOf(portal)}
      brand={page.brandName}
      may={{
        ...{ edit: may('domains.edit'), label: may('domains.no-label') },
        ...{ verify: may('domains.verify'), review: may('domains.review') },
      }}
      drawCare={(draw) =>
        part('domainCare', () => import('../../../features/domains/portal/care/Care.tsx'), draw)
      }
      onReady={onReady}
    />
  );
});
