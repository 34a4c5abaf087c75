import type { VendorApi } from '../../../kit/browser/vendor-api.ts';
import { addDays, addPeriod, type Day } from '../../../kit/common/day.ts';
import { directionOf } from '../../../kit/common/languages.ts';
import type { NewContract } from '../../contracts/schema.ts';
import type { Customer, NewCustomerAccount } from '../../customers/schema.ts';
import type { NewInvoice } from '../../documents/schema.ts';
import type { Portal } from '../schema.ts';

export const sampleKinds = ['new', 'consumer', 'reverse-charge', 'overdue', 'rtl'] as const;
export type SampleKind = (typeof sampleKinds)[number];
type SamplePortal = Pick<Portal, 'id' | 'languages' | 'signIn'>;

/** What whoever makes one must be allowed to write. */
export const sampleScopes = ['customers:write', 'contracts:write', 'invoices:write'] as const;

const rightToLeft = ({ languages }: Pick<Portal, 'languages'>) =>
  languages.find((tag) => directionOf(tag) === 'rtl');

/** Those that this portal can show: nobody reads from right to left where it speaks no such language. */
export const samplesOf = (portal: SamplePortal): SampleKind[] =>
  sampleKinds.filter((kind) => kind !== 'rtl' || rightToLeft(portal) !== undefined);

const berlin = { street: 'Torstraße', houseNumber: '12', postcode: '10119', city: 'Berlin', country: 'DE' };
const people: Readonly<Record<SampleKind, Pick<NewCustomerAccount, 'name' | 'billing'>>> = {
  new: { name: 'Sample: new', billing: {} },
  consumer: {
    name: 'Sample: Anna Beispiel',
    billing: { firstName: 'Anna', lastName: 'Beispiel', ...berlin },
  },
  'reverse-charge': {
    name: 'Sample: Voorbeeld B.V.',
    billing: {
      ...{ company: 'Voorbeeld B.V.', vatId: 'NL123456782B90', street: 'Keizersgracht', houseNumber: '100' },
      ...{ postcode: '1015 AA', city: 'Amsterdam', country: 'NL' },
    },
  },
  overdue: { name: 'Sample: Spät GmbH', billing: { company: 'Spät GmbH', ...berlin } },
  rtl: {
    name: 'Sample: شركة المثال',
    billing: { company: 'شركة المثال', street: 'شارع الملك', city: 'دبي', country: 'AE' },
  },
};

function customerOf(kind: SampleKind, portal: SamplePortal): Omit<NewCustomerAccount, 'externalId'> {
  const wanted = kind === 'rtl' ? rightToLeft(portal) : portal.languages.find((tag) => tag === 'de');
  const login = `sample-${kind}-${portal.id.slice(-8)}`;
  return {
    ...people[kind],
    portalId: portal.id,
    ...(wanted && (kind === 'rtl' || kind === 'consumer') && { language: wanted }),
    ...(portal.signIn.password && {
      ...{ username: login, email: `${login}@sample.example`, generatePassword: true },
    }),
  };
}

const taxPercent = (kind: SampleKind) => (kind === 'reverse-charge' || kind === 'rtl' ? 0 : 19);

const contractOf = (kind: SampleKind, since: Day): Omit<NewContract, 'customerId' | 'externalId'> => ({
  title: 'Sample contract',
  startsOn: addPeriod(since, { count: 3, unit: 'month' }, -1),
  items: [
    {
      ...{ kind: 'plan', title: 'Sample plan', quantity: 1 },
      unitPrice: { amount: 2900, currency: 'EUR' },
    },
  ],
  billingPeriod: { count: 1, unit: 'month' },
  tax: { included: kind === 'consumer', percent: taxPercent(kind) },
});

const invoiceOf = (
  kind: SampleKind,
  since: Day,
): Omit<NewInvoice, 'customerId' | 'externalId' | 'origin'> => {
  const issuedOn = addDays(since, kind === 'overdue' ? -45 : -10);
  return {
    ...{ issuedOn, dueOn: addDays(issuedOn, 14), currency: 'EUR', mail: false },
    pricesIncludeTax: kind === 'consumer',
    lines: [{ title: 'Sample plan', quantity: '1', unitPrice: '29.00', taxPercent: taxPercent(kind) }],
    ...(kind === 'reverse-charge' && { taxReason: 'reverse-charge' }),
  };
};

/**
 * The portal's sample customer of this kind, made by the same API that every program uses. One press more finds it
 * again, and adds what is missing where the first one was cut off.
 */
export async function sampleCustomer(
  api: Pick<VendorApi, 'get' | 'put' | 'post'>,
  kind: SampleKind,
  portal: SamplePortal,
): Promise<Customer> {
  const externalId = `sample:${kind}:${portal.id}`;
  const own = `ext:${externalId}`;
  const at = `/api/v1/customers/${encodeURIComponent(own)}`;
  // Searched for, since asking for one that is not there is a failure in the browser's log.
  const query = new URLSearchParams({ portalId: portal.id, search: people[kind].name });
  const { items } = await api.get<{ items: Customer[] }>(`/api/v1/customers?${query}`);
  const found = items.find((one) => one.externalId === externalId);
  const customer = found ?? (await api.put<Customer>(at, customerOf(kind, portal)));
  if (kind === 'new') return customer;
  // The day on which it was made, by the clock of the test side: asking again asks for the same.
  const since = customer.createdAt.slice(0, 10);
  await api.put(`/api/v1/contracts/${encodeURIComponent(own)}`, {
    ...contractOf(kind, since),
    customerId: customer.id,
  });
  const invoices = await api.get<{ items: unknown[] }>(`/api/v1/invoices?customerId=${customer.id}&limit=1`);
  if (invoices.items.length === 0) {
    await api.post('/api/v1/invoices', { ...invoiceOf(kind, since), customerId: customer.id, externalId });
  }
  return customer;
}
