import { PaymentsPanel } from '../../../features/payments/portal/PaymentsPanel.tsx';
import type { PaymentsApi } from '../../../features/payments/portal/payments-model.ts';
import type { PaymentsOverview, PortalPayment } from '../../../features/payments/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import { payingWindow } from '../paying.ts';
import type { Portal } from '../portal.ts';

const path = '/portal/v1/payments';

const apiOf = (portal: Portal): PaymentsApi => ({
  list: async (cursor) =>
    (await portal.http()).get<{ items: PortalPayment[]; nextCursor: string | null }>(
      path + queryOf({ limit: 20, cursor }),
    ),
  overview: async () => (await portal.http()).get<PaymentsOverview>(`${path}/overview`),
  choose: async (methodId) => (await portal.http()).put<PaymentsOverview>(`${path}/default`, { methodId }),
  send: async <Answer,>(
    method: 'post' | 'put' | 'delete',
    at: string,
    body?: unknown,
    key?: string,
  ): Promise<Answer> => {
    const http = await portal.http();
    // Whoever leaves for the provider's page comes back to this panel.
    const leaves = at.endsWith('/checkout') || at.endsWith('/setup');
    const back = { panel: 'payments', from: portal.framed ? 'tab' : 'page' };
    const whole = leaves ? { ...(body as object), ...back } : body;
    if (method === 'post') return http.post<Answer>(path + at, whole, key ? { 'idempotency-key': key } : {});
    return method === 'put' ? http.put<Answer>(path + at, whole) : http.delete<Answer>(path + at);
  },
  async leave(url) {
    // Opened while the press still counts; in a page of its own the portal itself goes.
    const tab = portal.framed ? payingWindow() : null;
    try {
      const to = await url();
      if (to === null) tab?.close();
      else if (tab) {
        tab.opener = null;
        tab.location.href = to;
      } else location.assign(to);
    } catch (error) {
      tab?.close();
      throw error;
    }
  },
});

export const Panel = watching(function Panel({ portal, t, part, onReady }: PanelView) {
  const { bootstrap } = portal;
  return (
    <PaymentsPanel
      t={t}
      api={apiOf(portal)}
      mayChange={bootstrap.value?.panels.some(({ panel, change }) => panel === 'payments' && change) === true}
      drawAct={(model) =>
        part(
          'acts',
          () => import('../../../features/payments/portal/acts/Acts.tsx'),
          ({ Act }, own) => <Act t={own} model={model} />,
        )
      }
      onReady={onReady}
    />
  );
});
