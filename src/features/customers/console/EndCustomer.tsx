import { useState } from 'preact/hooks';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { useList } from '../../../kit/ui/console/List.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer, Erasure, ListedCustomer } from '../schema.ts';
import { ChooseCustomer } from './ChooseCustomer.tsx';
import type { Part } from './words.ts';

interface EndProps extends Part {
  readonly customer: ListedCustomer;
  readonly onClose: () => void;
}

const useCustomers = () => useList<ListedCustomer>({ name: 'customers', path: '/api/v1/customers' });

/** What somebody works with goes too: the name is typed, so that it is not the wrong customer. */
const hurts = ({ contracts, licences, installations }: Erasure['goes']): boolean =>
  contracts + licences + installations > 0;

/** Asks once, and names what goes with the customer and what the law keeps. */
export const DeleteCustomer = watching(function DeleteCustomer({ desk, t, customer, onClose }: EndProps) {
  const told = useLoad(`erasure ${customer.id}`, () =>
    desk.api.get<Erasure>(`/api/v1/customers/${customer.id}/erasure`),
  );
  const list = useCustomers();
  const { goes, stays } = told.value ?? {};
  const until = stays?.until ?? null;
  return (
    <Confirm
      title={t('customers.delete.question', { name: customer.name })}
      label={t(until === null ? 'customers.delete' : 'customers.erase')}
      pending={t('customers.deleting')}
      typed={goes && hurts(goes) ? customer.name : undefined}
      onClose={onClose}
      act={async () => {
        await desk.api.post(`/api/v1/customers/${customer.id}/erasure`, {});
        list.remove(customer.id);
        desk.say(t('customers.deleted', { name: customer.name }));
        desk.places.go('/customers');
      }}
    >
      <p>
        {goes
          ? t('customers.delete.goes', {
              contacts: goes.contacts,
              contracts: goes.contracts,
              domains: goes.domains,
            })
          : t('customers.delete.goes-all')}
      </p>
      {goes && goes.locations + goes.installations > 0 ? (
        <p>
          {t('customers.delete.goes-sites', { locations: goes.locations, installations: goes.installations })}
        </p>
      ) : null}
      {goes && goes.licences > 0 ? (
        <p>{t('customers.delete.goes-licences', { licences: goes.licences })}</p>
      ) : null}
      {stays && until !== null ? (
        <p class="strong">
          {t('customers.delete.stays-documents', {
            invoices: stays.invoices,
            creditNotes: stays.creditNotes,
            until,
          })}
        </p>
      ) : null}
      <p class="muted">{t('customers.delete.stays')}</p>
    </Confirm>
  );
});

/** Makes one customer of two. What was chosen stays; this one goes for good. */
export const MergeCustomer = watching(function MergeCustomer(props: EndProps) {
  const { desk, t, customer, onClose } = props;
  const [into, setInto] = useState('');
  const list = useCustomers();
  return (
    <Confirm
      title={t('customers.merge.question', { name: customer.name })}
      label={t('customers.merge.go')}
      pending={t('customers.merging')}
      refusals={{
        'customer.moving': t('customers.error.username-taken'),
        'customer.too-deep': t('customers.parent.too-deep'),
        'request.invalid': t('customers.merge.choose'),
      }}
      onClose={onClose}
      act={async () => {
        const merged = await desk.api.post<Customer>(`/api/v1/customers/${customer.id}/merge`, { into });
        list.remove(customer.id);
        desk.say(t('customers.merged', { name: merged.name }));
        desk.places.go(`/customers/${merged.id}`);
      }}
    >
      <p>{t('customers.merge.text')}</p>
      <ChooseCustomer
        label={t('customers.merge.into')}
        except={customer.id}
        chosen={into}
        onChoose={setInto}
      />
      <p class="muted">{t('customers.delete.stays')}</p>
    </Confirm>
  );
});
