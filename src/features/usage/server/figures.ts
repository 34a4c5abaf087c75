import { sql } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';
import { usageProblem } from '../problems.ts';
import { type Days, dayOfNumber, monthsOf, type Piece, piecesOf, type Segment } from '../rules.ts';
import { type Dim, recordFigures, valueColumns } from './sums.ts';

/** Whose records, of one metric. */
export interface Whose {
  readonly vendorId: string;
  readonly customerIds: readonly string[];
  readonly metric: string;
}

/** Added up; quantities and prices in millionths. */
export interface Figures {
  readonly records: number;
  readonly answered: number;
  readonly quantity: bigint;
  readonly seconds: bigint;
  readonly billedSeconds: bigint;
  readonly price: bigint;
}
export const noFigures: Figures = {
  ...{ records: 0, answered: 0, quantity: 0n, seconds: 0n, billedSeconds: 0n, price: 0n },
};
export const plus = (a: Figures, b: Figures): Figures => ({
  records: a.records + b.records,
  answered: a.answered + b.answered,
  quantity: a.quantity + b.quantity,
  seconds: a.seconds + b.seconds,
  billedSeconds: a.billedSeconds + b.billedSeconds,
  price: a.price + b.price,
});

export type GroupBy = 'none' | 'day' | 'hour' | 'direction' | 'account' | Exclude<Dim, 'time'>;
const isOfTime = (by: GroupBy) => by === 'day' || by === 'hour';

/** Groups of one report at most: what nobody reads is not put together. */
const mostGroups = 20_000;

interface Row {
  readonly bucket: string | number | null;
  readonly records: number;
  readonly answered: number;
  readonly quantity: string;
  readonly seconds: string;
  readonly billed_seconds: string;
  readonly price: string;
}

/**
 * Figures of some time by group: days as `2026-03-31`, hours of the day as `07`, the rest by its own
 * value. Sums that were made are used wherever they cover the time; the answer is that of the records.
 * @throws `usage-report.too-many`
 */
export async function figuresBy(
  db: Db,
  { vendorId, customerIds, metric }: Whose,
  segments: readonly Segment[],
  by: GroupBy,
  direction?: string,
): Promise<Map<string, Figures>> {
  const groups = new Map<string, Figures>();
  if (customerIds.length === 0 || segments.length === 0) return groups;
  const dim: Dim =
    by === 'none' || by === 'direction' || by === 'account' || isOfTime(by) ? 'time' : (by as Dim);
  const put = (key: string, figures: Figures) => {
    groups.set(key, plus(groups.get(key) ?? noFigures, figures));
    if (groups.size > mostGroups) throw usageProblem('usage-report.too-many');
  };
  for (const { summedUntil, ids } of await byState(db, { vendorId, customerIds, metric })) {
    for (const { fromMs, toMs, offsetMinutes } of joined(segments, isOfTime(by))) {
      const whole = [fromMs, toMs, offsetMinutes * 60_000].every((ms) => ms % 3_600_000 === 0);
      const grain = isOfTime(by) ? (whole ? 'h' : 'q') : 'w';
      const pieces = piecesOf(fromMs, toMs, summedUntil, { finest: dim === 'time' ? 'q' : 'h', grain });
      for (const piece of pieces) {
        const bucket = bucketOf(by, dim, piece, offsetMinutes);
        for (const row of await read(db, { vendorId, customerIds: ids, metric }, piece, {
          dim,
          bucket,
          direction,
        })) {
          put(keyOf(by, row.bucket), figuresFrom(row));
        }
      }
    }
  }
  // What was used on nothing has no sums of its own: it is the rest.
  if (by === 'subject') {
    const all = (await figuresBy(db, { vendorId, customerIds, metric }, segments, 'none', direction)).get('');
    const named = [...groups].filter(([key]) => key !== '').map(([, one]) => one);
    const sum = named.reduce(plus, noFigures);
    const rest = all && all.records > sum.records ? minus(all, sum) : undefined;
    if (rest) groups.set('', rest);
    else groups.delete('');
  }
  return groups;
}

const minus = (a: Figures, b: Figures): Figures => ({
  records: a.records - b.records,
  answered: a.answered - b.answered,
  quantity: a.quantity - b.quantity,
  seconds: a.seconds - b.seconds,
  billedSeconds: a.billedSeconds - b.billedSeconds,
  price: a.price - b.price,
});

/** By month, each as a whole: weeks and days are enough for most of it. */
export async function figuresByMonth(
  db: Db,
  whose: Whose,
  days: Days,
  timeZone: string,
  direction?: string,
): Promise<Map<string, Figures>> {
  const months = new Map<string, Figures>();
  for (const { month, segments } of monthsOf(days, timeZone)) {
    const figures = await figuresOf(db, whose, segments, direction);
    if (figures.records > 0) months.set(month, figures);
  }
  return months;
}

