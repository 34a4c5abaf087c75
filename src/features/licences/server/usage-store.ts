import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { daysOf } from '../../usage/rules.ts';
import { usedOnLicence } from '../../usage/server/totals.ts';
import type { LicenceUse, UsedInPeriod } from '../usage-schema.ts';

interface Used {
  readonly vendorId: string;
  readonly customerId: string;
  readonly licenceId: string;
}

/** How much of a metric was used of a licence in the month that runs, in the portal's zone. */
export async function usedThisMonth(
  db: Db,
  used: Used & { readonly metric: string },
  timeZone: string,
  now: Date,
): Promise<UsedInPeriod> {
  const days = daysOf('month', dayIn(timeZone, now));
  return { metric: used.metric, quantity: await usedOnLicence(db, used, days, timeZone), ...days };
}

/** Each metric of which this licence used something in the month that runs. */
export async function usesOf(
  db: Db,
  used: Used,
  {
    portal,
    language,
    timeZone,
    now,
  }: {
    portal: Pick<Portal, 'usage' | 'languages'> | undefined;
    language: Language;
    timeZone: string;
    now: Date;
  },
): Promise<LicenceUse[]> {
  const rows = await db
    .selectFrom('use_metric')
    .select('metric')
    .where('vendor_id', '=', used.vendorId)
    .where('customer_id', '=', used.customerId)
    .orderBy('metric')
    .limit(50)
    .execute();
  const uses: LicenceUse[] = [];
  for (const { metric } of rows) {
    const use = await usedThisMonth(db, { ...used, metric }, timeZone, now);
    const setting = portal?.usage.metrics.find((one) => one.metric === metric);
    const name = setting?.names[language] ?? setting?.names[portal?.languages[0] as Language] ?? metric;
    if (use.quantity !== '0') uses.push({ ...use, name, unit: setting?.unit || null });
  }
  return uses;
}
