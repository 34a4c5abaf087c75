import { expect, test } from 'vitest';
import { expectRecount } from '../helpers/billing-sums.ts';
import { simulateYears } from '../helpers/billing-years.ts';
import { databaseKinds, takesFloods } from '../helpers/databases.ts';

test.each(databaseKinds.filter(takesFloods))(
  'BIL-52 two years of thirty contracts on %s: no period is missing or double, each cent is there',
  async (kind) => {
    const years = await simulateYears(kind, { contracts: 30, years: 2 });
    expect(await expectRecount(years)).toBeGreaterThan(300);
    await years.database.close();
  },
  60_000,
);
