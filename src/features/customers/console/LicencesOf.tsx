import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Licence, Product } from '../../licences/schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

const shown = 10;

/** The customer's newest licences; the rest stand in the list. */
export const LicencesOf = watching(function LicencesOf({ desk, t, customer }: OneCustomer) {
  const known = useLoad(`licences of ${customer.id}`, async () => {
    const licences = await desk.api.get<{ items: Licence[]; nextCursor: string | null }>(
      `/api/v1/licences?customerId=${customer.id}&limit=${shown}`,
    );
    const products = licences.items.length
      ? (await desk.api.get<{ items: Product[] }>('/api/v1/products?limit=200')).items
      : [];
    return { ...licences, names: new Map(products.map(({ id, name }) => [id, name])) };
  });
  const list = `/licences?customerId=${customer.id}`;
  return (
    <Section
      title={t('customers.licences')}
      end={
        desk.may('licences:write') ? (
          <a {...desk.places.link(`/licences/new?customerId=${customer.id}`)}>
            {t('customers.licences.new')}
          </a>
        ) : undefined
      }
    >
      <Load of={known} what={t('customers.licences')} rows={2}>
        {({ items, nextCursor, names }) =>
          items.length === 0 ? (
            <p class="muted">{t('customers.licences.none')}</p>
          ) : (
            <>
              <Table
                name={t('customers.licences')}
                idOf={({ id }) => id}
                items={items}
                columns={[
                  {
                    key: 'product',
                    label: t('customers.licences.product'),
                    fill: true,
                    cell: ({ id, productId }) => (
                      <a class="quiet strong" {...desk.places.link(`/licences/${id}`)}>
                        {names.get(productId) ?? productId}
                      </a>
                    ),
                  },
                  {
                    key: 'key',
                    label: t('customers.licences.key'),
                    class: 'mono nowrap',
                    cell: ({ keyHint }) => keyHint,
                  },
                  {
                    key: 'until',
                    label: t('customers.contract.until'),
                    class: 'nowrap',
                    cell: ({ expiresAt }) =>
                      expiresAt
                        ? t.day(new Date(Date.parse(expiresAt) - 1).toISOString().slice(0, 10), 'near')
                        : t('customers.contract.open'),
                  },
                ]}
              />
              {nextCursor ? <a {...desk.places.link(list)}>{t('customers.licences.all')}</a> : null}
            </>
          )
        }
      </Load>
    </Section>
  );
});
