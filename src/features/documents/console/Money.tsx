import { useState } from 'preact/hooks';
import { randomKey } from '../../../kit/browser/vendor-api.ts';
import { decimalOf } from '../../../kit/common/money.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { minorOf } from '../../../kit/ui/console/amounts.ts';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CreditNoteRefunds, Payment } from '../../payments/schema.ts';
import { overpaidOf } from '../rules.ts';
import type { CreditNote, Invoice } from '../schema.ts';
import type { AnyDocument, Props } from './looks.tsx';

interface MoneyProps extends Pick<Props, 'desk' | 't'> {
  readonly document: AnyDocument;
  /** Something of the document is another now. */
  readonly onChange: () => void;
}

/** What came for an invoice, or went back for a credit note. */
export const Money = watching(function Money({ document, ...props }: MoneyProps) {
  if (!props.desk.may('payments:read')) return null;
  return 'due' in document ? (
    <Received {...props} invoice={document} />
  ) : (
    <MoneyBack {...props} note={document} />
  );
});

type OfInvoice = Omit<MoneyProps, 'document'> & { readonly invoice: Invoice };

const Received = watching(function Received({ desk, t, invoice, onChange }: OfInvoice) {
  const { id, currency, openFees, status } = invoice;
  const payments = useLoad(
    `payments of ${id} ${invoice.updatedAt}`,
    async () => (await desk.api.get<{ items: Payment[] }>(`/api/v1/payments?invoiceId=${id}&limit=50`)).items,
  );
  const [waiving, setWaiving] = useState(false);
  const money = (amount: number) => t.money({ amount, currency });
  const over = status === 'cancelled' || status === 'refunded' ? 0 : overpaidOf(invoice);
  const items = payments.value ?? [];
  if (items.length === 0 && openFees === 0) return null;
  return (
    <Section title={t('invoices.payments')}>
      {items.map((payment) => (
        <p class="small" key={payment.id}>
          <To to={`/payments/${payment.id}`}>
            {t.money(payment.amount)} · {t.day(payment.completedAt ?? payment.createdAt)}
          </To>{' '}
          {t(`invoices.payment.${payment.status}`)}
          {payment.refunded > 0 && payment.status !== 'refunded'
            ? ` · ${t('invoices.payment.back', { amount: money(payment.refunded) })}`
            : ''}
        </p>
      ))}
      {over > 0 ? <p class="small strong">{t('invoices.overpaid', { amount: money(over) })}</p> : null}
      {openFees > 0 ? (
        <>
          <p class="small">{t('invoices.fees', { amount: money(openFees) })}</p>
          {desk.may('invoices:write') ? (
            <Action small onClick={() => setWaiving(true)}>
              {t('invoices.fees.waive')}
            </Action>
          ) : null}
        </>
      ) : null}
      {waiving ? (
        <Confirm
          title={t('invoices.fees.question', { amount: money(openFees) })}
          label={t('invoices.fees.waive')}
          pending={t('invoices.fees.busy')}
          danger={false}
          onClose={() => setWaiving(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/invoices/${id}/reminder-fees`);
            desk.say(t('invoices.fees.done'));
            onChange();
          }}
        >
          <p>{t('invoices.fees.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

type OfNote = Omit<MoneyProps, 'document'> & { readonly note: CreditNote };

const MoneyBack = watching(function MoneyBack({ desk, t, note, onChange }: OfNote) {
  const path = `/api/v1/credit-notes/${note.id}/refunds`;
  const refunds = useLoad(`refunds of ${note.id} ${note.updatedAt}`, () =>
    desk.api.get<CreditNoteRefunds>(path),
  );
  const [giving, setGiving] = useState(false);
  if (refunds.error) return <Failed t={desk.t} title={t('invoices.back.failed')} error={refunds.error} />;
  const { left, ways, items } = refunds.value ?? { left: { amount: 0, currency: '' }, ways: [], items: [] };
  return (
    <Section title={t('invoices.back')}>
      {items.map(({ id, paymentId, amount, way, state, failure }) => (
        <p class="small" key={id}>
          <To to={`/payments/${paymentId}`}>{t.money(amount)}</To> {t(`invoices.back.way.${way}`)}
          {state === 'done' ? '' : ` · ${t(`invoices.back.state.${state}`)}`}
          {failure ? ` (${failure})` : ''}
        </p>
      ))}
      {left.amount > 0 ? (
        <p class="small">{t('invoices.back.left', { amount: t.money(left) })}</p>
      ) : items.length === 0 && refunds.value ? (
        <p class="small muted">{t(note.status === 'paid' ? 'invoices.back.marked' : 'invoices.back.none')}</p>
      ) : null}
      {left.amount > 0 && desk.may('payments:write') ? (
        <Action small onClick={() => setGiving(true)}>
          {t('invoices.back.give')}
        </Action>
      ) : null}
      {giving ? (
        <GiveBack
          {...{ desk, t, path, left, ways }}
          onClose={() => setGiving(false)}
          onDone={() => {
            setGiving(false);
            desk.say(t('invoices.back.done'));
            refunds.reload();
            onChange();
          }}
        />
      ) : null}
    </Section>
  );
});

interface GiveBackProps extends Pick<Props, 'desk' | 't'>, Pick<CreditNoteRefunds, 'left' | 'ways'> {
  readonly path: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function GiveBack({ desk, t, path, left, ways, onClose, onDone }: GiveBackProps) {
  // One wish, one refund, whatever happens to the answer.
  const [key] = useState(randomKey);
  const { currency } = left;
  return (
    <Dialog title={t('invoices.back.question')} onClose={onClose}>
      <Form
        name={`money back ${path}`}
        keepsDraft={false}
        start={{ way: ways[0] ?? 'transfer', amount: decimalOf(left) }}
        submit={t('invoices.back.give')}
        pending={t('invoices.back.busy')}
        failed={t('invoices.back.not')}
        refusals={{
          'payment.refund-too-much': t('invoices.back.too-much'),
          'credit-note.way': t('invoices.back.other-way'),
          'credit-note.nothing-left': t('invoices.back.nothing'),
        }}
        cancel={onClose}
        onSave={async ({ way, amount }) => {
          const body = { way, amount: minorOf(String(amount), currency) };
          await desk.api.post<CreditNoteRefunds>(path, body, `${key}-${way}-${body.amount}`);
          onDone();
        }}
        groups={({ way }) => [
          {
            fields: [
              {
                ...{ name: 'way', kind: 'select', label: t('invoices.back.how'), always: true },
                hint: t(`invoices.back.text.${way as (typeof ways)[number]}`),
                options: ways.map((value) => ({ value, label: t(`invoices.back.way.${value}`) })),
              },
              {
                ...{ name: 'amount', label: t('invoices.back.amount', { currency }) },
                ...{ need: t('invoices.back.amount.need'), ltr: true, width: 'w-short' },
                check: (text: string) =>
                  (minorOf(text, currency) ?? 0) > 0 ? undefined : t('invoices.back.amount.need'),
              },
            ],
          },
        ]}
      />
    </Dialog>
  );
}
