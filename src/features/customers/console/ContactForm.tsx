import { useState } from 'preact/hooks';
import { nameOfLanguage } from '../../../kit/common/languages.ts';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form, type FormGroup, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { zoneOptions } from '../../../kit/ui/zones.ts';
import type { Domain } from '../../domains/schema.ts';
import { OpenAs } from '../../login-as/console/OpenAs.tsx';
import { Language, panelIds } from '../../portals/schema.ts';
import { type Contact, ContactRole } from '../schema.ts';
import { ContactSecurity } from './ContactSecurity.tsx';
import type { OneCustomer } from './CustomerPage.tsx';
import { randomPassword } from './customer-fields.tsx';
import { panelName } from './seen.ts';

interface ContactFormProps extends OneCustomer {
  readonly id: string | undefined;
}

/** A person at the customer: new, or changed. */
export const ContactForm = watching(function ContactForm({ id, ...one }: ContactFormProps) {
  const { desk, t } = one;
  const contact = useLoad<Contact | null>(`contact ${id}`, async () =>
    id ? desk.api.get<Contact>(`/api/v1/contacts/${id}`) : null,
  );
  return (
    <Load of={contact} what={t('contacts.one')} missing={t('contacts.missing')}>
      {(value) => (
        <div class="page narrow">
          <h2 class="section-title">{value ? value.name : t('contacts.new')}</h2>
          {value?.active && one.portal ? (
            <p>
              <OpenAs t={t} customer={one.customer} portalName={one.portal.brandName} contact={value} />
            </p>
          ) : null}
          {value && desk.may('activity:read') ? (
            <p class="small">
              <To to={`/activity?actor=${value.id}`}>{t('customers.contact.activity')}</To>
            </p>
          ) : null}
          {value ? <ContactSecurity {...one} contact={value} reload={contact.reload} /> : null}
          <Filled {...one} key={value?.updatedAt} contact={value ?? undefined} />
        </div>
      )}
    </Load>
  );
});

const texts = [
  'name',
  'username',
  'email',
  'phone',
  'mobile',
  'type',
  'role',
  'language',
  'timeZone',
  'publicNotes',
  'privateNotes',
] as const;
const nullable = new Set<string>(['username', 'email', 'phone', 'mobile', 'type', 'language', 'timeZone']);

const startOf = (contact: Contact | undefined): FormValues => ({
  ...Object.fromEntries(texts.map((name) => [name, contact?.[name] ?? (name === 'role' ? 'owner' : '')])),
  active: contact?.active ?? true,
  emailVerified: contact?.emailVerified ?? false,
  mobileVerified: contact?.mobileVerified ?? false,
  allowedAddresses: contact?.allowedAddresses ?? [],
  limited: contact ? contact.domainIds !== null : false,
  domainIds: contact?.domainIds ?? [],
  how: 'none',
  password: '',
  ...Object.fromEntries(panelIds.map((panel) => [`rights.${panel}`, contact?.rights[panel] ?? 'hidden'])),
});

/** How the person gets a password; nothing is sent for `none`. */
function bodyOf(values: FormValues): Record<string, unknown> {
  const { how, password, limited: _, domainIds: __, ...rest } = values;
  const fields = Object.entries(rest).flatMap(([name, value]) => {
    if (name.startsWith('rights.')) return [];
    if (name === 'allowedAddresses')
      return [[name, (value as string[]).map((one) => one.trim()).filter(Boolean)]];
    return [[name, nullable.has(name) && value === '' ? null : value]];
  });
  return {
    ...Object.fromEntries(fields),
    ...(how === 'mail' && { generatePassword: true }),
    ...(how === 'own' && { password }),
  };
}

/** `null`: all of the customer's. */
const domainIdsOf = ({ limited, domainIds }: FormValues) =>
  limited === true ? (domainIds as string[]) : null;

/** What a set of one's own says, whole: a panel that is hidden need not be named. */
const rightsOf = (values: FormValues): Partial<Contact['rights']> =>
  Object.fromEntries(
    panelIds.flatMap((panel) => {
      const right = values[`rights.${panel}`];
      return right === 'hidden' ? [] : [[panel, right]];
    }),
  );

