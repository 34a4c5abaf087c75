import { expect, test } from 'vitest';
import type { OrderComponent } from './order-schema.ts';
import {
  checkChosen,
  checkComponent,
  checkCoupon,
  checkTaxClass,
  checkVariant,
  couponKey,
  couponRefusal,
  periodKey,
  quantityRefusal,
} from './rules.ts';
import type { Component, Coupon } from './schema.ts';
import { rateOn, standardCountries, standardRateOn } from './tax-rates.ts';

const month = { count: 1, unit: 'month' } as const;
const year = { count: 1, unit: 'year' } as const;
const codes = (fields: readonly { path: string; code: string }[]) =>
  fields.map(({ path, code }) => `${path} ${code}`);

test.each([
  [{ count: 12, unit: 'month' }, '12 months'],
  [{ count: 1, unit: 'year' }, '12 months'],
  [{ count: 2, unit: 'week' }, '14 days'],
  [{ count: 30, unit: 'day' }, '30 days'],
] as const)('BIL-15 %o is the same period as %s', (period, key) => expect(periodKey(period)).toBe(key));

const component = (more: Partial<Component> = {}) => ({
  ...({ kind: 'quantity', min: 1, max: -1, step: 1, required: false, selfService: true } as const),
  ...{ grants: [], prices: [] },
  ...more,
});
const price = (tiers: Component['prices'][number]['tiers'], more: object = {}) => ({
  ...({ currency: 'EUR', period: month, mode: 'graduated' } as const),
  tiers,
  ...more,
});

test.each<[string, Partial<Component>, string[]]>([
  ['any quantity', {}, []],
  ['3 to 3', { min: 3, max: 3 }, []],
  ['5 to 4', { min: 5, max: 4 }, ['max below_min']],
  ['none at all', { max: 0 }, ['max below_min']],
  ['a switch', { kind: 'switch', max: 1 }, []],
  ['a switch without end', { kind: 'switch' }, ['max switch']],
  [
    'a switch in steps',
    { kind: 'switch', min: 2, max: 2, step: 2 },
    ['min switch', 'max switch', 'step switch'],
  ],
  ['in every order, but not offered', { required: true, selfService: false }, ['required not_offered']],
  ['in every order', { required: true }, []],
  ['metered in every order', { kind: 'metered', required: true }, ['required metered']],
  [
    'tiers',
    {
      prices: [
        price([
          { upTo: 9, amount: 2 },
          { upTo: 10, amount: 1 },
          { upTo: null, amount: 0 },
        ]),
      ],
    },
    [],
  ],
  ['a last tier that ends', { prices: [price([{ upTo: 9, amount: 2 }])] }, ['prices.0.tiers.0.upTo last']],
  [
    'two tiers without end',
    {
      prices: [
        price([
          { upTo: null, amount: 2 },
          { upTo: null, amount: 1 },
        ]),
      ],
    },
    ['prices.0.tiers.0.upTo missing'],
  ],
  [
    'the same tier twice',
    {
      prices: [
        price([
          { upTo: 9, amount: 2 },
          { upTo: 9, amount: 2 },
          { upTo: null, amount: 1 },
        ]),
      ],
    },
    ['prices.0.tiers.1.upTo not_ascending'],
  ],
  [
    'one year and 12 months',
    {
      prices: [
        price([{ upTo: null, amount: 2 }], { period: year }),
        price([{ upTo: null, amount: 2 }], { period: { count: 12, unit: 'month' } }),
      ],
    },
    ['prices.1 repeated'],
  ],
  [
    'no period',
    { prices: [price([{ upTo: null, amount: 2 }], { period: null })] },
    ['prices.0.period missing'],
  ],
  [
    'metered without a period',
    { kind: 'metered', prices: [price([{ upTo: null, unitPrice: '0.0042' }], { period: null })] },
    [],
  ],
  [
    'metered in whole cents',
    { kind: 'metered', prices: [price([{ upTo: null, amount: 4 }])] },
    ['prices.0.tiers.0.unitPrice missing'],
  ],
  [
    'a fraction of a cent for what is ordered',
    { prices: [price([{ upTo: null, unitPrice: '0.0042' }])] },
    ['prices.0.tiers.0.amount missing'],
  ],
  [
    'metered below 0',
    { kind: 'metered', prices: [price([{ upTo: null, unitPrice: '-0.1' }])] },
    ['prices.0.tiers.0.unitPrice negative'],
  ],
])('BIL-17 BIL-18 BIL-19 a component: %s', (_, more, wrong) => {
  expect(codes(checkComponent(component(more)))).toEqual(wrong);
});

