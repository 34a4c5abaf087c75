import { expect, test } from 'vitest';
import type { Cart, CartLine, CartUsage, PriceContext } from './cart.ts';
import { toDocumentLines } from './document-lines.ts';
import { prorated, shareOfPeriod } from './proration.ts';
import { priceCart } from './rules.ts';
import { taxRuleOf } from './tax.ts';

const line = (amount: number, change: Partial<CartLine> = {}): CartLine => ({
  ...{ key: 'plan', kind: 'plan', title: 'Team', quantity: 1, unit: null, mode: 'volume', taxClass: null },
  tiers: [{ upTo: null, amount }],
  ...change,
});
const cart = (change: Partial<Cart> = {}): Cart => ({
  ...{ currency: 'EUR', billingPeriod: { count: 1, unit: 'month' }, trial: null, usage: [], coupon: null },
  lines: [line(10_000)],
  ...change,
});
const seller = { country: 'DE', pricesIncludeTax: false, oss: true, alsoIn: [], smallBusiness: false };
const consumer = { country: 'DE', company: false, vatId: null };
const company = { country: 'DE', company: true, vatId: null };
const context = (change: Partial<PriceContext> = {}): PriceContext => ({
  ...{ today: '2026-11-22', seller, buyer: consumer },
  ...change,
});
const gross = { ...seller, pricesIncludeTax: true };
const coupon = { code: 'X', percent: null, amount: null, periods: 1 };
const tiers = [
  { upTo: 10, amount: 500 },
  { upTo: null, amount: 400 },
];

test.each([
  { mode: 'volume', quantity: 10, net: 5000, bands: 1 },
  { mode: 'volume', quantity: 12, net: 4800, bands: 1 },
  { mode: 'graduated', quantity: 10, net: 5000, bands: 1 },
  { mode: 'graduated', quantity: 12, net: 5800, bands: 2 },
] as const)('BIL-17 tiers by $mode: $quantity cost $net', ({ mode, quantity, net, bands }) => {
  const one = line(0, { key: 'cmp', kind: 'component', mode, tiers, quantity });
  const { dueToday } = priceCart(cart({ lines: [one] }), context({ buyer: company }));
  expect(dueToday.net).toBe(net);
  expect(dueToday.lines[0]?.bands).toHaveLength(bands);
});

test('BIL-17 three of a component raise the total by three unit prices', () => {
  const three = line(1250, { key: 'cmp', kind: 'component', quantity: 3 });
  const before = priceCart(cart(), context({ seller: gross })).dueToday;
  const after = priceCart(cart({ lines: [line(10_000), three] }), context({ seller: gross })).dueToday;
  expect(after.gross - before.gross).toBe(3 * 1250);
});

test('BIL-19 metered use has a price and an example, and is in no total', () => {
  const usage: CartUsage = {
    ...{
      key: 'cmp_calls',
      title: 'Calls',
      unit: 'call',
      mode: 'graduated',
      taxClass: null,
      estimate: 100_000,
    },
    tiers: [{ upTo: null, unitPrice: '0.0042' }],
  };
  const priced = priceCart(cart({ usage: [usage] }), context({ buyer: company }));
  expect(priced.usage[0]).toMatchObject({
    example: { quantity: 100_000, amount: 42_000 },
    tiers: [{ unitPrice: '0.0042' }],
  });
  expect(priced.dueToday.net).toBe(10_000);
  const shown = priceCart(cart({ usage: [usage] }), context());
  expect(shown.usage[0]).toMatchObject({ example: { amount: 49_980 }, tiers: [{ unitPrice: '0.004998' }] });
  const { estimate: _, ...plain } = usage;
  expect(priceCart(cart({ usage: [plain] }), context({ buyer: company })).usage[0]?.example).toEqual({
    quantity: 10_000,
    amount: 4200,
  });
});

