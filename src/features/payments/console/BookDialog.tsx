import { useState } from 'preact/hooks';
import { Choose } from '../../../kit/ui/console/Choose.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Invoice } from '../../documents/schema.ts';
import type { Payment, PaymentBooking } from '../schema.ts';
import type { Props } from './words.ts';

interface BookProps {
  readonly t: Props['t'];
  readonly payment: Payment;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const excesses = ['balance', 'refund'] as const;

/** Puts a wrong reference right: another invoice gets the money, or it is the customer's balance. */
export const BookDialog = watching(function BookDialog({ t, payment, onClose, onDone }: BookProps) {
  const desk = useDesk();
  const [to, setTo] = useState<'invoice' | 'balance'>('invoice');
  const [chosen, setChosen] = useState('');
  const [excess, setExcess] = useState<(typeof excesses)[number]>('balance');
  const { currency, amount } = payment.amount;
  const [invoiceId = '', due = ''] = chosen.split(' ');
  const rest = to === 'invoice' && due ? amount - payment.refunded - Number(due) : 0;
  const find = async (search: string) => {
    const query = new URLSearchParams({ search, limit: '20' });
    const { items } = await desk.api.get<{ items: Invoice[] }>(`/api/v1/invoices?${query}`);
    return items
      .filter((one) => one.currency === currency && one.open + one.openFees > 0)
      .slice(0, 10)
      .map((one) => ({
        value: `${one.id} ${one.open + one.openFees}`,
        label: `${one.number} · ${one.buyer.name} · ${t.money({ amount: one.open + one.openFees, currency })}`,
      }));
  };
  return (
    <Confirm
      title={t('payments.book.question', { amount: t.money(payment.amount) })}
      label={t('payments.book')}
      pending={t('payments.book.busy')}
      danger={false}
      refusals={{
        'request.invalid': t('payments.book.need'),
        'payment.balance-too-low': t('payments.book.spent'),
        'payment.not-payable': t('payments.book.nothing'),
      }}
      onClose={onClose}
      act={async () => {
        const body: PaymentBooking =
          to === 'balance' ? { invoiceId: null } : { invoiceId, ...(rest > 0 && { excess }) };
        await desk.api.put<Payment>(`/api/v1/payments/${payment.id}/booking`, body);
        onDone();
      }}
    >
      {payment.invoiceId === null ? null : (
        <SelectField
          {...{ t, id: 'book-to', value: to }}
          label={t('payments.book.to')}
          onInput={(value) => setTo(value as typeof to)}
          options={(['invoice', 'balance'] as const).map((value) => ({
            value,
            label: t(`payments.book.to.${value}`),
          }))}
        />
      )}
      {to === 'invoice' ? (
        <Choose
          {...{ t, chosen, find }}
          id="book"
          label={t('payments.book.find')}
          hint={t('payments.book.find.hint')}
          found={t('payments.invoice')}
          none={t('payments.book.none')}
          onChoose={setChosen}
        />
      ) : null}
      {rest > 0 ? (
        <SelectField
          {...{ t, id: 'book-excess', value: excess }}
          label={t('payments.book.excess', { rest: t.money({ amount: rest, currency }) })}
          onInput={(value) => setExcess(value as typeof excess)}
          options={excesses.map((value) => ({ value, label: t(`payments.book.excess.${value}`) }))}
        />
      ) : null}
      {payment.invoiceId === null ? null : <p class="small muted">{t('payments.book.text')}</p>}
    </Confirm>
  );
});
