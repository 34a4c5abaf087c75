import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Order, OrderState } from '../schema.ts';
import { needsRepair, type Props, paymentName, State } from './looks.tsx';
import { OrderPage } from './OrderPage.tsx';

/** What was ordered: `/orders`, `/orders?needs=repair`, `/orders?customerId=cus_…`, `/orders/ord_…`. */
export const OrdersView = watching(function OrdersView({ path, ...props }: Props) {
  const [id] = path;
  return id ? <OrderPage {...props} path={path} key={id} id={id} /> : <AllOrders {...props} path={path} />;
});

const AllOrders = watching(function AllOrders({ desk, t, query }: Props) {
  const customerId = query.customerId;
  return (
    <>
      <PageHead
        title={t('orders.title')}
        {...(customerId && { crumbs: [{ label: t('orders.of-customer'), to: `/customers/${customerId}` }] })}
      />
      <List<Order>
        name="orders"
        title={t('orders.title')}
        path="/api/v1/orders"
        fixed={{ sort: '-placedAt', ...(customerId && { customerId }) }}
        csv="orders"
        nameOf={({ number }) => number}
        to={({ id }) => `/orders/${id}`}
        search={t('orders.search')}
        filters={[
          {
            name: 'needs',
            label: t('orders.needs'),
            options: [{ value: 'repair', label: t('orders.needs.repair') }],
          },
          {
            name: 'state',
            label: t('orders.state'),
            options: OrderState.options.map((value) => ({ value, label: t(`orders.state.${value}`) })),
          },
        ]}
        columns={[
          {
            key: 'number',
            label: t('orders.number'),
            cell: ({ number }) => number,
            csv: ({ number }) => number,
          },
          {
            key: 'title',
            label: t('orders.what'),
            fill: true,
            cell: ({ title }) => title,
            csv: ({ title }) => title,
          },
          {
            key: 'buyer',
            label: t('orders.buyer'),
            cell: ({ billing }) => <bdi>{buyerOf(billing)}</bdi>,
            csv: ({ billing }) => buyerOf(billing),
          },
          {
            key: 'gross',
            label: t('orders.gross'),
            end: true,
            class: 'money',
            cell: ({ gross }) => t.money(gross),
            csv: ({ gross }) => `${gross.amount} ${gross.currency}`,
          },
          {
            key: 'payment',
            label: t('orders.payment'),
            extra: true,
            cell: ({ paymentKind }) => paymentName(t, paymentKind),
            csv: ({ paymentKind }) => paymentKind ?? '',
          },
          {
            key: 'state',
            label: t('orders.state'),
            cell: (order) => <State t={t} order={order} />,
            csv: ({ state }) => state,
          },
          {
            key: 'placed',
            label: t('orders.placed'),
            cell: ({ placedAt }) => moment(t, placedAt),
            csv: ({ placedAt }) => placedAt,
          },
        ]}
        {...(desk.may('orders:write') && {
          bulk: [
            {
              key: 'repair',
              label: t('orders.repair'),
              question: t('orders.repair.question'),
              go: t('orders.repair.go'),
              skips: (order: Order) => (needsRepair(order) ? undefined : t('orders.repair.skip')),
              run: ({ id }: Order) => desk.api.post<Order>(`/api/v1/orders/${id}/repair`, {}),
            },
          ],
        })}
        empty={
          <>
            <p class="strong">{t('orders.empty')}</p>
            <p class="muted">{t('orders.empty.text')}</p>
          </>
        }
      />
    </>
  );
});

const buyerOf = ({ company, firstName, lastName, email }: Order['billing']): string =>
  company || [firstName, lastName].filter(Boolean).join(' ') || email || '';