test('BIL-13 a variant has one price per currency, a tax class one rate per country and day', () => {
  const eur = { currency: 'EUR', amount: 1, setupFee: 0 };
  expect(checkVariant({ prices: [eur, { ...eur, currency: 'JPY' }] })).toEqual([]);
  expect(codes(checkVariant({ prices: [eur, eur] }))).toEqual(['prices.1.currency repeated']);
  const rate = { country: 'DE', percent: 7, from: '2021-01-01' };
  expect(
    checkTaxClass({ rates: [rate, { ...rate, from: '2026-01-01' }, { ...rate, country: 'AT' }] }),
  ).toEqual([]);
  expect(codes(checkTaxClass({ rates: [rate, { ...rate, percent: 5 }] }))).toEqual(['rates.1.from repeated']);
});

const offer = (more: Partial<OrderComponent> = {}): OrderComponent => ({
  ...{
    id: 'cmp_000000000001',
    name: 'Seat',
    description: null,
    unit: 'seat',
    taxClassId: null,
    required: false,
  },
  ...{ kind: 'quantity', min: 1, max: -1, step: 1 },
  prices: [{ period: month, mode: 'graduated', tiers: [{ upTo: null, amount: 500 }] }],
  ...more,
});

test.each([
  [{}, 1, undefined],
  [{}, 0, 'quantity'],
  [{}, -1, 'quantity'],
  [{}, 0.5, 'quantity'],
  [{}, Number.NaN, 'quantity'],
  [{}, 1e21, 'quantity'],
  [{}, 1_000_001, 'quantity'],
  [{ min: 3 }, 2, 'below_min'],
  [{ max: 5 }, 6, 'above_max'],
  [{ min: 5, step: 5 }, 10, undefined],
  [{ min: 5, step: 5 }, 7, 'step'],
  [{ kind: 'switch', max: 1 }, 1, undefined],
  [{ kind: 'switch', max: 1 }, 2, 'once'],
] as const)('BIL-17 BIL-18 of %o a quantity of %s: %s', (more, quantity, wrong) => {
  expect(quantityRefusal(offer(more), quantity)).toBe(wrong);
});

test('BIL-15 BIL-16 only what is offered beside the variant can be chosen, each once, and what is required must be', () => {
  const [seat, backup, yearly] = [
    offer(),
    offer({ id: 'cmp_000000000002', kind: 'switch', max: 1, required: true }),
    offer({ id: 'cmp_000000000003', prices: offer().prices.map((price) => ({ ...price, period: year })) }),
  ];
  const family = { components: [seat, backup, yearly] as OrderComponent[] };
  const chosen = (...list: [OrderComponent | { id: string }, number][]) =>
    codes(
      checkChosen(
        family,
        { billingPeriod: month },
        list.map(([{ id }, quantity]) => ({ id, quantity })),
      ),
    );
  expect(chosen([seat as OrderComponent, 3], [backup as OrderComponent, 1])).toEqual([]);
  expect(chosen([seat as OrderComponent, 3])).toEqual(['components required']);
  expect(chosen([backup as OrderComponent, 1], [yearly as OrderComponent, 1])).toEqual([
    'components.1.id not_offered',
  ]);
  expect(chosen([backup as OrderComponent, 2], [{ id: 'cmp_other' }, 1])).toEqual([
    'components.0.quantity once',
    'components.1.id not_offered',
  ]);
  expect(
    chosen([backup as OrderComponent, 1], [seat as OrderComponent, 1], [seat as OrderComponent, 1]),
  ).toEqual(['components.2.id repeated']);
});

const coupon = (more: Partial<Coupon> = {}): Coupon => ({
  ...{ id: 'cpn_000000000001', externalId: null, createdAt: '', updatedAt: '', code: 'SAVE10', name: null },
  ...{ kind: 'percent', percent: 10, amounts: [], periods: 1, maxUses: -1, maxPerCustomer: -1, used: 0 },
  ...{ from: null, until: null, familyIds: [], active: true },
  ...more,
});

