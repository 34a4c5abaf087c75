import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/kit/common/id.ts';
import { type Answer, type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { foreignPdf, tinyPng } from '../helpers/pdf.ts';

type Kind =
  | 'portal'
  | 'customer'
  | 'contact'
  | 'contract'
  | 'invoice'
  | 'credit-note'
  | 'payment'
  | 'domain'
  | 'usage-record'
  | 'location'
  | 'product'
  | 'licence'
  | 'machine'
  | 'licence-key'
  | 'mail'
  | 'invitation'
  | 'installation'
  | 'plugin'
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
  | 'api-key'
  | 'signing-key'
  | 'import'
  | 'export';

/** One place of a route where an id stands. */
interface Place {
  readonly kind: Kind;
  readonly where: string;
  /** What was deleted is still spoken of there. */
  readonly keepsGone?: boolean;
  /** Sends the route's request with this id in that place; `own` has valid ids for all other places. */
  send(client: Client, id: string, own: Ids): Promise<Answer>;
}
type Ids = Readonly<Record<Kind, string>>;

const unguessed = () => randomBytes(8).toString('hex');
const contract = (customerId: string) => ({
  customerId,
  title: 'Plan',
  startsOn: '2026-01-01',
  billingPeriod: { count: 1, unit: 'month' },
  items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
});
const change: Record<string, object> = {
  portals: { brandName: 'Changed' },
  customers: { name: 'Changed' },
  contacts: { name: 'Changed' },
  contracts: { title: 'Changed' },
  invoices: { title: 'Changed' },
  'credit-notes': { title: 'Changed' },
  payments: { description: 'Changed' },
  operators: { name: 'Changed' },
  plugins: { name: 'Changed' },
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
  'usage-records': { quantity: 2 },
  products: { name: 'Changed' },
  licences: { note: 'Changed' },
  locations: { name: 'Changed' },
  installations: { name: 'Changed' },
};
const usage = (customerId: string) => ({ customerId, month: '2026-10', quantity: 1 });

/** Made elsewhere, so that it can go again. */
const document = (customerId: string) => ({
  ...{ customerId, origin: 'external', number: 'X-1', issuedOn: '2026-11-01', currency: 'EUR', gross: 100 },
});
const termsDocument = { kind: 'privacy', texts: { en: { title: 'Privacy', text: 'We keep what we need.' } } };
const pdfHeaders = { 'content-type': 'application/pdf' };
const pngHeaders = { 'content-type': 'image/png' };

/** What lies under an id of an invoice or credit note besides itself. */
function pdfOf(collection: string, kind: Kind): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/pdf`;
  const send = (c: Client, id: string) => c.send('PUT', at(id), foreignPdf('X'), pdfHeaders);
  return {
    [`GET /api/v1/${collection}/:id/pdf`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PUT /api/v1/${collection}/:id/pdf`]: [{ kind, where: 'path', send }],
  };
}

/** Read, change and delete of a collection, where `/:id` stands for one thing. */
function byId(collection: keyof typeof change, kind: Kind): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}`;
  return {
    [`GET /api/v1/${collection}/:id`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PATCH /api/v1/${collection}/:id`]: [
      { kind, where: 'path', send: (c, id) => c.patch(at(id), change[collection]) },
    ],
    [`DELETE /api/v1/${collection}/:id`]: [{ kind, where: 'path', send: (c, id) => c.delete(at(id)) }],
  };
}
/** Values of custom fields, where the field is the vendor's as well. */
function customValues(collection: string, kind: Kind): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/custom-fields`;
  const path = `/api/v1/${collection}/:id/custom-fields`;
  return {
    [`GET ${path}`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PATCH ${path}`]: [{ kind, where: 'path', send: (c, id) => c.patch(at(id), { values: {} }) }],
  };
}
/** What is sold: a thing that holds others is emptied first where it is one's own that is deleted. */
function catalogue(): Record<string, Place[]> {
  const month = { count: 1, unit: 'month' };
  const bodies: Record<string, (own: Ids) => object> = {
    'product-families': () => ({ name: 'New' }),
    plans: (own) => ({ name: 'New', familyId: own['product-family'] }),
    'plan-variants': (own) => ({ billingPeriod: month, planId: own.plan }),
    components: (own) => ({ name: 'New', kind: 'switch', familyId: own['product-family'] }),
    coupons: () => ({ code: unguessed(), kind: 'percent', percent: 10 }),
    'tax-classes': () => ({ name: 'New' }),
  };
  const kinds: Record<string, Kind> = {
    ...{ 'product-families': 'product-family', plans: 'plan', 'plan-variants': 'plan-variant' },
    ...{ components: 'component', coupons: 'coupon', 'tax-classes': 'tax-class' },
  };
  /** References by the names of their fields; in a list where the name is one of many. */
  const references: Record<string, readonly (readonly [field: string, kind: Kind])[]> = {
    'product-families': [['taxClassId', 'tax-class']],
    plans: [['familyId', 'product-family']],
    'plan-variants': [['planId', 'plan']],
    components: [
      ['familyId', 'product-family'],
      ['taxClassId', 'tax-class'],
    ],
    coupons: [['familyIds', 'product-family']],
    'tax-classes': [],
  };
  const filters: Record<string, readonly (readonly [field: string, kind: Kind])[]> = {
    plans: [['familyId', 'product-family']],
    components: [['familyId', 'product-family']],
    'plan-variants': [
      ['planId', 'plan'],
      ['familyId', 'product-family'],
    ],
  };
  const inside: Record<string, readonly Kind[]> = {
    'product-families': ['plan-variant', 'plan', 'component'],
    plans: ['plan-variant'],
  };
  const collectionOf = (kind: Kind) => Object.keys(kinds).find((name) => kinds[name] === kind);
  const matrix: Record<string, Place[]> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const at = (id: string) => `/api/v1/${name}/${encodeURIComponent(id)}`;
    const naming = (field: string, id: string) => ({ [field]: field.endsWith('s') ? [id] : id });
    const fields = references[name] ?? [];
    matrix[`GET /api/v1/${name}`] = (filters[name] ?? []).map(([field, of]) => inQuery(name, field, of));
    matrix[`POST /api/v1/${name}`] = fields.map(([field, of]) => ({
      ...{ kind: of, where: `body.${field}` },
      send: (c, id, own) => c.post(`/api/v1/${name}`, { ...bodies[name]?.(own), ...naming(field, id) }),
    }));
    matrix[`PUT /api/v1/${name}/:id`] = fields.map(([field, of]) => ({
      ...{ kind: of, where: `body.${field}` },
      send: (c, id, own) =>
        c.put(`/api/v1/${name}/ext:${unguessed()}`, { ...bodies[name]?.(own), ...naming(field, id) }),
    }));
    Object.assign(matrix, byId(name, kind));
    for (const [field, of] of fields) {
      if (field === 'familyId' || field === 'planId') continue; // stays as it is
      matrix[`PATCH /api/v1/${name}/:id`]?.push({
        ...{ kind: of, where: `body.${field}` },
        send: (c, id, own) => c.patch(at(own[kind]), naming(field, id)),
      });
    }
    matrix[`DELETE /api/v1/${name}/:id`] = [
      {
        ...{ kind, where: 'path' },
        send: async (c, id, own) => {
          if (id === own[kind])
            for (const part of inside[name] ?? [])
              await c.delete(`/api/v1/${collectionOf(part)}/${own[part]}`);
          return c.delete(at(id));
        },
      },
    ];
  }
  return matrix;
}
/** The mail server of a portal: there must be one to read, try or remove. */
const mailSender: Record<string, Place[]> = (() => {
  const at = (id: string) => `/api/v1/portals/${encodeURIComponent(id)}/mail-sender`;
  const put = (c: Client, id: string) =>
    c.put(at(id), { host: '127.0.0.1', port: 9, fromAddress: 'a@acme.example' });
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  return {
    'GET /api/v1/portals/:id/mail-sender': place((c, id) => put(c, id).then(() => c.get(at(id)))),
    'PUT /api/v1/portals/:id/mail-sender': place(put),
    'DELETE /api/v1/portals/:id/mail-sender': place((c, id) => put(c, id).then(() => c.delete(at(id)))),
    'POST /api/v1/portals/:id/mail-sender/test': place((c, id) =>
      put(c, id).then(() => c.post(`${at(id)}/test`, { to: 'b@acme.example' })),
    ),
  };
})();
/** People are asked in where there are some: the portal gets one first. */
const invitations: Record<string, Place[]> = (() => {
  const at = (id: string, more = '') => `/api/v1/invitations/${encodeURIComponent(id)}${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'invitation', where: 'path', send }];
  const someone = async (c: Client, portalId: string) => {
    const customer = await c.post('/api/v1/customers', { name: 'Invited', portalId });
    if (customer.status !== 201) return customer;
    await c.post('/api/v1/contacts', {
      ...{ customerId: customer.body.id, name: 'Invited', email: `${unguessed()}@invited.example` },
    });
    return c.post('/api/v1/invitations', { portalId });
  };
  const count = (body: object) => (c: Client) => c.post('/api/v1/invitations/count', body);
  return {
    'GET /api/v1/invitations': [],
    'POST /api/v1/invitations': [{ kind: 'portal', where: 'body.portalId', send: someone }],
    'POST /api/v1/invitations/count': [
      { kind: 'portal', where: 'body.portalId', send: (c, portalId) => count({ portalId })(c) },
      {
        ...{ kind: 'customer', where: 'body.customerIds' },
        send: (c, id, own) => count({ portalId: own.portal, customerIds: [id] })(c),
      },
    ],
    'GET /api/v1/invitations/:id': place((c, id) => c.get(at(id))),
    'PATCH /api/v1/invitations/:id': place((c, id) => c.patch(at(id), { waveSize: 7 })),
    'GET /api/v1/invitations/:id/people': place((c, id) => c.get(at(id, '/people'))),
    'POST /api/v1/invitations/:id/pause': place((c, id) => c.post(at(id, '/pause'))),
    'POST /api/v1/invitations/:id/resume': place((c, id) => c.post(at(id, '/resume'))),
    'POST /api/v1/invitations/:id/cancel': place((c, id) => c.post(at(id, '/cancel'))),
  };
})();
const inBody = (
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
const inQuery = (collection: string, name: string, kind: Kind): Place => ({
  kind,
  where: `query.${name}`,
  send: (c, id) => c.get(`/api/v1/${collection}?${name}=${encodeURIComponent(id)}`),
});
const upsert = (collection: string) => () => `/api/v1/${collection}/ext:${unguessed()}`;
/** Mails of a document: read and asked for under its id. */
const mailsOf = (collection: string, kind: Kind): Record<string, Place[]> => {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/mails`;
  return {
    [`GET /api/v1/${collection}/:id/mails`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`POST /api/v1/${collection}/:id/mails`]: [{ kind, where: 'path', send: (c, id) => c.post(at(id)) }],
  };
};
/** The code of a customer or a location: made, read and revoked under its id. */
function accessCode(collection: string, kind: Kind): Record<string, Place[]> {
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
/** The secret of a customer: made, read and taken away under its id. */
function customerSecret(): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/customers/${encodeURIComponent(id)}/secret`;
  const after = async (c: Client, id: string, act: () => Promise<Answer>) => {
    await c.post(at(id));
    return act();
  };
  const place = (send: Place['send']): Place[] => [{ kind: 'customer', where: 'path', send }];
  return {
    'POST /api/v1/customers/:id/secret': place((c, id) => c.post(at(id))),
    'GET /api/v1/customers/:id/secret': place((c, id) => after(c, id, () => c.get(at(id)))),
    'DELETE /api/v1/customers/:id/secret': place((c, id) => after(c, id, () => c.delete(at(id)))),
  };
}
/** The link by which somebody registers for a customer: made, looked at and revoked under its id. */
function personalLink(): Record<string, Place[]> {
  const of = (id: string) => `/api/v1/customers/${encodeURIComponent(id)}`;
  const make = async (c: Client, id: string) => {
    await c.patch(of(id), { association: true });
    return c.post(`${of(id)}/personal-link`);
  };
  const place = (send: Place['send']): Place[] => [{ kind: 'customer', where: 'path', send }];
  return {
    'POST /api/v1/customers/:id/personal-link': place(make),
    'GET /api/v1/customers/:id/personal-link': place((c, id) => c.get(`${of(id)}/personal-link`)),
    'DELETE /api/v1/customers/:id/personal-link': place(async (c, id) => {
      await make(c, id);
      return c.delete(`${of(id)}/personal-link`);
    }),
    'GET /api/v1/customers/:id/terms-acceptances': place((c, id) => c.get(`${of(id)}/terms-acceptances`)),
  };
}
const another = async (c: Client): Promise<string> =>
  (await c.post('/api/v1/customers', { name: 'Another' })).body.id;
/** A VAT id is given before it is asked about. */
function vatIds(): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/customers/${encodeURIComponent(id)}`;
  const after = (act: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'customer', where: 'path' },
      async send(c, id) {
        await c.patch(at(id), { billing: { country: 'NL', vatId: 'NL004495445B01' } });
        return act(c, at(id));
      },
    },
  ];
  return {
    'GET /api/v1/customers/:id/vat-id': after((c, path) => c.get(`${path}/vat-id`)),
    'POST /api/v1/customers/:id/vat-id/checks': after((c, path) => c.post(`${path}/vat-id/checks`)),
  };
}

