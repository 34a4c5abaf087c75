import type { SendSetting } from '../../features/order-page/portal/order-model.ts';
import type { OrderTicket, PlacedOrder } from '../../features/orders/schema.ts';
import type { Language } from '../../features/portals/schema.ts';
import { closePaying, openPaying, payNext } from './paying.ts';
import { placed } from './placed.ts';
import type { Portal } from './portal.ts';

const orders = '/portal/v1/orders';

/** How an order goes out, and where its page leads then. */
export function sendingOf(portal: Portal, language: Language): SendSetting {
  const isIn = portal.bootstrap.peek() !== undefined;
  return {
    ticket: isIn ? undefined : () => portal.post<OrderTicket>('/portal/v1/order-tickets', {}),
    work: async (ticket, bits) =>
      (await import('../../features/signup/portal/work.ts')).workFor(ticket, bits),
    place: async (body, key) => {
      const headers = { 'idempotency-key': key };
      const whole = { ...body, language };
      return isIn
        ? (await portal.http()).post<PlacedOrder>(orders, whole, headers)
        : portal.post<PlacedOrder>(orders, whole, headers);
    },
    onPay: () => {
      // Only a click may open a window, and the address is known only after the answer.
      if (portal.framed) openPaying();
    },
    onUnpaid: closePaying,
    onPlaced: async ({ order, next, sessionToken, expiresAt, bootstrap }) => {
      portal.emit('order.placed', {
        orderId: order.id,
        number: order.number,
        ...(order.contractId && { contractId: order.contractId }),
      });
      if (next.kind === 'redirect') payNext(order.id);
      else closePaying();
      if (!isIn && !(sessionToken && expiresAt && bootstrap)) {
        placed.value = order;
        return;
      }
      // What the address filled in has served: a bookmark or a shared link must not carry it on.
      const kept = new URLSearchParams(location.search).get('language');
      if (!portal.framed)
        history.replaceState(null, '', `${location.pathname}${kept ? `?language=${language}` : ''}`);
      portal.router.go({ panel: 'order', id: order.id }, 'replace');
      if (sessionToken && expiresAt && bootstrap) await portal.admit({ sessionToken, expiresAt, bootstrap });
    },
  };
}
