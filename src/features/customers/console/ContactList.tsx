import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { plus, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { circleCheck, circleOff } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Contact } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

/** The people of one customer: any number of them, each signing in on their own. */
export const ContactList = watching(function ContactList({ desk, t, customer }: OneCustomer) {
  const here = `/customers/${customer.id}/contacts`;
  const [leaving, setLeaving] = useState<Contact | undefined>(undefined);
  const mayWrite = desk.may('contacts:write');
  const source = { name: 'contacts', path: '/api/v1/contacts', fixed: { customerId: customer.id } };
  const list = useList<Contact>(source);
  const add = mayWrite ? (
    <Action icon={plus} small to={`${here}/new`}>
      {t('contacts.new')}
    </Action>
  ) : null;
  return (
    <>
      <List<Contact>
        {...source}
        inside
        title={t('customers.tab.contacts')}
        nameOf={({ name }) => name}
        to={({ id }) => `${here}/${id}`}
        search={t('contacts.search')}
        end={add}
        columns={[
          { key: 'name', label: t('contacts.name'), cell: ({ name }) => name },
          { key: 'role', label: t('contacts.role'), cell: ({ role }) => t(`contacts.role.${role}`) },
          { key: 'type', label: t('contacts.type'), cell: ({ type }) => type },
          {
            key: 'login',
            label: t('contacts.login'),
            cell: ({ username, email }) => <bdi>{username ?? email}</bdi>,
          },
          {
            key: 'phone',
            label: t('contacts.phone'),
            cell: ({ phone, mobile }) => <bdi>{mobile ?? phone}</bdi>,
          },
          {
            key: 'active',
            label: t('customers.status'),
            cell: ({ active }) => (
              <Badge tone={active ? 'good' : 'past'} icon={active ? circleCheck : circleOff}>
                {t(active ? 'contacts.active' : 'contacts.off')}
              </Badge>
            ),
          },
          {
            key: 'lastSignIn',
            label: t('customers.last-sign-in'),
            end: true,
            class: 'muted nowrap',
            cell: ({ lastSignInAt }) => (lastSignInAt ? ago(t, lastSignInAt) : t('desk.never')),
          },
          ...(mayWrite
            ? [
                {
                  key: 'delete',
                  label: t('contacts.delete'),
                  end: true,
                  quiet: true,
                  cell: (contact: Contact) => (
                    <Action icon={trash2} iconOnly small onClick={() => setLeaving(contact)}>
                      {t('contacts.delete-one', { name: contact.name })}
                    </Action>
                  ),
                },
              ]
            : []),
        ]}
        empty={
          <>
            <p class="strong">{t('contacts.empty')}</p>
            <p class="muted">{t('contacts.empty.text')}</p>
            {add}
          </>
        }
      />
      {leaving ? (
        <Confirm
          title={t('contacts.delete.question', { name: leaving.name })}
          label={t('contacts.delete')}
          pending={t('customers.deleting')}
          onClose={() => setLeaving(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/contacts/${leaving.id}`);
            list.remove(leaving.id);
            desk.say(t('contacts.deleted', { name: leaving.name }));
            setLeaving(undefined);
          }}
        >
          <p>{t('contacts.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