/** The provider of a portal: named, read, asked and forgotten under its id. */
function portalOidc(): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/portals/${encodeURIComponent(id)}/oidc`;
  const put = (c: Client, id: string) =>
    c.put(at(id), { issuer: 'https://127.0.0.1:1', clientId: 'portico' });
  const after = async (c: Client, id: string, act: () => Promise<Answer>) => {
    await put(c, id);
    return act();
  };
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  return {
    'GET /api/v1/portals/:id/oidc': place((c, id) => after(c, id, () => c.get(at(id)))),
    'PUT /api/v1/portals/:id/oidc': place(put),
    'POST /api/v1/portals/:id/oidc/check': place((c, id) => after(c, id, () => c.post(`${at(id)}/check`))),
    'DELETE /api/v1/portals/:id/oidc': place((c, id) => after(c, id, () => c.delete(at(id)))),
  };
}
/** How a contract goes on. */
function goingOn(): Record<string, Place[]> {
  const place = (under: string): Place[] => [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) => c.get(`/api/v1/contracts/${encodeURIComponent(id)}/${under}`),
    },
  ];
  // What changes one needs a catalogue and a contract that is billed; ID01 in billing.test.ts looks at their ids.
  const acts = [
    ...['GET', 'POST', 'DELETE'].map((method) => `${method} /:id/change`),
    ...['POST /:id/change/preview', 'POST /:id/pause', 'DELETE /:id/pause'],
  ].map((act) => act.replace('/:id', '/api/v1/contracts/:id'));
  const inPortal = [
    ...acts.map((act) => act.replace('/api/', '/portal/')),
    'GET /portal/v1/contracts/:id/pause',
  ];
  return {
    'GET /api/v1/contracts/:id/changes': place('changes'),
    'GET /api/v1/contracts/:id/charges': place('charges'),
    'GET /api/v1/contract-figures': takesNoId,
    ...Object.fromEntries([...acts, ...inPortal].map((route) => [route, takesNoId])),
  };
}
/** How a contract ends: of one's own, a new one is cancelled each time. */
function endings(): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/contracts/${encodeURIComponent(id)}/cancellation`;
  const place = (act: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'contract', where: 'path' },
      send: async (c, id, own) => {
        if (id !== own.contract) return act(c, at(id));
        const made = await c.post('/api/v1/contracts', contract(own.customer));
        return act(c, at(made.body.id));
      },
    },
  ];
  return {
    'GET /api/v1/contracts/:id/cancellation': place((c, path) => c.get(path)),
    'POST /api/v1/contracts/:id/cancellation': place((c, path) => c.post(path)),
    'DELETE /api/v1/contracts/:id/cancellation': place(async (c, path) => {
      await c.post(path);
      return c.delete(path);
    }),
    // Declarations never go; ID01 in cancellations.test.ts looks at their ids, in the portal too.
    'GET /api/v1/declarations': [inQuery('declarations', 'customerId', 'customer')],
    'GET /api/v1/declarations/:id': takesNoId,
    'GET /api/v1/declarations/:id/receipt': takesNoId,
    'PATCH /api/v1/declarations/:id': takesNoId,
    'GET /portal/v1/contracts/:id/cancellation': takesNoId,
    'POST /portal/v1/contracts/:id/cancellation': takesNoId,
    'DELETE /portal/v1/contracts/:id/cancellation': takesNoId,
    'POST /portal/v1/contracts/:id/withdrawal': takesNoId,
    'POST /portal/v1/contracts/:id/resubscription': takesNoId,
    'GET /portal/v1/contracts/:id/declarations/:declarationId/receipt': takesNoId,
  };
}
/** What lies under a licence: its key and its machines. Those that go are made for it. */
function licences(): Record<string, Place[]> {
  const at = (id: string) => `/api/v1/licences/${encodeURIComponent(id)}`;
  const activate = (c: Client, id: string) =>
    c.post(`${at(id)}/machines`, { fingerprint: `print-${unguessed()}` });
  const place = (send: Place['send']): Place[] => [{ kind: 'licence', where: 'path', send }];
  const machine = (act: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'licence', where: 'path' },
      send: async (c, id) => {
        const made = await activate(c, id);
        return act(c, `${at(id)}/machines/${made.body.id ?? newId('mac')}`);
      },
    },
    {
      ...{ kind: 'machine', where: 'path' },
      send: async (c, id, own) => {
        const made = id === own.machine ? (await activate(c, own.licence)).body.id : id;
        return act(c, `${at(own.licence)}/machines/${made}`);
      },
    },
  ];
  const wanted = (own: Ids) => ({ productId: own.product });
  return {
    'GET /api/v1/licences': [
      inQuery('licences', 'customerId', 'customer'),
      inQuery('licences', 'productId', 'product'),
    ],
    'POST /api/v1/licences': [
      inBody(...(['post', () => '/api/v1/licences', 'customerId', 'customer'] as const), wanted),
      inBody(...(['post', () => '/api/v1/licences', 'productId', 'product'] as const), () => ({})),
      inBody(...(['post', () => '/api/v1/licences', 'contractId', 'contract'] as const), (own) => ({
        ...{ ...wanted(own), customerId: own.customer },
      })),
    ],
    'PUT /api/v1/licences/:id': [
      inBody('put', upsert('licences'), 'customerId', 'customer', wanted),
      inBody('put', upsert('licences'), 'productId', 'product', () => ({})),
    ],
    ...byId('licences', 'licence'),
    'GET /api/v1/licences/:id/key': place((c, id) => c.get(`${at(id)}/key`)),
    'POST /api/v1/licences/:id/key': place((c, id) => c.post(`${at(id)}/key`)),
    'GET /api/v1/licences/:id/machines': place((c, id) => c.get(`${at(id)}/machines`)),
    'POST /api/v1/licences/:id/machines': place(activate),
    'PATCH /api/v1/licences/:id/machines/:machineId': machine((c, path) => c.patch(path, { name: 'N' })),
    'DELETE /api/v1/licences/:id/machines/:machineId': machine((c, path) => c.delete(path)),
    'GET /api/v1/products': takesNoId,
    'POST /api/v1/products': takesNoId,
    'PUT /api/v1/products/:id': takesNoId,
    ...byId('products', 'product'),
    // A product with licences stays: they go first, where it is one's own.
    'DELETE /api/v1/products/:id': [
      {
        ...{ kind: 'product', where: 'path' },
        send: async (c, id, own) => {
          if (id === own.product) await c.delete(`/api/v1/licences/${own.licence}`);
          return c.delete(`/api/v1/products/${encodeURIComponent(id)}`);
        },
      },
    ],
    'GET /api/v1/licence-signing-keys': takesNoId,
    'POST /api/v1/licence-signing-keys': takesNoId,
    'DELETE /api/v1/licence-signing-keys/:id': [
      {
        ...{ kind: 'licence-key', where: 'path' },
        send: (c, id) => c.delete(`/api/v1/licence-signing-keys/${encodeURIComponent(id)}`),
      },
    ],
  };
}
/** The same in the portal. */
function ownLicences(): Record<string, Place[]> {
  const at = (id: string) => `/portal/v1/licences/${encodeURIComponent(id)}`;
  const place = (send: Place['send']): Place => ({ kind: 'licence', where: 'path', send });
  return {
    'GET /portal/v1/licences': takesNoId,
    'GET /portal/v1/licences/:id': [place((c, id) => c.get(at(id)))],
    'GET /portal/v1/licences/:id/key': [place((c, id) => c.get(`${at(id)}/key`))],
    'PATCH /portal/v1/licences/:id/machines/:machineId': [
      place((c, id, own) => c.patch(`${at(id)}/machines/${own.machine}`, { name: 'N' })),
      {
        ...{ kind: 'machine', where: 'path' },
        send: (c, id, own) => c.patch(`${at(own.licence)}/machines/${id}`, { name: 'N' }),
      },
    ],
    // Machines that go, and files of programs, are tried in licences-portal.test.ts.
    'POST /portal/v1/licences/:id/freed': takesNoId,
    'POST /portal/v1/licences/:id/request-file': takesNoId,
    'POST /portal/v1/licences/claims': takesNoId,
  };
}
const takesNoId: Place[] = [];

