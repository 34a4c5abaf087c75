import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Day, Period } from '../../kit/common/day.ts';
import {
  checkContract,
  type Dated,
  priceOf,
  statusOf,
  termOf,
  toCustomerContract,
  totalOf,
} from './rules.ts';
import type { ContractItem, VendorContract } from './schema.ts';

const period = (text: string | null): Period | null => {
  const [count, unit] = text?.split(' ') ?? [];
  return text === null ? null : { count: Number(count), unit: unit as Period['unit'] };
};
/** Rows of a table in text, without its head. */
const table = (text: string): (string | null)[][] =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split('|').map((cell) => (cell.trim() === '-' ? null : cell.trim())));
const contract = (
  startsOn: Day,
  minimum: string | null,
  renewal: string | null,
  notice: string | null,
): Dated => ({
  startsOn,
  endsOn: null,
  cancelledAt: null,
  terms: { minimumTerm: period(minimum), renewal: period(renewal), notice: period(notice) },
});

describe('BIL-3 the term line of a contract', () => {
  // `-`: none. The first five columns are what was agreed, the last four what follows from it on that day.
  const terms = table(`
what                                                   | starts     | minimum  | renewal  | notice  | today      | endsOn     | noticeUntil | ifCancelledToday | afterwards
a first year                                           | 2026-01-01 | 12 month | 12 month | 3 month | 2026-06-15 | 2026-12-31 | 2026-09-30  | 2026-12-31       | renews
the deadline itself still counts                       | 2026-01-01 | 12 month | 12 month | 3 month | 2026-09-30 | 2026-12-31 | 2026-09-30  | 2026-12-31       | renews
a day after it the next end is a term later            | 2026-01-01 | 12 month | 12 month | 3 month | 2026-10-01 | 2026-12-31 | 2026-09-30  | 2027-12-31       | renews
the last day belongs to the term                       | 2026-01-01 | 12 month | 12 month | 3 month | 2026-12-31 | 2026-12-31 | 2026-09-30  | 2027-12-31       | renews
the day after is a new term                            | 2026-01-01 | 12 month | 12 month | 3 month | 2027-01-01 | 2027-12-31 | 2027-09-30  | 2027-12-31       | renews
a month from 31 January ends on 28 February            | 2026-01-31 | 1 month  | 1 month  | 1 day   | 2026-02-10 | 2026-02-28 | 2026-02-27  | 2026-02-28       | renews
and on 29 February in a leap year                      | 2028-01-31 | 1 month  | 1 month  | 1 day   | 2028-02-10 | 2028-02-29 | 2028-02-28  | 2028-02-29       | renews
the next one is counted from the 31st again            | 2026-01-31 | 1 month  | 1 month  | 1 day   | 2026-03-10 | 2026-03-30 | 2026-03-29  | 2026-03-30       | renews
from 29 February a year ends on 28 February            | 2024-02-29 | 1 year   | 1 year   | 1 month | 2024-06-01 | 2025-02-28 | 2025-01-31  | 2025-02-28       | renews
after four years on 28 February of a leap year         | 2024-02-29 | 1 year   | 1 year   | 1 month | 2027-06-01 | 2028-02-28 | 2028-01-28  | 2028-02-28       | renews
from 1 March a year ends on 29 February of a leap year | 2027-03-01 | 1 year   | 1 year   | -       | 2027-06-01 | 2028-02-29 | 2028-02-29  | 2028-02-29       | renews
minimum in years, renewal in months                    | 2024-05-15 | 2 year   | 1 month  | 1 month | 2026-07-01 | 2026-07-14 | 2026-06-14  | 2026-08-14       | renews
minimum in months, renewal in weeks                    | 2026-01-01 | 1 month  | 2 week   | 3 day   | 2026-02-10 | 2026-02-14 | 2026-02-11  | 2026-02-14       | renews
minimum, then open-ended: before its end               | 2026-01-01 | 12 month | -        | 1 month | 2026-03-01 | 2026-12-31 | 2026-11-30  | 2026-12-31       | open-ended
minimum, then open-ended: in its last month            | 2026-01-01 | 12 month | -        | 1 month | 2026-12-15 | 2026-12-31 | 2026-11-30  | 2027-01-15       | open-ended
minimum, then open-ended: behind it                    | 2026-01-01 | 12 month | -        | 1 month | 2027-01-31 | -          | -           | 2027-02-28       | open-ended
open-ended from the first day                          | 2026-01-01 | -        | -        | 14 day  | 2026-03-01 | -          | -           | 2026-03-15       | open-ended
open-ended without notice ends the same day            | 2026-01-01 | -        | -        | -       | 2026-03-01 | -          | -           | 2026-03-01       | open-ended
renewing without a minimum                             | 2026-01-15 | -        | 1 month  | 1 week  | 2026-03-01 | 2026-03-14 | 2026-03-07  | 2026-03-14       | renews
notice longer than the first term                      | 2026-01-01 | 1 month  | 1 month  | 3 month | 2026-01-20 | 2026-01-31 | -           | 2026-04-30       | renews
notice longer than a later term                        | 2026-01-01 | 1 month  | 1 month  | 3 month | 2026-06-10 | 2026-06-30 | 2026-03-31  | 2026-09-30       | renews
scheduled: the first term                              | 2026-06-01 | 12 month | 12 month | 1 month | 2026-02-01 | 2027-05-31 | 2027-04-30  | 2027-05-31       | renews
scheduled and open-ended: never before it starts       | 2026-06-01 | -        | -        | 1 week  | 2026-02-01 | -          | -           | 2026-06-01       | open-ended
a century of daily renewals                            | 1926-01-01 | 1 day    | 1 day    | 1 day   | 2026-03-01 | 2026-03-01 | 2026-02-28  | 2026-03-02       | renews`);

  test.each(terms)(
    'BIL-3 %s',
    (_, starts, minimum, renewal, notice, today, endsOn, noticeUntil, cancelled, afterwards) => {
      expect(termOf(contract(starts as Day, minimum, renewal, notice), today as Day)).toEqual({
        startsOn: starts,
        endsOn,
        noticeUntil,
        endsIfCancelledToday: cancelled,
        afterwards,
      });
    },
  );

  test.each(['2026-11-30T10:00:00Z', null])(
    'BIL-3 a contract with a last day of its own keeps no notice (%s)',
    (cancelledAt) => {
      const ended = {
        ...contract('2026-01-01', '12 month', '12 month', '1 month'),
        endsOn: '2026-12-31',
        cancelledAt,
      };
      const term = {
        startsOn: '2026-01-01',
        endsOn: '2026-12-31',
        noticeUntil: null,
        endsIfCancelledToday: null,
      };
      expect(termOf(ended, '2026-05-05')).toEqual({ ...term, afterwards: 'ends' });
    },
  );

  test.each([
    ['2025-12-31', null, null, 'scheduled'],
    ['2026-01-01', null, null, 'active'],
    ['2026-12-31', null, '2026-12-31', 'active'],
    ['2027-01-01', null, '2026-12-31', 'expired'],
    ['2026-12-31', '2026-06-01T00:00:00Z', '2026-12-31', 'cancelled'],
    ['2027-01-01', '2026-06-01T00:00:00Z', '2026-12-31', 'expired'],
    ['2025-12-31', '2025-12-01T00:00:00Z', '2026-01-31', 'cancelled'],
  ] as const)('BIL-3 on %s, cancelled %s, last day %s: %s', (today, cancelledAt, endsOn, status) => {
    expect(statusOf({ ...contract('2026-01-01', null, null, null), cancelledAt, endsOn }, today)).toBe(
      status,
    );
  });
});

