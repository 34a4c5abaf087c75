import { describe, expect, test } from 'vitest';
import { amountOf } from '../documents/decimal.ts';
import { checkMetered, exactItem, freeOf, type Metered, meteredParts, roundedPrice } from './metered.ts';

const tiers = (mode: Metered['mode'], ...given: [number | null, string][]): Metered => ({
  mode,
  tiers: given.map(([upTo, unitPrice]) => ({ upTo, unitPrice })),
});
const said = (metered: Metered, quantity: string) =>
  meteredParts(metered, quantity).map((part) => `${part.quantity} × ${part.unitPrice}`);

test('what is included is the tiers that cost nothing, unless everything or nothing does', () => {
  expect(freeOf(tiers('graduated', [10, '0'], [20, '0.00'], [null, '1']))).toBe(20);
  expect(freeOf(tiers('volume', [10, '1'], [null, '0']))).toBeUndefined();
  expect(freeOf(tiers('graduated', [null, '0']))).toBeUndefined();
});

describe('BIL-19 what is metered is billed at its exact price', () => {
  test.each([
    [tiers('graduated', [null, '0.0042']), '1250000', ['1250000 × 0.0042']],
    [tiers('graduated', [10, '5'], [null, '4']), '12', ['10 × 5', '2 × 4']],
    [tiers('volume', [10, '5'], [null, '4']), '12', ['12 × 4']],
    [tiers('volume', [10, '5'], [null, '4']), '10', ['10 × 5']],
    [tiers('graduated', [10, '5'], [null, '4']), '10.5', ['10 × 5', '0.5 × 4']],
    [tiers('graduated', [10, '0'], [20, '2'], [null, '1']), '15.25', ['10 × 0', '5.25 × 2']],
    [tiers('graduated', [10, '5'], [null, '4']), '0', []],
  ])('%j of %s', (metered, quantity, lines) => expect(said(metered, quantity)).toEqual(lines));

  test('1,250,000 calls at 0.0042 are 5,250.00, which no price in cents comes to', () => {
    const [part] = meteredParts(tiers('graduated', [null, '0.0042']), '1250000');
    expect(amountOf(part?.quantity ?? '', part?.unitPrice ?? '', 'EUR')).toBe(525_000);
  });
});

test('a price of use that was agreed in whole cents is one tier', () => {
  const item = { kind: 'usage', unitPrice: { amount: 31, currency: 'EUR' } };
  expect(exactItem(item)).toEqual({ ...item, metered: tiers('graduated', [null, '0.31']) });
  expect(exactItem({ ...item, kind: 'plan' })).toEqual({ ...item, kind: 'plan' });
  expect(roundedPrice(tiers('graduated', [null, '0.3142']), 'EUR')).toBe(31);
});

test('prices of use that do not hold together are refused by their field', () => {
  const problems = (kind: string, amount: number, metered: Metered) => {
    const found: string[] = [];
    checkMetered({ kind, unitPrice: { amount, currency: 'EUR' }, metered }, (path, code) =>
      found.push(`${path} ${code}`),
    );
    return found;
  };
  expect(problems('usage', 31, tiers('volume', [5, '0.3142'], [null, '0.3']))).toEqual([]);
  expect(problems('plan', 100, tiers('volume', [null, '1']))).toEqual(['metered not_usage']);
  expect(problems('usage', 99, tiers('volume', [null, '1']))).toEqual(['unitPrice not_rounded']);
  expect(problems('usage', 100, tiers('volume', [5, '1'], [5, '1'], [9, '1']))).toEqual([
    'metered.tiers.1.upTo not_ascending',
    'metered.tiers.2.upTo last',
  ]);
  expect(problems('usage', 100, tiers('volume', [null, '1'], [null, '1']))).toEqual([
    'metered.tiers.0.upTo missing',
  ]);
});
