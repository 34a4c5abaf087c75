import { decimalOf } from '../../../kit/common/money.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Payment, PaymentKind, PaymentStatus } from '../schema.ts';
import { BalanceOf } from './BalanceOf.tsx';
import { BalanceRules } from './BalanceRules.tsx';
import { NewPayment } from './NewPayment.tsx';
import { PaymentPage } from './PaymentPage.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import { Vouchers } from './Vouchers.tsx';
import { WaysToPay } from './WaysToPay.tsx';
import { type Part, type Props, paymentTabs } from './words.ts';

/** `/payments`, one of them, `/payments/new`, `/payments/ways` and `/payments/balance`. */
export const PaymentsView = watching(function PaymentsView({ path, ...props }: Props) {
  const [part] = path;
  if (part === 'new') return <NewPayment {...props} />;
  if (part === 'ways') return <WaysToPay {...props} />;
  if (part === 'balance') return <BalanceRules {...props} />;
  if (part === 'vouchers') return <Vouchers {...props} />;
  if (part) return <PaymentPage {...props} key={part} id={part} />;
  return <Payments {...props} />;
});

const Payments = watching(function Payments({ desk, t, query }: Part) {
  const { customerId } = query;
  const of = customerId ? `?customerId=${encodeURIComponent(customerId)}` : '';
  const add = desk.may('payments:write') ? (
    <Action kind="primary" icon={plus} to={`/payments/new${of}`}>
      {t('payments.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead
        title={t('payments.title')}
        actions={add}
        sub={
          customerId ? (
            <>
              {t('payments.of-customer')} <To to="/payments">{t('payments.all')}</To>
            </>
          ) : undefined
        }
        tabs={paymentTabs(desk, t)}
        tab="payments"
      />
      {customerId ? <BalanceOf key={customerId} {...{ desk, t, customerId }} /> : null}
      <List<Payment>
        name="payments"
        title={t('payments.title')}
        path="/api/v1/payments"
        csv="payments"
        nameOf={({ description, reference, id }) => description || reference || id}
        to={({ id }) => `/payments/${id}`}
        search={t('payments.search')}
        filters={[
          {
            name: 'status',
            label: t('payments.status'),
            options: PaymentStatus.options.map((value) => ({ value, label: t(`payments.status.${value}`) })),
          },
          {
            name: 'kind',
            label: t('payments.kind'),
            options: PaymentKind.options.map((value) => ({ value, label: t(`payments.kind.${value}`) })),
          },
          {
            name: 'attention',
            label: t('payments.attention'),
            options: [{ value: 'any', label: t('payments.attention.any') }],
          },
        ]}
        fixed={{ sort: '-createdAt', ...(customerId && { customerId }) }}
        columns={[
          {
            key: 'created',
            label: t('payments.date'),
            class: 'nowrap',
            cell: ({ createdAt }) => t.day(createdAt),
            csv: ({ createdAt }) => createdAt,
          },
          {
            key: 'description',
            label: t('payments.what'),
            fill: true,
            cell: ({ description, reference }) => description || reference,
            csv: ({ description }) => description,
          },
          {
            key: 'kind',
            label: t('payments.kind'),
            cell: ({ kind }) => t(`payments.kind.${kind}`),
            csv: ({ kind }) => kind,
          },
          {
            key: 'status',
            label: t('payments.status'),
            cell: (payment) => <StatusBadge t={t} payment={payment} />,
            csv: ({ status }) => status,
          },
          {
            key: 'amount',
            label: t('payments.amount'),
            end: true,
            class: 'money',
            cell: ({ amount }) => t.money(amount),
            csv: ({ amount }) => decimalOf(amount),
          },
          {
            key: 'reference',
            label: t('payments.reference'),
            extra: true,
            cell: ({ reference }) => <bdi>{reference}</bdi>,
            csv: ({ reference }) => reference,
          },
          {
            key: 'provider',
            label: t('payments.provider-id'),
            extra: true,
            class: 'mono',
            cell: ({ providerId }) => providerId,
            csv: ({ providerId }) => providerId ?? '',
          },
        ]}
        {...(desk.may('payments:write') && {
          bulk: [
            {
              key: 'received',
              label: t('payments.received'),
              question: t('payments.received.question'),
              go: t('payments.received'),
              skips: ({ status, kind }: Payment) =>
                status === 'pending' && kind !== 'stripe' ? undefined : t('payments.received.skip'),
              run: ({ id }: Payment) =>
                desk.api.patch<Payment>(`/api/v1/payments/${id}`, { status: 'completed' }),
            },
          ],
        })}
        empty={
          <>
            <p class="strong">{t('payments.empty')}</p>
            <p class="muted measure">{t('payments.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});