/** Not there yet, so that it can go again. */
const payment = (customerId: string) => ({
  ...{ customerId, status: 'pending', amount: { amount: 100, currency: 'EUR' } },
});
const approvalOf = (customerId: string) => ({ customerId, texts: { en: { title: 'A', text: 'B' } } });
const voucherWanted = { batch: 'B', count: 1, amount: { amount: 100, currency: 'EUR' } };
const money: Record<string, Place[]> = (() => {
  const places =
    (kind: Kind, base: string, where = 'path') =>
    (send: (c: Client, at: string, own: Ids) => Promise<Answer>): Place[] => [
      // None of these is ever gone: what was void, withdrawn or booked is still spoken of.
      {
        kind,
        where,
        keepsGone: true,
        send: (c, id, own) => send(c, `${base}/${encodeURIComponent(id)}`, own),
      },
    ];
  const approval = places('approval', '/api/v1/approvals');
  const voucher = places('voucher', '/api/v1/vouchers');
  const statement = places('statement', '/api/v1/statements');
  const line = (send: (c: Client, at: string, own: Ids) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'statement', where: 'path', keepsGone: true },
      send: (c, id, own) =>
        send(c, `/api/v1/statements/${encodeURIComponent(id)}/lines/${own['statement-line']}`, own),
    },
    {
      ...{ kind: 'statement-line', where: 'path', keepsGone: true },
      send: (c, id, own) =>
        send(c, `/api/v1/statements/${own.statement}/lines/${encodeURIComponent(id)}`, own),
    },
  ];
  return {
    'GET /api/v1/approvals': [inQuery('approvals', 'customerId', 'customer')],
    'POST /api/v1/approvals': [
      {
        ...{ kind: 'customer', where: 'body.customerId' },
        send: (c, id) => c.post('/api/v1/approvals', approvalOf(id)),
      },
    ],
    'GET /api/v1/approvals/:id': approval((c, at) => c.get(at)),
    'GET /api/v1/approvals/:id/pdf': approval((c, at) => c.get(`${at}/pdf`)),
    'PATCH /api/v1/approvals/:id': approval((c, at) => c.patch(at, { remindDays: 5 })),
    'DELETE /api/v1/approvals/:id': approval((c, at) => c.delete(at)),
    'GET /api/v1/vouchers': [inQuery('vouchers', 'customerId', 'customer')],
    'POST /api/v1/vouchers': takesNoId,
    'GET /api/v1/vouchers/:id': voucher((c, at) => c.get(at)),
    'GET /api/v1/vouchers/:id/code': voucher((c, at) => c.get(`${at}/code`)),
    'DELETE /api/v1/vouchers/:id': voucher((c, at) => c.delete(at)),
    'GET /api/v1/statements': takesNoId,
    'POST /api/v1/statements': takesNoId,
    'GET /api/v1/statements/:id': statement((c, at) => c.get(at)),
    'GET /api/v1/statements/:id/lines': statement((c, at) => c.get(`${at}/lines`)),
    'POST /api/v1/statements/:id/bookings': statement((c, at) => c.post(`${at}/bookings`)),
    'POST /api/v1/statements/:id/lines/:line/booking': [
      ...line((c, at, own) => c.post(`${at}/booking`, { customerId: own.customer })),
      ...(['customer', 'invoice', 'payment'] as const).map(
        (kind): Place => ({
          ...{ kind, where: `body.${kind}Id` },
          send: (c, id, own) =>
            c.post(`/api/v1/statements/${own.statement}/lines/${own['statement-line']}/booking`, {
              ...{ [`${kind}Id`]: id, excess: 'balance' },
            }),
        }),
      ),
    ],
    'DELETE /api/v1/statements/:id/lines/:line/booking': line(async (c, at, own) => {
      await c.post(`${at}/booking`, { customerId: own.customer });
      return c.delete(`${at}/booking`);
    }),
    'POST /api/v1/statements/:id/lines/:line/aside': line(async (c, at) => {
      await c.delete(`${at}/booking`);
      return c.post(`${at}/aside`);
    }),
    'DELETE /api/v1/statements/:id/lines/:line/aside': line(async (c, at) => {
      await c.delete(`${at}/booking`);
      await c.post(`${at}/aside`);
      return c.delete(`${at}/aside`);
    }),
    'DELETE /api/v1/statements/:id': statement(async (c, at, own) => {
      await c.delete(`${at}/lines/${own['statement-line']}/booking`);
      return c.delete(at);
    }),
    'PUT /api/v1/customers/:id/debit-limit': [
      {
        ...{ kind: 'customer', where: 'path' },
        send: (c, id) =>
          c.put(`/api/v1/customers/${encodeURIComponent(id)}/debit-limit`, { amount: 1, currency: 'EUR' }),
      },
    ],
    // BIL-5, CON-37 and CON-38 in money.test.ts and approvals.test.ts look at those of another customer.
    ...Object.fromEntries(
      [
        ...['GET overview', 'POST invoices', 'POST methods', 'POST methods/setup', 'DELETE methods/:id'],
        ...['POST top-ups', 'POST vouchers', 'PUT automatic', 'PUT default'],
      ].map((route) => [route.replace(' ', ' /portal/v1/payments/'), takesNoId]),
    ),
    'GET /portal/v1/approvals': takesNoId,
    'GET /portal/v1/approvals/:id': takesNoId,
    'GET /portal/v1/approvals/:id/pdf': takesNoId,
    'POST /portal/v1/approvals/:id/approval': takesNoId,
    'GET /portal/v1/tasks': takesNoId,
  };
})();
const withKey = () => ({ 'idempotency-key': unguessed() });
const payments: Record<string, Place[]> = (() => {
  const at = (id: string, more = '') => `/api/v1/payments/${encodeURIComponent(id)}${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'payment', where: 'path', send }];
  const book = (more: (id: string, own: Ids) => object) => (c: Client, id: string, own: Ids) =>
    c.post('/api/v1/payments', { ...payment(own.customer), ...more(id, own) }, withKey());
  const customers = (what: string): Place[] => [
    {
      ...{ kind: 'customer', where: 'path' },
      send: (c, id) => c.get(`/api/v1/customers/${encodeURIComponent(id)}/${what}`),
    },
  ];
  return {
    'POST /api/v1/payments': [
      { kind: 'customer', where: 'body.customerId', send: book((customerId) => ({ customerId })) },
      { kind: 'invoice', where: 'body.invoiceId', send: book((invoiceId) => ({ invoiceId })) },
    ],
    'GET /api/v1/payments/:id/refunds': place((c, id) => c.get(at(id, '/refunds'))),
    'GET /api/v1/payments/:id/events': place((c, id) => c.get(at(id, '/events'))),
    'POST /api/v1/payments/:id/refunds': place(async (c, id) => {
      await c.patch(at(id), { status: 'completed' });
      return c.post(at(id, '/refunds'), { amount: 1 }, withKey());
    }),
    'GET /api/v1/payment-settings': takesNoId,
    'PATCH /api/v1/payment-settings': takesNoId,
    'GET /api/v1/customers/:id/balance': customers('balance'),
    'GET /api/v1/customers/:id/payment-methods': customers('payment-methods'),
  };
})();
const sendPart = (c: Client, id: string) =>
  c.send('PUT', `/api/v1/imports/${id}/parts/1`, 'externalId,name\na,Anna\n', { 'content-type': 'text/csv' });

/**
 * Every route and every place in it where an id may stand. `PUT …/ext:` names a thing of one's own by definition; what
 * another vendor calls the same is looked at in a test of its own below.
 */
const vendorMatrix: Record<string, Place[]> = {
  'GET /api/v1/openapi.json': takesNoId,
  'GET /api/v1/portals': takesNoId,
  'POST /api/v1/portals': takesNoId,
  'PUT /api/v1/portals/:id': takesNoId,
  ...byId('portals', 'portal'),

  'GET /api/v1/customers': [
    inQuery('customers', 'portalId', 'portal'),
    inQuery('customers', 'parentId', 'customer'),
  ],
  'GET /api/v1/customers/count': [
    inQuery('customers/count', 'portalId', 'portal'),
    inQuery('customers/count', 'parentId', 'customer'),
  ],
  'POST /api/v1/customers': [
    inBody(
      'post',
      () => '/api/v1/customers',
      'portalId',
      'portal',
      () => ({ name: 'New' }),
    ),
    inBody(
      'post',
      () => '/api/v1/customers',
      'parentId',
      'customer',
      () => ({ name: 'New' }),
    ),
    {
      ...{ kind: 'plugin', where: 'body.plugins' },
      send: (c, id) => c.post('/api/v1/customers', { name: 'New', plugins: { [id]: false } }),
    },
  ],
  'PUT /api/v1/customers/:id': [
    inBody('put', upsert('customers'), 'portalId', 'portal', () => ({ name: 'New' })),
  ],
  ...byId('customers', 'customer'),
  'GET /api/v1/customers/:id/visibility': [
    { kind: 'customer', where: 'path', send: (c, id) => c.get(`/api/v1/customers/${id}/visibility`) },
    ...(['contact', 'portal'] as const).map(
      (kind): Place => ({
        ...{ kind, where: `query.${kind}` },
        send: (c, id, own) =>
          c.get(`/api/v1/customers/${own.customer}/visibility?${kind}=${encodeURIComponent(id)}`),
      }),
    ),
  ],
  ...vatIds(),
  'GET /api/v1/customers/:id/erasure': [
    { kind: 'customer', where: 'path', send: (c, id) => c.get(`/api/v1/customers/${id}/erasure`) },
  ],
  'POST /api/v1/customers/:id/erasure': [
    { kind: 'customer', where: 'path', send: (c, id) => c.post(`/api/v1/customers/${id}/erasure`) },
  ],
  'POST /api/v1/customers/:id/merge': [
    {
      ...{ kind: 'customer', where: 'path' },
      send: async (c, id, own) => {
        const other = id === own.customer ? await another(c) : own.customer;
        return c.post(`/api/v1/customers/${id}/merge`, { into: other });
      },
    },
    {
      ...{ kind: 'customer', where: 'body.into' },
      send: async (c, id, own) => {
        const other = id === own.customer ? await another(c) : own.customer;
        return c.post(`/api/v1/customers/${other}/merge`, { into: id });
      },
    },
  ],
  'GET /api/v1/plugins': takesNoId,
  'POST /api/v1/plugins': [
    inBody(
      'post',
      () => '/api/v1/plugins',
      'portalId',
      'portal',
      () => ({ name: 'New', url: 'https://help.example/' }),
    ),
  ],
  'PUT /api/v1/plugins/:id': [
    inBody('put', upsert('plugins'), 'portalId', 'portal', () => ({
      ...{ name: 'New', url: 'https://help.example/' },
    })),
  ],
  ...byId('plugins', 'plugin'),
  // Before the endpoint that they go with.
  'GET /api/v1/webhook-deliveries': [inQuery('webhook-deliveries', 'endpointId', 'webhook-endpoint')],
  'GET /api/v1/webhook-deliveries/:id': [
    {
      ...{ kind: 'webhook-delivery', where: 'path' },
      send: (c, id) => c.get(`/api/v1/webhook-deliveries/${encodeURIComponent(id)}`),
    },
  ],
  'POST /api/v1/webhook-deliveries/:id/replay': [
    {
      ...{ kind: 'webhook-delivery', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-deliveries/${encodeURIComponent(id)}/replay`),
    },
  ],
  'POST /api/v1/webhook-deliveries/replay': [
    inBody(
      'post',
      () => '/api/v1/webhook-deliveries/replay',
      'endpointId',
      'webhook-endpoint',
      () => ({
        since: '2026-01-01T00:00:00Z',
      }),
    ),
  ],
  'GET /api/v1/webhook-endpoints': takesNoId,
  'POST /api/v1/webhook-endpoints': takesNoId,
  'PUT /api/v1/webhook-endpoints/:id': takesNoId,
  ...byId('webhook-endpoints', 'webhook-endpoint'),
  'POST /api/v1/webhook-endpoints/:id/secret': [
    {
      ...{ kind: 'webhook-endpoint', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-endpoints/${encodeURIComponent(id)}/secret`),
    },
  ],
  'POST /api/v1/webhook-endpoints/:id/test': [
    {
      ...{ kind: 'webhook-endpoint', where: 'path' },
      send: (c, id) => c.post(`/api/v1/webhook-endpoints/${encodeURIComponent(id)}/test`),
    },
  ],
  // A listener is one program's for two minutes; DAY-34 in webhook-listeners.test.ts looks at another vendor's.
  'POST /api/v1/webhook-listeners': takesNoId,
  'POST /api/v1/webhook-listeners/:id/next': takesNoId,
  'POST /api/v1/webhook-listeners/:id/results': takesNoId,
  'GET /api/v1/terms-documents': [inQuery('terms-documents', 'portalId', 'portal')],
  'POST /api/v1/terms-documents': [
    inBody(
      'post',
      () => '/api/v1/terms-documents',
      'portalId',
      'portal',
      () => termsDocument,
    ),
  ],
  'PUT /api/v1/terms-documents/:id': [
    inBody('put', upsert('terms-documents'), 'portalId', 'portal', () => termsDocument),
  ],
  'GET /api/v1/custom-fields': takesNoId,
  'POST /api/v1/custom-fields': takesNoId,
  'PUT /api/v1/custom-fields/:id': takesNoId,
  ...byId('custom-fields', 'custom-field'),
  ...customValues('customers', 'customer'),
  ...customValues('contracts', 'contract'),
  ...customValues('plans', 'plan'),
  ...byId('terms-documents', 'terms-document'),
  'GET /api/v1/terms-documents/:id/versions': [
    {
      ...{ kind: 'terms-document', where: 'path' },
      send: (c, id) => c.get(`/api/v1/terms-documents/${encodeURIComponent(id)}/versions`),
    },
  ],
  'GET /api/v1/customers/:id/login-as': [
    { kind: 'customer', where: 'path', send: (c, id) => c.get(`/api/v1/customers/${id}/login-as`) },
  ],
  // For operators alone, with grants that customers alone make; ID01 in login-as.test.ts looks at their ids.
  'POST /api/v1/customers/:id/login-as': takesNoId,
  'DELETE /api/v1/customers/:id/login-as/:grantId': takesNoId,
  'POST /api/v1/portals/:id/preview': takesNoId,
  'DELETE /api/v1/customers/:id/sessions': [
    { kind: 'customer', where: 'path', send: (c, id) => c.delete(`/api/v1/customers/${id}/sessions`) },
  ],

  'GET /api/v1/contacts': [inQuery('contacts', 'customerId', 'customer')],
  'POST /api/v1/contacts': [
    inBody(
      'post',
      () => '/api/v1/contacts',
      'customerId',
      'customer',
      () => ({ name: 'New' }),
    ),
  ],
  'PUT /api/v1/contacts/:id': [
    inBody('put', upsert('contacts'), 'customerId', 'customer', () => ({ name: 'New' })),
  ],
  ...byId('contacts', 'contact'),
  ...mailSender,
  ...invitations,
  ...catalogue(),
  'POST /api/v1/mails/:id/bounce': [
    {
      ...{ kind: 'mail', where: 'path' },
      send: (c, id) => c.post(`/api/v1/mails/${encodeURIComponent(id)}/bounce`, { reason: 'gone' }),
    },
  ],
  'DELETE /api/v1/contacts/:id/second-factor': [
    {
      ...{ kind: 'contact', where: 'path' },
      send: (c, id) => c.delete(`/api/v1/contacts/${encodeURIComponent(id)}/second-factor`),
    },
  ],
  'POST /api/v1/customers/:id/ownership': [
    {
      ...{ kind: 'customer', where: 'path' },
      send: (c, id, own) =>
        c.post(`/api/v1/customers/${encodeURIComponent(id)}/ownership`, {
          ...{ contactId: own.contact, check: 'Called back at the known number.' },
        }),
    },
    {
      ...{ kind: 'contact', where: 'body.contactId' },
      send: (c, id, own) =>
        c.post(`/api/v1/customers/${own.customer}/ownership`, {
          ...{ contactId: id, check: 'Called back at the known number.' },
        }),
    },
  ],

  'GET /api/v1/contracts': [inQuery('contracts', 'customerId', 'customer')],
  'POST /api/v1/contracts': [
    inBody(
      'post',
      () => '/api/v1/contracts',
      'customerId',
      'customer',
      (own) => contract(own.customer),
    ),
  ],
  'PUT /api/v1/contracts/:id': [
    inBody('put', upsert('contracts'), 'customerId', 'customer', (own) => contract(own.customer)),
  ],
  ...byId('contracts', 'contract'),
  ...endings(),
  ...goingOn(),

  // Orders are placed by customers alone; ID01 in orders.test.ts looks at their ids.
  'GET /api/v1/orders': [
    inQuery('orders', 'customerId', 'customer'),
    inQuery('orders', 'portalId', 'portal'),
  ],
  'GET /api/v1/orders/:id': takesNoId,
  'POST /api/v1/orders/:id/cancellation': takesNoId,
  'POST /api/v1/orders/:id/repair': takesNoId,
  // What an order session sells is looked at by CRY-24 in order-sessions.test.ts.
  'POST /api/v1/order-sessions': takesNoId,

  'GET /api/v1/domains': [inQuery('domains', 'customerId', 'customer')],
  'POST /api/v1/domains': [
    inBody(
      'post',
      () => '/api/v1/domains',
      'customerId',
      'customer',
      () => ({ host: `${unguessed()}.example` }),
    ),
  ],
  'PUT /api/v1/domains/:id': [
    inBody('put', upsert('domains'), 'customerId', 'customer', () => ({ host: `${unguessed()}.example` })),
  ],
  ...byId('domains', 'domain'),

  'GET /api/v1/usage-records': [
    inQuery('usage-records', 'customerId', 'customer'),
    inQuery('usage-records', 'domainId', 'domain'),
  ],
  'POST /api/v1/usage-records': [
    inBody(
      'post',
      () => '/api/v1/usage-records',
      'customerId',
      'customer',
      (own) => ({ ...usage(own.customer), month: '2026-09' }),
    ),
    inBody(
      'post',
      () => '/api/v1/usage-records',
      'domainId',
      'domain',
      (own) => usage(own.customer),
    ),
  ],
  'PUT /api/v1/usage-records/:id': [
    inBody('put', upsert('usage-records'), 'customerId', 'customer', (own) => ({
      ...usage(own.customer),
      month: '2026-08',
    })),
  ],
  ...byId('usage-records', 'usage-record'),

  ...licences(),
  'GET /api/v1/locations': [inQuery('locations', 'customerId', 'customer')],
  'POST /api/v1/locations': [
    inBody(
      'post',
      () => '/api/v1/locations',
      'customerId',
      'customer',
      () => ({ name: 'New' }),
    ),
  ],
  'PUT /api/v1/locations/:id': [
    inBody('put', upsert('locations'), 'customerId', 'customer', () => ({ name: 'New' })),
  ],
  ...byId('locations', 'location'),

  ...personalLink(),
  // Sign-ups come by the public page alone; ID01 in sign-up.test.ts looks at their ids.
  'GET /api/v1/sign-ups': [
    inQuery('sign-ups', 'portalId', 'portal'),
    inQuery('sign-ups', 'customerId', 'customer'),
  ],
  'POST /api/v1/sign-ups/removal': [
    inBody(
      'post',
      () => '/api/v1/sign-ups/removal',
      'portalId',
      'portal',
      () => ({}),
    ),
  ],
  'GET /api/v1/sign-ups/:id': takesNoId,
  'POST /api/v1/sign-ups/:id/approval': takesNoId,
  'POST /api/v1/sign-ups/:id/rejection': takesNoId,
  'GET /api/v1/terms': takesNoId,
  'GET /api/v1/terms/missing': takesNoId,

  ...customerSecret(),
  ...accessCode('customers', 'customer'),
  ...accessCode('locations', 'location'),

  'GET /api/v1/installations': [
    inQuery('installations', 'customerId', 'customer'),
    inQuery('installations', 'locationId', 'location'),
  ],
  'POST /api/v1/installations': [
    inBody(
      'post',
      () => '/api/v1/installations',
      'locationId',
      'location',
      () => ({ name: 'New' }),
    ),
  ],
  'PUT /api/v1/installations/:id': [
    inBody('put', upsert('installations'), 'locationId', 'location', () => ({ name: 'New' })),
  ],
  ...byId('installations', 'installation'),
  'POST /api/v1/installations/:id/token': [
    {
      kind: 'installation',
      where: 'path',
      send: (c, id) =>
        c.post(`/api/v1/installations/${encodeURIComponent(id)}/token`, { reason: 'label was lost' }),
    },
  ],
  'POST /api/v1/locations/:id/labels': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.post(`/api/v1/locations/${encodeURIComponent(id)}/labels`),
    },
    {
      kind: 'installation',
      where: 'body.installationIds',
      send: (c, id, own) => c.post(`/api/v1/locations/${own.location}/labels`, { installationIds: [id] }),
    },
  ],
  'GET /api/v1/installations/:id/token': [
    {
      kind: 'installation',
      where: 'path',
      send: (c, id) => c.get(`/api/v1/installations/${encodeURIComponent(id)}/token`),
    },
  ],

  'GET /api/v1/test-clock': takesNoId,
  'PUT /api/v1/test-clock': takesNoId,

  'GET /api/v1/mails': [inQuery('mails', 'customerId', 'customer')],
  'GET /api/v1/mails/:id': [
    { kind: 'mail', where: 'path', send: (c, id) => c.get(`/api/v1/mails/${encodeURIComponent(id)}`) },
  ],
  'POST /api/v1/mails/:id/resend': [
    {
      kind: 'mail',
      where: 'path',
      send: (c, id) => c.post(`/api/v1/mails/${encodeURIComponent(id)}/resend`),
    },
  ],

  'POST /api/v1/portals/:id/page-check': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/page-check`, { url: 'https://10.0.0.1/' }),
    },
  ],
  ...Object.fromEntries(
    ['letterhead', 'logo', 'refused-hosts', 'withheld-mails', 'template-preview'].map(
      (part): [string, Place[]] => [
        `GET /api/v1/portals/:id/${part}`,
        [
          {
            ...{ kind: 'portal', where: 'path' },
            send: (c, id) => c.get(`/api/v1/portals/${encodeURIComponent(id)}/${part}`),
          },
        ],
      ],
    ),
  ),
  ...portalOidc(),
  'POST /api/v1/portals/:id/mail-preview': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/mail-preview`, {
          kind: 'portal-link',
          language: 'en',
        }),
    },
  ],
  'PUT /api/v1/portals/:id/letterhead': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) =>
        c.put(`/api/v1/portals/${encodeURIComponent(id)}/letterhead`, { seller: { name: 'S' } }),
    },
  ],
  'PUT /api/v1/portals/:id/logo': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) => c.send('PUT', `/api/v1/portals/${encodeURIComponent(id)}/logo`, tinyPng, pngHeaders),
    },
  ],
  'DELETE /api/v1/portals/:id/logo': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) => c.delete(`/api/v1/portals/${encodeURIComponent(id)}/logo`),
    },
  ],
  'GET /api/v1/payments': [inQuery('payments', 'customerId', 'customer')],
  'PUT /api/v1/payments/:id': [
    inBody('put', upsert('payments'), 'customerId', 'customer', (own) => payment(own.customer)),
  ],
  ...byId('payments', 'payment'),
  ...payments,
  ...money,
  'GET /api/v1/number-series': takesNoId,
  'PATCH /api/v1/number-series/:kind': takesNoId,

  ...Object.fromEntries(
    ['invoices', 'credit-notes'].flatMap((collection): [string, Place[]][] => [
      [`GET /api/v1/${collection}`, [inQuery(collection, 'customerId', 'customer')]],
      [
        `POST /api/v1/${collection}`,
        [
          inBody(...(['post', () => `/api/v1/${collection}`, 'customerId', 'customer'] as const), (own) =>
            document(own.customer),
          ),
          inBody(...(['post', () => `/api/v1/${collection}`, 'contractId', 'contract'] as const), (own) =>
            document(own.customer),
          ),
        ],
      ],
      [
        `PUT /api/v1/${collection}/:id`,
        [inBody('put', upsert(collection), 'customerId', 'customer', (own) => document(own.customer))],
      ],
    ]),
  ),
  ...byId('invoices', 'invoice'),
  ...byId('credit-notes', 'credit-note'),
  ...pdfOf('invoices', 'invoice'),
  ...pdfOf('credit-notes', 'credit-note'),
  ...mailsOf('invoices', 'invoice'),
  ...mailsOf('credit-notes', 'credit-note'),
  'POST /api/v1/portals/:id/mail-trial': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/mail-trial`, {
          ...{ kind: 'portal-link', language: 'en', to: 'me@acme.example' },
        }),
    },
  ],
  'GET /api/v1/reminders': [
    inQuery('reminders', 'customerId', 'customer'),
    inQuery('reminders', 'invoiceId', 'invoice'),
  ],
  'GET /api/v1/corrections': [
    inQuery('corrections', 'customerId', 'customer'),
    inQuery('corrections', 'invoiceId', 'invoice'),
  ],
  // What was issued here is never deleted: ID01 in corrections.test.ts looks at these.
  'GET /api/v1/reminders/:id': takesNoId,
  'GET /api/v1/reminders/:id/pdf': takesNoId,
  'POST /api/v1/invoices/:id/reminders': takesNoId,
  'POST /api/v1/invoices/:id/correction': takesNoId,
  'GET /api/v1/invoices/:id/e-invoice': takesNoId,
  'GET /api/v1/credit-notes/:id/e-invoice': takesNoId,
  'GET /api/v1/corrections/:id': takesNoId,
  'POST /api/v1/corrections/:id/accept': takesNoId,
  'POST /api/v1/corrections/:id/refuse': takesNoId,

  'POST /api/v1/portal-tokens': [
    inBody(
      'post',
      () => '/api/v1/portal-tokens',
      'customerId',
      'customer',
      () => ({ portal: 'acme' }),
    ),
  ],
  'POST /api/v1/portal-links': [
    inBody(
      'post',
      () => '/api/v1/portal-links',
      'customerId',
      'customer',
      () => ({}),
    ),
  ],
  'GET /api/v1/imports/kinds': takesNoId,
  'POST /api/v1/imports/preview': takesNoId,
  'GET /api/v1/imports': takesNoId,
  'POST /api/v1/imports': takesNoId,
  'GET /api/v1/imports/:id': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}`) },
  ],
  'PUT /api/v1/imports/:id/parts/:number': [{ kind: 'import', where: 'path', send: sendPart }],
  'PUT /api/v1/imports/:id/files/:name': [
    {
      kind: 'import',
      where: 'path',
      send: (c, id) => c.send('PUT', `/api/v1/imports/${id}/files/a.pdf`, foreignPdf('a'), pdfHeaders),
    },
  ],
  'POST /api/v1/imports/:id/run': [
    {
      kind: 'import',
      where: 'path',
      send: async (c, id) => {
        await sendPart(c, id);
        return c.post(`/api/v1/imports/${id}/run`, {});
      },
    },
  ],
  'GET /api/v1/imports/:id/errors': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}/errors`) },
  ],
  'GET /api/v1/imports/:id/errors.csv': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}/errors.csv`) },
  ],
  'DELETE /api/v1/imports/:id': [
    { kind: 'import', where: 'path', send: (c, id) => c.delete(`/api/v1/imports/${id}`) },
  ],
  'GET /api/v1/exports': takesNoId,
  'POST /api/v1/exports': takesNoId,
  'GET /api/v1/exports/:id': [
    { kind: 'export', where: 'path', send: (c, id) => c.get(`/api/v1/exports/${id}`) },
  ],
  'GET /api/v1/exports/:id/file': [
    {
      kind: 'export',
      where: 'path',
      async send(c, id) {
        const answer = await c.get(`/api/v1/exports/${id}/file`);
        // Nobody works here: that one's own is not ready yet is an answer of one's own.
        return answer.body.code === 'export.not-ready' ? { ...answer, status: 200 } : answer;
      },
    },
  ],
  'DELETE /api/v1/exports/:id': [
    { kind: 'export', where: 'path', send: (c, id) => c.delete(`/api/v1/exports/${id}`) },
  ],
  'GET /api/v1/configuration': takesNoId,
  'POST /api/v1/configuration/comparison': takesNoId,
  'PUT /api/v1/configuration': takesNoId,

  'GET /api/v1/system': takesNoId,
  'GET /api/v1/tax-setting': takesNoId,
  'PATCH /api/v1/tax-setting': takesNoId,
  'GET /api/v1/settings': takesNoId,
  'PATCH /api/v1/settings': takesNoId,
  'GET /api/v1/api-keys': takesNoId,
  'POST /api/v1/api-keys': takesNoId,
  'DELETE /api/v1/api-keys/:id': [
    { kind: 'api-key', where: 'path', send: (c, id) => c.delete(`/api/v1/api-keys/${id}`) },
  ],
  'GET /api/v1/signing-keys': takesNoId,
  'POST /api/v1/signing-keys': takesNoId,
  'PATCH /api/v1/signing-keys/:id': [
    {
      kind: 'signing-key',
      where: 'path',
      send: (c, id) => c.patch(`/api/v1/signing-keys/${id}`, { name: 'Changed' }),
    },
  ],

  // What was done to a customer who is gone stays in the log.
  'GET /api/v1/activity': [{ ...inQuery('activity', 'customerId', 'customer'), keepsGone: true }],
  'GET /api/v1/operators': takesNoId,
  'POST /api/v1/operators': takesNoId,
  ...byId('operators', 'operator'),
  // Before the vendor is known, or one's own.
  'POST /api/v1/operator-sessions': takesNoId,
  'GET /api/v1/operator-session': takesNoId,
  'PATCH /api/v1/operator-session': takesNoId,
  'DELETE /api/v1/operator-session': takesNoId,
  'GET /api/v1/setup': takesNoId,
  'POST /api/v1/setup': takesNoId,
};
// A customer with documents is kept: they go first, where it is one's own.
vendorMatrix['DELETE /api/v1/customers/:id'] = [
  {
    ...{ kind: 'customer', where: 'path' },
    send: async (c, id, own) => {
      if (id === own.customer) {
        await c.delete(`/api/v1/invoices/${own.invoice}`);
        await c.delete(`/api/v1/credit-notes/${own['credit-note']}`);
      }
      return c.delete(`/api/v1/customers/${encodeURIComponent(id)}`);
    },
  },
];
// The body of a change holds references too.
vendorMatrix['POST /api/v1/credit-notes']?.push(
  inBody(...(['post', () => '/api/v1/credit-notes', 'invoiceId', 'invoice'] as const), (own) =>
    document(own.customer),
  ),
);
vendorMatrix['PATCH /api/v1/customers/:id']?.push({
  kind: 'portal',
  where: 'body.portalId',
  send: (c, id, own) => c.patch(`/api/v1/customers/${own.customer}`, { portalId: id }),
});
vendorMatrix['PATCH /api/v1/portals/:id']?.push({
  kind: 'customer',
  where: 'body.signUp.templateCustomerId',
  send: (c, id, own) => c.patch(`/api/v1/portals/${own.portal}`, { signUp: { templateCustomerId: id } }),
});
vendorMatrix['PATCH /api/v1/plugins/:id']?.push({
  kind: 'portal',
  where: 'body.portalId',
  send: (c, id, own) => c.patch(`/api/v1/plugins/${own.plugin}`, { portalId: id }),
});

const portalMatrix: Record<string, Place[]> = {
  // What anybody may read; BIL-33 in orders.test.ts looks at another vendor's.
  // Variants and components of others are tried in prices.test.ts, where something is for sale.
  'POST /portal/v1/orders/price': takesNoId,
  'GET /portal/v1/order-form': takesNoId,
  'GET /portal/v1/order-form/address': takesNoId,
  'GET /portal/v1/order-terms': takesNoId,
  'GET /portal/v1/order-terms/:id': takesNoId,
  'POST /portal/v1/order-tickets': takesNoId,
  'POST /portal/v1/order-sessions': takesNoId,
  // ID02 in orders.test.ts looks at orders of another customer.
  'POST /portal/v1/orders': takesNoId,
  'GET /portal/v1/orders': takesNoId,
  'GET /portal/v1/orders/:id': takesNoId,
  // ID02 in payments-stripe.test.ts and payments-orders.test.ts looks at those of another customer.
  'GET /portal/v1/payments': takesNoId,
  'GET /portal/v1/payments/:id': takesNoId,
  'POST /portal/v1/payments/:id/checkout': takesNoId,
  'GET /portal/v1/payments/methods': takesNoId,
  'GET /portal/v1/payments/methods/:id/mandate': takesNoId,
  'POST /portal/v1/sessions': takesNoId,
  'DELETE /portal/v1/sessions': takesNoId,
  'POST /portal/v1/password-resets': takesNoId,
  'POST /portal/v1/password-resets/completion': takesNoId,
  'POST /portal/v1/profile/email': takesNoId,
  'DELETE /portal/v1/profile/email': takesNoId,
  'POST /portal/v1/profile/email/proof': takesNoId,
  'GET /portal/v1/second-factor': takesNoId,
  'POST /portal/v1/second-factor': takesNoId,
  'DELETE /portal/v1/second-factor/setup': takesNoId,
  'POST /portal/v1/second-factor/confirmation': takesNoId,
  'POST /portal/v1/second-factor/recovery-codes': takesNoId,
  'POST /portal/v1/second-factor/removal': takesNoId,
  'GET /portal/v1/bootstrap': takesNoId,
  'GET /portal/v1/activity': takesNoId,
  'POST /portal/v1/sign-up/tickets': takesNoId,
  'POST /portal/v1/sign-ups': takesNoId,
  'GET /portal/v1/terms': takesNoId,
  'POST /portal/v1/terms': takesNoId,
  'POST /portal/v1/email-proof': takesNoId,
  'POST /portal/v1/email-proof/mail': takesNoId,
  'GET /portal/v1/login-as': takesNoId,
  'POST /portal/v1/login-as/grants': takesNoId,
  'POST /portal/v1/login-as/codes': takesNoId,
  // Grants are made by customers alone; ID02 in login-as.test.ts looks at their ids.
  'DELETE /portal/v1/login-as/grants/:id': takesNoId,
  // Whose people may open which account is looked at by DAY-30 in belonging.test.ts.
  'GET /portal/v1/accounts': takesNoId,
  'POST /portal/v1/accounts/:id/session': takesNoId,
  'POST /portal/v1/accounts/back': takesNoId,
  'GET /portal/v1/contracts': takesNoId,
  'GET /portal/v1/contracts/:id': [
    {
      kind: 'contract',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/contracts/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/contracts/:id/custom-fields': [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/contracts/${encodeURIComponent(id)}/custom-fields`),
    },
  ],
  'PATCH /portal/v1/contracts/:id/custom-fields': [
    {
      ...{ kind: 'contract', where: 'path' },
      send: (c, id) =>
        c.patch(`/portal/v1/contracts/${encodeURIComponent(id)}/custom-fields`, { values: {} }),
    },
  ],
  'GET /portal/v1/custom-fields': takesNoId,
  'PATCH /portal/v1/custom-fields': takesNoId,
  'GET /portal/v1/documents': takesNoId,
  'GET /portal/v1/documents/summary': takesNoId,
  'GET /portal/v1/documents/:id': [
    {
      kind: 'invoice',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/documents/:id/pdf': [
    {
      kind: 'invoice',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/pdf`),
    },
  ],
  'GET /portal/v1/documents/:id/reminders': [
    {
      ...{ kind: 'invoice', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/reminders`),
    },
  ],
  'GET /portal/v1/documents/:id/correction': [
    {
      ...{ kind: 'invoice', where: 'path' },
      send: (c, id) => c.get(`/portal/v1/documents/${encodeURIComponent(id)}/correction`),
    },
  ],
  // ID02 in corrections.test.ts looks at these: they are of documents that were issued here.
  'POST /portal/v1/documents/:id/correction': takesNoId,
  'GET /portal/v1/documents/:id/reminders/:level/pdf': takesNoId,
  'GET /portal/v1/documents/:id/e-invoice': takesNoId,
  'POST /portal/v1/documents/downloads': [
    {
      kind: 'invoice',
      where: 'body.ids',
      send: (c, id) => c.post('/portal/v1/documents/downloads', { ids: [id] }),
    },
  ],
  // Ids of downloads are one session's; IE06 in documents-downloads.test.ts looks at them.
  'GET /portal/v1/documents/downloads/:id': takesNoId,
  'GET /portal/v1/downloads/:ticket': takesNoId,
  ...ownLicences(),
  'POST /portal/v1/sessions/choice': takesNoId,
  'GET /portal/v1/domains': takesNoId,
  'GET /portal/v1/sites': takesNoId,
  'GET /portal/v1/sites/:id': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/sites/${encodeURIComponent(id)}`),
    },
  ],
  'GET /portal/v1/sites/:id/installations': [
    {
      kind: 'location',
      where: 'path',
      send: (c, id) => c.get(`/portal/v1/sites/${encodeURIComponent(id)}/installations`),
    },
  ],
  // A link is looked up by its own signature; LK03 in portal-links.test.ts looks at it.
  'POST /portal/v1/link-renewals': takesNoId,
  'POST /portal/v1/mailed-codes': takesNoId,
  'GET /portal/v1/order-panel': takesNoId,
  'GET /portal/v1/profile': takesNoId,
  'PATCH /portal/v1/profile': takesNoId,
  'PUT /portal/v1/profile/password': takesNoId,
};

const places = (matrix: Record<string, Place[]>) =>
  Object.entries(matrix).flatMap(([route, list]) =>
    list.map((place) => ({ route, place, title: `${route} ${place.where}` })),
  );

/** What an answer tells, without what it repeats of the question and the number of the request. */
const told = ({ status, body }: Answer, id: string) => {
  const { instance: _, ...rest } = typeof body === 'object' && body ? body : { text: body };
  return { status, body: JSON.stringify(rest).replaceAll(id, '…') };
};

const prefixes: Record<Kind, string> = {
  ...{ portal: 'por', customer: 'cus', contact: 'con', contract: 'ctr', domain: 'dom' },
  ...{ invoice: 'inv', 'credit-note': 'crn', payment: 'pay' },
  ...{ product: 'prd', licence: 'lic', machine: 'mac', 'licence-key': 'lsk' },
  ...{ location: 'loc', installation: 'ins', mail: 'mai', invitation: 'ivn', plugin: 'plg' },
  ...{ 'webhook-endpoint': 'whk', 'webhook-delivery': 'dlv' },
  ...{ 'terms-document': 'trm', 'product-family': 'fam', plan: 'pln', 'plan-variant': 'var' },
  ...{ component: 'cmp', coupon: 'cpn', 'tax-class': 'tax', 'custom-field': 'fld' },
  ...{ approval: 'apv', voucher: 'vch', statement: 'stm', 'statement-line': 'stl' },
  ...{ operator: 'opr', 'usage-record': 'use', 'api-key': 'key', 'signing-key': 'sig' },
  ...{ import: 'imp', export: 'exp' },
};

/** One of each kind, with an id of the vendor's own where it can have one. Signing keys are few: one may be given. */
async function oneOfEach(
  vendor: TestVendor,
  signingKey?: string,
): Promise<{ ids: Ids; external: Partial<Ids> }> {
  const make = async (path: string, body: object) => {
    const made = await vendor.api.post(path, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; externalId?: string };
  };
  const ext = unguessed();
  const put = await vendor.api.put(`/api/v1/portals/ext:${ext}`, { slug: `s-${ext}`, brandName: 'B' });
  const customer = await make('/api/v1/customers', {
    name: 'Customer',
    externalId: ext,
    limits: { domains: -1 },
    billing: { email: `${ext}@mail.example` },
  });
  const contact = await make('/api/v1/contacts', {
    name: 'Contact',
    customerId: customer.id,
    externalId: ext,
    email: `${ext}@customer.example`,
    generatePassword: true,
  });
  const mail = (await vendor.api.get(`/api/v1/mails?customerId=${customer.id}`)).body.items[0];
  const agreed = await make('/api/v1/contracts', { ...contract(customer.id), externalId: ext });
  const site = await make('/api/v1/domains', {
    customerId: customer.id,
    host: `${ext}.example`,
    externalId: ext,
  });
  const used = await make('/api/v1/usage-records', { ...usage(customer.id), externalId: ext });
  const place = await make('/api/v1/locations', {
    customerId: customer.id,
    name: 'Place',
    externalId: ext,
  });
  const machine = await make('/api/v1/installations', {
    locationId: place.id,
    name: 'Machine',
    externalId: ext,
  });
  const product = await make('/api/v1/products', { name: 'Product', externalId: ext });
  const licence = await make('/api/v1/licences', {
    ...{ customerId: customer.id, productId: product.id, externalId: ext, machineLimit: -1 },
  });
  const desk = await make(`/api/v1/licences/${licence.id}/machines`, { fingerprint: `print-${ext}` });
  const signs = await make('/api/v1/licence-signing-keys', {});
  const [invoice, note] = [
    await make('/api/v1/invoices', { ...document(customer.id), externalId: ext }),
    await make('/api/v1/credit-notes', { ...document(customer.id), externalId: ext }),
  ];
  for (const path of [`invoices/${invoice.id}`, `credit-notes/${note.id}`]) {
    await vendor.api.send('PUT', `/api/v1/${path}/pdf`, foreignPdf(ext), pdfHeaders);
  }
  await vendor.api.send('PUT', `/api/v1/portals/${put.body.id}/logo`, tinyPng, pngHeaders);
  const paid = await vendor.api.post(
    '/api/v1/payments',
    { ...payment(customer.id), externalId: ext },
    withKey(),
  );
  const operator = await make('/api/v1/operators', {
    ...{ name: 'Operator', email: `${ext}@acme.example`, role: 'viewer', password: unguessed() },
  });
  const coming = await make('/api/v1/imports', { kind: 'customers' });
  // Few may wait at a time, so the one that waits is given again.
  const waiting = (await vendor.api.get('/api/v1/exports')).body.items[0];
  const going = waiting ?? (await vendor.api.post('/api/v1/exports')).body;
  // A menu holds few, so one is given again.
  const plugin: { id: string; externalId: string } =
    (await vendor.api.get('/api/v1/plugins?limit=200')).body.items.find(
      (one: { externalId: string | null }) => one.externalId,
    ) ?? (await make('/api/v1/plugins', { name: 'Help', url: 'https://help.example/', externalId: ext }));
  const hook: { id: string; externalId: string } =
    (await vendor.api.get('/api/v1/webhook-endpoints')).body.items[0] ??
    (await make('/api/v1/webhook-endpoints', {
      ...{ url: 'http://127.0.0.1:4499/hook', events: ['domain.deleted'], externalId: ext },
    }));
  const tried =
    (await vendor.api.get(`/api/v1/webhook-deliveries?endpointId=${hook.id}`)).body.items[0] ??
    (await vendor.api.post(`/api/v1/webhook-endpoints/${hook.id}/test`)).body;
  // It goes with its portal; who was invited is gone before.
  const guest = await make('/api/v1/customers', { name: 'Guest', portalId: put.body.id });
  await make('/api/v1/contacts', { customerId: guest.id, name: 'Guest', email: `${ext}@guest.example` });
  const invitation = await make('/api/v1/invitations', { portalId: put.body.id });
  await vendor.api.delete(`/api/v1/customers/${guest.id}`);
  const terms = await make('/api/v1/terms-documents', { ...termsDocument, externalId: ext });
  const family = await make('/api/v1/product-families', { name: 'Family', externalId: ext });
  const plan = await make('/api/v1/plans', { name: 'Plan', familyId: family.id, externalId: ext });
  const variant = await make('/api/v1/plan-variants', {
    ...{ planId: plan.id, billingPeriod: { count: 1, unit: 'month' }, externalId: ext },
  });
  const component = await make('/api/v1/components', {
    ...{ familyId: family.id, kind: 'switch', name: 'Component', externalId: ext },
  });
  const coupon = await make('/api/v1/coupons', {
    ...{ code: ext, kind: 'percent', percent: 10, externalId: ext },
  });
  const taxClass = await make('/api/v1/tax-classes', { name: 'Class', externalId: ext });
  const field = await make('/api/v1/custom-fields', {
    ...{ subject: 'customer', kind: 'text', name: 'Field', externalId: ext },
  });
  const approval = await make('/api/v1/approvals', approvalOf(customer.id));
  const [voucher] = (await vendor.api.post('/api/v1/vouchers', voucherWanted)).body.vouchers;
  const statement = await make('/api/v1/statements', {
    ...{ name: 'Bank', format: 'csv' },
    text: `date,name,purpose,amount\n2026-11-02,Anna,${ext},1.00\n`,
  });
  const key = await make('/api/v1/api-keys', { name: 'Key' });
  const signing = signingKey ?? (await make('/api/v1/signing-keys', { name: 'Key', algorithm: 'HS256' })).id;
  const ids = {
    ...{ portal: put.body.id, customer: customer.id, contact: contact.id, contract: agreed.id },
    ...{ domain: site.id, 'usage-record': used.id, invoice: invoice.id, 'credit-note': note.id },
    ...{ product: product.id, licence: licence.id, machine: desk.id, 'licence-key': signs.id },
    ...{ location: place.id, installation: machine.id, mail: mail.id, plugin: plugin.id },
    ...{ 'webhook-endpoint': hook.id, 'webhook-delivery': tried.id },
    payment: paid.body.id,
    ...{ invitation: invitation.id, import: coming.id, export: going.id, 'terms-document': terms.id },
    ...{ 'product-family': family.id, plan: plan.id, 'plan-variant': variant.id },
    ...{ component: component.id, coupon: coupon.id, 'tax-class': taxClass.id },
    'custom-field': field.id,
    ...{ approval: approval.id, voucher: voucher.id, statement: statement.id },
    'statement-line': (await vendor.api.get(`/api/v1/statements/${statement.id}/lines`)).body.items[0].id,
  };
  const external = {
    portal: `ext:${ext}`,
    customer: `ext:${ext}`,
    contact: `ext:${ext}`,
    contract: `ext:${ext}`,
    invoice: `ext:${ext}`,
    'credit-note': `ext:${ext}`,
    payment: `ext:${ext}`,
    domain: `ext:${ext}`,
    'usage-record': `ext:${ext}`,
    plugin: `ext:${plugin.externalId}`,
    'webhook-endpoint': `ext:${hook.externalId}`,
    'terms-document': `ext:${ext}`,
    'product-family': `ext:${ext}`,
    plan: `ext:${ext}`,
    'plan-variant': `ext:${ext}`,
    component: `ext:${ext}`,
    coupon: `ext:${ext}`,
    'tax-class': `ext:${ext}`,
    'custom-field': `ext:${ext}`,
    product: `ext:${ext}`,
    licence: `ext:${ext}`,
    location: `ext:${ext}`,
    installation: `ext:${ext}`,
  };
  return { ids: { ...ids, operator: operator.id, 'api-key': key.id, 'signing-key': signing }, external };
}

async function removeEach(vendor: TestVendor, ids: Ids): Promise<void> {
  const { api } = vendor;
  for (const [collection, id] of [
    ...[
      ['plugins', ids.plugin],
      ['webhook-endpoints', ids['webhook-endpoint']],
      ['terms-documents', ids['terms-document']],
      ['plan-variants', ids['plan-variant']],
      ['plans', ids.plan],
      ['components', ids.component],
      ['product-families', ids['product-family']],
      ['coupons', ids.coupon],
      ['tax-classes', ids['tax-class']],
      ['custom-fields', ids['custom-field']],
      [`licences/${ids.licence}/machines`, ids.machine],
      ['licences', ids.licence],
      ['products', ids.product],
      ['licence-signing-keys', ids['licence-key']],
      ['installations', ids.installation],
      ['locations', ids.location],
      ['usage-records', ids['usage-record']],
      ['domains', ids.domain],
      ['payments', ids.payment],
      ['invoices', ids.invoice],
      ['credit-notes', ids['credit-note']],
      ['contracts', ids.contract],
      ['contacts', ids.contact],
      ['customers', ids.customer],
      ['portals', ids.portal],
    ],
    ['api-keys', ids['api-key']],
    ['operators', ids.operator],
    ['imports', ids.import],
    ['exports', ids.export],
  ]) {
    expect((await api.delete(`/api/v1/${collection}/${id}`)).status).toBe(204);
  }
  // A signing key is never gone, only revoked: nothing to look for under a deleted one.
  await api.patch(`/api/v1/signing-keys/${ids['signing-key']}`, { status: 'revoked' });
}

describe.each(databaseKinds)('tenancy on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let anna: Client;
  let own: Awaited<ReturnType<typeof oneOfEach>>;
  let foreign: Awaited<ReturnType<typeof oneOfEach>>;
  let gone: Awaited<ReturnType<typeof oneOfEach>>;

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    // Where a panel is hidden, all ids are answered alike anyway.
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      panels: { sites: 'view', licences: 'edit' },
    });
    const globex = await portico.vendor('globex');
    foreign = await oneOfEach(globex);
    gone = await oneOfEach(acme);
    await removeEach(acme, gone.ids);
    own = await oneOfEach(acme);
    anna = await acme.signIn(own.ids.customer);
  });
  afterAll(() => portico.close());

  test('ID01 every route of the service is in the matrix, and the matrix holds no route that is gone', () => {
    const routes = portico.app.routes.filter(
      ({ method, path }) => method !== 'ALL' && /^\/(api|portal)\/v1\//.test(path),
    );
    const named = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/(.)\/$/, '$1')}`));
    expect([...named].sort()).toEqual(Object.keys({ ...vendorMatrix, ...portalMatrix }).sort());
    expect(named.size).toBeGreaterThan(20);
  });

  /** None of these writes anything, so what was there before the first is there after each. */
  let before: Awaited<ReturnType<typeof contentsOf>> | undefined;
  test.each(places(vendorMatrix))(
    'ID01 $title: another vendor’s id is answered like a made-up one',
    async ({ place }) => {
      const { kind: thing, send } = place;
      const random = newId(prefixes[thing]);
      before ??= await contentsOf(portico.database);
      const missing = told(await send(acme.api, random, own.ids), random);
      const strangers: (string | undefined)[] = [foreign.ids[thing]];
      if (thing !== 'signing-key' && !place.keepsGone) strangers.push(gone.ids[thing]);
      for (const id of strangers as string[]) {
        expect(told(await send(acme.api, id, own.ids), id)).toEqual(missing);
      }
      const made = `ext:${unguessed()}`;
      const missingExternal = told(await send(acme.api, made, own.ids), made);
      for (const id of [foreign.external[thing], gone.external[thing]]) {
        if (id) expect(told(await send(acme.api, id, own.ids), id)).toEqual(missingExternal);
      }
      if (!place.where.startsWith('query')) expect([404, 422]).toContain(missing.status);
      expect(await contentsOf(portico.database)).toEqual(before);
    },
  );

  let changing: Awaited<ReturnType<typeof oneOfEach>> | undefined;
  test.each(places(vendorMatrix))('ID01 $title: one’s own id is served', async ({ title, place }) => {
    // What is only read serves the next one too, and so does what is only changed.
    const fresh = () => oneOfEach(acme, own.ids['signing-key']);
    const isChange = /^(?:PATCH|PUT) /.test(title);
    if (isChange) changing ??= await fresh();
    const mine = title.startsWith('GET ') ? own : (isChange && changing) || (await fresh());
    const answer = await place.send(acme.api, mine.ids[place.kind], mine.ids);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  });

  test('ID01 the same outside id at another vendor is another thing: an upsert changes one’s own', async () => {
    const before = await acme.api.get(`/api/v1/customers/${own.ids.customer}`);
    const path = `/api/v1/customers/${foreign.external.customer}`;
    expect((await acme.api.get(path)).status).toBe(404);
    const put = await acme.api.put(path, { name: 'Mine' });
    expect(put.status).toBe(201);
    expect(put.body.id).not.toBe(foreign.ids.customer);
    expect((await acme.api.get(`/api/v1/customers/${own.ids.customer}`)).body).toEqual(before.body);
  });

  test('ID01 a portal token for another vendor’s portal is refused like one for no portal', async () => {
    const ask = (portal: string) =>
      acme.api.post('/api/v1/portal-tokens', { customerId: own.ids.customer, portal });
    const before = await contentsOf(portico.database);
    const [theirs, none] = [await ask('globex'), await ask('nobody')];
    expect(told(theirs, 'globex')).toEqual(told(none, 'nobody'));
    expect(theirs).toMatchObject({ status: 422, body: { fields: [{ path: 'portal' }] } });
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test.each(places(portalMatrix))(
    'ID02 $title: another customer’s id is answered like a made-up one',
    async ({ place }) => {
      const neighbour = await acme.customer();
      const made = { contract, invoice: document } as Partial<Record<Kind, (customerId: string) => object>>;
      const theirs = await acme.api.post(
        `/api/v1/${place.kind}s`,
        made[place.kind]?.(neighbour.id) ?? contract(neighbour.id),
      );
      const before = await contentsOf(portico.database);
      const random = newId(prefixes[place.kind]);
      const missing = told(await place.send(anna, random, own.ids), random);
      expect(missing.status).toBe(404);
      const others = [
        theirs.body.id,
        foreign.ids[place.kind],
        gone.ids[place.kind],
        foreign.external[place.kind],
        'ext:x',
        'x',
      ];
      for (const id of others) expect(told(await place.send(anna, id, own.ids), id)).toEqual(missing);
      expect(await contentsOf(portico.database)).toEqual(before);
      expect((await place.send(anna, own.ids[place.kind], own.ids)).status).toBeLessThan(300);
    },
  );

  test('ID02 a session narrowed to one contract sees that one; to another customer’s, none', async () => {
    const customer = await acme.customer();
    const neighbour = await acme.customer();
    const [first, second] = [
      (await acme.api.post('/api/v1/contracts', { ...contract(customer.id), externalId: unguessed() })).body,
      (await acme.api.post('/api/v1/contracts', contract(customer.id))).body,
    ];
    const theirs = (await acme.api.post('/api/v1/contracts', contract(neighbour.id))).body;
    for (const id of [first.id, `ext:${first.externalId}`]) {
      const narrow = await acme.signIn(customer.id, { subject: { type: 'contract', id } });
      expect(
        (await narrow.get('/portal/v1/contracts')).body.items.map((item: Ids & { id: string }) => item.id),
      ).toEqual([first.id]);
      expect((await narrow.get('/portal/v1/bootstrap')).body.bootstrap.contracts).toHaveLength(1);
      expect((await narrow.get(`/portal/v1/contracts/${first.id}`)).status).toBe(200);
      expect((await narrow.get(`/portal/v1/contracts/${second.id}`)).status).toBe(404);
    }
    for (const id of [theirs.id, foreign.ids.contract, 'ext:nothing', '%']) {
      const narrow = await acme.signIn(customer.id, { subject: { type: 'contract', id } });
      expect((await narrow.get('/portal/v1/contracts')).body.items).toEqual([]);
      expect((await narrow.get(`/portal/v1/contracts/${theirs.id}`)).status).toBe(404);
    }
  });
});
