import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { chevronUp, ellipsis, pencil, trash2, users } from '../../../kit/ui/console/icons.ts';
import { useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { later } from '../../../kit/ui/console/later.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { chevronDown } from '../../../kit/ui/icons.ts';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { OpenAs } from '../../login-as/console/OpenAs.tsx';
import { SeePortal } from '../../login-as/console/SeePortal.tsx';
import type { Portal } from '../../portals/schema.ts';
import type { ListedCustomer } from '../schema.ts';
import { ActivityTab } from './ActivityTab.tsx';
import { ContactList } from './ContactList.tsx';
import { DeletionAsked } from './DeletionAsked.tsx';
import { DeleteCustomer, MergeCustomer } from './EndCustomer.tsx';
import { Everything } from './Everything.tsx';
import { StatusBadge } from './status.tsx';
import type { Part } from './words.ts';

const ContactForm = later('ContactForm', () => import('./ContactForm.tsx'));

interface CustomerPageProps extends Part {
  readonly id: string;
  readonly tab: string;
}

export interface OneCustomer extends Part {
  readonly customer: ListedCustomer;
  readonly portal: Portal | undefined;
  /** Reads the customer again after something about it changed. */
  readonly reload: () => void;
}

/** Everything about one customer: what it is, has, sees, and who came in. */
export const CustomerPage = watching(function CustomerPage({ desk, t, id, tab, query }: CustomerPageProps) {
  const known = useLoad(`customer ${id}`, async () => {
    const customer = await desk.api.get<ListedCustomer>(`/api/v1/customers/${id}`);
    const portal = desk.may('portals:read')
      ? await desk.api.get<Portal>(`/api/v1/portals/${customer.portalId}`).catch(() => undefined)
      : undefined;
    return { customer, portal };
  });
  const { customer, portal } = known.value ?? {};
  const [open, setOpen] = useState<'delete' | 'merge' | undefined>(undefined);
  const here = `/customers/${id}`;
  const tabs = [
    { key: 'all', label: t('customers.tab.all'), to: here },
    ...(desk.may('contacts:read')
      ? [{ key: 'contacts', label: t('customers.tab.contacts'), to: `${here}/contacts` }]
      : []),
    ...(desk.may('invoices:read')
      ? [{ key: 'documents', label: t('customers.tab.documents'), to: `/documents?customerId=${id}` }]
      : []),
    ...(desk.may('orders:read')
      ? [{ key: 'orders', label: t('customers.tab.orders'), to: `/orders?customerId=${id}` }]
      : []),
    ...(desk.may('payments:read')
      ? [{ key: 'payments', label: t('customers.tab.payments'), to: `/payments?customerId=${id}` }]
      : []),
    ...(desk.may('usage-records:read')
      ? [{ key: 'usage', label: t('customers.tab.usage'), to: `/usage?customerId=${id}` }]
      : []),
    ...(['routes', 'packages', 'alerts'] as const).flatMap((key) =>
      desk.may(`${key}:read`)
        ? [{ key, label: t(`customers.tab.${key}`), to: `/${key}?customerId=${id}` }]
        : [],
    ),
    ...(desk.may('locations:read')
      ? [{ key: 'locations', label: t('customers.tab.locations'), to: `/sites?customerId=${id}` }]
      : []),
    ...(desk.may('activity:read')
      ? [{ key: 'activity', label: t('customers.tab.activity'), to: `${here}/activity` }]
      : []),
  ];
  const [first, second] = desk.places.place.value.path.slice(2);
  return (
    <>
      <PageHead
        title={customer?.name ?? t('customers.title')}
        crumbs={[{ label: t('customers.title'), to: '/customers' }]}
        beside={<Neighbours desk={desk} t={t} id={id} query={query} />}
        sub={
          customer ? (
            <span class="facts-line">
              <StatusBadge t={t} status={customer.status} />
              <Bits
                bits={[
                  customer.number ?? undefined,
                  addressOf(customer) || undefined,
                  customer.billing.vatId || undefined,
                  t('customers.since', { day: customer.createdAt }),
                ]}
              />
            </span>
          ) : undefined
        }
        actions={
          customer ? (
            <>
              {portal ? (
                <>
                  <SeePortal t={t} portalId={portal.id} customerId={customer.id} />
                  <OpenAs t={t} customer={customer} portalName={portal.brandName} />
                </>
              ) : null}
              {desk.may('customers:write') && !customer.erasedAt ? (
                <>
                  <Action icon={pencil} to={`${here}/edit`}>
                    {t('customers.edit')}
                  </Action>
                  <Popover label={t('customers.more')} icon={ellipsis} look="btn icon-only" iconOnly menu>
                    {(close) => (
                      <>
                        <button
                          type="button"
                          onClick={() => {
                            close();
                            setOpen('merge');
                          }}
                        >
                          <Icon d={users} />
                          {t('customers.merge')}
                        </button>
                        <button
                          type="button"
                          class="danger-words"
                          onClick={() => {
                            close();
                            setOpen('delete');
                          }}
                        >
                          <Icon d={trash2} />
                          {t('customers.delete')}
                        </button>
                      </>
                    )}
                  </Popover>
                </>
              ) : null}
            </>
          ) : undefined
        }
        tabs={tabs}
        tab={tab}
      />
      {customer && !customer.erasedAt ? (
        <DeletionAsked
          desk={desk}
          t={t}
          query={query}
          customerId={customer.id}
          onErase={() => setOpen('delete')}
        />
      ) : null}
      <Load of={known} what={t('customers.title')} missing={t('customers.missing')}>
        {({ customer: found, portal: at }) => {
          const one: OneCustomer = { desk, t, query, customer: found, portal: at, reload: known.reload };
          if (first === 'contacts' && second)
            return (
              <ContactForm
                {...one}
                what={t('customers.tab.contacts')}
                key={second}
                id={second === 'new' ? undefined : second}
              />
            );
          if (tab === 'contacts') return <ContactList {...one} />;
          if (tab === 'activity') return <ActivityTab {...one} />;
          return <Everything {...one} />;
        }}
      </Load>
      {open === 'merge' && customer ? (
        <MergeCustomer
          desk={desk}
          t={t}
          query={query}
          customer={customer}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open === 'delete' && customer ? (
        <DeleteCustomer
          desk={desk}
          t={t}
          query={query}
          customer={customer}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
});

export const addressOf = ({ billing }: ListedCustomer): string =>
  [
    [billing.street, billing.houseNumber].filter(Boolean).join(' '),
    [billing.postcode, billing.city].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join(', ');

/** The customers before and behind this one in the list it was opened from. */
const Neighbours = watching(function Neighbours({ desk, t, id }: Part & { readonly id: string }) {
  const list = useList<ListedCustomer>({ name: 'customers', path: '/api/v1/customers' });
  const around = list.items.value.length > 0 ? list.around(id) : undefined;
  if (!around) return null;
  const step = (to: ListedCustomer | undefined, icon: string, label: string) => (
    <Action small iconOnly icon={icon} off={!to} onClick={() => to && desk.places.go(`/customers/${to.id}`)}>
      {label}
    </Action>
  );
  return (
    <>
      <span class="small muted num">{t('list.count-of', { shown: around.at + 1, total: around.of })}</span>
      <span>
        {step(around.before, chevronUp, t('customers.previous'))}
        {step(around.behind, chevronDown, t('customers.next'))}
      </span>
    </>
  );
});
