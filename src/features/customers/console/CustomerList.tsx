import { Action } from '../../../kit/ui/console/Action.tsx';
import type { BulkAct } from '../../../kit/ui/console/Bulk.tsx';
import { pencil, plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { later } from '../../../kit/ui/console/later.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import type { ListedCustomer } from '../schema.ts';
import { CustomerKind, CustomerStatus } from '../schema.ts';
import { customerColumns } from './columns.tsx';
import { customerTabs } from './customer-tabs.ts';
import { SavedFilters } from './SavedFilters.tsx';
import type { CustomersWords, Part } from './words.ts';

const NewBulk = later('NewBulk', () => import('./bulk/NewBulk.tsx'));

/** Every customer: found by name, number, e-mail or domain; counted, narrowed and changed together. */
export const CustomerList = watching(function CustomerList(part: Part) {
  const { desk, t } = part;
  const portals = useLoad(
    'portals',
    async () => (await desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200')).items,
  );
  const nameOfPortal = (id: string) => portals.value?.find((portal) => portal.id === id)?.brandName ?? '';
  const mayWrite = desk.may('customers:write');
  const add = mayWrite ? (
    <Action kind="primary" icon={plus} to="/customers/new">
      {t('customers.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('customers.title')} actions={add} tabs={customerTabs(t)} tab="list" />
      <List<ListedCustomer>
        name="customers"
        title={t('customers.title')}
        path="/api/v1/customers"
        nameOf={({ name }) => name}
        to={({ id }) => `/customers/${id}`}
        search={t('customers.search')}
        csv="customers"
        end={<SavedFilters desk={desk} t={t} />}
        counts="/api/v1/customers/count"
        columns={customerColumns(t, { nameOfPortal, mayWrite })}
        filters={[
          {
            name: 'status',
            label: t('customers.status'),
            options: CustomerStatus.options.map((value) => ({
              value,
              label: t(`customers.status.${value}`),
            })),
          },
          {
            name: 'kind',
            label: t('customers.kind'),
            options: CustomerKind.options.map((value) => ({ value, label: t(`customers.kind.${value}`) })),
          },
          {
            name: 'portalId',
            label: t('customers.portal'),
            options: (portals.value ?? []).map(({ id, brandName }) => ({ value: id, label: brandName })),
          },
        ]}
        {...(mayWrite && {
          bulk: bulkActs(t, desk.api),
          wholeActs: [
            {
              ...{ key: 'change', label: t('customers.bulk.title'), icon: pencil },
              draw: (chosen, close) => (
                <NewBulk {...part} what={t('customers.title')} chosen={chosen} onClose={close} />
              ),
            },
          ],
        })}
        empty={
          <>
            <p class="strong">{t('customers.empty')}</p>
            <p class="muted">{t('customers.empty.text')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

/** What ends for good stays here, one by one; says whom it leaves out and why. */
function bulkActs(t: CustomersWords, api: Part['desk']['api']): BulkAct<ListedCustomer>[] {
  return [
    {
      key: 'delete',
      label: t('customers.bulk.delete'),
      icon: trash2,
      danger: true,
      question: t('customers.bulk.delete.question'),
      go: t('customers.bulk.delete.go'),
      skips: ({ status }) => (status === 'active' ? t('customers.bulk.delete.skip') : undefined),
      run: async ({ id }) => {
        await api.post(`/api/v1/customers/${id}/erasure`, {});
        return null;
      },
    },
  ];
}
