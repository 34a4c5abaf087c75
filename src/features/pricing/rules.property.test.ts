import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type Period } from '../../kit/common/day.ts';
import type { AmountTier } from '../catalogue/schema.ts';
import { rateOn } from '../catalogue/tax-rates.ts';
import { totalsOf, withAmounts } from '../documents/rules.ts';
import type { NewDocumentLine } from '../documents/schema.ts';
import { apportion } from './amounts.ts';
import type { Cart, CartLine, PriceContext } from './cart.ts';
import { toDocumentLines } from './document-lines.ts';
import { prorated, shareOfPeriod } from './proration.ts';
import { priceCart } from './rules.ts';
import type { PricedTotals, Sums } from './schema.ts';
import { taxRuleOf } from './tax.ts';

const currencies = ['EUR', 'JPY', 'HUF', 'IQD', 'USD'];
const tierPrices = fc.integer({ min: 0, max: 250_000 });
const anyTiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 4 }),
    fc.array(tierPrices, { minLength: 5, maxLength: 5 }),
  )
  .map(([ends, amounts]): AmountTier[] => [
    ...ends.sort((a, b) => a - b).map((upTo, index) => ({ upTo, amount: amounts[index] as number })),
    { upTo: null, amount: amounts[4] as number },
  ]);
const reduced = {
  rates: ['DE', 'FR', 'NL', 'HU', 'GB'].map((country) => ({ country, percent: 7, from: '2000-01-01' })),
};
const odd = {
  rates: ['DE', 'FR', 'NL', 'HU', 'GB'].map((country) => ({ country, percent: 8.25, from: '2000-01-01' })),
};
const free = {
  rates: ['DE', 'FR', 'NL', 'HU', 'GB'].map((country) => ({ country, percent: 0, from: '2000-01-01' })),
};
const anyLine = fc.record({
  kind: fc.constantFrom('plan', 'component', 'component', 'component', 'setup'),
  quantity: fc.integer({ min: 1, max: 200 }),
  mode: fc.constantFrom('volume', 'graduated'),
  tiers: anyTiers,
  taxClass: fc.constantFrom(null, null, reduced, odd, free),
});
const anyCoupon = fc.oneof(
  fc.constant(null),
  fc.record({
    percent: fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100),
    amount: fc.constant(null),
    periods: fc.constantFrom(-1, 1, 3),
  }),
  fc.record({
    percent: fc.constant(null),
    amount: fc.integer({ min: 1, max: 30_000_000 }),
    periods: fc.constantFrom(-1, 1, 3),
  }),
);
const month: Period = { count: 1, unit: 'month' };
const anyCart = fc
  .record({
    currency: fc.constantFrom(...currencies),
    trial: fc.constantFrom(null, null, { count: 14, unit: 'day' } as const),
    lines: fc.array(anyLine, { minLength: 1, maxLength: 30 }),
    coupon: anyCoupon,
  })
  .map(
    ({ lines, coupon, ...rest }): Cart => ({
      ...rest,
      billingPeriod: month,
      usage: [],
      coupon: coupon && { code: 'CODE', ...coupon },
      lines: lines.map(
        (line, index) => ({ ...line, key: `k${index}`, title: `Line ${index}`, unit: null }) as CartLine,
      ),
    }),
  );
const anyContext = fc.record({
  today: fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2019-06-01', days)),
  seller: fc.record({
    country: fc.constantFrom('DE', 'NL', 'GB'),
    pricesIncludeTax: fc.boolean(),
    oss: fc.boolean(),
    alsoIn: fc.constantFrom([], ['GB']),
    smallBusiness: fc.constantFrom(false, false, false, true),
  }),
  buyer: fc.record({
    country: fc.constantFrom('DE', 'FR', 'NL', 'HU', 'GB', 'JP'),
    company: fc.boolean(),
    vatId: fc.constantFrom(null, 'valid', 'invalid', 'unchecked'),
  }),
}) as fc.Arbitrary<PriceContext>;

/** The same, slowly: one piece after the other, in fractions of big integers. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}
const fraction = (n: bigint | number, d: bigint | number = 1n): Fraction => ({ n: BigInt(n), d: BigInt(d) });
const times = (a: Fraction, b: Fraction): Fraction => ({ n: a.n * b.n, d: a.d * b.d });
const sum = (all: readonly Fraction[]): Fraction =>
  all.reduce((a, b) => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d }), fraction(0));
const more = (a: Fraction, b: Fraction): boolean => a.n * b.d > b.n * a.d;
const rounded = ({ n, d }: Fraction): bigint => (2n * n + d) / (2n * d);
/** One unit after the other to whoever is owed most, the first of equals. */
function handOut(total: bigint, owed: readonly Fraction[]): bigint[] {
  const given = owed.map(({ n, d }) => n / d);
  for (let left = total - given.reduce((a, b) => a + b, 0n); left > 0n; left--) {
    const rest = owed.map((one, i) => sum([one, fraction(-(given[i] as bigint))]));
    const most = rest.reduce((best, one, i) => (more(one, rest[best] as Fraction) ? i : best), 0);
    given[most] = (given[most] as bigint) + 1n;
  }
  return given;
}
const percentage = (percent: number): Fraction => fraction(Math.round(percent * 100), 10_000);

