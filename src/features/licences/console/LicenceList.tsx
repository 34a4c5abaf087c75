import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { customerColumn, type Named } from '../../../kit/ui/console/customer-column.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Licence, Product } from '../schema.ts';
import { tabsOf } from './tabs.ts';
import { Undelivered } from './Undelivered.tsx';
import { badgeOf, lastDayOf, type Part, seatsOf } from './words.ts';

const dayMs = 86_400_000;
/** The same all day long, so that what stands in an address goes on meaning something. */
const inDays = (days: number): string =>
  new Date(Math.ceil(Date.now() / dayMs) * dayMs + days * dayMs).toISOString();

/** All licences, or with `?customerId=` those of one customer, to whom a new one can be given. */
export const LicenceList = watching(function LicenceList({
  desk,
  t,
  query,
  ending = false,
}: Part & { readonly ending?: boolean }) {
  const { customerId } = query;
  const known = useLoad(`licences of ${customerId}`, async () => {
    const [customer, products] = await Promise.all([
      customerId ? desk.api.get<Customer>(`/api/v1/customers/${customerId}`) : undefined,
      desk.api.get<{ items: Product[] }>('/api/v1/products?limit=200'),
    ]);
    return { customer, products: products.items };
  });
  const customer = known.value?.customer;
  const add = desk.may('licences:write') ? (
    <Action kind="primary" icon={plus} to={`/licences/new${customerId ? `?customerId=${customerId}` : ''}`}>
      {t('licences.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead
        title={customer ? t('licences.of', { name: customer.name }) : t('licences.title')}
        crumbs={
          customer
            ? [
                { label: t('licences.title'), to: '/licences' },
                { label: customer.name, to: `/customers/${customer.id}` },
              ]
            : undefined
        }
        actions={add}
        tabs={customer ? [] : tabsOf(t)}
        tab={ending ? 'ending' : 'all'}
      />
      {ending || customer ? null : <Undelivered {...{ desk, t }} />}
      <Load of={known} what={t('licences.title')} rows={6}>
        {({ products }) => {
          const nameOf = (id: string) => products.find((one) => one.id === id)?.name ?? id;
          return (
            <List<Named<Licence>>
              key={customerId ?? 'all'}
              name={customerId ? `licences of ${customerId}` : ending ? 'licences ending' : 'licences'}
              title={t('licences.title')}
              path="/api/v1/licences"
              {...(customerId && { fixed: { customerId } })}
              {...(ending && { fixed: { renews: 'false', expiresBefore: inDays(60) } })}
              csv="licences"
              nameOf={({ keyHint }) => keyHint}
              to={({ id }) => `/licences/${id}`}
              search={t('licences.search')}
              filters={[
                {
                  name: 'state',
                  label: t('licences.state'),
                  options: (['valid', 'expired', 'blocked'] as const).map((value) => ({
                    ...{ value, label: t(`licences.state.${value}`) },
                  })),
                },
                {
                  name: 'expiresBefore',
                  label: t('licences.expires-within'),
                  options: [7, 30, 90].map((days) => ({
                    ...{ value: inDays(days), label: t('licences.expires-within.days', { days }) },
                  })),
                },
                {
                  name: 'renews',
                  label: t('licences.renews'),
                  options: [
                    { value: 'false', label: t('licences.renews.no') },
                    { value: 'true', label: t('licences.renews.yes') },
                  ],
                },
                {
                  name: 'productId',
                  label: t('licences.product'),
                  options: products.map(({ id, name }) => ({ value: id, label: name })),
                },
              ]}
              columns={[
                {
                  key: 'product',
                  label: t('licences.product'),
                  cell: ({ productId }) => nameOf(productId),
                  csv: ({ productId }) => nameOf(productId),
                },
                {
                  key: 'key',
                  label: t('licences.key'),
                  class: 'mono nowrap',
                  cell: ({ keyHint }) => keyHint,
                  csv: ({ keyHint }) => keyHint,
                },
                {
                  key: 'state',
                  label: t('licences.state'),
                  cell: (licence) => {
                    const { word, ...look } = badgeOf(t, licence);
                    return <Badge {...look}>{word}</Badge>;
                  },
                  csv: (licence) => badgeOf(t, licence).word,
                },
                {
                  key: 'machines',
                  label: t('licences.machines'),
                  cell: (licence) => seatsOf(t, licence),
                  csv: ({ machines, machineLimit }) => `${machines}/${machineLimit}`,
                },
                {
                  key: 'until',
                  label: t('licences.until'),
                  cell: (licence) =>
                    licence.expiresAt ? t.day(lastDayOf(licence)) : t('licences.until.never'),
                  csv: lastDayOf,
                },
                {
                  key: 'renews',
                  label: t('licences.renews'),
                  extra: true,
                  cell: ({ renews }) => t(renews ? 'licences.renews.yes' : 'licences.renews.no'),
                  csv: ({ renews }) => String(renews),
                },
                ...(customer
                  ? []
                  : [customerColumn(t('licences.customer'), { none: t('licences.customer.none') })]),
                {
                  key: 'own-id',
                  label: t('licences.own-id'),
                  extra: true,
                  class: 'mono',
                  cell: ({ externalId }) => externalId,
                  csv: ({ externalId }) => externalId ?? '',
                },
              ]}
              empty={
                <>
                  <p class="strong">{t('licences.empty')}</p>
                  <p class="muted">
                    {t(products.length === 0 ? 'licences.empty.products' : 'licences.empty.text')}
                  </p>
                  {products.length === 0 ? (
                    <Action kind="primary" icon={plus} to="/products/new">
                      {t('products.new')}
                    </Action>
                  ) : (
                    add
                  )}
                </>
              }
            />
          );
        }}
      </Load>
    </>
  );
});