test.each([
  { name: 'a consumer at home', seller: {}, buyer: {}, reason: 'domestic', of: 'DE' },
  {
    name: 'a company at home, whatever its VAT id',
    seller: {},
    buyer: { company: true, vatId: 'valid' },
    reason: 'domestic',
    of: 'DE',
  },
  {
    name: 'a consumer elsewhere in the EU, by One-Stop-Shop',
    seller: {},
    buyer: { country: 'FR' },
    reason: 'destination',
    of: 'FR',
  },
  {
    name: 'the same without One-Stop-Shop',
    seller: { oss: false },
    buyer: { country: 'FR' },
    reason: 'domestic',
    of: 'DE',
  },
  {
    name: 'a company in the EU with a valid VAT id',
    seller: {},
    buyer: { country: 'NL', company: true, vatId: 'valid' },
    reason: 'reverse-charge',
    of: null,
  },
  {
    name: 'the same while the service does not answer',
    seller: {},
    buyer: { country: 'NL', company: true, vatId: 'unchecked' },
    reason: 'reverse-charge',
    of: null,
  },
  {
    name: 'a company in the EU with a wrong VAT id',
    seller: {},
    buyer: { country: 'NL', company: true, vatId: 'invalid' },
    reason: 'destination',
    of: 'NL',
  },
  {
    name: 'a company in the EU without one',
    seller: {},
    buyer: { country: 'NL', company: true },
    reason: 'destination',
    of: 'NL',
  },
  { name: 'anybody outside the EU', seller: {}, buyer: { country: 'JP' }, reason: 'export', of: null },
  {
    name: 'a consumer where the vendor is registered too',
    seller: { alsoIn: ['GB'] },
    buyer: { country: 'GB' },
    reason: 'destination',
    of: 'GB',
  },
  {
    name: 'a company there',
    seller: { alsoIn: ['GB'] },
    buyer: { country: 'GB', company: true, vatId: 'valid' },
    reason: 'reverse-charge',
    of: null,
  },
  {
    name: 'who writes any number where there are no VAT ids',
    seller: { alsoIn: ['AU'] },
    buyer: { country: 'AU', company: true, vatId: 'unchecked' },
    reason: 'destination',
    of: 'AU',
  },
  {
    name: 'a small business, at home and abroad',
    seller: { smallBusiness: true },
    buyer: { country: 'FR' },
    reason: 'small-business',
    of: null,
  },
  {
    name: 'from Britain, a consumer in the EU',
    seller: { country: 'GB', oss: false },
    buyer: { country: 'FR' },
    reason: 'export',
    of: null,
  },
  {
    name: 'from Britain, a company in the EU',
    seller: { country: 'GB' },
    buyer: { country: 'FR', company: true, vatId: 'valid' },
    reason: 'reverse-charge',
    of: null,
  },
  { name: 'Monaco, taxed as France', seller: {}, buyer: { country: 'MC' }, reason: 'destination', of: 'FR' },
  {
    name: 'the Isle of Man, from Britain',
    seller: { country: 'GB' },
    buyer: { country: 'IM' },
    reason: 'domestic',
    of: 'GB',
  },
])('BIL-22 whose tax: $name', ({ seller: ours, buyer, reason, of }) => {
  const rule = taxRuleOf({ ...seller, ...ours }, { ...consumer, ...buyer } as typeof consumer);
  expect(rule).toMatchObject({ reason, country: of });
});

