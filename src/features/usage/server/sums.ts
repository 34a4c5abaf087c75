import { sql } from 'kysely';
import { type Db, hasManyWriters } from '../../../kit/server/db/db.ts';
import { usageProblem } from '../problems.ts';
import type { UseRecordTable } from './table.ts';

/**
 * What makes reports of customers with very many records quick: everything before `summed_until` is added up by
 * quarter of an hour, hour, day and week, for each way of putting records together. A job does that for those who have many;
 * all others have no sums and are read record by record. Whoever writes a record of a time that was added up already
 * adds it to the sums in the same transaction, so a report is always the sum of its records.
 */

const minuteMs = 60_000;
export const quarterMs = 15 * minuteMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** How records are put together; each has sums of its own. */
export const dims = ['time', 'destination', 'number', 'disposition', 'subject'] as const;
export type Dim = (typeof dims)[number];
/** Column of the records that a dimension's value is. */
export const valueColumns: Readonly<Record<Exclude<Dim, 'time'>, keyof UseRecordTable>> = {
  destination: 'destination',
  number: 'number',
  disposition: 'disposition',
  subject: 'subject_id',
};
/** Quarters are kept of the time alone: days of zones that are not whole hours away begin there. */
export const grainsOf = (dim: Dim): readonly Grain[] =>
  dim === 'time' ? ['q', 'h', 'd', 'w'] : ['h', 'd', 'w'];
/** A week is any seven days from the first one of 1970 on. */
export const grainMs = { q: quarterMs, h: hourMs, d: dayMs, w: 7 * dayMs } as const;
export type Grain = keyof typeof grainMs;

interface Metric {
  readonly customer_id: string;
  readonly metric: string;
  readonly has_calls: number;
  readonly currency: string;
  readonly is_touched: number;
  readonly summed_until: number;
}
const keyOf = (of: { readonly customer_id: string; readonly metric: string }) =>
  `${of.customer_id} ${of.metric}`;

/**
 * The metrics that these rows are of, locked against the job that adds up; new ones are written down.
 * @throws `usage-record.currency`
 */
export async function touchMetrics(
  tx: Db,
  vendorId: string,
  rows: readonly UseRecordTable[],
): Promise<ReadonlyMap<string, Metric>> {
  const wanted = new Map<string, { customer_id: string; metric: string; calls: boolean; currency: string }>();
  for (const row of rows) {
    const { customer_id, metric, currency, direction } = row;
    const known = wanted.get(keyOf(row));
    if (known?.currency && currency && known.currency !== currency)
      throw usageProblem('usage-record.currency');
    wanted.set(keyOf(row), {
      ...{ customer_id, metric, currency: currency || (known?.currency ?? '') },
      calls: direction !== '' || known?.calls === true,
    });
  }
  const keys = [...wanted.keys()].sort();
  const customers = [...new Set([...wanted.values()].map((one) => one.customer_id))].sort();
  const read = async (lock: boolean): Promise<Map<string, Metric>> => {
    const { rows: there } =
      await sql<Metric>`select customer_id, metric, has_calls, currency, is_touched, summed_until
      from use_metric where vendor_id = ${vendorId} and customer_id in (${sql.join(customers)})
      order by customer_id, metric ${lock && hasManyWriters(tx) ? sql`for share` : sql``}`.execute(tx);
    return new Map(there.map((one) => [keyOf(one), { ...one, summed_until: Number(one.summed_until) }]));
  };
  const says = (key: string, of: Metric | undefined) => {
    const { calls, currency } = wanted.get(key) as { calls: boolean; currency: string };
    if (of?.currency && currency && of.currency !== currency) {
      const detail = `It is ${of.currency} for “${of.metric}”; another one is a metric of its own.`;
      throw usageProblem('usage-record.currency', { detail });
    }
    return { has_calls: calls || of?.has_calls ? 1 : 0, currency: of?.currency || currency };
  };
  const before = await read(false);
  for (const key of keys) {
    const known = before.get(key);
    const { has_calls, currency } = says(key, known);
    if (known?.is_touched && Number(known.has_calls) === has_calls && known.currency === currency) continue;
    const { customer_id, metric } = wanted.get(key) as { customer_id: string; metric: string };
    await sql`insert into use_metric
      (vendor_id, customer_id, metric, has_calls, currency, is_touched, summed_until)
      values (${vendorId}, ${customer_id}, ${metric}, ${has_calls}, ${currency}, 1, 0)
      on conflict (vendor_id, customer_id, metric) do update set is_touched = 1,
        has_calls = case when use_metric.has_calls = 1 then 1 else excluded.has_calls end,
        currency = case when use_metric.currency = '' then excluded.currency else use_metric.currency end`.execute(
      tx,
    );
  }
  const now = await read(true);
  for (const key of keys) says(key, now.get(key));
  return now;
}

