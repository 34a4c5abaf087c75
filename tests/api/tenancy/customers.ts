import type { Answer, Client } from '../../helpers/app.ts';
import { termsDocument } from './bodies.ts';
import {
  accessCode,
  byId,
  inBody,
  inQuery,
  type Kind,
  type Matrix,
  type Place,
  takesNoId,
  upsert,
} from './places.ts';

/** Values of custom fields, where the field is the vendor's as well. */
function customValues(collection: string, kind: Kind): Matrix {
  const at = (id: string) => `/api/v1/${collection}/${encodeURIComponent(id)}/custom-fields`;
  const path = `/api/v1/${collection}/:id/custom-fields`;
  return {
    [`GET ${path}`]: [{ kind, where: 'path', send: (c, id) => c.get(at(id)) }],
    [`PATCH ${path}`]: [{ kind, where: 'path', send: (c, id) => c.patch(at(id), { values: {} }) }],
  };
}

/** The secret of a customer: made, read and taken away under its id. */
function customerSecret(): Matrix {
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

/** The file with all data of a customer, under its id. */
function customerData(): Matrix {
  const at = (id: string, more = '') => `/api/v1/customers/${encodeURIComponent(id)}/data-export${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'customer', where: 'path', send }];
  return {
    'POST /api/v1/customers/:id/data-export': place((c, id) => c.post(at(id))),
    'GET /api/v1/customers/:id/data-export': place((c, id) => c.post(at(id)).then(() => c.get(at(id)))),
    'GET /api/v1/customers/:id/data-export/file': place(async (c, id) => {
      await c.post(at(id));
      const answer = await c.get(at(id, '/file'));
      // Nobody works here: that one's own is not ready yet is an answer of one's own.
      return answer.body.code === 'data-export.not-ready' ? { ...answer, status: 200 } : answer;
    }),
  };
}

/** The link by which somebody registers for a customer: made, looked at and revoked under its id. */
function personalLink(): Matrix {
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
function vatIds(): Matrix {
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

export const customers: Matrix = {
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
  ...byId('customers', 'customer', [
    {
      ...{ kind: 'portal', where: 'body.portalId' },
      send: (c, id, own) => c.patch(`/api/v1/customers/${own.customer}`, { portalId: id }),
    },
  ]),
  // A customer with documents is kept: they go first, where it is one's own.
  'DELETE /api/v1/customers/:id': [
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
  ],
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
  ...customerData(),
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
  'GET /api/v1/deletion-requests': [inQuery('deletion-requests', 'customerId', 'customer')],
  // ID01 in deletion-requests.test.ts looks at it: only a customer makes one.
  'POST /api/v1/deletion-requests/:id/decline': takesNoId,
  'POST /portal/v1/sign-up/tickets': takesNoId,
  'POST /portal/v1/sign-ups': takesNoId,
  'GET /portal/v1/terms': takesNoId,
  'POST /portal/v1/terms': takesNoId,
  // Whose people may open which account is looked at by DAY-30 in belonging.test.ts.
  'GET /portal/v1/team': takesNoId,
  'POST /portal/v1/team': takesNoId,
  // Only an owner by name may; ID02 in team.test.ts looks at people of another customer.
  'POST /portal/v1/team/:id/invitation': takesNoId,
  'PATCH /portal/v1/team/:id': takesNoId,
  'DELETE /portal/v1/team/:id': takesNoId,
  'GET /portal/v1/deletion-request': takesNoId,
  'POST /portal/v1/deletion-request': takesNoId,
  'DELETE /portal/v1/deletion-request': takesNoId,
  'GET /portal/v1/data-export': takesNoId,
  'POST /portal/v1/data-export': takesNoId,
  'GET /portal/v1/data-export/file': takesNoId,
  'GET /portal/v1/accounts': takesNoId,
  'POST /portal/v1/accounts/:id/session': takesNoId,
  'POST /portal/v1/accounts/back': takesNoId,
  'GET /portal/v1/custom-fields': takesNoId,
  'PATCH /portal/v1/custom-fields': takesNoId,
};