test.each([
  {
    name: 'a list without tax, a consumer',
    ours: seller,
    buyer: consumer,
    sums: { net: 10_000, tax: 1900, gross: 11_900 },
  },
  {
    name: 'a list with tax, a consumer',
    ours: gross,
    buyer: consumer,
    sums: { net: 8403, tax: 1597, gross: 10_000 },
  },
  {
    name: 'a list with tax, a consumer in Hungary',
    ours: gross,
    buyer: { ...consumer, country: 'HU' },
    sums: { net: 7874, tax: 2126, gross: 10_000 },
  },
  {
    name: 'a list with tax, reverse charge',
    ours: gross,
    buyer: { country: 'NL', company: true, vatId: 'valid' },
    sums: { net: 8403, tax: 0, gross: 8403 },
  },
  {
    name: 'a list with tax, export',
    ours: gross,
    buyer: { ...consumer, country: 'JP' },
    sums: { net: 8403, tax: 0, gross: 8403 },
  },
  {
    name: 'a list with tax, a small business',
    ours: { ...gross, smallBusiness: true },
    buyer: consumer,
    sums: { net: 10_000, tax: 0, gross: 10_000 },
  },
])('BIL-22 $name', ({ ours, buyer, sums }) => {
  const priced = priceCart(cart(), context({ seller: ours, buyer } as Partial<PriceContext>));
  expect(priced.dueToday).toMatchObject(sums);
  expect(priced.shownFirst).toBe(buyer.company ? 'net' : 'gross');
});

test('OM03 a hundred lines of a third at 19 %, and 1.005: one rounding on the sum', () => {
  const lines = Array.from({ length: 100 }, (_, i) => line(33, { key: `k${i}`, kind: 'component' }));
  const { dueToday } = priceCart(cart({ lines }), context());
  expect(dueToday).toMatchObject({ net: 3300, tax: 627, gross: 3927 });
  expect(dueToday.lines.reduce((sum, one) => sum + one.gross, 0)).toBe(3927);
  const odd = { rates: [{ country: 'DE', percent: 0.5, from: '2000-01-01' }] };
  expect(priceCart(cart({ lines: [line(100, { taxClass: odd })] }), context()).dueToday.gross).toBe(101);
});

test.each([
  { currency: 'JPY', amount: 1005, sums: { net: 1005, tax: 191, gross: 1196 }, unitPrice: '1196' },
  {
    currency: 'HUF',
    amount: 100_500,
    sums: { net: 100_500, tax: 19_095, gross: 119_595 },
    unitPrice: '1195.95',
  },
  { currency: 'IQD', amount: 1005, sums: { net: 1005, tax: 191, gross: 1196 }, unitPrice: '1.196' },
])('BIL-22 $currency is counted in its own smallest unit', ({ currency, amount, sums, unitPrice }) => {
  const priced = priceCart(cart({ currency, lines: [line(amount)] }), context());
  expect(priced.dueToday).toMatchObject(sums);
  expect(priced.dueToday.lines[0]?.bands[0]?.unitPrice).toBe(unitPrice);
});

test('BIL-22 a rate holds from its day: the next payment already has the new one', () => {
  const priced = priceCart(cart({ lines: [line(10_000)] }), context({ today: '2020-12-15' }));
  expect([priced.dueToday.tax, priced.next.tax, priced.next.on]).toEqual([1600, 1900, '2021-01-15']);
});

test('BIL-21 a trial costs nothing today; setup fee and first period come with its end, then the period alone', () => {
  const lines = [line(10_000), line(5000, { key: 'setup', kind: 'setup' })];
  const trial = { count: 14, unit: 'day' } as const;
  const tried = priceCart(cart({ lines, trial }), context());
  expect(tried.dueToday).toMatchObject({ lines: [], gross: 0 });
  expect(tried).toMatchObject({ trialEnds: '2026-12-06', next: { on: '2026-12-06', net: 15_000 } });
  expect(tried.later).toMatchObject({ from: '2027-01-06', net: 10_000 });
  const at = priceCart(cart({ lines }), context());
  expect(at).toMatchObject({
    dueToday: { net: 15_000 },
    next: { on: '2026-12-22', net: 10_000 },
    later: null,
  });
});

