import { setImmediate as nextTurn } from 'node:timers/promises';
import { isProblem } from '../../../../kit/common/problem.ts';
import { walk } from '../../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../../kit/server/db/db.ts';
import { lockRow } from '../../../../kit/server/rows.ts';
import type { WorkKind, WorkRun } from '../../../../kit/server/work.ts';
import { endSessions } from '../../../access/server/sessions-store.ts';
import { announce } from '../../../activity/server/announce.ts';
import { type Actor, record } from '../../../activity/server/record.ts';
import { changeOf, differing, earlier, takenBack, valuesOf } from '../../bulk-rules.ts';
import type { BulkChange, BulkRow, BulkValues } from '../../bulk-schema.ts';
import type { Customer } from '../../schema.ts';
import { findCustomer, listCustomers, updateCustomer } from '../customers-store.ts';
import {
  actorOfBulkChange,
  type BulkWork,
  bulkWork,
  dropBulkRows,
  keepBulkRows,
  listBulkRows,
  type NewBulkRow,
  requireBulkChange,
  setBulkChange,
} from './store.ts';

/** Customers in one transaction: others write between two of them. */
const atOnce = 50;
/** Examples that a check shows. */
const examples = 20;

/** How far it is, and where it goes on after a kill. */
interface Cursor {
  readonly after?: string | undefined;
  /** All were looked at; a kill before the end is written must not begin anew. */
  readonly isOver?: boolean;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

interface Running {
  readonly work: WorkRun;
  readonly wanted: BulkChange;
  readonly actor: Actor;
}

/** One customer that is meant. */
interface Meant {
  readonly customer: Customer;
  /** Where the list goes on behind it. */
  readonly key: string;
  /** What it was given, and had before, where that is taken back. */
  readonly row?: BulkRow;
}

interface Piece {
  readonly meant: readonly Meant[];
  /** Where the next piece begins; `undefined`: this was the last one. */
  readonly next: string | undefined;
}

/** Changes many customers, some at a time, each piece whole or not at all; a dry run counts whom it would change. */
export const bulkChangeWork: WorkKind = {
  kind: bulkWork,
  async run(work) {
    const { database, vendorId } = work;
    const { id, dryRun } = work.payload as BulkWork;
    const wanted = await requireBulkChange(database.db, vendorId, id);
    if (wanted.state === 'cancelled' || wanted.state === 'done') return;
    const running = { work, wanted, actor: await actorOfBulkChange(database.db, vendorId, id) };
    const from = work.cursor as Cursor | undefined;
    if (!from && !dryRun) await begin(running);
    let at: Cursor = from ?? { changed: 0, unchanged: 0, refused: 0 };
    while (!at.isOver) {
      work.signal.throwIfAborted();
      const piece = await nextPiece(database.db, running, at.after);
      at = dryRun ? await look(running, piece, at) : await write(running, piece, at);
      await nextTurn(); // others are served between two pieces
    }
    await end(running, dryRun);
  },
};

async function begin({ work, wanted }: Running): Promise<void> {
  const at = work.clock.now();
  await inTransaction(work.database.db, async (tx) => {
    await dropBulkRows(tx, work.vendorId, wanted.id); // the examples of the check
    const nothing = { done: 0, changed: 0, unchanged: 0, refused: 0 };
    const change = { ...nothing, state: 'running' as const, started_at: at.toISOString() };
    await setBulkChange(tx, work.vendorId, wanted.id, change, at);
    await work.save(tx, { done: 0, cursor: { changed: 0, unchanged: 0, refused: 0 } });
  });
}

async function end({ work, wanted, actor }: Running, dryRun: boolean): Promise<void> {
  const at = work.clock.now();
  const { vendorId } = work;
  await inTransaction(work.database.db, async (tx) => {
    const state = dryRun ? 'checked' : 'done';
    const { done } = await requireBulkChange(tx, vendorId, wanted.id);
    const finished = dryRun ? { total: done } : { finished_at: at.toISOString() };
    await setBulkChange(tx, vendorId, wanted.id, { state, ...finished }, at);
    await work.save(tx, {});
    if (dryRun) return;
    const about = { subjectId: wanted.id, data: { bulkChangeId: wanted.id } };
    await announce(tx, { vendorId, actor, at, action: 'bulk-change.applied', ...about });
  });
}

/** The next customers that are meant, as they stand. */
async function nextPiece(db: Db, { work, wanted }: Running, after: string | undefined): Promise<Piece> {
  const { vendorId } = work;
  const named = async (ids: readonly string[]) => {
    const found = await Promise.all(ids.map((id) => findCustomer(db, vendorId, id)));
    return found.map((customer) => (customer?.erasedAt ? undefined : customer));
  };
  if (wanted.undoes) {
    const of = { id: wanted.undoes, updatedAt: '' };
    const rows = await listBulkRows(db, vendorId, of, { outcome: 'changed', after, limit: atOnce });
    const customers = await named(rows.map(({ id }) => id));
    const meant = rows.flatMap((row, index) => {
      const customer = customers[index];
      return customer ? [{ customer, key: row.id, row }] : [];
    });
    return { meant, next: rows.length < atOnce ? undefined : rows.at(-1)?.id };
  }
  const { selection } = wanted;
  if ('ids' in selection) {
    const begin = Number(after ?? 0);
    const customers = await named(selection.ids.slice(begin, begin + atOnce));
    const meant = customers.flatMap((customer, index) =>
      customer && customers.findIndex((other) => other?.id === customer.id) === index
        ? [{ customer, key: String(begin + index + 1) }]
        : [],
    );
    const end = begin + atOnce;
    return { meant, next: end < selection.ids.length ? String(end) : undefined };
  }
  const { search, ...filter } = selection.filter;
  const place = walk(db, vendorId, { limit: atOnce, search, after });
  const found = await listCustomers(db, vendorId, filter, place);
  const shown = found.slice(0, atOnce);
  const meant = shown.map((customer) => ({ customer, key: customer.id }));
  return { meant, next: found.length > atOnce ? shown.at(-1)?.id : undefined };
}

/** What shall become of this customer; `undefined`: it was changed again since, so nothing is taken back. */
function wish(
  { wanted }: Pick<Running, 'wanted'>,
  { row }: Meant,
  customer: Customer,
): BulkValues | undefined {
  if (!row) return differing(customer, valuesOf(wanted.change));
  const back = takenBack(customer, row.before, row.after);
  return Object.keys(back).length < Object.keys(row.before).length ? undefined : differing(customer, back);
}

const isSignedOut = ({ wanted }: Pick<Running, 'wanted'>, customer: Customer): boolean =>
  wanted.change.signOut === true && !wanted.undoes && customer.status === 'active';

const changedSince = (customer: Customer): NewBulkRow => ({
  ...{ ...rowOf(customer, {}), outcome: 'refused', code: 'bulk-change.changed-since' },
});

async function look(running: Running, { meant, next }: Piece, at: Cursor): Promise<Cursor> {
  let { changed, unchanged, refused } = at;
  const rows: NewBulkRow[] = [];
  for (const one of meant) {
    const { customer } = one;
    const after = wish(running, one, customer);
    if (!after) {
      refused++;
      rows.push(changedSince(customer));
    } else if (Object.keys(after).length > 0 || isSignedOut(running, customer)) {
      changed++;
      if (changed <= examples) rows.push({ ...rowOf(customer, after), outcome: 'example' });
    } else unchanged++;
  }
  const cursor = { ...behind(next), changed, unchanged, refused };
  await inTransaction(running.work.database.db, (tx) => keep(tx, running, cursor, rows));
  return cursor;
}

/** Where it goes on, or that it does not. */
const behind = (next: string | undefined) => (next === undefined ? { isOver: true } : { after: next });

const rowOf = (customer: Customer, after: BulkValues) => ({
  ...{ customerId: customer.id, before: earlier(customer, after), after, code: null },
});

async function keep(
  tx: Db,
  { work, wanted }: Running,
  cursor: Cursor,
  rows: readonly NewBulkRow[],
): Promise<void> {
  const { changed, unchanged, refused } = cursor;
  const done = changed + unchanged + refused;
  const counts = { changed, unchanged, refused, done };
  await keepBulkRows(tx, work.vendorId, wanted.id, rows);
  await setBulkChange(tx, work.vendorId, wanted.id, counts, work.clock.now());
  await work.save(tx, { done, cursor });
}

/** All of a piece in one transaction; where one is refused, each by itself, so that the others are changed. */
async function write(running: Running, piece: Piece, from: Cursor): Promise<Cursor> {
  const { db } = running.work.database;
  try {
    return await inTransaction(db, (tx) => writeThese(tx, running, piece, from));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  let at = from;
  for (const [index, one] of piece.meant.entries()) {
    const alone = { meant: [one], next: index === piece.meant.length - 1 ? piece.next : one.key };
    try {
      at = await inTransaction(db, (tx) => writeThese(tx, running, alone, at));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      at = { ...at, ...behind(alone.next), refused: at.refused + 1 };
      const row = { ...rowOf(one.customer, {}), outcome: 'refused' as const, code: error.code };
      await inTransaction(db, (tx) => keep(tx, running, at, [row]));
    }
  }
  return at;
}

/** Something about this customer; not a database that is away. */
const isRefusal = (error: unknown): error is Error & { code: string } =>
  isProblem(error) && !error.code.startsWith('database.');

async function writeThese(tx: Db, running: Running, { meant, next }: Piece, from: Cursor): Promise<Cursor> {
  const { work, actor } = running;
  const { vendorId } = work;
  let { changed, unchanged, refused } = from;
  const at = work.clock.now();
  const rows: NewBulkRow[] = [];
  for (const one of meant) {
    const { id } = one.customer;
    await lockRow(tx, 'customer', vendorId, id);
    const customer = await findCustomer(tx, vendorId, id);
    if (!customer || customer.erasedAt) continue;
    const after = wish(running, one, customer);
    const by = { vendorId, actor, at, customerId: id, subjectId: id };
    if (!after) {
      refused++;
      rows.push(changedSince(customer));
      continue;
    }
    const isChanged = Object.keys(after).length > 0;
    const signsOut = isSignedOut(running, customer);
    if (!isChanged && !signsOut) {
      unchanged++;
      continue;
    }
    if (isChanged) {
      const { fields } = await updateCustomer(tx, vendorId, id, changeOf(customer, after), at);
      await announce(tx, { ...by, fields, action: 'customer.updated', data: { customerId: id } });
    }
    if (signsOut) {
      await endSessions(tx, { vendorId, customerId: id }, at);
      await record(tx, { ...by, action: 'sessions.ended' });
    }
    changed++;
    rows.push({ ...rowOf(customer, after), outcome: 'changed' });
  }
  const cursor = { ...behind(next), changed, unchanged, refused };
  await keep(tx, running, cursor, rows);
  return cursor;
}
