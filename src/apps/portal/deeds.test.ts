import { expect, test } from 'vitest';
import { toldOf } from './deeds.ts';

const at = '/portal/v1';
test.each([
  [
    'POST',
    '/contracts/con_1/cancellation',
    {},
    { endsOn: '2026-12-31' },
    'contract.cancelled',
    { contractId: 'con_1', effectiveAt: '2026-12-31' },
  ],
  [
    'DELETE',
    '/contracts/con_1/cancellation',
    undefined,
    undefined,
    'contract.cancel_withdrawn',
    { contractId: 'con_1' },
  ],
  [
    'POST',
    '/contracts/con_1/withdrawal',
    {},
    { endsOn: null },
    'contract.cancelled',
    { contractId: 'con_1' },
  ],
  [
    'POST',
    '/contracts/con_1/change',
    {},
    { effectiveOn: '2027-01-01' },
    'contract.changed',
    { contractId: 'con_1', effectiveAt: '2027-01-01' },
  ],
  [
    'POST',
    '/contracts/con_1/pause',
    { from: '2026-12-01' },
    {},
    'contract.paused',
    { contractId: 'con_1', effectiveAt: '2026-12-01' },
  ],
  ['PUT', '/payments/default', { methodId: 'pm_1' }, {}, 'payment_method.updated', {}],
  ['DELETE', '/payments/methods/pm_1?replaceBy=pm_2', undefined, undefined, 'payment_method.updated', {}],
  [
    'POST',
    '/payments/invoices',
    {},
    { id: 'pay_1', status: 'completed' },
    'payment.succeeded',
    { paymentId: 'pay_1' },
  ],
  [
    'POST',
    '/payments/top-ups',
    {},
    { id: 'pay_1', status: 'failed', failure: 'card_declined' },
    'payment.failed',
    { paymentId: 'pay_1', reason: 'card_declined' },
  ],
  [
    'POST',
    '/payments/pay_2/checkout',
    {},
    { url: null, status: 'completed' },
    'payment.succeeded',
    { paymentId: 'pay_2' },
  ],
  ['GET', '/documents/inv_1', undefined, { number: 'RE-1' }, 'invoice.opened', { invoiceId: 'inv_1' }],
] as const)(
  'EMBED 3g %s %s is told to the page around the portal',
  (method, path, body, answer, event, detail) => {
    expect(toldOf({ method, path: at + path, body, answer })).toEqual([event, detail]);
  },
);

test.each([
  ['GET', '/contracts/con_1/cancellation', undefined, { endsOn: '2026-12-31' }],
  ['POST', '/contracts/con_1/change/preview', {}, { effectiveOn: '2027-01-01' }],
  ['POST', '/payments/methods/setup', {}, { url: 'https://pay.example' }],
  ['POST', '/payments/invoices', {}, { id: 'pay_1', status: 'pending' }],
  ['GET', '/payments/overview', undefined, { status: 'completed' }],
  ['GET', '/documents/inv_1/reminders', undefined, {}],
  ['GET', '/documents/crn_1', undefined, {}],
  ['GET', '/bootstrap', undefined, {}],
] as const)('of %s %s nobody is told', (method, path, body, answer) => {
  expect(toldOf({ method, path: at + path, body, answer })).toBeUndefined();
});
