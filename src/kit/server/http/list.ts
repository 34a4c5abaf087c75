import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { requestProblem } from './problems.ts';

export const maxPage = 200;

/** Query fields every list takes; a collection adds its own allow-listed filters by spreading `.entries`. */
export const ListQuery = v.strictObject({
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(maxPage)),
    '50',
  ),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(2000))),
  search: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
  /** Only what changed at or after this instant; `2026-03-01T00:00:00Z`. */
  updatedSince: v.optional(
    v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-03-01T00:00:00Z')),
  ),
});
export type ListQuery = v.InferOutput<typeof ListQuery>;

export const listAnswer = <Item extends v.GenericSchema<unknown, unknown>>(item: Item) =>
  v.object({ items: v.array(item), nextCursor: v.nullable(v.string()) });

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** Opaque cursors: signed, and bound to one vendor, collection and set of filters, so that none can be borrowed. */
export interface Cursors {
  encode(binding: string, values: readonly unknown[]): string;
  /** @throws `request.malformed` for a cursor that was edited or belongs to another list */
  decode(binding: string, cursor: string): unknown[];
}

/** @param keys the first one signs, all are taken: a list that is being read goes on while the secret changes */
export function makeCursors(keys: readonly Buffer[]): Cursors {
  const sign = (key: Buffer, binding: string, body: string) =>
    createHmac('sha256', key).update(binding).update('\0').update(body).digest().subarray(0, 16);
  return {
    encode(binding, values) {
      const body = Buffer.from(JSON.stringify(values)).toString('base64url');
      return `${body}.${sign(keys[0] as Buffer, binding, body).toString('base64url')}`;
    },
    decode(binding, cursor) {
      const [body = '', mac = '', rest] = cursor.split('.');
      const given = Buffer.from(mac, 'base64url');
      const fits = keys.some((key) => {
        const right = sign(key, binding, body);
        return given.length === right.length && timingSafeEqual(given, right);
      });
      if (rest !== undefined || !fits) {
        throw requestProblem('request.malformed', { detail: 'This cursor belongs to another list.' });
      }
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
    },
  };
}

/**
 * Cuts one page from `limit + 1` rows: the extra row only says that there is more. `keyOf` gives the values by which
 * the list is ordered; the next page starts behind them.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  next: (last: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? next(last) : null,
  };
}
