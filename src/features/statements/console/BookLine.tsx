import { useState } from 'preact/hooks';
import { Choose } from '../../../kit/ui/console/Choose.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Invoice } from '../../documents/schema.ts';
import type { NewBooking, Proposal, StatementLine } from '../schema.ts';
import type { Part } from './words.ts';

/** What a line may be booked to: what is proposed, or what somebody found. */
interface Target {
  readonly kind: 'invoice' | 'payment' | 'customer';
  readonly id: string;
  /** What is asked for, in the smallest unit; a balance asks for nothing. */
  readonly due?: number | undefined;
}

interface BookLineProps extends Part {
  readonly line: StatementLine;
  /** Absent: nothing is proposed that fits, and it is searched for. */
  readonly proposal?: Proposal | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const excesses = ['balance', 'refund', 'invoice'] as const;
const separator = ' ';

/** Asks what a line pays, and what becomes of what is more than that asks for. */
export const BookLine = watching(function BookLine(props: BookLineProps) {
  const { desk, t, line, proposal, onClose, onDone } = props;
  const { amount, currency } = line.amount;
  const money = (value: number) => t.money({ amount: value, currency });
  const [chosen, setChosen] = useState('');
  const [excess, setExcess] = useState<(typeof excesses)[number]>('balance');
  const [other, setOther] = useState('');
  const target: Target | undefined = proposal
    ? { kind: proposal.kind, id: proposal.id, due: proposal.due.amount }
    : targetOf(chosen);
  const due = target?.due;
  const isOver = target?.kind === 'invoice' && due !== undefined && amount > due;

  const findInvoices = async (search: string) => {
    const query = new URLSearchParams({ search, limit: '20' });
    const { items } = await desk.api.get<{ items: Invoice[] }>(`/api/v1/invoices?${query}`);
    return items
      .filter((one) => one.currency === currency && one.open + one.openFees > 0 && one.id !== target?.id)
      .map((one) => ({
        value: ['invoice', one.id, one.open + one.openFees].join(separator),
        label: `${one.number} · ${one.buyer.name} · ${money(one.open + one.openFees)}`,
      }));
  };
  const findAll = async (search: string) => {
    const query = new URLSearchParams({ search, limit: '10' });
    const [invoices, customers] = await Promise.all([
      desk.may('invoices:read') ? findInvoices(search) : [],
      desk.may('customers:read')
        ? desk.api.get<{ items: Customer[] }>(`/api/v1/customers?${query}`).then(({ items }) => items)
        : [],
    ]);
    const balances = customers.map(({ id, name, number }) => ({
      value: ['customer', id].join(separator),
      label: t('statements.balance-of', { name: [name, number].filter(Boolean).join(', ') }),
    }));
    return [...invoices.slice(0, 10), ...balances];
  };

  const body = (): NewBooking => {
    const to =
      target?.kind === 'invoice'
        ? { invoiceId: target.id }
        : target?.kind === 'payment'
          ? { paymentId: target.id }
          : { customerId: target?.id ?? '' };
    if (!isOver) return to;
    const excessInvoiceId = targetOf(other)?.id ?? '';
    return { ...to, excess, ...(excess === 'invoice' && { excessInvoiceId }) };
  };
  return (
    <Confirm
      title={
        proposal
          ? t('statements.ask', { amount: money(amount), reference: proposal.reference })
          : t('statements.ask-which', { amount: money(amount) })
      }
      label={t('statements.book')}
      pending={t('statements.booking')}
      danger={false}
      refusals={{ 'request.invalid': t('statements.choose-first') }}
      onClose={onClose}
      act={async () => {
        await desk.api.post(`/api/v1/statements/${line.statementId}/lines/${line.id}/booking`, body());
        onDone();
      }}
    >
      <p class="measure">
        <bdi class="strong">{line.name}</bdi> <bdi class="small muted">{line.text}</bdi>
      </p>
      {proposal ? (
        <p>{proposal.customerName}</p>
      ) : (
        <Choose
          {...{ t, chosen }}
          id="book"
          label={t('statements.find')}
          hint={t('statements.find.hint')}
          found={t('statements.for')}
          none={t('statements.find.none')}
          find={findAll}
          onChoose={setChosen}
        />
      )}
      {due !== undefined && amount < due ? <p>{t('statements.part', { due: money(due) })}</p> : null}
      {isOver ? (
        <>
          <SelectField
            {...{ t, id: 'book-excess', value: excess }}
            label={t('statements.excess', { rest: money(amount - due) })}
            onInput={(value) => setExcess(value as typeof excess)}
            options={excesses.map((value) => ({ value, label: t(`statements.excess.${value}`) }))}
          />
          {excess === 'invoice' ? (
            <Choose
              {...{ t, chosen: other }}
              id="book-other"
              label={t('statements.find-invoice')}
              hint={t('statements.find-invoice.hint')}
              found={t('statements.excess.invoice')}
              none={t('statements.find.none')}
              find={findInvoices}
              onChoose={setOther}
            />
          ) : null}
        </>
      ) : null}
    </Confirm>
  );
});

function targetOf(chosen: string): Target | undefined {
  const [kind, id, due] = chosen.split(separator);
  if (!kind || !id) return undefined;
  return { kind: kind as Target['kind'], id, due: due === undefined ? undefined : Number(due) };
}
