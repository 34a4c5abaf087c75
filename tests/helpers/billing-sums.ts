import { expect } from 'vitest';
import type { Years } from './billing-years.ts';

/** What the papers say against what was counted by hand: sums, numbers without a gap, no period twice, none left out. */
export async function expectRecount({
  database: { db },
  vendorId,
  expected,
  failed,
  did,
}: Years): Promise<number> {
  expect(failed).toEqual([]);
  const papers = await db
    .selectFrom('document')
    .select(['id', 'kind', 'number', 'contract_id', 'gross', 'issued_on', 'status'])
    .where('vendor_id', '=', vendorId)
    .orderBy('number')
    .execute();
  const sums = new Map<string, number>([...expected.keys()].map((id) => [id, 0]));
  for (const { kind, contract_id: id, gross } of papers) {
    sums.set(id as string, (sums.get(id as string) ?? 0) + (kind === 'invoice' ? gross : -gross));
  }
  const wrong = [...expected].filter(([id, sum]) => sums.get(id) !== sum);
  expect(wrong.map(([id, sum]) => ({ id, expected: sum, charged: sums.get(id) }))).toEqual([]);
  for (const [kind, prefix] of [
    ['invoice', 'INV-'],
    ['credit-note', 'CN-'],
  ] as const) {
    const of = papers.filter((paper) => paper.kind === kind);
    expect(of.map(({ number }) => number)).toEqual(
      of.map((_, index) => `${prefix}${String(index + 1).padStart(5, '0')}`),
    );
    // A later number never bears an earlier day.
    const days = of.map(({ issued_on }) => issued_on);
    expect(days).toEqual([...days].sort());
  }
  const periods = await db
    .selectFrom('contract_charge')
    .select(['contract_id', 'starts_on', 'until_on', 'source'])
    .where('vendor_id', '=', vendorId)
    .orderBy('contract_id')
    .orderBy('starts_on')
    .orderBy('until_on')
    .execute();
  let before: (typeof periods)[number] | undefined;
  for (const period of periods) {
    if (period.until_on < period.starts_on) continue; // a change took all of it over
    if (before?.contract_id === period.contract_id) {
      const next = new Date(Date.parse(`${before.until_on}T12:00:00Z`) + 86_400_000)
        .toISOString()
        .slice(0, 10);
      expect(period.starts_on).toBe(next);
    }
    before = period;
  }
  expect(Object.entries(did).filter(([, count]) => count === 0)).toEqual([]);
  return papers.length;
}