function slowly(
  cart: Cart,
  { seller, buyer }: PriceContext,
  period: number,
  day: string,
): Sums & { discount: bigint } {
  const lines = cart.lines.filter(({ kind }) => kind !== 'setup' || period === 0);
  const amounts = lines.map(({ quantity, mode, tiers }) => {
    const priceAt = (piece: number) =>
      tiers.find(({ upTo }) => upTo === null || piece <= upTo)?.amount as number;
    let amount = 0n;
    for (let piece = 1; piece <= quantity; piece++)
      amount += BigInt(priceAt(mode === 'volume' ? quantity : piece));
    return amount;
  });
  const whole = amounts.reduce((a, b) => a + b, 0n);
  const { coupon } = cart;
  let off = amounts.map(() => 0n);
  if (coupon && whole > 0n && (coupon.periods === -1 || period < coupon.periods)) {
    const part =
      coupon.percent !== null ? percentage(coupon.percent) : fraction(coupon.amount as number, whole);
    const exact = more(part, fraction(1)) ? fraction(1) : part;
    off = handOut(
      rounded(times(fraction(whole), exact)),
      amounts.map((amount) => times(fraction(amount), exact)),
    );
  }
  const left = amounts.map((amount, i) => amount - (off[i] as bigint));
  const rule = taxRuleOf(seller, buyer);
  const country = rule.country ?? rule.takesOut;
  const percents = lines.map(({ taxClass }) =>
    country === null ? 0 : (rateOn(taxClass, country, day) as number),
  );
  let [net, tax] = [0n, 0n];
  for (const percent of new Set(percents)) {
    const of = left.filter((_, i) => percents[i] === percent).reduce((a, b) => a + b, 0n);
    const rate = percentage(percent);
    if (seller.pricesIncludeTax) {
      const without = rounded({ n: of * rate.d, d: rate.d + rate.n });
      net += without;
      tax += rule.country === null ? 0n : of - without;
    } else {
      net += of;
      tax += rule.country === null ? 0n : rounded(times(fraction(of), rate));
    }
  }
  const discount = off.reduce((a, b) => a + b, 0n);
  return { net: Number(net), tax: Number(tax), gross: Number(net + tax), discount };
}

const addUp = (all: readonly Sums[]): Sums => ({
  net: all.reduce((whole, { net }) => whole + net, 0),
  tax: all.reduce((whole, { tax }) => whole + tax, 0),
  gross: all.reduce((whole, { gross }) => whole + gross, 0),
});
const sumsOf = ({ net, tax, gross }: Sums): Sums => ({ net, tax, gross });
const momentsOf = (cart: ReturnType<typeof priceCart>): PricedTotals[] => [
  cart.dueToday,
  cart.next,
  ...(cart.later ? [cart.later] : []),
];

test('OM03 random baskets: lines add up to totals in net, tax and gross, and to those of the document', () => {
  fc.assert(
    fc.property(anyCart, anyContext, (cart, context) => {
      const priced = priceCart(cart, context);
      for (const totals of momentsOf(priced)) {
        const { lines, taxes, full, discount } = totals;
        expect(addUp(lines)).toEqual(sumsOf(totals));
        expect(addUp(lines.map((line) => line.full))).toEqual(full);
        expect(addUp(lines.map((line) => line.discount))).toEqual(discount);
        expect(taxes.reduce((whole, { net }) => whole + net, 0)).toBe(totals.net);
        expect(taxes.reduce((whole, { tax }) => whole + tax, 0)).toBe(totals.tax);
        for (const one of [totals, full, discount, ...lines, ...lines.map((line) => line.full)]) {
          expect(one.net + one.tax).toBe(one.gross);
          expect(Math.min(one.net, one.tax, one.gross)).toBeGreaterThanOrEqual(0);
        }
        for (const line of lines) {
          for (const part of ['net', 'tax', 'gross'] as const) {
            expect(line.full[part] - line.discount[part]).toBe(line[part]);
          }
          expect(line.bands.reduce((whole, { amount }) => whole + amount, 0)).toBe(
            line.full[priced.shownFirst],
          );
          expect(line.bands.reduce((whole, { quantity }) => whole + quantity, 0)).toBe(line.quantity);
        }

        const printed = toDocumentLines(totals, priced, { discount: 'Discount' });
        const document = totalsOf(
          withAmounts(printed as NewDocumentLine[], cart.currency, false),
          priced.pricesIncludeTax,
        );
        expect(sumsOf(document)).toEqual(sumsOf(totals));
        const rates = taxes.filter(({ percent }) => printed.some((line) => line.taxPercent === percent));
        expect(document.taxes).toEqual(rates.map(({ percent, net, tax }) => ({ percent, net, tax })));
      }
    }),
    { numRuns: 600 },
  );
});

