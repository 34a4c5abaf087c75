import type { Finder } from '../../features/find/server/finder.ts';
import { requestIdShape } from '../../features/refusals/schema.ts';

const text = (value: string | null | undefined): string => value ?? '';
const firstOf = (json: string | null | undefined, name: string): string => {
  const texts = Object.values(JSON.parse(json || '{}') as Record<string, Record<string, string> | string>);
  const [first] = texts;
  return typeof first === 'string' ? first : (first?.[name] ?? '');
};

/** What the console's one box finds, in the order of the kinds. */
export const finders: readonly Finder[] = [
  {
    ...{ kind: 'customer', scope: 'customers:read', table: 'customer', prefix: 'cus' },
    columns: ['name', 'number'],
    unless: 'erased_at',
    tell: ({ name, number }) => ({ label: text(name), note: number ?? null }),
  },
  {
    ...{ kind: 'contact', scope: 'contacts:read', table: 'contact', prefix: 'con' },
    columns: ['name', 'email', 'customer_id'],
    tell: ({ name, email, customer_id }) => ({
      label: text(name),
      note: email ?? null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'contract', scope: 'contracts:read', table: 'contract', prefix: 'ctr' },
    columns: ['title', 'number', 'customer_id'],
    tell: ({ title, number, customer_id }) => ({
      label: text(title),
      note: number ?? null,
      customerId: customer_id ?? null,
    }),
  },
  ...(
    [
      ['invoice', 'invoices:read', 'inv'],
      ['credit-note', 'credit-notes:read', 'crn'],
    ] as const
  ).map(
    ([kind, scope, prefix]): Finder => ({
      ...{ kind, scope, prefix, table: 'document', only: ['kind', kind] },
      columns: ['number', 'title', 'customer_id'],
      tell: ({ number, title, customer_id }) => ({
        label: text(number),
        note: title || null,
        customerId: customer_id ?? null,
      }),
    }),
  ),
  {
    ...{ kind: 'order', scope: 'orders:read', table: 'sales_order', prefix: 'ord' },
    columns: ['number', 'title', 'customer_id'],
    tell: ({ number, title, customer_id }) => ({
      label: text(number),
      note: title || null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'payment', scope: 'payments:read', table: 'payment', prefix: 'pay' },
    columns: ['description', 'reference', 'customer_id'],
    tell: ({ description, reference, customer_id }) => ({
      label: description || text(reference),
      note: description ? (reference ?? null) : null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'licence', scope: 'licences:read', table: 'licence', prefix: 'lic' },
    columns: ['key_hint', 'note', 'customer_id'],
    tell: ({ key_hint, note, customer_id }) => ({
      label: text(key_hint),
      note: note || null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'domain', scope: 'domains:read', table: 'domain', prefix: 'dom' },
    columns: ['host', 'customer_id'],
    tell: ({ host, customer_id }) => ({ label: text(host), customerId: customer_id ?? null }),
  },
  {
    ...{ kind: 'location', scope: 'locations:read', table: 'location', prefix: 'loc' },
    columns: ['name', 'number', 'customer_id'],
    tell: ({ name, number, customer_id }) => ({
      label: text(name),
      note: number ?? null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'installation', scope: 'installations:read', table: 'installation', prefix: 'ins' },
    columns: ['name', 'serial_number', 'customer_id', 'location_id'],
    tell: ({ name, serial_number, customer_id, location_id }) => ({
      label: text(name),
      note: serial_number || null,
      customerId: customer_id ?? null,
      parentId: text(location_id),
    }),
  },
  {
    ...{ kind: 'approval', scope: 'contracts:read', table: 'approval', prefix: 'apv' },
    columns: ['texts', 'customer_id'],
    tell: ({ texts, customer_id }) => ({ label: firstOf(texts, 'title'), customerId: customer_id ?? null }),
  },
  {
    ...{ kind: 'package', scope: 'packages:read', table: 'package', prefix: 'pkg' },
    columns: ['name', 'customer_id'],
    tell: ({ name, customer_id }) => ({ label: text(name), customerId: customer_id ?? null }),
  },
  {
    ...{ kind: 'route', scope: 'routes:read', table: 'route', prefix: 'rte' },
    columns: ['value', 'destination', 'customer_id'],
    tell: ({ value, destination, customer_id }) => ({
      label: text(value),
      note: destination || null,
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'request', scope: 'site-requests:read', table: 'site_request', prefix: 'req' },
    columns: ['text', 'customer_id'],
    tell: ({ text: words, customer_id }) => ({
      label: text(words).slice(0, 120),
      customerId: customer_id ?? null,
    }),
  },
  {
    ...{ kind: 'product', scope: 'products:read', table: 'product', prefix: 'prd' },
    columns: ['name'],
    tell: ({ name }) => ({ label: text(name) }),
  },
  {
    ...{ kind: 'plan', scope: 'plans:read', table: 'plan', prefix: 'pln' },
    columns: ['name', 'family_id'],
    tell: ({ name, family_id }) => ({ label: text(name), parentId: text(family_id) }),
  },
  {
    ...{ kind: 'coupon', scope: 'coupons:read', table: 'coupon', prefix: 'cpn' },
    columns: ['code', 'name'],
    tell: ({ code, name }) => ({ label: text(code), note: name || null }),
  },
  {
    ...{ kind: 'portal', scope: 'portals:read', table: 'portal', prefix: 'por' },
    columns: ['brand_name', 'slug'],
    tell: ({ brand_name, slug }) => ({ label: text(brand_name), note: slug ?? null }),
  },
  {
    ...{ kind: 'plugin', scope: 'plugins:read', table: 'plugin', prefix: 'plg' },
    columns: ['name', 'url'],
    tell: ({ name, url }) => ({ label: text(name), note: url ?? null }),
  },
  {
    ...{ kind: 'refused-request', scope: 'activity:read', table: 'refused_request', shape: requestIdShape },
    columns: ['code', 'customer_id'],
    tell: ({ id, code, customer_id }) => ({
      label: text(id),
      note: code ?? null,
      customerId: customer_id ?? null,
    }),
  },
];
