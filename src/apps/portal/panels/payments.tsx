import type { PaymentsOverview } from '../../../features/payments/panel-schema.ts';
import { PaymentsPanel } from '../../../features/payments/portal/PaymentsPanel.tsx';
import type { PaymentsApi } from '../../../features/payments/portal/payments-model.ts';
import type { PortalPayment } from '../../../features/payments/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import { leaveFor } from '../paying.ts';
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
  mandate: async (id) =>
    (await import('./save-file.ts')).saveFile(
      await (await portal.http()).file(`${path}/methods/${id}/mandate`),
      'mandate.pdf',
    ),
  leave: (url) => leaveFor(portal.framed, url),
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
