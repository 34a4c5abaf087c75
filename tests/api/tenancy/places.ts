import { randomBytes } from 'node:crypto';
import type { Answer, Client } from '../../helpers/app.ts';

export type Kind =
  | 'portal'
  | 'customer'
  | 'contact'
  | 'contract'
  | 'invoice'
  | 'credit-note'
  | 'payment'
  | 'domain'
  | 'domain-sighting'
  | 'call-count'
  | 'usage-record'
  | 'report-view'
  | 'customer-filter'
  | 'location'
  | 'product'
  | 'licence'
  | 'machine'
  | 'licence-key'
  | 'mail'
  | 'invitation'
  | 'installation'
  | 'logbook-entry'
  | 'site-document'
  | 'inspection'
  | 'calendar-feed'
  | 'site-file'
  | 'file'
  | 'words'
  | 'plugin'
  | 'list-plugin'
  | 'frame-plugin'
  | 'route'
  | 'package'
  | 'alert'
  | 'webhook-endpoint'
  | 'webhook-delivery'
  | 'terms-document'
  | 'product-family'
  | 'plan'
  | 'plan-variant'
  | 'component'
  | 'coupon'
  | 'tax-class'
  | 'custom-field'
  | 'approval'
  | 'voucher'
  | 'statement'
  | 'statement-line'
  | 'operator'
  | 'operator-invitation'
  | 'api-key'
  | 'signing-key'
  | 'refused-request'
  | 'import'
  | 'bulk-change'
  | 'export';

/** What ids of a kind begin with. */
export const prefixes: Record<Kind, string> = {
  ...{
    file: 'fil',
    words: 'wrd',
    portal: 'por',
    customer: 'cus',
    contact: 'con',
    contract: 'ctr',
    domain: 'dom',
  },
  ...{ invoice: 'inv', 'credit-note': 'crn', payment: 'pay' },
  ...{ product: 'prd', licence: 'lic', machine: 'mac', 'licence-key': 'lsk' },
  ...{
    'logbook-entry': 'log',
    'site-document': 'doc',
    inspection: 'isp',
    'calendar-feed': 'cal',
    'site-file': 'att',
  },
  ...{ location: 'loc', installation: 'ins', mail: 'mai', invitation: 'ivn', plugin: 'plg' },
  ...{ route: 'rte', package: 'pkg', alert: 'alt', 'list-plugin': 'plg', 'frame-plugin': 'plg' },
  ...{ 'webhook-endpoint': 'whk', 'webhook-delivery': 'dlv' },
  ...{ 'terms-document': 'trm', 'product-family': 'fam', plan: 'pln', 'plan-variant': 'var' },
  ...{ component: 'cmp', coupon: 'cpn', 'tax-class': 'tax', 'custom-field': 'fld' },
  ...{ approval: 'apv', voucher: 'vch', statement: 'stm', 'statement-line': 'stl' },
  ...{
    operator: 'opr',
    'operator-invitation': 'oin',
    'call-count': 'cnt',
    'usage-record': 'use',
    'report-view': 'vew',
    'customer-filter': 'cfl',
    'domain-sighting': 'sgt',
    'api-key': 'key',
    'signing-key': 'sig',
    'refused-request': 'rrq',
  },
  ...{ 'bulk-change': 'blk', import: 'imp', export: 'exp' },
};

export type Ids = Readonly<Record<Kind, string>>;

/** Routes, each with every place in it where an id may stand. */
export type Matrix = Record<string, Place[]>;

/** One place of a route where an id stands. */
export interface Place {
  readonly kind: Kind;
  readonly where: string;
  /** What was deleted is still spoken of there. */
  readonly keepsGone?: boolean;
  /** Sends the route's request with this id in that place; `own` has valid ids for all other places. */
  send(client: Client, id: string, own: Ids): Promise<Answer>;
}

export const unguessed = () => randomBytes(8).toString('hex');

export const withKey = () => ({ 'idempotency-key': unguessed() });

export const change: Record<string, object> = {
  portals: { brandName: 'Changed' },
  customers: { name: 'Changed' },
  contacts: { name: 'Changed' },
  contracts: { title: 'Changed' },
  invoices: { title: 'Changed' },
  'credit-notes': { title: 'Changed' },
  payments: { description: 'Changed' },
  operators: { name: 'Changed' },
  plugins: { name: 'Changed' },
  routes: { note: 'Changed' },
  packages: { name: 'Changed' },
  alerts: { threshold: 7 },
  'webhook-endpoints': { description: 'Changed' },
  'terms-documents': { required: 'tick' },
  'product-families': { name: 'Changed' },
  plans: { name: 'Changed' },
  'plan-variants': { name: 'Changed' },
  components: { name: 'Changed' },
  coupons: { name: 'Changed' },
  'tax-classes': { name: 'Changed' },
  'custom-fields': { name: 'Changed' },
  domains: { host: 'changed.example' },
  'call-counts': { quantity: 2 },
  products: { name: 'Changed' },
  licences: { note: 'Changed' },
  locations: { name: 'Changed' },
  installations: { name: 'Changed' },
  'logbook-entries': { kind: 'Changed' },
  'site-documents': { title: 'Changed' },
  inspections: { name: 'Changed' },
};

/** Read, change and delete of a collection, where `/:id` stands for one thing; `inChange`: where a change names others. */
export function byId(collection: keyof typeof change, kind: Kind, inChange: readonly Place[] = []): Matrix {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}`;
  return {
    [`GET /api/v1/${collection}/:id`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PATCH /api/v1/${collection}/:id`]: [
      { kind, where: 'path', send: (c, id) => c.patch(at(id), change[collection]) },
      ...inChange,
    ],
    [`DELETE /api/v1/${collection}/:id`]: [{ kind, where: 'path', send: (c, id) => c.delete(at(id)) }],
  };
}

/** The code of a customer or a location: made, read and revoked under its id. */
export function accessCode(collection: string, kind: Kind): Matrix {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/access-code`;
  const after = async (c: Client, id: string, act: () => Promise<Answer>) => {
    await c.post(at(id)); // there must be one to read or revoke
    return act();
  };
  return {
    [`GET /api/v1/${collection}/:id/access`]: [
      {
        kind,
        where: 'path',
        send: (c, id) => c.get(`/api/v1/${collection}/${encodeURIComponent(id)}/access`),
      },
    ],
    [`POST /api/v1/${collection}/:id/access-code`]: [
      { kind, where: 'path', send: (c, id) => c.post(at(id)) },
    ],
    [`GET /api/v1/${collection}/:id/access-code`]: [
      { kind, where: 'path', send: (c, id) => after(c, id, () => c.get(at(id))) },
    ],
    [`DELETE /api/v1/${collection}/:id/access-code`]: [
      { kind, where: 'path', send: (c, id) => after(c, id, () => c.delete(at(id))) },
    ],
  };
}

export const inBody = (
  method: 'post' | 'put',
  path: () => string,
  field: string,
  kind: Kind,
  body: (own: Ids) => object,
): Place => ({
  kind,
  where: `body.${field}`,
  send: (c, id, own) => c[method](path(), { ...body(own), [field]: id }),
});

export const inQuery = (collection: string, name: string, kind: Kind): Place => ({
  kind,
  where: `query.${name}`,
  send: (c, id) => c.get(`/api/v1/${collection}?${name}=${encodeURIComponent(id)}`),
});

export const upsert = (collection: string) => () => `/api/v1/${collection}/ext:${unguessed()}`;

export const takesNoId: Place[] = [];