test('BIL-27 a coupon for three periods lowers three, and says when it ends', () => {
  const priced = priceCart(cart({ coupon: { ...coupon, percent: 12.5, periods: 3 } }), context());
  expect(priced.dueToday).toMatchObject({
    full: { net: 10_000 },
    discount: { net: 1250 },
    net: 8750,
    tax: 1663,
  });
  expect(priced).toMatchObject({
    discountEnds: '2027-02-22',
    next: { net: 8750 },
    later: { from: '2027-02-22', net: 10_000 },
  });
  const always = priceCart(cart({ coupon: { ...coupon, percent: 50, periods: -1 } }), context());
  expect(always).toMatchObject({ discountEnds: null, next: { net: 5000 }, later: null });
});

test('OM05 an amount larger than the order takes all of it and not more', () => {
  const priced = priceCart(cart({ coupon: { ...coupon, amount: 999_999 } }), context());
  expect(priced.dueToday).toMatchObject({ discount: { net: 10_000 }, net: 0, tax: 0, gross: 0 });
  expect(
    toDocumentLines(priced.dueToday, priced, { discount: 'Code' }).map(({ unitPrice }) => unitPrice),
  ).toEqual(['119', '-119']);
});

test('OM02 what can not be counted exactly, or printed, is refused with its line', () => {
  const huge = line(100_000_000_000, { key: 'cmp_1', kind: 'component', quantity: 1_000_000 });
  expect(() => priceCart(cart({ lines: [huge] }), context())).toThrow(
    expect.objectContaining({ key: 'cmp_1' }),
  );
  const many = Array.from({ length: 99 }, () => line(100_000_000_000, { quantity: 999 }));
  expect(() => priceCart(cart({ lines: many }), context())).toThrow(
    expect.objectContaining({ name: 'AmountTooLarge' }),
  );
});

test('BIL-22 without a tax country, or a rate, nothing is priced', () => {
  const no = (change: Partial<PriceContext>) => () => priceCart(cart(), context(change));
  expect(no({ seller: { ...seller, country: null } })).toThrow(
    expect.objectContaining({ code: 'pricing.no-tax-country' }),
  );
  const ours = { ...seller, country: 'US' };
  expect(no({ seller: ours, buyer: { ...consumer, country: 'US' } })).toThrow(
    expect.objectContaining({ code: 'pricing.no-rate' }),
  );
});

test('OM03 an invoice has a line for each tier, and each discount by its rate', () => {
  const lines = [
    line(0, {
      key: 'cmp',
      kind: 'component',
      title: 'Users',
      unit: 'user',
      mode: 'graduated',
      tiers,
      quantity: 12,
    }),
    line(1000, { taxClass: { rates: [{ country: 'DE', percent: 7, from: '2000-01-01' }] } }),
  ];
  const priced = priceCart(cart({ lines, coupon: { ...coupon, percent: 10 } }), context({ buyer: company }));
  expect(toDocumentLines(priced.dueToday, priced, { discount: 'X (10 %)' })).toEqual([
    { title: 'Users (1–10)', quantity: '10', unit: 'user', unitPrice: '5', taxPercent: 19 },
    { title: 'Users (11–12)', quantity: '2', unit: 'user', unitPrice: '4', taxPercent: 19 },
    { title: 'Team', quantity: '1', unitPrice: '10', taxPercent: 7 },
    { title: 'X (10 %)', quantity: '1', unitPrice: '-5.8', taxPercent: 19 },
    { title: 'X (10 %)', quantity: '1', unitPrice: '-1', taxPercent: 7 },
  ]);
});

test('BIL-52 a part of a month is counted in its own days', () => {
  const month = { count: 1, unit: 'month' } as const;
  expect(shareOfPeriod('2026-03-01', month, '2026-03-21')).toEqual({ days: 11, of: 31 });
  expect(prorated(3100, shareOfPeriod('2026-03-01', month, '2026-03-21'))).toBe(1100);
  expect(shareOfPeriod('2026-02-01', month, '2026-01-15')).toEqual({ days: 28, of: 28 });
  expect(shareOfPeriod('2026-02-01', month, '2026-03-01')).toEqual({ days: 0, of: 28 });
});