test.each<[string, Partial<Coupon>, string[]]>([
  ['percent', {}, []],
  ['no percent', { percent: null }, ['percent missing']],
  ['0 percent', { percent: 0 }, ['percent missing']],
  ['both', { amounts: [{ amount: 5, currency: 'EUR' }] }, ['amounts percent']],
  ['an amount', { kind: 'amount', percent: null, amounts: [{ amount: 5, currency: 'EUR' }] }, []],
  ['no amount', { kind: 'amount', percent: null }, ['amounts missing']],
  [
    'amounts of 0, twice',
    {
      kind: 'amount',
      percent: null,
      amounts: [
        { amount: 0, currency: 'EUR' },
        { amount: 1, currency: 'EUR' },
      ],
    },
    ['amounts.0.amount zero', 'amounts.1.currency repeated'],
  ],
  ['no such day', { from: '2026-02-31T00:00:00Z' }, []],
  [
    'the wrong way round',
    { from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' },
    ['until before_start'],
  ],
])('OM05 a coupon with %s', (_, more, wrong) => expect(codes(checkCoupon(coupon(more)))).toEqual(wrong));

test.each([
  ['SAVE10', 'SAVE10'],
  ['  save 10 ', 'SAVE10'],
  ['sa\u00a0ve\t10', 'SAVE10'],
  ['Sommer-2026', 'SOMMER-2026'],
  ['\u0405AVE10', undefined], // Cyrillic Dze
  ['SAV\u039510', undefined], // Greek Epsilon
  ['\u017fave10', undefined], // long s, whose capital letter is S
  ['save\u0131', undefined], // dotless i, whose capital letter is I
  ['\u212aEY', undefined], // Kelvin
  ['ＳＡＶＥ', undefined],
  ['SA\u200bVE10', undefined],
  ['', undefined],
  ["' OR 1=1--", undefined],
  ['x'.repeat(41), undefined],
])('OM05 what is typed as %o is looked up as %s', (typed, key) => expect(couponKey(typed)).toBe(key));

test.each([
  ['works', {}, {}, undefined],
  ['is switched off', { active: false }, {}, 'coupon.unknown'],
  ['begins in a second', { from: '2026-11-22T10:00:01.000Z' }, {}, 'coupon.not-yet'],
  ['begins now', { from: '2026-11-22T10:00:00.000Z' }, {}, undefined],
  ['ended now', { until: '2026-11-22T10:00:00.000Z' }, {}, 'coupon.expired'],
  ['ends in a second', { until: '2026-11-22T10:00:01.000Z' }, {}, undefined],
  ['was used up', { maxUses: 3, used: 3 }, {}, 'coupon.used-up'],
  ['has a use left', { maxUses: 3, used: 2 }, {}, undefined],
  ['is for nobody any more', { maxUses: 0 }, {}, 'coupon.used-up'],
  ['was used by this customer', { maxPerCustomer: 1 }, { usedByCustomer: 1 }, 'coupon.used-before'],
  ['is for another family', { familyIds: ['fam_b'] }, {}, 'coupon.other-product'],
  ['is for this family too', { familyIds: ['fam_b', 'fam_a'] }, {}, undefined],
  [
    'is in yen',
    { kind: 'amount', percent: null, amounts: [{ amount: 500, currency: 'JPY' }] },
    {},
    'coupon.other-currency',
  ],
] as const)('OM05 a coupon that %s', (_, more, order, refusal) => {
  const at = new Date('2026-11-22T10:00:00Z');
  const asked = { at, currency: 'EUR', familyId: 'fam_a', usedByCustomer: 0, ...order };
  expect(couponRefusal(coupon(more as Partial<Coupon>), asked)).toBe(refusal);
});

test.each([
  ['DE', '2020-06-30', 19],
  ['DE', '2020-07-01', 16],
  ['DE', '2020-12-31', 16],
  ['DE', '2021-01-01', 19],
  ['EE', '2025-06-30', 22],
  ['EE', '2025-07-01', 24],
  ['FI', '2024-09-01', 25.5],
  ['SK', '2024-12-31', 20],
  ['SK', '2025-01-01', 23],
  ['RO', '2025-07-31', 19],
  ['RO', '2025-08-01', 21],
  ['CH', '2023-12-31', 7.7],
  ['CH', '2024-01-01', 8.1],
  ['HU', '2026-11-22', 27],
  ['NL', '1999-01-01', 21],
  ['US', '2026-11-22', undefined],
  ['constructor', '2026-11-22', undefined],
])('BIL-22 the standard rate of %s on %s is %s', (country, day, percent) => {
  expect(standardRateOn(country, day)).toBe(percent);
});

test('BIL-22 every country of the Union has a standard rate between 15 and 27 percent', () => {
  const union = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
  expect(union).toHaveLength(27);
  for (const country of union) {
    expect(standardCountries).toContain(country);
    expect(standardRateOn(country, '2026-11-22')).toBeGreaterThanOrEqual(15);
    expect(standardRateOn(country, '2026-11-22')).toBeLessThanOrEqual(27);
  }
});

test('BIL-22 a tax class has its own rates, each from its day on, and standard rates elsewhere', () => {
  const books = {
    rates: [
      { country: 'DE', percent: 7, from: '2026-01-01' },
      { country: 'DE', percent: 5, from: '2025-01-01' },
      { country: 'US', percent: 0, from: '2020-01-01' },
    ],
  };
  expect(rateOn(books, 'DE', '2024-12-31')).toBe(19);
  expect(rateOn(books, 'DE', '2025-12-31')).toBe(5);
  expect(rateOn(books, 'DE', '2026-01-01')).toBe(7);
  expect(rateOn(books, 'NL', '2026-01-01')).toBe(21);
  expect(rateOn(books, 'US', '2026-01-01')).toBe(0);
  expect(rateOn(null, 'DE', '2026-01-01')).toBe(19);
  expect(rateOn(null, 'BR', '2026-01-01')).toBeUndefined();
});
