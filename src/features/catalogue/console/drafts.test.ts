import { expect, test } from 'vitest';
import { decimalTyped, minorOf } from '../../../kit/ui/console/amounts.ts';
import { percentTyped, tiersOf, wrongPrice, wrongRate, wrongTier } from './drafts.ts';

test.each([
  ['12.90', 'EUR', 1290],
  ['12,9', 'EUR', 1290],
  ['1 290', 'EUR', 129000],
  ['0', 'EUR', 0],
  ['1.290', 'EUR', undefined],
  ['1,290.00', 'EUR', undefined],
  ['-5', 'EUR', undefined],
  ['', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['٣', 'EUR', undefined],
  ['980', 'JPY', 980],
  ['980.5', 'JPY', undefined],
  ['4900', 'HUF', 490000],
  ['1.290', 'KWD', 1290],
  ['9999999999999', 'EUR', undefined],
])('BIL-13 the price %o in %s is typed as on a price tag: %s', (text, currency, amount) => {
  expect(minorOf(text, currency)).toBe(amount);
});

test.each([
  ['0,0042', '0.0042'],
  ['92', '92'],
  ['007.50', '7.5'],
  ['0.00000000001', undefined],
  ['x', undefined],
])('BIL-19 a metered price %o may be less than a cent: %s', (text, decimal) => {
  expect(decimalTyped(text)).toBe(decimal);
});

test('BIL-13 what is wrong with a price list is found where it stands', () => {
  const eur = { currency: 'EUR', amount: '5', setupFee: '' };
  expect(wrongPrice([eur, { ...eur, currency: 'JPY' }])).toBeUndefined();
  expect(wrongPrice([eur, eur])).toEqual({ at: 1, what: 'repeated' });
  expect(wrongPrice([{ ...eur, currency: 'eu' }])).toEqual({ at: 0, what: 'currency' });
  expect(wrongPrice([{ ...eur, setupFee: '1.999' }])).toEqual({ at: 0, what: 'amount' });
  const tier = (upTo: string, price: string) => ({ upTo, price });
  const price = { currency: 'EUR', period: '1 months', mode: 'volume', tiers: [tier('', '5')] } as const;
  expect(wrongTier([price], 'quantity')).toBeUndefined();
  expect(
    wrongTier([{ ...price, tiers: [tier('9', '5'), tier('9', '4'), tier('', '3')] }], 'quantity'),
  ).toEqual({
    ...{ at: 0, what: 'tier' },
  });
  expect(wrongTier([{ ...price, tiers: [tier('', '0,0042')] }], 'quantity')).toEqual({
    at: 0,
    what: 'amount',
  });
  expect(wrongTier([{ ...price, tiers: [tier('', '0,0042')] }], 'metered')).toBeUndefined();
  const month = { count: 1, unit: 'month' } as const;
  const periods = new Map([['1 months', month]]);
  expect(tiersOf([{ ...price, tiers: [tier('10', '5'), tier('', '4,50')] }], 'quantity', periods)).toEqual([
    {
      ...{ currency: 'EUR', period: month, mode: 'volume' },
      tiers: [
        { upTo: 10, amount: 500 },
        { upTo: null, amount: 450 },
      ],
    },
  ]);
  const rate = { country: 'DE', percent: '7', from: '2021-01-01' };
  expect(wrongRate([rate, { ...rate, from: '2026-01-01' }])).toBeUndefined();
  expect(wrongRate([rate, rate])).toEqual({ at: 1, what: 'repeated' });
  expect([percentTyped('25,5'), percentTyped('101'), percentTyped('7.255')]).toEqual([
    25.5,
    undefined,
    undefined,
  ]);
});
