import type { Session } from '../../../features/access/schema.ts';
import { AccountsPanel } from '../../../features/accounts/portal/AccountsPanel.tsx';
import type { AccountsApi } from '../../../features/accounts/portal/accounts-model.ts';
import type { Accounts } from '../../../features/accounts/schema.ts';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/accounts';

const apiOf = (portal: Portal): AccountsApi => ({
  list: async (search, cursor) => {
    const query = new URLSearchParams({
      ...(search.trim() && { search: search.trim() }),
      ...(cursor && { cursor }),
    });
    return (await portal.http()).get<Accounts>(`${path}?${query}`);
  },
  open: async (id) =>
    portal.visit(await (await portal.http()).post<Session>(`${path}/${encodeURIComponent(id)}/session`, {})),
});

export const Panel = watching(function Panel({ portal, words, onReady }: PanelView) {
  const { manner, bootstrap } = portal;
  return (
    <AccountsPanel
      t={translator({ ...portal.words.value, ...words }, manner.value)}
      api={apiOf(portal)}
      mayOpen={bootstrap.value?.features.includes('accounts.open') === true}
      onReady={onReady}
    />
  );
});
