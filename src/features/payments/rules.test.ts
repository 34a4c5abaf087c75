import { expect, test } from 'vitest';
import { epcText } from '../../kit/common/epc.ts';
import { ibanText } from './iban-text.ts';
import { endsSoon } from './method-name.ts';
import {
  autoTopUp,
  crossing,
  fromStripeAmount,
  inBalance,
  isCreditorId,
  keyFitsSide,
  levelOf,
  matches,
  mayGo,
  nextAttempt,
  surchargeOf,
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
    surcharge: 0,
    orderId: null,
    invoiceId: null,
  } as const;
  expect(inBalance(payment)).toBe(400);
  expect(inBalance({ ...payment, status: 'pending' })).toBe(0);
  expect(inBalance({ ...payment, invoiceId: 'inv_1' })).toBe(0);
  // What was added for paying by card is not the customer's.
  expect(inBalance({ ...payment, surcharge: 15 })).toBe(385);
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

test('CRY-17 an IBAN is shown in fours, however it was typed', () => {
  for (const typed of ['DE02120300000000202051', 'DE02 1203 0000 0000 2020 51'])
    expect(ibanText(typed)).toBe('DE02 1203 0000 0000 2020 51');
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

test.each([
  [1, 0, null, 'ok'],
  [500, 0, 500, 'low'],
  [0, 0, 500, 'exhausted'],
  [0, 1_000, 500, 'low'],
  [0, 1_000, null, 'ok'],
  [-1_000, 1_000, 500, 'exhausted'],
  [501, 0, 500, 'ok'],
] as const)(
  'DAY-18 with %i, a debit limit of %i and notice at %s a balance is %s',
  (balance, limit, at, level) => {
    expect(levelOf(balance, limit, at)).toBe(level);
  },
);

test('DAY-18 each way down is told once, and the way up when it may be spent from again', () => {
  const told = (
    ['ok', 'low', 'low', 'exhausted', 'exhausted', 'low', 'ok', 'exhausted', 'ok'] as const
  ).reduce<[string[], 'ok' | 'low' | 'exhausted']>(
    ([events, from], to) => [[...events, crossing(from, to) ?? '-'], to],
    [[], 'ok'],
  )[0];
  expect(told).toEqual([
    ...['-', 'balance.low', '-', 'balance.exhausted', '-', 'balance.restored', '-'],
    ...['balance.exhausted', 'balance.restored'],
  ]);
});

test.each([
  [1_000, 150, 0, 15],
  [333, 150, 25, 30],
  [100, 50, 0, 1],
  [99, 50, 0, 0],
  [Number.MAX_SAFE_INTEGER - 1, 1, 0, 900_719_925_474],
])('CON-37 %i with %i hundredths of a percent and %i costs %i more', (amount, hundredths, fixed, more) => {
  expect(surchargeOf(amount, { hundredths, fixed })).toBe(more);
});

test.each([
  [500, 0, 2_000],
  [501, 0, 0],
  [-3, 4_000, 2_000],
  [-3, 4_001, 0],
])('DAY-18 at %i with %i topped up this month, %i is topped up by itself', (balance, thisMonth, amount) => {
  const agreed = { below: 500, amount: 2_000, ceiling: 6_000 };
  expect(autoTopUp(balance, agreed, thisMonth)).toBe(amount);
  expect(autoTopUp(balance, null, thisMonth)).toBe(0);
});

test('DAY-17 a charge that fails is tried again after days that grow, and then no more', () => {
  const at = new Date('2026-11-22T10:00:00Z');
  expect(nextAttempt(at, 1, [3, 5, 7])).toBe('2026-11-25T10:00:00.000Z');
  expect(nextAttempt(at, 3, [3, 5, 7])).toBe('2026-11-29T10:00:00.000Z');
  expect(nextAttempt(at, 4, [3, 5, 7])).toBeNull();
});

test.each([
  [null, '2026-11-22', undefined],
  ['2026-12', '2026-11-30', undefined],
  ['2026-12', '2026-12-01', 'warn'],
  ['2026-12', '2026-12-31', 'warn'],
  ['2026-12', '2027-01-01', 'bad'],
] as const)('BIL-5 a card that is good until %s is on %s %s', (goodUntil, today, tone) => {
  expect(endsSoon(goodUntil, today)).toBe(tone);
});
