import { expect, test } from 'vitest';
import { epcText } from '../../kit/common/epc.ts';
import {
  fromStripeAmount,
  inBalance,
  isCreditorId,
  keyFitsSide,
  matches,
  mayGo,
  toStripeAmount,
} from './rules.ts';
import { PaymentStatus } from './schema.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

test.each(PaymentStatus.options)(
  'OM13 nothing leads from %s back to itself, and nothing out of what went back',
  (status) => {
    for (const by of ['vendor', 'provider'] as const) {
      expect(mayGo('stripe', status, status, by)).toBe(false);
      expect(mayGo('invoice', 'refunded', status, by)).toBe(false);
    }
  },
);

test.each([
  ['EUR', 1_190, 1_190],
  ['JPY', 500, 500],
  ['ISK', 500, 50_000],
  ['UGX', 7_000, 700_000],
  ['MGA', 5_000, 50],
  ['MGA', 5_050, undefined],
  ['KWD', 1_230, 1_230],
  ['KWD', 1_234, undefined],
  ['EUR', 100_000_000, undefined],
] as const)('OM03 %s %i is %s at Stripe', (currency, amount, there) => {
  expect(toStripeAmount({ amount, currency })).toBe(there);
  if (there !== undefined) expect(fromStripeAmount(there, currency)).toBe(amount);
});

test('CON-37 only what is completed and pays nothing counts in a balance', () => {
  const payment = {
    status: 'completed',
    amount: eur(500),
    refunded: 100,
    orderId: null,
    invoiceId: null,
  } as const;
  expect(inBalance(payment)).toBe(400);
  expect(inBalance({ ...payment, status: 'pending' })).toBe(0);
  expect(inBalance({ ...payment, invoiceId: 'inv_1' })).toBe(0);
});

test('OM18 a cent, a currency or an order apart is not the same', () => {
  const wanted = { amount: eur(1_190), orderId: 'ord_1' };
  expect(matches(wanted, { amount: 1_190, currency: 'EUR', orderId: 'ord_1' })).toBe(true);
  expect(matches(wanted, { amount: 1_189, currency: 'EUR', orderId: 'ord_1' })).toBe(false);
  expect(matches(wanted, { amount: 1_190, currency: 'USD', orderId: 'ord_1' })).toBe(false);
  expect(matches(wanted, { amount: 1_190, currency: 'EUR', orderId: null })).toBe(false);
  expect(matches(wanted, { amount: undefined, currency: 'EUR', orderId: 'ord_1' })).toBe(false);
});

test.each([
  ['DE98ZZZ09999999999', true],
  ['NL79ZZZ999999990000', true],
  ['DE99ZZZ09999999999', false],
  ['DE98', false],
])('BIL-5 %s as a creditor identifier: %s', (text, fits) => {
  expect(isCreditorId(text)).toBe(fits);
});

test('DAY-16 a key belongs to one side', () => {
  expect([keyFitsSide('sk_test_1', true), keyFitsSide('rk_live_1', false)]).toEqual([true, true]);
  expect([keyFitsSide('sk_test_1', false), keyFitsSide('rk_live_1', true)]).toEqual([false, false]);
});

test('CRY-17 the code for banking apps holds what EPC069-12 wants, and is there for euros alone', () => {
  const transfer = {
    holder: 'Acme GmbH',
    iban: 'DE02 1203 0000 0000 2020 51',
    amount: eur(5),
    reference: 'R 1',
  };
  expect(epcText(transfer)?.split('\n')).toEqual([
    ...['BCD', '002', '1', 'SCT', '', 'Acme GmbH', 'DE02120300000000202051', 'EUR0.05', '', '', 'R 1'],
  ]);
  expect(epcText({ ...transfer, amount: { amount: 5, currency: 'CHF' } })).toBeUndefined();
  expect(epcText({ ...transfer, amount: eur(0) })).toBeUndefined();
  expect(epcText({ ...transfer, iban: 'none' })).toBeUndefined();
  expect(
    epcText({ ...transfer, reference: 'x'.repeat(200) })
      ?.split('\n')
      .at(-1),
  ).toHaveLength(140);
});
