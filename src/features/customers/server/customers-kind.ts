import * as v from 'valibot';
import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { failed, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { pluginIds } from '../../plugins/server/store.ts';
import { findDefaultPortal } from '../../portals/server/store.ts';
import { CustomerId, CustomerKind, CustomerStatus, NewCustomer } from '../schema.ts';
import { afterChange, laidOver, startCustomer } from './customers-store.ts';
import { hasAgencies, noAgencies } from './parents.ts';
import { toCustomer, toCustomerRow } from './table.ts';

const billing = (name: string, doc: string, example: string): Column => ({
  ...{ name: `billing.${name}`, type: 'text', doc, example, empty: '' },
});

const columns: readonly Column[] = [
  ...idColumns('customer', 'cus'),
  {
    name: 'name',
    type: 'text',
    required: true,
    doc: 'Company, or first and last name.',
    example: 'Blum GmbH',
  },
  { name: 'number', type: 'text', empty: null, doc: 'As printed on letters.', example: 'K-10023' },
  {
    ...{ name: 'status', type: 'choice', choices: CustomerStatus.options, example: 'active' },
    doc: 'Only an active customer sees its portal. A new one is active unless this says otherwise.',
  },
  {
    ...{ name: 'portalId', type: 'reference', example: 'ext:main' },
    doc: 'The portal it belongs to: our id or your own. A new customer belongs to the default portal without it.',
  },
  {
    name: 'language',
    type: 'text',
    empty: null,
    doc: 'The language of its portal and letters.',
    example: 'de',
  },
  {
    ...{ name: 'timeZone', type: 'text', empty: null, example: 'Europe/Berlin' },
    doc: 'In which times of day are shown to it; empty: the portal’s.',
  },
  {
    ...{ name: 'kind', type: 'choice', choices: CustomerKind.options, example: 'customer' },
    doc: 'Customer or supplier. A new one is a customer unless this says otherwise.',
  },
  { name: 'currency', type: 'text', empty: null, doc: 'Its currency, ISO 4217.', example: 'EUR' },
  {
    ...{ name: 'association', type: 'boolean', example: 'false' },
    doc: 'Whether somebody may register for it by a personal link.',
  },
  billing('company', 'Company on invoices.', 'Blum GmbH'),
  billing('firstName', 'First name on invoices.', 'Anna'),
  billing('lastName', 'Last name on invoices.', 'Blum'),
  billing('email', 'Where invoices go.', 'rechnung@blum.example'),
  billing('street', 'Street.', 'Hauptstraße'),
  billing('houseNumber', 'House number.', '12a'),
  billing('postcode', 'Postcode.', '10115'),
  billing('city', 'City.', 'Berlin'),
  billing('state', 'State, province or prefecture, where there is one.', 'TX'),
  billing('country', 'Country, ISO 3166-1 alpha-2.', 'DE'),
  billing('addressLine1', 'First extra line of the address.', 'Hinterhaus'),
  billing('addressLine2', 'Second extra line of the address.', '3. Stock'),
  billing('phone', 'Telephone.', '+49 30 1234567'),
  billing('vatId', 'VAT id.', 'DE123456789'),
  billing('buyerReference', 'What it wants to find on each invoice.', 'Cost centre 4711'),
  billing('eInvoiceAddress', 'Where e-invoices go: with its scheme, or a Leitweg-ID.', '0088:4012345000009'),
  billing('emailCc', 'Who gets a copy of the mails with invoices.', 'archiv@blum.example'),
  billing('invoiceFormat', '`factur-x`, `pdf` or `xrechnung`; empty: not chosen.', 'xrechnung'),
  { name: 'limits.calls', type: 'number', doc: 'Calls a month; -1 without limit.', example: '10000' },
  { name: 'limits.domains', type: 'number', doc: 'Domains; -1 without limit.', example: '3' },
  {
    name: 'limits.noLabel',
    type: 'number',
    doc: 'Domains without your label; -1 without limit.',
    example: '1',
  },
  {
    ...{ name: 'overrides', type: 'json', example: '{"contracts":"hide"}' },
    doc: 'Panels shown to or hidden from this customer, whatever its portal says.',
  },
  {
    ...{ name: 'features', type: 'json', example: '{"documents.download":false}' },
    doc: 'Single features by name, given to or taken from this customer, whatever its portal says.',
  },
  {
    ...{ name: 'plugins', type: 'json', example: '{"plg_01k9z3m4q7x2v5b8n1c6d0f3gh":false}' },
    doc: 'Plugins by id, given to or taken from this customer.',
  },
  {
    ...{ name: 'agencyId', type: 'text', empty: null, example: 'agency-7' },
    doc: 'Links accounts that have the same one, where the agency extension is on.',
  },
  {
    ...{ name: 'erasedAt', type: 'instant', empty: null, example: '2026-03-31T09:00:00Z' },
    doc: 'When a person was erased whose invoices have to stay; only a new one takes it, and nothing is written on it later.',
  },
];

const table = tableKind({
  name: 'customers',
  about: 'A customer with its billing address.',
  columns,
  independent: true,
  // Who stands above whom is a table of its own (parents-kind.ts): in this one the one above may come last.
  schema: movable(
    v.strictObject({
      ...v.omit(NewCustomer, ['parentId', 'parentAccess']).entries,
      erasedAt: v.optional(v.nullable(v.pipe(v.string(), v.isoTimestamp()))),
    }),
    CustomerId,
  ),
  table: 'customer',
  owner: 'id',
  prefix: 'cus',
  references: [
    {
      field: 'portalId',
      thing: 'portal',
      find: referencesTo('portal'),
      otherwise: async (db, vendorId) => (await findDefaultPortal(db, vendorId))?.id,
    },
  ],
  fromRow: toCustomer,
  toRow: toCustomerRow,
  create: (wanted, made) => ({
    ...startCustomer(wanted as typeof wanted & { portalId: string }, made),
    erasedAt: wanted.erasedAt ?? null,
  }),
  change: (before, { id: _, externalId: __, createdAt: ___, erasedAt: ____, ...change }) =>
    laidOver(before, change),
  changed: afterChange,
});

/** Customers as they are moved in and out. */
export const customersKind: typeof table = {
  ...table,
  async plan(db, context, rows) {
    // An older file does not bring back who was erased.
    const planned = (await table.plan(db, context, rows)).map((one) =>
      one.outcome === 'changed' && one.work.before?.erasedAt
        ? { ...one, outcome: 'unchanged' as const }
        : one,
    );
    const named = rows.some(({ plugins }) => plugins !== undefined);
    const known = named ? await pluginIds(db, context.vendorId) : new Set();
    const linked = rows.some(({ agencyId }) => agencyId) && !(await hasAgencies(db, context.vendorId));
    if (!named && !linked) return planned;
    return planned.map((one, index) => {
      const { plugins = {}, agencyId } = rows[index] ?? {};
      const stranger = Object.keys(plugins).find((id) => !known.has(id));
      if (one.outcome === 'failed') return one;
      if (stranger !== undefined) return failed('plugins', 'reference', `There is no plugin ${stranger}.`);
      return linked && agencyId ? { outcome: 'failed', fields: [noAgencies] } : one;
    });
  },
};
