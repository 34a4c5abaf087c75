import { useRef } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form, type FormGroup, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues, nested } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { accessGroup, accessStart, saveAccess, withoutAccess } from '../../access/console/access-fields.ts';
import type { WaysIn } from '../../access/schema.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Contact, Customer, ListedCustomer } from '../schema.ts';
import { customerGroups, randomPassword, startOf } from './customer-fields.tsx';
import type { Part } from './words.ts';

interface CustomerFormProps extends Part {
  /** `undefined`: a new one. */
  readonly id: string | undefined;
}

interface Known {
  readonly portals: readonly Portal[];
  readonly customer: ListedCustomer | undefined;
  /** The first person: whose user name, password and e-mail stand on the form. */
  readonly contact: Contact | undefined;
  readonly access: WaysIn | undefined;
  /** The agency extension is on. */
  readonly agencies: boolean;
}

/** One form for a new customer and for one that is changed. */
export const CustomerForm = watching(function CustomerForm({ desk, t, id }: CustomerFormProps) {
  const known = useLoad<Known>(`customer form ${id}`, async () => {
    const [portals, customer, contacts, access, settings] = await Promise.all([
      desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'),
      id ? desk.api.get<ListedCustomer>(`/api/v1/customers/${id}`) : undefined,
      id && desk.may('contacts:read')
        ? desk.api.get<{ items: Contact[] }>(`/api/v1/contacts?customerId=${id}&limit=1`)
        : undefined,
      id ? desk.api.get<WaysIn>(`/api/v1/customers/${id}/access`) : undefined,
      desk.may('settings:read') ? desk.api.get<{ agencyIds: boolean }>('/api/v1/settings') : undefined,
    ]);
    return {
      portals: portals.items,
      customer,
      contact: contacts?.items[0],
      access,
      agencies: settings?.agencyIds ?? false,
    };
  });
  const title = id ? t('customers.edit-title') : t('customers.new');
  const name = known.value?.customer?.name;
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('customers.title'), to: '/customers' },
          ...(id && name ? [{ label: name, to: `/customers/${id}` }] : []),
        ]}
      />
      <Load of={known} what={title} missing={t('customers.missing')} rows={8}>
        {(value) => (
          <div class="page narrow">
            <Filled desk={desk} t={t} known={value} query={{}} />
          </div>
        )}
      </Load>
    </>
  );
});

interface FilledProps extends Part {
  readonly known: Known;
}

const Filled = watching(function Filled({ desk, t, known }: FilledProps) {
  const { customer, contact, portals, access, agencies } = known;
  const { agencyId, parentAccess, ...usual } = startOf(customer, contact, portals);
  const start: FormValues = {
    ...usual,
    ...(agencies && { agencyId: agencyId as string, parentAccess: parentAccess as string }),
    ...accessStart(access),
  };
  // Who was made stays made when the code was then refused: saving again changes them.
  const kept = useRef(customer && { id: customer.id, values: start });
  return (
    <Form
      name={`customer ${customer?.id ?? 'new'}`}
      start={start}
      submit={t(customer ? 'customers.save' : 'customers.make')}
      pending={t('customers.saving')}
      failed={t('customers.save-failed')}
      refusals={{ 'customer.external-id-taken': t('customers.error.external-id-taken') }}
      fieldRefusals={{
        'username taken': t('customers.error.username-taken'),
        'email taken': t('customers.error.username-taken'),
      }}
      cancel={customer ? `/customers/${customer.id}` : '/customers'}
      onSave={async (values) => {
        const { current } = kept;
        const saved = current
          ? await desk.api.patch<Customer>(
              `/api/v1/customers/${current.id}`,
              bodyOf(withoutAccess(changedValues(current.values, values)), false),
            )
          : await desk.api.post<Customer>('/api/v1/customers', bodyOf(withoutAccess(values), true));
        kept.current = { id: saved.id, values };
        await saveAccess(desk.api, `/api/v1/customers/${saved.id}`, { start, values });
        desk.say(t(customer ? 'customers.saved' : 'customers.made', { name: saved.name }));
        desk.places.go(`/customers/${saved.id}`, { replace: true });
      }}
      groups={(values, form): readonly FormGroup[] => [
        ...customerGroups({
          t,
          values,
          portals,
          agencies,
          isNew: !customer,
          hasPassword: contact?.hasPassword ?? false,
          generate: (
            <Action onClick={() => form.set('password', randomPassword())}>{t('customers.generate')}</Action>
          ),
        }),
        ...(portals.find(({ id }) => id === values.portalId)?.signIn.accessCode
          ? [accessGroup({ t, values, start })]
          : []),
      ]}
    />
  );
});

const nullable = new Set(['agencyId', 'number', 'language', 'timeZone', 'currency', 'username', 'email']);
/** Not named for a new customer when nothing was typed. */
const leftOut = new Set(['agencyId', 'externalId', 'username', 'email', 'password']);

/** The form's texts as the API takes them: empty is “none”, figures are numbers. */
function bodyOf(values: FormValues, isNew: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (isNew && value === '' && leftOut.has(name)) continue;
    if (name.startsWith('limits.')) body[name] = Number(value);
    else body[name] = nullable.has(name) && value === '' ? null : value;
  }
  return nested(body);
}
