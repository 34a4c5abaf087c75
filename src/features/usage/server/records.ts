import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';
import { usageProblem } from '../problems.ts';
import type { Whose } from './figures.ts';
import type { UseRecordTable } from './table.ts';

export interface RecordFilter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly direction?: string | undefined;
  /** What must stand in one of these columns, in lower case. */
  readonly search?: { readonly text: string; readonly columns: readonly SearchColumn[] } | undefined;
}
export type SearchColumn = 'call_from' | 'call_to' | 'destination' | 'external_id';

/** Where a page ended: the instant and id of a record, or how many rows of another order were shown. */
export type RecordCursor = readonly [at: number, id: string] | readonly [shown: number];

export interface RecordPage {
  readonly rows: readonly UseRecordTable[];
  readonly next: RecordCursor | null;
  /** Of a search: as far as it came, where there is more to look at. */
  readonly lookedUntilMs: number | null;
}

/** A page of a search looks at so many records at most; the next one goes on. */
const lookedAtOnce = 100_000;
/** Of each of many customers; a page may be shorter than was asked for, and the next one goes on. */
const leastEach = 50;
/** In another order than that of time records are sorted where there are no more than these. */
const mostSorted = 100_000;

export const sortColumns = {
  destination: 'destination',
  seconds: 'seconds',
  billedSeconds: 'billed_seconds',
  quantity: 'quantity',
  price: 'price',
  from: 'call_from',
  to: 'call_to',
} as const;
export type RecordSort = 'at' | keyof typeof sortColumns;