test('BIL-22 random baskets come to the same as one counts slowly in fractions, piece by piece', () => {
  fc.assert(
    fc.property(anyCart, anyContext, (cart, context) => {
      const priced = priceCart(cart, context);
      const first = cart.trial ? priced.next : priced.dueToday;
      const firstDay = priced.trialEnds ?? context.today;
      const slow = slowly(cart, context, 0, firstDay);
      expect(sumsOf(first)).toEqual(sumsOf(slow));
      const listed = context.seller.pricesIncludeTax ? 'gross' : 'net';
      const taken = priced.reason === 'reverse-charge' || priced.reason === 'export';
      if (!taken || listed === 'net') expect(BigInt(first.discount[listed])).toBe(slow.discount);
      if (!cart.trial) expect(sumsOf(priced.next)).toEqual(sumsOf(slowly(cart, context, 1, priced.next.on)));
      if (priced.later) {
        const index = Math.max(cart.coupon && cart.coupon.periods > 0 ? cart.coupon.periods : 0, 1);
        const settled = cart.lines.some(({ kind }) => kind === 'setup') ? index : (cart.coupon?.periods ?? 0);
        expect(sumsOf(priced.later)).toEqual(sumsOf(slowly(cart, context, settled, priced.later.from)));
      }
    }),
    { numRuns: 300 },
  );
});

test('BIL-22 with tax in the prices, a consumer pays what is listed, and a company without tax what is net at home', () => {
  fc.assert(
    fc.property(anyCart, anyContext, (cart, any) => {
      const seller = { ...any.seller, country: 'DE', pricesIncludeTax: true, smallBusiness: false };
      const at = (country: string, vatId: 'valid' | null) =>
        priceCart(
          { ...cart, trial: null, coupon: null },
          { ...any, seller, buyer: { country, company: vatId !== null, vatId } },
        );
      const listed = cart.lines.reduce((whole, line) => {
        const one = { ...cart, trial: null, coupon: null, lines: [line] };
        return (
          whole +
          priceCart(one, { ...any, seller: { ...seller, pricesIncludeTax: false, smallBusiness: true } })
            .dueToday.net
        );
      }, 0);
      const home = at('DE', null);
      expect(home.dueToday.gross).toBe(listed);
      expect(at('FR', null).dueToday.gross).toBe(listed);
      expect(at('FR', 'valid').dueToday).toMatchObject({
        net: home.dueToday.net,
        tax: 0,
        gross: home.dueToday.net,
      });
      expect(at('JP', null).dueToday).toMatchObject({ tax: 0, gross: home.dueToday.net });
    }),
    { numRuns: 150 },
  );
});

test('OM05 no coupon takes more than there is: totals and lines are never below 0', () => {
  fc.assert(
    fc.property(anyCart, anyContext, fc.integer({ min: 0, max: 9_000_000_000 }), (cart, context, amount) => {
      const coupon = { code: 'X', percent: null, amount, periods: -1 };
      const priced = priceCart({ ...cart, coupon }, context);
      const whole = priceCart({ ...cart, coupon: null }, context);
      for (const [lowered, full] of [
        [priced.dueToday, whole.dueToday],
        [priced.next, whole.next],
      ] as const) {
        expect(lowered.gross).toBeGreaterThanOrEqual(0);
        expect(lowered.gross).toBeLessThanOrEqual(full.gross);
        if (amount > 1_000_000_000) expect(lowered.gross).toBe(0);
        expect(lowered.lines.every(({ net, tax, gross }) => net >= 0 && tax >= 0 && gross >= 0)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('OM03 shares add up to their total, and none is a whole unit off', () => {
  const amount = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 40 }), fc.integer({ min: 1, max: 10_000 }), (amounts, part) => {
      const whole = amounts.reduce((a, b) => a + b, 0);
      const total = Number(rounded(fraction(BigInt(whole) * BigInt(part), 10_000)));
      const shares = apportion(total, amounts, BigInt(part), 10_000n);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      shares.forEach((share, i) => {
        const off = BigInt(share) * 10_000n - BigInt(amounts[i] as number) * BigInt(part);
        expect(off > -10_000n && off < 10_000n).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('BIL-52 what was used and what is left of a period are the whole of it, day by day', () => {
  const periods = fc.record({
    count: fc.integer({ min: 1, max: 13 }),
    unit: fc.constantFrom('day', 'week', 'month', 'year'),
  }) as fc.Arbitrary<Period>;
  fc.assert(
    fc.property(
      periods,
      fc.nat(20_000),
      fc.nat(6000),
      fc.nat(1_000_000_000),
      (period, begin, later, amount) => {
        const from = addDays('2000-01-01', begin);
        const share = shareOfPeriod(from, period, addDays(from, later));
        const left = prorated(amount, share);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(amount);
        expect(prorated(amount, shareOfPeriod(from, period, from))).toBe(amount);
        expect(prorated(amount, shareOfPeriod(from, period, addDays(from, share.of)))).toBe(0);
        if (share.days > 0) expect(share.days + later).toBe(share.of);
        const tomorrow = shareOfPeriod(from, period, addDays(from, later + 1));
        expect(prorated(amount, tomorrow)).toBeLessThanOrEqual(left);
      },
    ),
    { numRuns: 300 },
  );
});
