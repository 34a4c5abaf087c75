import { useState } from 'preact/hooks';
import { randomKey } from '../../../kit/browser/vendor-api.ts';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import type { Payment, Refund, RefundWay } from '../schema.ts';
import { amountTyped, type Props } from './words.ts';

interface RefundProps {
  readonly t: Props['t'];
  readonly payment: Payment;
  /** What is left of it, as it is typed. */
  readonly left: string;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

/** What came out of the balance goes back there, and what is balance already can not. */
function waysOf({ kind, purpose, invoiceId, orderId }: Payment): RefundWay[] {
  if (purpose === 'balance') return ['balance'];
  const keeps = invoiceId !== null || orderId !== null;
  return [
    'origin',
    ...(kind === 'stripe' ? (['transfer'] as const) : []),
    ...(keeps ? (['balance'] as const) : []),
  ];
}

const wordOf = ({ kind }: Payment, way: RefundWay) =>
  way === 'balance'
    ? 'payments.refund.kept'
    : way === 'origin' && kind === 'stripe'
      ? 'payments.refund.stripe'
      : 'payments.refund.own';

/** How much goes back, and by whom it is sent. */
export function RefundDialog({ t, payment, left, onClose, onDone }: RefundProps) {
  const desk = useDesk();
  // One wish, one refund, whatever happens to the answer.
  const [key] = useState(randomKey);
  const { currency } = payment.amount;
  const byStripe = payment.kind === 'stripe';
  return (
    <Dialog title={t('payments.refund.question')} onClose={onClose}>
      <Form
        name={`refund ${payment.id}`}
        keepsDraft={false}
        start={{ amount: left, way: waysOf(payment)[0] ?? 'origin' }}
        submit={t('payments.refund')}
        pending={t('payments.refund.busy')}
        failed={t('payments.refund.not')}
        refusals={{
          'payment.refund-too-much': t('payments.refund.too-much'),
          'payment.balance-too-low': t('payments.book.spent'),
        }}
        cancel={onClose}
        onSave={async ({ amount, way }) => {
          await desk.api.post<Refund>(
            `/api/v1/payments/${payment.id}/refunds`,
            { amount: amountTyped(String(amount), currency), way },
            `${key}-${way}-${amount}`.replace(/[^\x21-\x7e]/g, '-'),
          );
          await onDone();
        }}
        groups={({ way }) => [
          {
            fields: [
              {
                name: 'way',
                kind: 'select',
                label: t('payments.refund.way'),
                always: true,
                hint: t(wordOf(payment, way as RefundWay)),
                options: waysOf(payment).map((value) => ({
                  value,
                  label: t(`payments.refund.way.${value === 'origin' && !byStripe ? 'transfer' : value}`),
                })),
              },
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
