import type { ComponentChildren } from 'preact';
import { nameOfLanguage } from '../../../kit/common/languages.ts';
import type { FormField, FormGroup, FormValues } from '../../../kit/ui/console/Form.tsx';
import { zoneOptions } from '../../../kit/ui/zones.ts';
import { Language, type Portal } from '../../portals/schema.ts';
import { countriesIn } from '../countries.ts';
import type { ListedCustomer } from '../schema.ts';
import { type Contact, CustomerKind, CustomerStatus, InvoiceFormat, ParentAccess } from '../schema.ts';
import type { CustomersWords } from './words.ts';

const billingFields = [
  'company',
  'firstName',
  'lastName',
  'email',
  'street',
  'houseNumber',
  'postcode',
  'city',
  'state',
  'country',
  'addressLine1',
  'addressLine2',
  'phone',
  'vatId',
  'buyerReference',
  'eInvoiceAddress',
  'emailCc',
  'invoiceFormat',
] as const;

/** What the form shows first: what is stored, or what a new customer begins with. */
export function startOf(
  customer: ListedCustomer | undefined,
  contact: Contact | undefined,
  portals: readonly Portal[],
): FormValues {
  const usual = portals.find(({ isDefault }) => isDefault) ?? portals[0];
  return {
    name: customer?.name ?? '',
    number: customer?.number ?? '',
    status: customer?.status ?? 'active',
    kind: customer?.kind ?? 'customer',
    currency: customer?.currency ?? '',
    association: customer?.association ?? false,
    agencyId: customer?.agencyId ?? '',
    parentAccess: customer?.parentAccess ?? 'none',
    portalId: customer?.portalId ?? usual?.id ?? '',
    language: customer?.language ?? '',
    timeZone: customer?.timeZone ?? '',
    externalId: customer?.externalId ?? '',
    ...Object.fromEntries(billingFields.map((field) => [`billing.${field}`, customer?.billing[field] ?? ''])),
    'limits.calls': String(customer?.limits?.calls ?? 0),
    'limits.domains': String(customer?.limits?.domains ?? 0),
    'limits.noLabel': String(customer?.limits?.noLabel ?? 0),
    username: contact?.username ?? '',
    email: contact?.email ?? '',
    password: '',
  };
}

/** A word of 16 symbols that no two people read differently. */
export function randomPassword(): string {
  const symbols = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';
  const bytes = crypto.getRandomValues(new Uint32Array(16));
  return Array.from(bytes, (value) => symbols[value % symbols.length]).join('');
}

interface GroupsOf {
  readonly t: CustomersWords;
  /** The agency extension is on. */
  readonly agencies: boolean;
  readonly values: FormValues;
  readonly portals: readonly Portal[];
  readonly isNew: boolean;
  readonly hasPassword: boolean;
  readonly generate: ComponentChildren;
}