const Filled = watching(function Filled({
  desk,
  t,
  customer,
  portal,
  contact,
}: OneCustomer & { contact: Contact | undefined }) {
  const start = startOf(contact);
  const back = `/customers/${customer.id}/contacts`;
  const signsIn = portal?.signIn?.password === true;
  const [made, setMade] = useState<string>();
  const domains = useLoad(`domains of ${customer.id}`, async () =>
    desk.may('domains:read')
      ? (await desk.api.get<{ items: Domain[] }>(`/api/v1/domains?customerId=${customer.id}&limit=200`)).items
      : [],
  );
  // Those that it is limited to stay, also where they are not among the first.
  const offered = [
    ...(domains.value ?? []).map(({ id, host }) => ({ value: id, label: host })),
    ...(contact?.domainIds ?? [])
      .filter((id) => domains.value?.every((domain) => domain.id !== id))
      .map((id) => ({ value: id, label: id })),
  ];
  if (made !== undefined) {
    return (
      <Dialog title={t('contacts.password.made')} onClose={() => desk.places.go(back, { replace: true })}>
        <p>{t('contacts.password.made.text')}</p>
        <Secret text={made} what={t('customers.password')} />
        <div class="actions">
          <Action kind="primary" onClick={() => desk.places.go(back, { replace: true })}>
            {t('desk.close')}
          </Action>
        </div>
      </Dialog>
    );
  }
  return (
    <Form
      name={`contact ${contact?.id ?? `of ${customer.id}`}`}
      start={start}
      submit={t(contact ? 'contacts.save' : 'contacts.make')}
      pending={t('customers.saving')}
      failed={t('customers.save-failed')}
      refusals={{
        'contact.username-taken': t('customers.error.username-taken'),
        'contact.login-taken': t('customers.error.username-taken'),
      }}
      cancel={back}
      onSave={async (values) => {
        let saved: Contact;
        if (contact) {
          const changes = changedValues(start, values);
          const how = changes.how ? { how: values.how, password: values.password } : {};
          saved = await desk.api.patch<Contact>(`/api/v1/contacts/${contact.id}`, {
            ...bodyOf({ ...changes, ...how } as FormValues),
            rights: rightsOf(values),
            domainIds: domainIdsOf(values),
          });
        } else {
          saved = await desk.api.post<Contact>('/api/v1/contacts', {
            ...{ customerId: customer.id, rights: rightsOf(values), domainIds: domainIdsOf(values) },
            ...bodyOf(values),
          });
        }
        desk.say(t('contacts.saved', { name: String(values.name) }));
        if (saved.madePassword === undefined) desk.places.go(back, { replace: true });
        else setMade(saved.madePassword);
      }}
      groups={(values, form): readonly FormGroup[] => [
        {
          fields: [
            { name: 'name', label: t('contacts.name'), need: t('contacts.error.name') },
            {
              name: 'role',
              label: t('contacts.role'),
              hint: t(`contacts.role.${values.role as Contact['role']}.hint`),
              kind: 'select',
              always: true,
              width: 'w-middle',
              options: ContactRole.options.map((role) => ({
                value: role,
                label: t(`contacts.role.${role}`),
              })),
            },
            { name: 'type', label: t('contacts.type'), hint: t('contacts.type.hint'), width: 'w-middle' },
            {
              name: 'language',
              label: t('customers.language'),
              kind: 'select',
              always: true,
              width: 'w-middle',
              options: [
                { value: '', label: t('contacts.language.customer') },
                ...Language.options.map((tag) => ({
                  value: tag,
                  lang: tag,
                  label: nameOfLanguage(tag),
                })),
              ],
            },
            {
              name: 'timeZone',
              label: t('customers.timeZone'),
              kind: 'select',
              always: true,
              width: 'w-middle',
              options: [{ value: '', label: t('contacts.language.customer') }, ...zoneOptions()],
            },
            { name: 'active', label: t('contacts.may-sign-in'), kind: 'check' },
          ],
        },
        ...(offered.length > 0
          ? [
              {
                title: t('contacts.domains'),
                fields: [
                  {
                    name: 'limited',
                    kind: 'check' as const,
                    label: t('contacts.domains.limited'),
                    hint: t('contacts.domains.hint'),
                  },
                  values.limited === true
                    ? {
                        name: 'domainIds',
                        kind: 'checks' as const,
                        label: t('contacts.domains'),
                        always: true,
                        options: offered,
                      }
                    : undefined,
                ],
              },
            ]
          : []),
        ...(values.role === 'custom'
          ? [
              {
                title: t('contacts.rights'),
                hint: t('contacts.rights.hint'),
                fields: panelIds.map((panel) => ({
                  name: `rights.${panel}`,
                  label: panelName(t, panel),
                  kind: 'select' as const,
                  always: true,
                  width: 'w-middle',
                  options: (['hidden', 'view', 'edit'] as const).map((right) => ({
                    value: right,
                    label: t(`contacts.rights.${right}`),
                  })),
                })),
              },
            ]
          : []),
        {
          title: t('contacts.reach'),
          fields: [
            {
              name: 'email',
              label: t('customers.login-email'),
              kind: 'email',
              need: signsIn ? t('customers.error.email') : undefined,
              check: (text: string) => (/^\S+@\S+\.\S+$/.test(text) ? undefined : t('refused.email')),
            },
            { name: 'emailVerified', label: t('contacts.email-verified'), kind: 'check' },
            [
              { name: 'phone', label: t('contacts.phone'), kind: 'tel' },
              { name: 'mobile', label: t('contacts.mobile'), kind: 'tel' },
            ],
            { name: 'mobileVerified', label: t('contacts.mobile-verified'), kind: 'check' },
          ],
        },
        {
          title: t('customers.sign-in'),
          hint: signsIn ? t('customers.sign-in.needed') : t('customers.sign-in.not-needed'),
          fields: [
            {
              name: 'username',
              label: t('customers.username'),
              hint: t('contacts.username.hint'),
              ltr: true,
              need: signsIn ? t('customers.error.username') : undefined,
            },
            {
              name: 'how',
              label: t('customers.password'),
              hint: contact?.hasPassword ? t('contacts.password.has') : t('contacts.password.has-not'),
              kind: 'select',
              always: true,
              width: 'w-middle',
              check: (how: string) =>
                signsIn && how === 'none' && !contact?.hasPassword
                  ? t('customers.error.password')
                  : undefined,
              options: [
                {
                  value: 'none',
                  label: t(contact?.hasPassword ? 'contacts.password.keep' : 'contacts.password.none'),
                },
                {
                  value: 'mail',
                  // Where the portal sends none, whoever makes it hands it over.
                  label: t(portal?.mail.noAccessMail ? 'contacts.password.show' : 'contacts.password.mail'),
                },
                { value: 'own', label: t('contacts.password.own') },
              ],
            },
            values.how === 'own'
              ? {
                  name: 'password',
                  label: t('customers.password.new'),
                  hint: t('customers.password.hint'),
                  kind: 'password' as const,
                  need: t('customers.error.password'),
                  check: (text: string) =>
                    text.length < 8 ? t('customers.error.password-short') : undefined,
                  autocomplete: 'new-password',
                  beside: (
                    <Action onClick={() => form.set('password', randomPassword())}>
                      {t('customers.generate')}
                    </Action>
                  ),
                }
              : undefined,
            {
              name: 'allowedAddresses',
              label: t('contacts.addresses'),
              hint: t('contacts.addresses.hint'),
              kind: 'lines',
              mono: true,
              ltr: true,
            },
          ],
        },
        {
          title: t('contacts.notes'),
          fields: [
            {
              name: 'publicNotes',
              label: t('contacts.notes.public'),
              hint: t('contacts.notes.public.hint'),
              kind: 'area',
            },
            {
              name: 'privateNotes',
              label: t('contacts.notes.private'),
              hint: t('contacts.notes.private.hint'),
              kind: 'area',
            },
          ],
        },
      ]}
    />
  );
});