/** All of some time. */
export async function figuresOf(
  db: Db,
  whose: Whose,
  segments: readonly Segment[],
  direction?: string,
): Promise<Figures> {
  return (await figuresBy(db, whose, segments, 'none', direction)).get('') ?? noFigures;
}

/** Where the offset says nothing, clocks that are changed cut nothing. */
function joined(segments: readonly Segment[], isByTime: boolean): readonly Segment[] {
  const [first, last] = [segments[0], segments.at(-1)];
  if (isByTime || !first || !last) return segments;
  const isWhole = segments.every((one, at) => at === 0 || segments[at - 1]?.toMs === one.fromMs);
  return isWhole ? [{ ...first, toMs: last.toMs }] : segments;
}

/** Customers without sums are read together, others each up to where it was added up. */
async function byState(
  db: Db,
  { vendorId, customerIds, metric }: Whose,
): Promise<{ readonly summedUntil: number; readonly ids: readonly string[] }[]> {
  const rows = await db
    .selectFrom('use_metric')
    .select(['customer_id', 'summed_until'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', 'in', [...customerIds])
    .where('metric', '=', metric)
    .execute();
  const byUntil = Map.groupBy(rows, (row) => Number(row.summed_until));
  return [...byUntil].map(([summedUntil, some]) => ({
    summedUntil,
    ids: some.map((row) => row.customer_id),
  }));
}

function bucketOf(by: GroupBy, dim: Dim, { source }: Piece, offset: number) {
  const minute = source === 'record' ? sql`at / 60000` : sql`slot`;
  if (by === 'none') return sql`''`;
  if (by === 'account') return sql`customer_id`;
  if (by === 'direction') return sql`direction`;
  if (by === 'hour') return sql`((${minute} + ${sql.lit(offset)}) / 60) % 24`;
  if (isOfTime(by)) return sql`(${minute} + ${sql.lit(offset)}) / 1440`;
  return source === 'record' ? sql.ref(valueColumns[dim as Exclude<Dim, 'time'>]) : sql`value`;
}

async function read(
  db: Db,
  { vendorId, customerIds, metric }: Whose,
  { source, fromMs, toMs }: Piece,
  {
    dim,
    bucket,
    direction,
  }: {
    readonly dim: Dim;
    readonly bucket: ReturnType<typeof sql>;
    readonly direction: string | undefined;
  },
): Promise<readonly Row[]> {
  const ids = customerIds.length === 1 ? sql`= ${customerIds[0]}` : sql`in (${sql.join([...customerIds])})`;
  const mine = sql`vendor_id = ${vendorId} and customer_id ${ids} and metric = ${metric}`;
  const only = direction === undefined ? sql`` : sql`and direction = ${direction}`;
  const inner =
    source === 'record'
      ? sql`select ${bucket} as bucket, ${recordFigures} from use_record
          where ${mine} and at >= ${fromMs} and at < ${toMs} ${only}
          ${dim === 'subject' ? sql`and subject_id <> ''` : sql``}`
      : sql`select ${bucket} as bucket, sum(records) as records, sum(answered) as answered, sum(quantity) as quantity,
          sum(seconds) as seconds, sum(billed_seconds) as billed_seconds, sum(price) as price from use_sum
          where ${mine} and dim = ${sql.lit(dim)} and grain = ${sql.lit(source)}
            and slot >= ${fromMs / 60_000} and slot < ${toMs / 60_000} ${only}`;
  // Sums may be larger than what a number holds exactly: they come as text.
  const { rows } = await sql<Row>`select bucket, records, answered, cast(quantity as text) as quantity,
      cast(seconds as text) as seconds, cast(billed_seconds as text) as billed_seconds, cast(price as text) as price
    from (${inner} group by 1 limit ${sql.lit(mostGroups + 1)}) as grouped where records > 0`.execute(db);
  return rows;
}

const figuresFrom = (row: Row): Figures => ({
  records: Number(row.records),
  answered: Number(row.answered),
  quantity: BigInt(row.quantity),
  seconds: BigInt(row.seconds),
  billedSeconds: BigInt(row.billed_seconds),
  price: BigInt(row.price),
});

function keyOf(by: GroupBy, bucket: Row['bucket']): string {
  if (by === 'hour') return String(bucket).padStart(2, '0');
  if (by === 'day') return dayOfNumber(Number(bucket));
  return String(bucket ?? '');
}