const item = (
  amount: number,
  quantity = 1,
  kind: ContractItem['kind'] = 'plan',
  currency = 'EUR',
): ContractItem => ({
  kind,
  title: 'Plan',
  quantity,
  unitPrice: { amount, currency },
});

test('BIL-3 the price of a period is plan and components; usage is billed afterwards', () => {
  expect(
    priceOf([item(2900), item(500, 4, 'component'), item(12, 900, 'usage'), item(-100, 1, 'component')]),
  ).toEqual({
    amount: 4800,
    currency: 'EUR',
  });
  expect(totalOf(item(12, 900, 'usage'))).toBeNull();
  expect(Object.is(totalOf(item(-5, 0))?.amount, 0)).toBe(true);
});

test('BIL-3 any sum is exact, or refused', () => {
  const amounts = fc.array(fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 1_000_000 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(amounts, (lines) => {
      const right = lines.reduce((sum, [amount, quantity]) => sum + BigInt(amount) * BigInt(quantity), 0n);
      let price: number | undefined;
      try {
        price = priceOf(lines.map(([amount, quantity]) => item(amount, quantity))).amount;
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      if (price !== undefined) expect(BigInt(price)).toBe(right);
    }),
  );
});

const whole: VendorContract = {
  ...contract('2026-01-01', '12 month', '1 month', '1 month'),
  id: 'ctr_000000000001',
  customerId: 'cus_000000000001',
  externalId: 'A-1',
  number: 'C-1',
  title: 'Ökostrom',
  items: [item(2900), item(500, 2, 'component')],
  billingPeriod: { count: 1, unit: 'month' },
  tax: { included: true, percent: 19 },
  nextChargeOn: null,
  ...{ purchaseOrder: null, deliverTo: null, paymentMethodId: null, withdrawalUntil: null, termsFrom: null },
  ...{ billing: null, billingFrom: null, billedUntil: null, agreed: null, pauses: [], pendingChange: null },
  status: 'active',
  createdAt: '',
  updatedAt: '',
};

test('BIL-3 what the customer sees of a contract holds nothing of the vendor’s own', () => {
  const seen = toCustomerContract(whole, '2026-06-01');
  expect(seen).toMatchObject({
    status: 'active',
    price: { amount: 3900, currency: 'EUR' },
    items: [{ total: { amount: 2900 } }, { total: { amount: 1000 } }],
  });
  expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['customerId']));
  expect(JSON.stringify(seen)).not.toContain('A-1');
});

test.each([
  ['ends before it starts', { endsOn: '2025-12-31' }, 'endsOn', 'before_start'],
  ['is cancelled without a last day', { cancelledAt: '2026-01-01T00:00:00Z' }, 'endsOn', 'missing'],
  ['starts in another age', { startsOn: '9999-01-01' }, 'startsOn', 'out_of_range'],
  ['has two currencies', { items: [item(1), item(1, 1, 'usage', 'USD')] }, 'items', 'currency'],
  ['costs more than can be counted', { items: [item(Number.MAX_SAFE_INTEGER, 2)] }, 'items', 'too_large'],
] as const)('OM02 a contract that %s is refused, naming the field', (_, change, path, code) => {
  expect(checkContract({ ...whole, ...change } as VendorContract)).toMatchObject([{ path, code }]);
});
test('OM02 a sound contract is not refused', () => expect(checkContract(whole)).toEqual([]));
