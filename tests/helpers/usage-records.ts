import { sql } from 'kysely';
import { type Database, inTransaction } from '../../src/kit/server/db/db.ts';

const atOnce = 500_000;

/** Telephone calls of one customer, evenly spread over some time: to 40 destinations, from 60 numbers. */
export async function insertCalls(
  { db }: Pick<Database, 'db'>,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  { count, fromMs, toMs }: { readonly count: number; readonly fromMs: number; readonly toMs: number },
): Promise<void> {
  const told = new Date(toMs).toISOString();
  const between = Math.floor((toMs - fromMs) / count);
  await inTransaction(db, (tx) =>
    sql`insert into use_metric (vendor_id, customer_id, metric, has_calls, currency, is_touched, summed_until)
      values (${vendorId}, ${customerId}, 'call', 1, 'EUR', 1, 0)`.execute(tx),
  );
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    await inTransaction(db, (tx) =>
      sql`insert into use_record (vendor_id, id, customer_id, external_id, metric, at, quantity, subject_kind,
          subject_id, direction, call_from, call_to, number, destination, disposition, seconds, billed_seconds,
          price, currency, created_at, updated_at)
        with recursive n(i) as (
          select cast(${sql.lit(from)} as bigint) union all select i + 1 from n where i + 1 < ${sql.lit(to)})
        select ${vendorId}, 'use_' || substr(cast(1000000000000 + i as text), 2), ${customerId}, 'cdr-' || i, 'call',
          cast(${sql.lit(fromMs)} as bigint) + i * ${sql.lit(between)}, 1000000, '', '',
          case i % 3 when 0 then 'in' else 'out' end, '+4930' || (i % 60), '+4479' || (i * 7919 % 100000),
          '+4930' || (i % 60), 'Country ' || (i * 31 % 40), case i % 5 when 0 then 'busy' else 'answered' end,
          i % 300 + 5, i % 300, i % 90 * 1000, 'EUR', ${told}, ${told} from n`.execute(tx),
    );
  }
}
