import { useEffect, useState } from 'preact/hooks';
import { OrderDone } from '../../../features/order-page/portal/done/OrderDone.tsx';
import type { PortalOrder } from '../../../features/orders/schema.ts';
import type { Checkout } from '../../../features/payments/schema.ts';
import { translator } from '../../../kit/browser/words.ts';
import type { Words } from '../../../kit/common/message.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';
import { payingWindow, takePaying } from '../paying.ts';
import { placed } from '../placed.ts';

/** An order that was placed: what happens next, and the way to its payment. */
export const OrderPlaced = watching(function OrderPlaced({
  portal,
  onReady,
}: Pick<PanelView, 'portal' | 'onReady'>) {
  const { page, router, framed } = portal;
  const language = portal.language.value;
  const [words, setWords] = useState<Words | undefined>(undefined);
  useEffect(() => {
    void portal.wordsOf('orderDone', language).then(
      (found) => setWords(found),
      (error: unknown) => onReady(error),
    );
  }, [portal, language, onReady]);
  if (!words) return null;
  const t = translator<never>({ ...portal.words.value, ...words }, portal.manner.value);
  const bootstrap = portal.bootstrap.value;
  const id = router.route.value.id ?? placed.value?.id ?? '';
  const sees = (panel: string) => bootstrap?.panels.some((one) => one.panel === panel && one.view);
  return (
    <OrderDone
      key={id}
      t={t}
      brand={page.brandName}
      given={bootstrap ? undefined : placed.value}
      load={async () => (await portal.http()).get<PortalOrder>(`/portal/v1/orders/${encodeURIComponent(id)}`)}
      checkout={async (paymentId) =>
        (
          await (
            await portal.http()
          ).post<Checkout>(`/portal/v1/payments/${paymentId}/checkout`, { panel: 'order' })
        ).url
      }
      framed={framed}
      payingWindow={payingWindow}
      takePaying={() => takePaying(id)}
      loadCode={async () => (await import('../../../kit/ui/QrCode.tsx')).QrCode}
      onPaid={() => portal.emit('payment.succeeded', { orderId: id })}
      onReady={onReady}
      toContracts={sees('contracts') ? router.link({ panel: 'contracts', id: null }) : undefined}
      toInvoice={
        sees('documents') ? (invoice) => router.link({ panel: 'documents', id: invoice }) : undefined
      }
      toSignIn={
        sees('profile') && page.signIn.password ? router.link({ panel: 'profile', id: null }) : undefined
      }
    />
  );
});
