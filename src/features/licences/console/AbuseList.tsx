import { To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { AbusedLicence } from '../care-schema.ts';
import type { Product } from '../schema.ts';
import { tabsOf } from './tabs.ts';
import type { Part } from './words.ts';

/** Licences whose keys look as if they went around, the worst first; on the page of each its key is made anew. */
export const AbuseList = watching(function AbuseList({ desk, t }: Part) {
  const known = useLoad('licence abuse', async () => {
    const [{ items }, products] = await Promise.all([
      desk.api.get<{ items: AbusedLicence[] }>('/api/v1/licence-abuse?days=30'),
      desk.api.get<{ items: Product[] }>('/api/v1/products?limit=200'),
    ]);
    return { items, products: new Map(products.items.map(({ id, name }) => [id, name])) };
  });
  return (
    <>
      <PageHead title={t('licences.title')} tabs={tabsOf(t)} tab="abuse" />
      <div class="page">
        <p class="muted measure">{t('licences.abuse.about')}</p>
        <Load of={known} what={t('licences.tab.abuse')} rows={4}>
          {({ items, products }) =>
            items.length === 0 ? (
              <p class="strong">{t('licences.abuse.none')}</p>
            ) : (
              <Table
                name={t('licences.tab.abuse')}
                idOf={({ licenceId }) => licenceId}
                items={items}
                columns={[
                  {
                    ...{ key: 'key', label: t('licences.key'), fill: true },
                    cell: ({ licenceId, keyHint, productId }) => (
                      <To to={`/licences/${licenceId}`}>
                        <span class="nowrap">{products.get(productId) ?? productId}</span>{' '}
                        <span class="mono nowrap">{keyHint}</span>
                      </To>
                    ),
                  },
                  {
                    key: 'limit',
                    label: t('licences.abuse.limit'),
                    end: true,
                    cell: ({ machineLimit }) => t.number(machineLimit),
                  },
                  {
                    key: 'used',
                    label: t('licences.abuse.used'),
                    end: true,
                    cell: ({ used }) => t.number(used),
                  },
                  {
                    key: 'refused',
                    label: t('licences.abuse.refused'),
                    end: true,
                    cell: ({ refused }) => t.number(refused),
                  },
                  {
                    key: 'freed',
                    label: t('licences.abuse.freed'),
                    end: true,
                    cell: ({ freed }) => t.number(freed),
                  },
                  {
                    ...{ key: 'last', label: t('licences.abuse.last'), class: 'nowrap' },
                    cell: ({ lastAt }) => (lastAt ? ago(t, lastAt) : null),
                  },
                ]}
              />
            )
          }
        </Load>
      </div>
    </>
  );
});
