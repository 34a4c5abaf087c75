import type { Session } from '../../../features/access/schema.ts';
import { AccountsPanel } from '../../../features/accounts/portal/AccountsPanel.tsx';
import type { AccountsApi } from '../../../features/accounts/portal/accounts-model.ts';
import type { Accounts } from '../../../features/accounts/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/accounts';

const apiOf = (portal: Portal): AccountsApi => ({
  list: async (search, cursor) =>
    (await portal.http()).get<Accounts>(path + queryOf({ search: search.trim(), cursor })),
  open: async (id) =>
    portal.visit(await (await portal.http()).post<Session>(`${path}/${encodeURIComponent(id)}/session`, {})),
});

export const Panel = watching(function Panel({ portal, t, onReady }: PanelView) {
  const { bootstrap } = portal;
  return (
    <AccountsPanel
      t={t}
      api={apiOf(portal)}
      mayOpen={bootstrap.value?.features.includes('accounts.open') === true}
      onReady={onReady}
    />
  );
});