interface Sum {
  readonly key: readonly [
    customer: string,
    metric: string,
    dim: string,
    grain: string,
    slot: number,
    direction: string,
    value: string,
  ];
  readonly figures: bigint[];
}

/** What rows add to sums that were made already; `sign` −1 takes them away. */
export async function addToSums(
  tx: Db,
  vendorId: string,
  metrics: ReadonlyMap<string, Metric>,
  changes: readonly { readonly row: UseRecordTable; readonly sign: 1 | -1 }[],
): Promise<void> {
  const sums = new Map<string, Sum>();
  for (const { row, sign } of changes) {
    if (row.at >= (metrics.get(keyOf(row))?.summed_until ?? 0)) continue;
    const figures = figuresOf(row).map((figure) => BigInt(figure * sign));
    for (const dim of dimsOf(row)) {
      const value = dim === 'time' ? '' : String(row[valueColumns[dim]]);
      for (const grain of grainsOf(dim)) {
        const slot = (Math.floor(row.at / grainMs[grain]) * grainMs[grain]) / minuteMs;
        const key = [row.customer_id, row.metric, dim, grain, slot, row.direction, value] as const;
        const name = JSON.stringify(key);
        const known = sums.get(name);
        if (known)
          for (const [i, figure] of figures.entries()) known.figures[i] = (known.figures[i] ?? 0n) + figure;
        else sums.set(name, { key, figures: [...figures] });
      }
    }
  }
  const all = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  for (let at = 0; at < all.length; at += 50) {
    const values = all
      .slice(at, at + 50)
      .map(({ key, figures }) => sql`(${sql.join([vendorId, ...key, ...figures])})`);
    await sql`insert into use_sum (vendor_id, customer_id, metric, dim, grain, slot, direction, value,
        records, answered, quantity, seconds, billed_seconds, price)
      values ${sql.join(values)} ${added}`.execute(tx);
  }
}

const figures = ['records', 'answered', 'quantity', 'seconds', 'billed_seconds', 'price'] as const;
const added = sql`on conflict (vendor_id, customer_id, metric, dim, grain, slot, direction, value) do update set
  ${sql.join(figures.map((name) => sql`${sql.ref(name)} = ${sql.ref(`use_sum.${name}`)} + ${sql.ref(`excluded.${name}`)}`))}`;

const figuresOf = (row: UseRecordTable): number[] => [
  1,
  row.disposition === 'answered' ? 1 : 0,
  ...[Number(row.quantity), Number(row.seconds), Number(row.billed_seconds), Number(row.price)],
];

/** What is no call has nothing to be told apart by but time and subject. */
const dimsOf = (row: UseRecordTable): readonly Dim[] =>
  dims.filter((dim) =>
    dim === 'time' ? true : dim === 'subject' ? row.subject_id !== '' : row.direction !== '',
  );

/** Columns of a record as the figures that are added up. */
export const recordFigures = sql`count(*) as records, sum(case when disposition = 'answered' then 1 else 0 end) as answered,
  sum(quantity) as quantity, sum(seconds) as seconds, sum(billed_seconds) as billed_seconds, sum(price) as price`;
const sumFigures = sql`sum(records), sum(answered), sum(quantity), sum(seconds), sum(billed_seconds), sum(price)`;

/** Of fewer records sums are not worth it. */
export const worthSumming = 2000;

