import { expect, test } from 'vitest';
import { type Awaited, names, propose } from './match.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const invoice = (reference: string, amount: number, customerName = 'Anna Blum'): Awaited => ({
  ...{
    kind: 'invoice',
    id: `inv_${reference}`,
    customerId: 'cus_1',
    customerName,
    reference,
    due: eur(amount),
  },
});
const line = (text: string, amount: number, name = 'X') => ({ amount: eur(amount), name, text });

test.each([
  ['Rechnung RE-2026-00042', true],
  ['RE 2026 00042 Kd. 7', true],
  ['RE202600042', true],
  ['RE-2026-000421', false],
  ['RE-2026-0004', false],
  ['', false],
])('DAY-17 “%s” names RE-2026-00042: %s', (text, is) => {
  expect(names(text.toUpperCase().replace(/[^A-Z0-9]/g, ''), 'RE-2026-00042')).toBe(is);
});

test('DAY-17 a reference with its amount is sure, with another amount it is not, and the amount alone is a guess', () => {
  const open = [invoice('RE-2026-00042', 1_190), invoice('RE-2026-00043', 500, 'Ben Ito')];
  expect(propose(line('RE-2026-00042', 1_190), open)).toMatchObject([
    { reference: 'RE-2026-00042', confidence: 'sure' },
  ]);
  expect(propose(line('RE-2026-00042', 1_000), open)).toMatchObject([{ confidence: 'reference' }]);
  // What follows it may be another number, or the rest of this one.
  for (const amount of [500, 1_190])
    expect(propose(line('RE-2026-00042 2nd part', amount), [open[0] as Awaited])).toMatchObject([
      { reference: 'RE-2026-00042', confidence: 'reference' },
    ]);
  expect(propose(line('RE-2026-000421 thanks', 7), open)).toEqual([]);
  expect(propose(line('thanks', 500), open)).toMatchObject([
    { reference: 'RE-2026-00043', confidence: 'amount' },
  ]);
  expect(propose(line('thanks', 501), open)).toEqual([]);
  expect(propose(line('RE-2026-00042', -1_190), open)).toEqual([]);
});

test('DAY-17 of several of one amount the name decides, and of two that are named nobody is sure', () => {
  const open = [invoice('RE-2026-00042', 500), invoice('RE-2026-00043', 500, 'Ben Ito')];
  expect(propose(line('', 500), open)).toEqual([]);
  expect(propose(line('', 500, 'ITO, BEN'), open)).toMatchObject([{ reference: 'RE-2026-00043' }]);
  const both = propose(line('RE-2026-00042 RE-2026-00043', 500), open);
  expect(both.map(({ confidence }) => confidence)).toEqual(['reference', 'reference']);
  expect(propose({ ...line('RE-2026-00042', 500), amount: { amount: 500, currency: 'USD' } }, open)).toEqual(
    [],
  );
});