/** Name first; sign-in must be given where the portal has account sign-in, by who is new or has it already. */
export function customerGroups({
  t,
  values,
  portals,
  agencies,
  isNew,
  hasPassword,
  generate,
}: GroupsOf): readonly FormGroup[] {
  const portal = portals.find(({ id }) => id === values.portalId);
  // Who came by a first visit or a token has no password, and is changed without one.
  const signsIn = portal?.signIn?.password === true && (isNew || hasPassword);
  const whole = (text: string) => (/^(-1|\d{1,12})$/.test(text) ? undefined : t('customers.error.limit'));
  const limit = (name: string, label: string): FormField => ({
    name,
    label,
    kind: 'number',
    always: true,
    need: t('customers.error.limit'),
    check: whole,
    width: 'w-short',
  });
  const mail = (need: string | undefined, name: string, label: string): FormField => ({
    name,
    label,
    kind: 'email',
    need,
    check: (text: string) => (/^\S+@\S+\.\S+$/.test(text) ? undefined : t('refused.email')),
  });
  const text = (field: (typeof billingFields)[number], more: Partial<FormField> = {}): FormField => ({
    name: `billing.${field}`,
    label: t(`customers.${field}`),
    ...more,
  });
  return [
    {
      fields: [
        {
          name: 'name',
          label: t('customers.name'),
          hint: t('customers.name.hint'),
          need: t('customers.error.name'),
        },
        [
          { name: 'number', label: t('customers.number'), ltr: true },
          isNew
            ? {
                name: 'externalId',
                label: t('customers.external-id'),
                hint: t('customers.external-id.hint'),
                ltr: true,
              }
            : {
                name: 'language',
                label: t('customers.language'),
                kind: 'select',
                always: true,
                options: languageOptions(t),
              },
        ],
        [
          {
            name: 'portalId',
            label: t('customers.portal'),
            kind: 'select',
            always: true,
            need: t('customers.error.portal'),
            options: portals.map(({ id, brandName }) => ({ value: id, label: brandName })),
          },
          {
            name: 'status',
            label: t('customers.status'),
            hint: t(`customers.status.${values.status as ListedCustomer['status']}.hint`),
            kind: 'select',
            always: true,
            options: CustomerStatus.options.map((value) => ({
              value,
              label: t(`customers.status.${value}`),
            })),
          },
        ],
        [
          {
            name: 'kind',
            label: t('customers.kind'),
            kind: 'select',
            always: true,
            options: CustomerKind.options.map((value) => ({ value, label: t(`customers.kind.${value}`) })),
          },
          {
            name: 'currency',
            label: t('customers.currency'),
            ltr: true,
            check: (code: string) => (/^[A-Z]{3}$/.test(code) ? undefined : t('customers.error.currency')),
          },
        ],
        [
          ...(isNew
            ? [
                {
                  name: 'language',
                  label: t('customers.language'),
                  kind: 'select' as const,
                  always: true,
                  options: languageOptions(t),
                },
              ]
            : []),
          {
            name: 'timeZone',
            label: t('customers.timeZone'),
            kind: 'select',
            always: true,
            options: [{ value: '', label: t('customers.language.portal') }, ...zoneOptions()],
          },
        ],
      ],
    },
    {
      title: t('customers.sign-in'),
      hint: signsIn ? t('customers.sign-in.needed') : t('customers.sign-in.not-needed'),
      fields: [
        {
          name: 'username',
          label: t('customers.username'),
          need: signsIn ? t('customers.error.username') : undefined,
          ltr: true,
        },
        mail(signsIn ? t('customers.error.email') : undefined, 'email', t('customers.login-email')),
        {
          name: 'password',
          label: hasPassword ? t('customers.password.new') : t('customers.password'),
          kind: 'password',
          hint: hasPassword ? t('customers.password.kept') : t('customers.password.hint'),
          need: signsIn && isNew ? t('customers.error.password') : undefined,
          check: (given: string) => (given.length < 8 ? t('customers.error.password-short') : undefined),
          autocomplete: 'new-password',
          beside: generate,
        },
        {
          name: 'association',
          kind: 'check',
          label: t('customers.association'),
          hint: t('customers.association.hint'),
        },
      ],
    },
    ...(agencies
      ? [
          {
            title: t('customers.agency'),
            hint: t('customers.agency.hint'),
            fields: [
              { name: 'agencyId', label: t('customers.agency.id'), ltr: true, width: 'w-middle' },
              {
                name: 'parentAccess',
                label: t('customers.agency.access'),
                kind: 'select' as const,
                always: true,
                width: 'w-middle',
                options: ParentAccess.options.map((value) => ({
                  value,
                  label: t(`customers.parent-access.${value}`),
                })),
              },
            ],
          },
        ]
      : []),
    {
      title: t('customers.limits'),
      hint: t('customers.limits.hint'),
      fields: [
        [
          limit('limits.calls', t('customers.limit-calls')),
          limit('limits.domains', t('customers.limit-domains')),
          limit('limits.noLabel', t('customers.limit-no-label')),
        ],
      ],
    },
    {
      title: t('customers.billing'),
      hint: t('customers.billing.hint'),
      fields: [
        text('company'),
        [text('firstName'), text('lastName')],
        [text('street', { layout: 'narrow-end' }), text('houseNumber')],
        text('addressLine1'),
        text('addressLine2'),
        [text('postcode', { layout: 'narrow-start', ltr: true }), text('city')],
        text('state', { width: 'w-middle' }),
        text('country', {
          kind: 'select',
          width: 'w-middle',
          options: [
            { value: '', label: t('customers.country.none') },
            ...countriesIn(t.manner.locale).map(({ code, name }) => ({ value: code, label: name })),
          ],
        }),
        mail(undefined, 'billing.email', t('customers.email')),
        { ...mail(undefined, 'billing.emailCc', t('customers.emailCc')), hint: t('customers.emailCc.hint') },
        [text('phone', { kind: 'tel' }), text('vatId', { ltr: true })],
        text('eInvoiceAddress', { ltr: true, hint: t('customers.eInvoiceAddress.hint') }),
        text('buyerReference', { hint: t('customers.buyerReference.hint') }),
        text('invoiceFormat', {
          kind: 'select',
          width: 'w-middle',
          hint: t('customers.invoiceFormat.hint'),
          options: InvoiceFormat.options.map((value) => ({
            value,
            label: t(`customers.invoiceFormat.${value || 'none'}`),
          })),
        }),
      ],
    },
  ];
}

const languageOptions = (t: CustomersWords) => [
  { value: '', label: t('customers.language.portal') },
  ...Language.options.map((tag) => ({
    value: tag,
    lang: tag,
    label: nameOfLanguage(tag),
  })),
];