/** Records of one or more customers, newest first or in the order asked for. */
export async function recordsOf(
  db: Db,
  whose: Whose,
  filter: RecordFilter,
  page: {
    readonly limit: number;
    readonly after: RecordCursor | undefined;
    readonly sort: RecordSort;
    readonly isDown: boolean;
  },
): Promise<RecordPage> {
  if (page.sort !== 'at') return sorted(db, whose, filter, page as Sorted);
  const pages: RecordPage[] = [];
  // Each has its own place in the table: side by side they are quicker than all in one. Of many customers fewer rows each:
  // a whole page of every one of them would fill the memory.
  const limit = Math.min(
    page.limit,
    Math.max(leastEach, Math.ceil((2 * page.limit) / whose.customerIds.length)),
  );
  for (const id of whose.customerIds) {
    pages.push(await byTime(db, { ...whose, customerIds: [id] }, filter, { ...page, limit }));
  }
  const sign = page.isDown ? -1 : 1;
  const compare = (a: readonly [number, string], b: readonly [number, string]) =>
    sign * (a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  // No further than the one that looked least far: what it has not seen would be missing in between.
  const bounds = pages.flatMap(({ next }) => (next && next.length === 2 ? [next] : []));
  const bound = bounds.sort(compare)[0];
  const rows = pages
    .flatMap((one) => one.rows)
    .sort((a, b) => compare([Number(a.at), a.id], [Number(b.at), b.id]))
    .filter((row) => !bound || compare([Number(row.at), row.id], bound) <= 0);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  if (rows.length > page.limit && last) {
    return { rows: shown, next: [Number(last.at), last.id], lookedUntilMs: null };
  }
  const looked = pages.some(({ lookedUntilMs }) => lookedUntilMs !== null);
  return { rows: shown, next: bound ?? null, lookedUntilMs: bound && looked ? bound[0] : null };
}

async function byTime(
  db: Db,
  { vendorId, customerIds, metric }: Whose,
  filter: RecordFilter,
  { limit, after, isDown }: { limit: number; after: RecordCursor | undefined; isDown: boolean },
): Promise<RecordPage> {
  const way = isDown ? sql`desc` : sql`asc`;
  const { fromMs, toMs } = filter;
  const last = after?.length === 2 && after[0] >= fromMs && after[0] < toMs ? after : undefined;
  // One bound on each side: of two SQLite would seek by the first and walk over every row of the pages before.
  const lower = last && !isDown ? sql`(at, id) > (${last[0]}, ${last[1]})` : sql`at >= ${fromMs}`;
  const upper = last && isDown ? sql`(at, id) < (${last[0]}, ${last[1]})` : sql`at < ${toMs}`;
  const there = sql`from use_record where vendor_id = ${vendorId} and customer_id = ${customerIds[0]}
    and metric = ${metric} and ${lower} and ${upper}`;
  const order = sql`order by at ${way}, id ${way}`;
  const narrow = narrowed(filter);
  if (!narrow) {
    const { rows } = await sql<UseRecordTable>`select * ${there} ${order} limit ${limit + 1}`.execute(db);
    const end = rows[limit - 1];
    return {
      rows: rows.slice(0, limit),
      next: rows.length > limit && end ? [Number(end.at), end.id] : null,
      lookedUntilMs: null,
    };
  }
  const { rows } = await sql<UseRecordTable>`select * from
    (select * ${there} ${order} limit ${sql.lit(lookedAtOnce)}) as few
    where ${narrow} ${order} limit ${limit + 1}`.execute(db);
  const shown = rows[limit - 1];
  if (rows.length > limit && shown)
    return { rows: rows.slice(0, limit), next: [Number(shown.at), shown.id], lookedUntilMs: null };
  const { rows: edge } = await sql<{ at: number; id: string }>`select at, id ${there} ${order}
    limit 1 offset ${sql.lit(lookedAtOnce - 1)}`.execute(db);
  const [end] = edge;
  return {
    rows,
    next: end ? [Number(end.at), end.id] : null,
    lookedUntilMs: end ? Number(end.at) : null,
  };
}

interface Sorted {
  readonly limit: number;
  readonly after: RecordCursor | undefined;
  readonly sort: keyof typeof sortColumns;
  readonly isDown: boolean;
}

async function sorted(
  db: Db,
  { vendorId, customerIds, metric }: Whose,
  filter: RecordFilter,
  { limit, after, sort, isDown }: Sorted,
): Promise<RecordPage> {
  const shown = after?.length === 1 ? after[0] : 0;
  const narrow = narrowed(filter);
  const there = sql`from use_record where vendor_id = ${vendorId} and customer_id in (${sql.join([...customerIds])})
    and metric = ${metric} and at >= ${filter.fromMs} and at < ${filter.toMs}`;
  const { rows: many } = await sql`select 1 as one ${there} limit 1 offset ${sql.lit(mostSorted)}`.execute(
    db,
  );
  if (many.length > 0) throw usageProblem('usage-report.too-many');
  const way = isDown ? sql`desc` : sql`asc`;
  const { rows } = await sql<UseRecordTable>`select * ${there} ${narrow ? sql`and ${narrow}` : sql``}
    order by ${sql.ref(sortColumns[sort])} ${way}, at ${way}, id ${way} limit ${limit + 1} offset ${shown}`.execute(
    db,
  );
  return {
    rows: rows.slice(0, limit),
    next: rows.length > limit ? [shown + limit] : null,
    lookedUntilMs: null,
  };
}

/** `undefined` where nothing is left out. */
function narrowed({ direction, search }: RecordFilter): RawBuilder<boolean> | undefined {
  const parts: RawBuilder<unknown>[] = [];
  if (direction !== undefined) parts.push(sql`direction = ${direction}`);
  if (search && search.text !== '') {
    const pattern = `%${search.text.replace(/[\\%_]/g, '\\$&')}%`;
    const any = search.columns.map((name) => sql`lower(${sql.ref(name)}) like ${pattern} escape '\\'`);
    parts.push(any.length > 0 ? sql`(${sql.join(any, sql` or `)})` : sql`1 = 0`);
  }
  return parts.length > 0 ? (sql`${sql.join(parts, sql` and `)}` as RawBuilder<boolean>) : undefined;
}
