import type * as v from 'valibot';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { customerColumn, type Named } from '../../../kit/ui/console/customer-column.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import { lightOf } from '../rules.ts';
import type { ListedLocation, Location } from '../schema.ts';
import { LightOf } from './looks.tsx';
import type { Part } from './words.ts';

type Listed = v.InferOutput<typeof ListedLocation>;

export const placeOf = ({ address }: Location): string =>
  [
    [address.street, address.houseNumber].filter(Boolean).join(' '),
    [address.postcode, address.city].filter(Boolean).join(' '),
    address.country,
  ]
    .filter(Boolean)
    .join(', ');

/** All locations, or with `?customerId=` those of one customer, to whom a new one can be added. */
export const LocationList = watching(function LocationList({ desk, t, query }: Part) {
  const { customerId } = query;
  const customer = useLoad(`customer of locations ${customerId}`, async () =>
    customerId ? desk.api.get<Customer>(`/api/v1/customers/${customerId}`) : undefined,
  ).value;
  const add =
    customer && desk.may('locations:write') ? (
      <Action kind="primary" icon={plus} to={`/sites/new?customerId=${customer.id}`}>
        {t('sites.new')}
      </Action>
    ) : null;
  return (
    <>
      <PageHead
        title={customer ? t('sites.of', { name: customer.name }) : t('sites.title')}
        crumbs={
          customer
            ? [
                { label: t('sites.title'), to: '/sites' },
                { label: customer.name, to: `/customers/${customer.id}` },
              ]
            : undefined
        }
        actions={add}
      />
      <List<Named<Listed>>
        key={customerId ?? 'all'}
        name={customerId ? `locations of ${customerId}` : 'locations'}
        title={t('sites.title')}
        path="/api/v1/locations"
        {...(customerId && { fixed: { customerId } })}
        csv="locations"
        nameOf={({ name }) => name}
        to={({ id }) => `/sites/${id}`}
        search={t('sites.search')}
        columns={[
          { key: 'name', label: t('sites.name'), cell: ({ name }) => name, csv: ({ name }) => name },
          {
            key: 'number',
            label: t('sites.number'),
            cell: ({ number }) => number,
            csv: ({ number }) => number ?? '',
          },
          { key: 'address', label: t('sites.address'), cell: placeOf, csv: placeOf },
          ...(customer ? [] : [customerColumn(t('sites.customer'))]),
          {
            key: 'installations',
            label: t('sites.installations'),
            end: true,
            class: 'num',
            cell: ({ installations }) => t.number(installations),
            csv: ({ installations }) => String(installations),
          },
          {
            key: 'due',
            label: t('sites.next-due'),
            cell: ({ dueOn }) =>
              dueOn ? <LightOf t={t} of={{ dueOn, light: lightOf(dueOn, t.manner.today) }} /> : null,
            csv: ({ dueOn }) => dueOn ?? '',
          },
          {
            key: 'own-id',
            label: t('sites.own-id'),
            extra: true,
            class: 'mono',
            cell: ({ externalId }) => externalId,
            csv: ({ externalId }) => externalId ?? '',
          },
        ]}
        empty={
          <>
            <p class="strong">{t('sites.empty')}</p>
            {customer ? null : <p class="muted">{t('sites.empty.text')}</p>}
            {add}
          </>
        }
      />
    </>
  );
});
