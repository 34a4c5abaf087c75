import { expect, test } from 'vitest';
import { expectRecount } from '../helpers/billing-sums.ts';
import { simulateYears } from '../helpers/billing-years.ts';
import { databaseKinds } from '../helpers/databases.ts';

test.each(databaseKinds)(
  'BIL-52 five years of 1,000 contracts on %s: numbers without a gap, sums as counted by hand, none missing, none double',
  async (kind) => {
    const many = Number(process.env.PORTICO_CONTRACTS ?? 1000);
    const years = await simulateYears(kind, {
      ...{ contracts: many, years: 5, seed: 11, busy: 4 },
    });
    expect(await expectRecount(years)).toBeGreaterThan(many * 10);
    await years.database.close();
  },
  3_600_000,
);
