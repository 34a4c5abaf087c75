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
});

export const Panel = watching(function Panel({ portal, t, onReady }: PanelView) {
  const { page } = portal;
  return <DomainsPanel t={t} api={apiOf(portal)} brand={page.brandName} onReady={onReady} />;
});
