import { useState } from 'preact/hooks';
import { randomKey } from '../../../kit/browser/vendor-api.ts';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import type { Payment, Refund } from '../schema.ts';
import { amountTyped, type Props } from './words.ts';

interface RefundProps {
  readonly t: Props['t'];
  readonly payment: Payment;
  /** What is left of it, as it is typed. */
  readonly left: string;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** How much goes back, and by whom it is sent. */
export function RefundDialog({ t, payment, left, onClose, onDone }: RefundProps) {
  const desk = useDesk();
  // One wish, one refund, whatever happens to the answer.
  const [key] = useState(randomKey);
  const { currency } = payment.amount;
  return (
    <Dialog title={t('payments.refund.question')} onClose={onClose}>
      <p class="measure">{t(payment.kind === 'stripe' ? 'payments.refund.stripe' : 'payments.refund.own')}</p>
      <Form
        name={`refund ${payment.id}`}
        keepsDraft={false}
        start={{ amount: left }}
        submit={t('payments.refund')}
        pending={t('payments.refund.busy')}
        failed={t('payments.refund.not')}
        refusals={{ 'payment.refund-too-much': t('payments.refund.too-much') }}
        cancel={onClose}
        onSave={async ({ amount }) => {
          await desk.api.post<Refund>(
            `/api/v1/payments/${payment.id}/refunds`,
            { amount: amountTyped(String(amount), currency) },
            `${key}-${amount}`.replace(/[^\x21-\x7e]/g, '-'),
          );
          await onDone();
        }}
        groups={() => [
          {
            fields: [
              {
                name: 'amount',
                label: t('payments.refund.amount', { currency }),
                need: t('payments.amount.need'),
                ltr: true,
                width: 'w-short',
                check: (value: string) =>
                  (amountTyped(value, currency) ?? 0) > 0 ? undefined : t('payments.amount.need'),
              },
            ],
          },
        ]}
      />
    </Dialog>
  );
}
