import { Action } from '../../../kit/ui/console/Action.tsx';
import type { BulkAct } from '../../../kit/ui/console/Bulk.tsx';
import {
  globe,
  languages as languagesIcon,
  logOut,
  plus,
  shield,
  trash2,
} from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { Language, type Portal } from '../../portals/schema.ts';
import type { ListedCustomer } from '../schema.ts';
import { type Customer, CustomerKind, CustomerStatus } from '../schema.ts';
import { customerColumns } from './columns.tsx';
import type { CustomersWords, Part } from './words.ts';

/** Every customer: found by name, number, e-mail or domain; counted, narrowed and changed together. */
export const CustomerList = watching(function CustomerList({ desk, t }: Part) {
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
      <PageHead title={t('customers.title')} actions={add} />
      <List<ListedCustomer>
        name="customers"
        title={t('customers.title')}
        path="/api/v1/customers"
        nameOf={({ name }) => name}
        to={({ id }) => `/customers/${id}`}
        search={t('customers.search')}
        csv="customers"
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
        {...(mayWrite && { bulk: bulkActs(t, desk.api, portals.value ?? []) })}
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

/** What can be done with many customers; each says whom it leaves out and why. */
function bulkActs(
  t: CustomersWords,
  api: Part['desk']['api'],
  portals: readonly Portal[],
): BulkAct<ListedCustomer>[] {
  const change = (customer: Customer, body: object) =>
    api
      .patch<ListedCustomer>(`/api/v1/customers/${customer.id}`, body)
      .then((changed) => ({ ...customer, ...changed }) as ListedCustomer);
  return [
    {
      key: 'language',
      label: t('customers.bulk.language'),
      icon: languagesIcon,
      question: t('customers.bulk.language.question'),
      go: t('customers.bulk.language.go'),
      first: 'en',
      ask: (value, set) => (
        <SelectField
          t={t}
          id="bulk-language"
          label={t('customers.language')}
          value={value}
          onInput={set}
          class="w-middle"
          options={Language.options.map((tag) => ({
            value: tag,
            lang: tag,
            label: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
          }))}
        />
      ),
      run: (customer, language) => change(customer, { language }),
    },
    {
      key: 'status',
      label: t('customers.bulk.status'),
      icon: shield,
      question: t('customers.bulk.status.question'),
      go: t('customers.bulk.status.go'),
      first: 'inactive',
      ask: (value, set) => (
        <SelectField
          t={t}
          id="bulk-status"
          label={t('customers.status')}
          hint={t('customers.bulk.status.hint')}
          value={value}
          onInput={set}
          class="w-middle"
          options={CustomerStatus.options.map((status) => ({
            value: status,
            label: t(`customers.status.${status}`),
          }))}
        />
      ),
      run: (customer, status) => change(customer, { status }),
    },
    {
      key: 'portal',
      label: t('customers.bulk.portal'),
      icon: globe,
      question: t('customers.bulk.portal.question'),
      go: t('customers.bulk.portal.go'),
      first: portals[0]?.id ?? '',
      ask: (value, set) => (
        <SelectField
          t={t}
          id="bulk-portal"
          label={t('customers.portal')}
          hint={t('customers.bulk.portal.hint')}
          value={value}
          onInput={set}
          class="w-middle"
          options={portals.map(({ id, brandName }) => ({ value: id, label: brandName }))}
        />
      ),
      run: (customer, portalId) => change(customer, { portalId }),
    },
    {
      key: 'sessions',
      label: t('customers.bulk.sessions'),
      icon: logOut,
      question: t('customers.bulk.sessions.question'),
      go: t('customers.bulk.sessions.go'),
      skips: ({ status }) => (status === 'active' ? undefined : t('customers.bulk.sessions.skip')),
      run: async ({ id }) => {
        await api.delete(`/api/v1/customers/${id}/sessions`);
        return undefined;
      },
    },
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
