import { useRef } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form, type FormGroup, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues, nested } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Contact, Customer } from '../schema.ts';
import { customerGroups, randomPassword, startOf } from './customer-fields.tsx';
import type { ListedCustomer } from './listed.ts';
import type { Part } from './words.ts';

interface CustomerFormProps extends Part {
  /** `undefined`: a new one. */
  readonly id: string | undefined;
}

interface Known {
  readonly portals: readonly Portal[];
  readonly customer: ListedCustomer | undefined;
  /** The person whose user name, password and e-mail stand on the form. */
  readonly contact: Contact | undefined;
}

/** One form for a new customer and for one that is changed. */
export const CustomerForm = watching(function CustomerForm({ desk, t, id }: CustomerFormProps) {
  const known = useLoad<Known>(`customer form ${id}`, async () => {
    const [portals, customer, contacts] = await Promise.all([
      desk.api.get<{ items: Portal[] }>('/api/v1/portals?limit=200'),
      id ? desk.api.get<ListedCustomer>(`/api/v1/customers/${id}`) : undefined,
      id && desk.may('contacts:read')
        ? desk.api.get<{ items: Contact[] }>(`/api/v1/contacts?customerId=${id}&limit=50`)
        : undefined,
    ]);
    const people = contacts?.items ?? [];
    const contact =
      people.find(({ username }) => username) ?? people.find(({ role }) => role === 'owner') ?? people[0];
    return { portals: portals.items, customer, contact };
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
  const { customer, contact, portals } = known;
  const start = startOf(customer, contact, portals);
  // Made by a first attempt whose second half was refused: the next one goes on with it instead of making another.
  const made = useRef<Customer | undefined>(customer);

  async function save(values: FormValues): Promise<void> {
    const { person, own } = split(values);
    const begun = made.current;
    const changes = begun ? split(changedValues(start, values)).own : own;
    let saved = begun;
    if (!begun) saved = await desk.api.post<Customer>('/api/v1/customers', bodyOf(own));
    else if (Object.keys(changes).length > 0) {
      const { externalId: _, ...change } = changes;
      saved = await desk.api.patch<Customer>(`/api/v1/customers/${begun.id}`, bodyOf(change));
    }
    made.current = saved;
    if (saved) await savePerson(saved, person);
    desk.say(t(customer ? 'customers.saved' : 'customers.made', { name: String(values.name) }));
    desk.places.go(`/customers/${saved?.id}`, { replace: true });
  }

  /** User name, e-mail and password are those of a contact: the one there is, or the first one. */
  async function savePerson(of: Customer, person: FormValues): Promise<void> {
    const { username, email, password } = person as Readonly<Record<string, string>>;
    const body = {
      username: username?.trim() || null,
      email: email?.trim() || null,
      ...(password && { password }),
    };
    const same = contact && contact.username === body.username && contact.email === body.email && !password;
    if (same || (!contact && !body.username && !body.email && !password)) return;
    if (contact) await desk.api.patch(`/api/v1/contacts/${contact.id}`, body);
    else
      await desk.api.post('/api/v1/contacts', { customerId: of.id, name: of.name, role: 'owner', ...body });
  }

  return (
    <Form
      name={`customer ${customer?.id ?? 'new'}`}
      start={start}
      submit={t(customer ? 'customers.save' : 'customers.make')}
      pending={t('customers.saving')}
      failed={t('customers.save-failed')}
      refusals={{
        'customer.external-id-taken': t('customers.error.external-id-taken'),
        'contact.username-taken': t('customers.error.username-taken'),
        'contact.login-taken': t('customers.error.username-taken'),
      }}
      cancel={customer ? `/customers/${customer.id}` : '/customers'}
      onSave={save}
      groups={(values, form): readonly FormGroup[] =>
        customerGroups({
          t,
          values,
          portals,
          isNew: !customer,
          hasPassword: contact?.hasPassword ?? false,
          generate: (
            <Action onClick={() => form.set('person.password', randomPassword())}>
              {t('customers.generate')}
            </Action>
          ),
        })
      }
    />
  );
});

/** Fields of the customer itself, and those of the person who signs in. */
function split(values: FormValues): { own: FormValues; person: FormValues } {
  const entries = Object.entries(values);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !name.startsWith('person.'))),
    person: Object.fromEntries(
      entries
        .filter(([name]) => name.startsWith('person.'))
        .map(([name, value]) => [name.slice('person.'.length), value]),
    ),
  };
}

/** The form's texts as the API takes them: empty is “none”, figures are numbers. */
function bodyOf(values: FormValues): Record<string, unknown> {
  const body = Object.entries(values).map(([name, value]) => {
    if (name.startsWith('limits.')) return [name, Number(value)] as const;
    if (name === 'externalId') return [name, value || undefined] as const;
    const nullable = name === 'number' || name === 'language';
    return [name, nullable && value === '' ? null : value] as const;
  });
  return nested(Object.fromEntries(body));
}
