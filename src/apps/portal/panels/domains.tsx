import { DomainsPanel } from '../../../features/domains/portal/DomainsPanel.tsx';
import type { DomainsApi } from '../../../features/domains/portal/domains-model.ts';
import type { PortalDomains } from '../../../features/domains/schema.ts';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/domains';

const apiOf = (portal: Portal): DomainsApi => ({
  list: async (search, cursor) => {
    const query = new URLSearchParams({
      ...(search.trim() && { search: search.trim() }),
      ...(cursor && { cursor }),
    });
    return (await portal.http()).get<PortalDomains>(`${path}?${query}`);
  },
});

export const Panel = watching(function Panel({ portal, words, onReady }: PanelView) {
  const { page, manner } = portal;
  return (
    <DomainsPanel
      t={translator({ ...portal.words.value, ...words }, manner.value)}
      api={apiOf(portal)}
      brand={page.brandName}
      onReady={onReady}
    />
  );
});
