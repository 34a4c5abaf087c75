import { useState } from 'preact/hooks';
import { decimalOf } from '../../../kit/common/money.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Balance, Payment, PaymentEvent, Refund } from '../schema.ts';
import { BookDialog } from './BookDialog.tsx';
import { PaymentFacts } from './PaymentFacts.tsx';
import { RefundDialog } from './RefundDialog.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import type { Part } from './words.ts';

type Asking = 'cancelled' | 'failed' | 'delete' | 'refund' | 'book';

/** One payment: what it is for, where it stands and who said so, what went back. */
export const PaymentPage = watching(function PaymentPage({ desk, t, id }: Part & { readonly id: string }) {
  const path = `/api/v1/payments/${id}`;
  const [asking, setAsking] = useState<Asking | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const known = useLoad(`payment ${id}`, async () => {
    const payment = await desk.api.get<Payment>(path);
    const [customer, balance, refunds, events] = await Promise.all([
      desk.api.get<Customer>(`/api/v1/customers/${payment.customerId}`).catch(() => undefined),
      desk.api.get<Balance>(`/api/v1/customers/${payment.customerId}/balance`),
      desk.api.get<{ items: Refund[] }>(`${path}/refunds`),
      desk.api.get<{ items: PaymentEvent[] }>(`${path}/events`),
    ]);
    return { payment, customer, balance: balance.balance, refunds: refunds.items, events: events.items };
  });
  const payment = known.value?.payment;
  const writes = desk.may('payments:write');
  const own = payment !== undefined && payment.kind !== 'stripe' && writes;
  const waits = own && payment.status === 'pending';

  async function patch(change: Partial<Payment>, said: string): Promise<void> {
    await desk.api.patch<Payment>(path, change);
    desk.say(said);
    setAsking(undefined);
    known.reload();
  }
  async function receive(): Promise<void> {
    setBusy(true);
    setError(undefined);
    await patch({ status: 'completed' }, t('payments.received.done')).catch(setError);
    setBusy(false);
  }
  const title = payment ? payment.description || payment.reference || t('payments.one') : t('payments.one');
  const left = payment ? payment.amount.amount - payment.refunded : 0;
  const isReceived = payment?.status === 'completed' && left > 0 && payment.amount.amount > 0;
  const isBookable =
    payment?.orderId === null && payment.surcharge === 0 && (waits || (isReceived && writes));

  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('payments.title'), to: '/payments' },
          ...(known.value?.customer
            ? [{ label: known.value.customer.name, to: `/customers/${known.value.customer.id}` }]
            : []),
        ]}
        sub={payment ? <StatusBadge t={t} payment={payment} /> : undefined}
        actions={
          payment ? (
            <>
              {waits ? <Action onClick={() => setAsking('cancelled')}>{t('payments.cancel')}</Action> : null}
              {own &&
              (payment.status === 'pending' ||
                (payment.kind === 'sepa' && payment.status === 'completed')) ? (
                <Action onClick={() => setAsking('failed')}>{t('payments.failed')}</Action>
              ) : null}
              {own && !payment.orderId && ['pending', 'cancelled', 'failed'].includes(payment.status) ? (
                <Action onClick={() => setAsking('delete')}>{t('payments.delete')}</Action>
              ) : null}
              {isBookable ? <Action onClick={() => setAsking('book')}>{t('payments.book')}</Action> : null}
              {writes && isReceived ? (
                <Action onClick={() => setAsking('refund')}>{t('payments.refund')}</Action>
              ) : null}
              {waits ? (
                <Action
                  kind="primary"
                  pending={busy ? t('payments.received.busy') : undefined}
                  onClick={() => void receive()}
                >
                  {t('payments.received')}
                </Action>
              ) : null}
            </>
          ) : undefined
        }
      />
      <Load of={known} what={t('payments.one')} missing={t('payments.missing')}>
        {({ payment: found, customer, balance, refunds, events }) => (
          <div class="page-body">
            {error ? <Failed t={desk.t} title={t('payments.not-changed')} error={error} /> : null}
            {found.attention ? (
              <Notice
                tone={found.attention === 'undelivered' ? 'warn' : 'bad'}
                icon={circleAlert}
                title={t(`payments.attention.${found.attention}`)}
                action={
                  writes && found.attention !== 'undelivered' ? (
                    <Action
                      onClick={() =>
                        void patch({ attention: null }, t('payments.attention.done')).catch(setError)
                      }
                    >
                      {t('payments.attention.seen')}
                    </Action>
                  ) : undefined
                }
              >
                {t(`payments.attention.${found.attention}.text`)}
              </Notice>
            ) : null}
            <div class="cols">
              <div>
                <Figures
                  figures={[
                    { label: t('payments.amount'), value: t.money(found.amount) },
                    ...(found.refunded > 0
                      ? [
                          {
                            label: t('payments.refunded'),
                            value: t.money({ ...found.amount, amount: found.refunded }),
                          },
                        ]
                      : []),
                    {
                      label: t('payments.balance'),
                      value:
                        balance.length > 0
                          ? balance.map((money) => t.money(money)).join(' · ')
                          : t.money({ ...found.amount, amount: 0 }),
                      sub: t('payments.balance.text'),
                    },
                  ]}
                />
                {refunds.length > 0 ? (
                  <Section title={t('payments.refunds')}>
                    <Table
                      name={t('payments.refunds')}
                      items={refunds}
                      idOf={({ id: one }) => one}
                      columns={[
                        {
                          key: 'at',
                          label: t('payments.date'),
                          fill: true,
                          cell: ({ createdAt }) => moment(t, createdAt),
                        },
                        {
                          key: 'state',
                          label: t('payments.status'),
                          cell: ({ state, failure }) =>
                            [t(`payments.refund.${state}`), failure].filter(Boolean).join(': '),
                        },
                        {
                          key: 'way',
                          label: t('payments.refund.way'),
                          cell: ({ way }) =>
                            t(
                              `payments.refund.way.${way === 'origin' && found.kind !== 'stripe' ? 'transfer' : way}`,
                            ),
                        },
                        {
                          key: 'amount',
                          label: t('payments.amount'),
                          end: true,
                          class: 'money',
                          cell: ({ amount }) => t.money(amount),
                        },
                      ]}
                    />
                  </Section>
                ) : null}
                {events.length > 0 ? (
                  <Section title={t('payments.events')}>
                    <Table
                      name={t('payments.events')}
                      items={events}
                      idOf={({ id: one }) => one}
                      columns={[
                        {
                          key: 'at',
                          label: t('payments.date'),
                          cell: ({ receivedAt }) => moment(t, receivedAt),
                        },
                        {
                          key: 'type',
                          label: t('payments.event'),
                          class: 'mono',
                          fill: true,
                          cell: ({ type }) => type,
                        },
                        {
                          key: 'outcome',
                          label: t('payments.outcome'),
                          class: 'mono',
                          cell: ({ outcome }) => outcome,
                        },
                      ]}
                    />
                  </Section>
                ) : null}
              </div>
              <PaymentFacts {...{ t, customer }} payment={found} />
            </div>
          </div>
        )}
      </Load>
      {payment && (asking === 'cancelled' || asking === 'failed') ? (
        <Confirm
          title={t(`payments.${asking}.question`)}
          label={t(asking === 'failed' ? 'payments.failed' : 'payments.cancel')}
          pending={t('payments.changing')}
          onClose={() => setAsking(undefined)}
          act={() => patch({ status: asking }, t('payments.changed'))}
        >
          <p>{t(`payments.${asking}.text`)}</p>
        </Confirm>
      ) : null}
      {payment && asking === 'delete' ? (
        <Confirm
          title={t('payments.delete.question')}
          label={t('payments.delete')}
          pending={t('payments.deleting')}
          onClose={() => setAsking(undefined)}
          act={async () => {
            await desk.api.delete(path);
            desk.say(t('payments.deleted'));
            desk.places.go('/payments', { replace: true });
          }}
        >
          <p>{t('payments.delete.text')}</p>
        </Confirm>
      ) : null}
      {payment && asking === 'book' ? (
        <BookDialog
          {...{ t, payment }}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined);
            desk.say(t('payments.book.done'));
            known.reload();
          }}
        />
      ) : null}
      {payment && asking === 'refund' ? (
        <RefundDialog
          t={t}
          payment={payment}
          left={decimalOf({ ...payment.amount, amount: left })}
          onClose={() => setAsking(undefined)}
          onDone={async () => {
            setAsking(undefined);
            desk.say(t('payments.refund.done-said'));
            known.reload();
          }}
        />
      ) : null}
    </>
  );
});
