import type { Answer, Client } from '../../helpers/app.ts';
import { approvalOf, payment } from './bodies.ts';
import {
  byId,
  type Ids,
  inBody,
  inQuery,
  type Kind,
  type Matrix,
  type Place,
  takesNoId,
  upsert,
  withKey,
} from './places.ts';

const moneyById: Matrix = (() => {
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
    'GET /portal/v1/script': takesNoId,
    'GET /portal/v1/tasks': takesNoId,
  };
})();

const payments: Matrix = (() => {
  const at = (id: string, more = '') => `/api/v1/payments/${encodeURIComponent(id)}${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'payment', where: 'path', send }];
  const book = (more: (id: string, own: Ids) => object) => (c: Client, id: string, own: Ids) =>
    c.post('/api/v1/payments', { ...payment(own.customer), ...more(id, own) }, withKey());
  const ofNote = (send: (c: Client, path: string) => Promise<Answer>): Place[] => [
    {
      ...{ kind: 'credit-note', where: 'path' },
      send: (c, id) => send(c, `/api/v1/credit-notes/${encodeURIComponent(id)}/refunds`),
    },
  ];
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
    'PUT /api/v1/payments/:id/booking': [
      ...place((c, id) => c.put(at(id, '/booking'), { invoiceId: null })),
      {
        ...{ kind: 'invoice', where: 'body.invoiceId' },
        send: (c, invoiceId, own) => c.put(at(own.payment, '/booking'), { invoiceId, excess: 'balance' }),
      },
    ],
    'GET /api/v1/credit-notes/:id/refunds': ofNote((c, path) => c.get(path)),
    'POST /api/v1/credit-notes/:id/refunds': ofNote((c, path) =>
      c.post(path, { way: 'balance', amount: 1 }, withKey()),
    ),
    'DELETE /api/v1/invoices/:id/reminder-fees': [
      {
        ...{ kind: 'invoice', where: 'path' },
        send: (c, id) => c.delete(`/api/v1/invoices/${encodeURIComponent(id)}/reminder-fees`),
      },
    ],
    'GET /api/v1/payment-settings': takesNoId,
    'PATCH /api/v1/payment-settings': takesNoId,
    'GET /api/v1/customers/:id/balance': customers('balance'),
    'GET /api/v1/customers/:id/payment-methods': customers('payment-methods'),
  };
})();

export const money: Matrix = {
  'GET /api/v1/payments': [
    inQuery('payments', 'customerId', 'customer'),
    inQuery('payments', 'invoiceId', 'invoice'),
  ],
  'PUT /api/v1/payments/:id': [
    inBody('put', upsert('payments'), 'customerId', 'customer', (own) => payment(own.customer)),
  ],
  ...byId('payments', 'payment'),
  ...payments,
  ...moneyById,
  // ID02 in payments-stripe.test.ts and payments-orders.test.ts looks at those of another customer.
  'GET /portal/v1/payments': takesNoId,
  'GET /portal/v1/payments/:id': takesNoId,
  'POST /portal/v1/payments/:id/checkout': takesNoId,
  'GET /portal/v1/payments/methods': takesNoId,
  'GET /portal/v1/payments/methods/:id/mandate': takesNoId,
};
