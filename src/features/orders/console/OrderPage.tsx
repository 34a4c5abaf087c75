import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { refreshCw } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { TermsAgreement } from '../../terms/schema.ts';
import { mayCancel } from '../rules.ts';
import type { Order, OrderLine, OrderStep } from '../schema.ts';
import { needsRepair, type Props, paymentName, State, Step, stepName, type Words } from './looks.tsx';

/** One order: what was ordered and agreed to, what it brought, and what of it is still to be mended. */
export const OrderPage = watching(function OrderPage({ desk, t, id }: Props & { readonly id: string }) {
  const path = `/api/v1/orders/${id}`;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(undefined);
  const [cancelling, setCancelling] = useState(false);
  const known = useLoad(`order ${id}`, async () => {
    const order = await desk.api.get<Order>(path);
    const customer = await desk.api
      .get<Customer>(`/api/v1/customers/${order.customerId}`)
      .catch(() => undefined);
    return { order, customer };
  });
  const { order, customer } = known.value ?? {};
  const writes = desk.may('orders:write');

  async function repair(): Promise<void> {
    setBusy(true);
    setFailure(undefined);
    try {
      known.set({ order: await desk.api.post<Order>(`${path}/repair`, {}), customer });
      desk.say(t('orders.repaired'));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  }

  return (
    <>
      <PageHead
        title={order ? t('orders.one', { number: order.number }) : t('orders.title')}
        crumbs={[{ label: t('orders.title'), to: '/orders' }]}
        actions={
          order && writes ? (
            <>
              {needsRepair(order) ? (
                <Action
                  kind="primary"
                  icon={refreshCw}
                  pending={busy ? t('orders.repairing') : undefined}
                  onClick={repair}
                >
                  {t('orders.repair')}
                </Action>
              ) : null}
              {mayCancel(order.state) ? (
                <Action onClick={() => setCancelling(true)}>{t('orders.cancel')}</Action>
              ) : null}
            </>
          ) : undefined
        }
      />
      <Load of={known} what={t('orders.title')} missing={t('orders.missing')} rows={8}>
        {({ order: found, customer: whose }) => (
          <div class="page">
            {failure === undefined ? null : (
              <Failed t={t} title={t('orders.repair.failed')} error={failure} />
            )}
            <Figures
              figures={[
                { label: t('orders.state'), value: <State t={t} order={found} /> },
                { label: t('orders.gross'), value: t.money(found.gross) },
                { label: t('orders.payment'), value: paymentName(t, found.paymentKind) },
                { label: t('orders.placed'), value: moment(t, found.placedAt) },
              ]}
            />
            <Steps t={t} order={found} />
            <Lines t={t} order={found} />
            <Section title={t('orders.facts')}>
              <Pairs
                pairs={[
                  {
                    label: t('orders.buyer'),
                    value: <To to={`/customers/${found.customerId}`}>{whose?.name ?? found.customerId}</To>,
                  },
                  {
                    label: t('orders.contract'),
                    value: found.contractId ? (
                      <To to={`/contracts/${found.contractId}`}>{found.title}</To>
                    ) : (
                      t('orders.none-yet')
                    ),
                  },
                  {
                    label: t('orders.invoice'),
                    value: found.invoiceId ? (
                      <To to={`/documents/${found.invoiceId}`}>{t('orders.invoice.open')}</To>
                    ) : (
                      t('orders.none-yet')
                    ),
                  },
                  { label: t('orders.way'), value: t(`orders.way.${found.way}`) },
                  { label: t('orders.billing'), value: addressOf(found.billing) },
                  ...(found.purchaseOrder
                    ? [{ label: t('orders.purchase-order'), value: found.purchaseOrder }]
                    : []),
                  ...(found.deliverTo
                    ? [{ label: t('orders.deliver-to'), value: addressOf(found.deliverTo) }]
                    : []),
                  ...(found.coupon ? [{ label: t('orders.coupon'), value: found.coupon }] : []),
                  ...(found.tag ? [{ label: t('orders.tag'), value: found.tag }] : []),
                  ...(found.startNow ? [{ label: t('orders.start-now'), value: t('orders.yes') }] : []),
                ]}
              />
            </Section>
            <Terms t={t} terms={found.terms} />
          </div>
        )}
      </Load>
      {cancelling && order ? (
        <Confirm
          title={t('orders.cancel.question', { number: order.number })}
          label={t('orders.cancel')}
          pending={t('orders.cancelling')}
          onClose={() => setCancelling(false)}
          act={async () => {
            known.set({ order: await desk.api.post<Order>(`${path}/cancellation`, {}), customer });
            setCancelling(false);
            desk.say(t('orders.cancelled'));
          }}
        >
          <p>{t('orders.cancel.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

/** In one line, in the order in which most letters have it. */
const addressOf = ({
  name,
  company,
  firstName = '',
  lastName = '',
  street = '',
  houseNumber = '',
  postcode = '',
  city = '',
  country,
}: Partial<Order['billing']> & { readonly name?: string }): string =>
  [
    name,
    company,
    `${firstName} ${lastName}`.trim(),
    `${street} ${houseNumber}`.trim(),
    `${postcode} ${city}`.trim(),
    country,
  ]
    .filter(Boolean)
    .join(', ');

function Steps({ t, order }: { readonly t: Words; readonly order: Order }) {
  return (
    <Section title={t('orders.steps')}>
      {order.steps.length === 0 ? (
        <p class="muted">{t('orders.steps.none')}</p>
      ) : (
        <Table<OrderStep>
          name={t('orders.steps')}
          items={order.steps}
          idOf={({ name }) => name}
          columns={[
            { key: 'name', label: t('orders.step'), cell: ({ name }) => stepName(t, name) },
            { key: 'state', label: t('orders.step.state'), cell: (step) => <Step t={t} step={step} /> },
            {
              key: 'about',
              label: t('orders.step.about'),
              fill: true,
              cell: (step) => <About t={t} step={step} />,
            },
          ]}
        />
      )}
    </Section>
  );
}

function About({ t, step }: { readonly t: Words; readonly step: OrderStep }) {
  if (step.doneAt) return <>{moment(t, step.doneAt)}</>;
  if (!step.error) return <>{t('orders.step.soon')}</>;
  return (
    <>
      <span>{step.error}</span>{' '}
      <span class="small muted">
        {step.dueAt
          ? t('orders.step.again', { count: step.attempts, at: moment(t, step.dueAt) })
          : t('orders.step.waits', { count: step.attempts })}
      </span>
    </>
  );
}

function Lines({ t, order }: { readonly t: Words; readonly order: Order }) {
  return (
    <Section title={t('orders.lines')}>
      <Table<OrderLine>
        name={t('orders.lines')}
        items={order.lines}
        idOf={(line) => `${line.kind} ${line.componentId ?? line.variantId} ${line.title}`}
        columns={[
          { key: 'title', label: t('orders.line'), fill: true, cell: ({ title }) => title },
          {
            key: 'quantity',
            label: t('orders.quantity'),
            end: true,
            class: 'num',
            cell: ({ kind, quantity, unit }) =>
              kind === 'usage' ? t('orders.metered') : [t.number(quantity), unit].filter(Boolean).join(' '),
          },
        ]}
      />
      <Pairs
        pairs={[
          { label: t('orders.net'), value: t.money(order.net) },
          { label: t('orders.tax'), value: t.money(order.tax) },
          { label: t('orders.gross'), value: t.money(order.gross) },
        ]}
      />
    </Section>
  );
}

function Terms({ t, terms }: { readonly t: Words; readonly terms: readonly TermsAgreement[] }) {
  if (terms.length === 0) return null;
  return (
    <Section title={t('orders.terms')}>
      <Table<TermsAgreement>
        name={t('orders.terms')}
        items={terms}
        idOf={({ termsId }) => termsId}
        columns={[
          {
            key: 'title',
            label: t('orders.terms.title'),
            cell: ({ title, termsId }) => <To to={`/order-terms/${termsId}`}>{title}</To>,
          },
          {
            key: 'version',
            label: t('orders.terms.version'),
            cell: ({ version, language }) => `${version} (${language})`,
          },
          {
            key: 'how',
            label: t('orders.terms.how'),
            cell: ({ required }) => t(`orders.terms.${required}`),
          },
          { key: 'at', label: t('orders.terms.at'), cell: ({ at }) => moment(t, at) },
          {
            key: 'hash',
            label: t('orders.terms.hash'),
            fill: true,
            cell: ({ hash }) => <bdi class="mono small cut">{hash}</bdi>,
          },
        ]}
      />
    </Section>
  );
}
