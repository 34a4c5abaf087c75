import { sql } from 'kysely';
import { addPeriod } from '../../../kit/common/day.ts';
import { type Database, inTransaction } from '../../../kit/server/db/db.ts';
import type { UsageSettings } from '../../portals/usage-settings.ts';
import { sumNextDay } from './sums.ts';

interface Touched {
  readonly vendor_id: string;
  readonly customer_id: string;
  readonly metric: string;
}

interface Run {
  readonly database: Database;
  readonly clock: { now(): Date };
  readonly signal: AbortSignal;
}

/** Records of one transaction: others wait for milliseconds only. */
const removedAtOnce = 500;

/** Removes records that are older than their portal keeps them: whole days of UTC, so that sums and records agree. */
export async function sweepUsage({ database: { db }, clock, signal }: Run): Promise<void> {
  const portals = await db.selectFrom('portal').select(['vendor_id', 'id', 'usage_settings']).execute();
  for (const portal of portals) {
    const { keepMonths } = JSON.parse(portal.usage_settings) as Partial<UsageSettings>;
    if (!keepMonths) continue;
    const months = { count: keepMonths, unit: 'month' } as const;
    const before = Date.parse(addPeriod(clock.now().toISOString().slice(0, 10), months, -1));
    const { rows } = await sql<Touched>`select m.vendor_id, m.customer_id, m.metric from use_metric as m
      join customer as c on c.vendor_id = m.vendor_id and c.id = m.customer_id
      where m.vendor_id = ${portal.vendor_id} and c.portal_id = ${portal.id}`.execute(db);
    for (const { vendor_id, customer_id, metric } of rows) {
      const mine = sql`vendor_id = ${vendor_id} and customer_id = ${customer_id} and metric = ${metric}`;
      await inTransaction(db, (tx) =>
        sql`delete from use_sum where ${mine} and slot < ${before / 60_000}`.execute(tx),
      );
      for (let removed = removedAtOnce; removed === removedAtOnce && !signal.aborted; ) {
        const done = await inTransaction(db, (tx) =>
          sql`delete from use_record where vendor_id = ${vendor_id} and id in (
            select id from use_record where ${mine} and at < ${before} order by at limit ${sql.lit(removedAtOnce)})`.execute(
            tx,
          ),
        );
        removed = Number(done.numAffectedRows ?? 0n);
      }
    }
  }
}

/** Adds up the records of customers who have many, day by day, each in a transaction of its own. */
export async function sumUsage({ database: { db }, clock, signal }: Run): Promise<void> {
  let after: Touched = { vendor_id: '', customer_id: '', metric: '' };
  while (!signal.aborted) {
    const { rows } = await sql<Touched>`select vendor_id, customer_id, metric from use_metric
      where is_touched = 1 and (vendor_id, customer_id, metric) > (${after.vendor_id}, ${after.customer_id}, ${after.metric})
      order by vendor_id, customer_id, metric limit 200`.execute(db);
    for (const row of rows) {
      const of = { vendorId: row.vendor_id, customerId: row.customer_id, metric: row.metric };
      while (!signal.aborted && (await inTransaction(db, (tx) => sumNextDay(tx, of, clock.now()))));
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last;
  }
}