/**
 * Adds up the records of the next day that has some, up to the last full hour.
 * @returns whether there is more
 */
export async function sumNextDay(
  tx: Db,
  of: { readonly vendorId: string; readonly customerId: string; readonly metric: string },
  now: Date,
  least = worthSumming,
): Promise<boolean> {
  const { vendorId, customerId, metric } = of;
  const lock = hasManyWriters(tx) ? sql`for update` : sql``;
  const { rows: known } = await sql<{ summed_until: number }>`select summed_until from use_metric
    where vendor_id = ${vendorId} and customer_id = ${customerId} and metric = ${metric} ${lock}`.execute(tx);
  if (!known[0]) return false;
  const until = Number(known[0].summed_until);
  const lastHour = Math.floor(now.getTime() / hourMs) * hourMs;
  const mine = sql`vendor_id = ${vendorId} and customer_id = ${customerId} and metric = ${metric}`;
  const set = (values: ReturnType<typeof sql>) =>
    sql`update use_metric set ${values} where ${mine}`.execute(tx);
  const { rows: found } = await sql<{
    n: number;
    first: number | null;
  }>`select count(*) as n, min(at) as first from (
    select at from use_record where ${mine} and at >= ${until} and at < ${lastHour} order by at limit ${least}) as few`.execute(
    tx,
  );
  const { n, first } = found[0] ?? { n: 0, first: null };
  if (Number(n) < least || first === null) {
    await set(sql`is_touched = 0`);
    return false;
  }
  const day = Math.floor(Number(first) / dayMs) * dayMs;
  const from = Math.max(until, day);
  const to = Math.min(day + dayMs, lastHour);
  const into = sql`insert into use_sum (vendor_id, customer_id, metric, dim, grain, slot, direction, value,
    records, answered, quantity, seconds, billed_seconds, price)`;
  for (const dim of dims) {
    let finer: Grain | undefined;
    for (const grain of grainsOf(dim)) {
      const minutes = grainMs[grain] / minuteMs;
      if (finer === undefined) {
        const value = dim === 'time' ? sql`''` : sql.ref(valueColumns[dim]);
        const only =
          dim === 'time' ? sql`` : dim === 'subject' ? sql`and subject_id <> ''` : sql`and direction <> ''`;
        const slot = sql`(at / ${sql.lit(grainMs[grain])}) * ${sql.lit(minutes)}`;
        await sql`${into} select vendor_id, customer_id, metric, ${sql.lit(dim)}, ${sql.lit(grain)}, ${slot},
            direction, ${value}, ${recordFigures}
          from use_record where ${mine} and at >= ${from} and at < ${to} ${only}
          group by vendor_id, customer_id, metric, ${slot}, direction ${dim === 'time' ? sql`` : sql`, ${value}`} ${added}`.execute(
          tx,
        );
      } else {
        const slot = sql`(slot / ${sql.lit(minutes)}) * ${sql.lit(minutes)}`;
        await sql`${into} select vendor_id, customer_id, metric, dim, ${sql.lit(grain)}, ${slot}, direction, value,
            ${sumFigures}
          from use_sum where ${mine} and dim = ${sql.lit(dim)} and grain = ${sql.lit(finer)}
            and slot >= ${from / minuteMs} and slot < ${to / minuteMs}
          group by vendor_id, customer_id, metric, dim, ${slot}, direction, value ${added}`.execute(tx);
      }
      // Days and weeks both from hours: a day that was begun before is in its own sum already.
      if (grain === 'q' || grain === 'h') finer = grain;
    }
  }
  await set(sql`summed_until = ${to}`);
  return true;
}

/** Sums of a customer are made anew by the job: for what moves many records at once. */
export async function dropSums(tx: Db, vendorId: string, customerIds: readonly string[]): Promise<void> {
  const mine = sql`vendor_id = ${vendorId} and customer_id in (${sql.join(customerIds)})`;
  await sql`update use_metric set summed_until = 0, is_touched = 1 where ${mine}`.execute(tx);
  await sql`delete from use_sum where ${mine}`.execute(tx);
}
