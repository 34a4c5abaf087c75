import { newId } from '../common/id.ts';
import type { ProblemField } from '../common/problem.ts';
import { merged, type Paging, paged, type Written } from './collection.ts';
import type { Db, Tables } from './db/db.ts';
import { isForeignKeyViolation, isUniqueViolation } from './db/errors.ts';
import { requestProblem } from './http/problems.ts';
import { deleteRow, findRow, insertRow, lockRow, updateRow, writeChange } from './rows.ts';

/** In what the collections differ that are kept alike: one table, ids of ours and of the vendor's, made, changed, removed. */
export interface Collected<T extends keyof Tables & string, Thing, New, Change> {
  readonly table: T;
  readonly prefix: string;
  readonly toThing: (row: Tables[T]) => Thing;
  readonly toRow: (vendorId: string, thing: Thing) => Tables[T];
  /** A new thing; references are our ids by now. */
  readonly start: (wanted: New, made: { readonly id: string; readonly now: string }) => Thing;
  readonly check?: (thing: Thing) => readonly ProblemField[];
  /** `change` laid over a thing; without it, field by field. */
  readonly change?: (before: Thing, change: Change) => Thing;
  /** After a change, what the kept form of a thing is. */
  readonly kept?: (thing: Thing) => Thing;
  /** References of a request as our ids. @throws `request.invalid` for what this vendor does not have */
  readonly resolve?: <Wanted extends New | Change>(
    tx: Db,
    vendorId: string,
    wanted: Wanted,
  ) => Promise<Wanted>;
  /** Names of the fields in which a thing never changes. */
  readonly fixed: readonly (keyof New & keyof Thing & string)[];
  readonly notFound: () => Error;
  readonly externalIdTaken: () => Error;
  /** Where something that it refers to was deleted in the same moment. */
  readonly gone?: () => Error;
  /** Where a key of its own beside the external id is taken. */
  readonly keyTaken?: () => Error;
  /** Why it can't be deleted; asked in the transaction, the row locked. */
  readonly keeps?: (tx: Db, vendorId: string, thing: Thing) => Promise<boolean> | boolean;
  readonly inUse?: () => Error;
}

interface Kept {
  id: string;
  externalId: string | null;
  updatedAt: string;
}

export interface CollectionStore<T extends keyof Tables & string, Thing, New, Change> {
  /** @param filter columns and what they must hold */
  list(db: Db, vendorId: string, paging: Paging, filter?: Partial<Tables[T]>): Promise<Thing[]>;
  find(db: Db, vendorId: string, reference: string): Promise<Thing | undefined>;
  require(db: Db, vendorId: string, reference: string): Promise<Thing>;
  /** @param id of a thing that keeps it on its way here */
  create(tx: Db, vendorId: string, wanted: New, at: Date, id?: string): Promise<Thing>;
  update(tx: Db, vendorId: string, reference: string, change: Change, at: Date): Promise<Written<Thing>>;
  /** Makes the thing with this outside id, or changes it; what it never changes in must be what it is. */
  upsert(tx: Db, vendorId: string, externalId: string, wanted: New, at: Date): Promise<Written<Thing>>;
  remove(tx: Db, vendorId: string, reference: string): Promise<Thing>;
}

export function collectionStore<
  T extends keyof Tables & string,
  Thing extends Kept,
  New extends { externalId?: string | undefined },
  Change extends object,
>(of: Collected<T, Thing, New, Change>): CollectionStore<T, Thing, New, Change> {
  const { table, toThing, toRow, resolve } = of;
  const rowOf = (vendorId: string, thing: Thing) => toRow(vendorId, thing) as Tables[T] & AnyRow;

  const checked = (thing: Thing): Thing => {
    const fields = of.check?.(thing) ?? [];
    if (fields.length > 0) throw requestProblem('request.invalid', { fields });
    return thing;
  };

  const find = async (db: Db, vendorId: string, reference: string): Promise<Thing | undefined> => {
    const row = await findRow(db, table, vendorId, reference);
    return row && toThing(row);
  };
  const require = async (db: Db, vendorId: string, reference: string): Promise<Thing> => {
    const thing = await find(db, vendorId, reference);
    if (!thing) throw of.notFound();
    return thing;
  };

  /** A key that is taken, or a reference that vanished in the same moment. */
  const whileKept = async <R>(write: Promise<R>): Promise<R> => {
    try {
      return await write;
    } catch (error) {
      if (of.keyTaken && isUniqueViolation(error, table)) throw of.keyTaken();
      throw isForeignKeyViolation(error) ? (of.gone ?? goneMeanwhile)() : error;
    }
  };

  const insert = async (
    tx: Db,
    vendorId: string,
    wanted: New,
    at: Date,
    id = newId(of.prefix, at.getTime()),
  ): Promise<Thing | undefined> => {
    const resolved = resolve ? await resolve(tx, vendorId, wanted) : wanted;
    const thing = checked(of.start(resolved, { id, now: at.toISOString() }));
    return (await whileKept(insertRow(tx, table, rowOf(vendorId, thing)))) ? thing : undefined;
  };

  const update = async (
    tx: Db,
    vendorId: string,
    reference: string,
    change: Change,
    at: Date,
  ): Promise<Written<Thing>> => {
    await lockRow(tx, table, vendorId, reference);
    const before = await require(tx, vendorId, reference);
    const resolved = resolve ? await resolve(tx, vendorId, change) : change;
    const after = of.change?.(before, resolved) ?? merged<Thing>(before, resolved as Partial<Thing>);
    return writeChange(before, checked(of.kept?.(after) ?? after), at, (changed) =>
      whileKept(updateRow(tx, table, rowOf(vendorId, changed))),
    );
  };

  return {
    async list(db, vendorId, paging, filter = {}) {
      let query = (db as unknown as AnyDb).selectFrom(table).selectAll().where('vendor_id', '=', vendorId);
      for (const [column, value] of Object.entries(filter)) query = query.where(column, '=', value);
      const rows = await paged(query as never, table, paging).execute();
      return (rows as Tables[T][]).map(toThing);
    },
    find,
    require,
    async create(tx, vendorId, wanted, at, id) {
      const thing = await insert(tx, vendorId, wanted, at, id);
      if (!thing) throw of.externalIdTaken();
      return thing;
    },
    update,
    async upsert(tx, vendorId, externalId, wanted, at) {
      const reference = `ext:${externalId}`;
      if (!(await findRow(tx, table, vendorId, reference))) {
        const thing = await insert(tx, vendorId, { ...wanted, externalId }, at);
        if (thing) return { thing, created: true, fields: [] };
      }
      const before = await require(tx, vendorId, reference);
      const resolved = resolve ? await resolve(tx, vendorId, wanted) : wanted;
      for (const path of of.fixed) {
        if (resolved[path] === (before[path] as unknown)) continue;
        const message = `It stays as it is: expected “${before[path]}”.`;
        throw requestProblem('request.invalid', { fields: [{ path, code: 'fixed', message }] });
      }
      const change = Object.fromEntries(
        Object.entries(wanted).filter(([name]) => !(of.fixed as readonly string[]).includes(name)),
      );
      return update(tx, vendorId, reference, change as Change, at);
    },
    async remove(tx, vendorId, reference) {
      await lockRow(tx, table, vendorId, reference);
      const thing = await require(tx, vendorId, reference);
      const refuse = () => of.inUse?.() ?? new Error(`A row of ${table} is in use.`);
      if (await of.keeps?.(tx, vendorId, thing)) throw refuse();
      try {
        await deleteRow(tx, table, vendorId, thing.id);
      } catch (error) {
        throw isForeignKeyViolation(error) ? refuse() : error;
      }
      return thing;
    },
  };
}

/** Kysely can't type a query on a table that is a parameter. */
interface AnyRow {
  vendor_id: string;
  id: string;
  external_id: string | null;
}
interface AnyQuery {
  selectAll(): AnyQuery;
  where(column: string, operator: '=', value: unknown): AnyQuery;
}
interface AnyDb {
  selectFrom(table: string): AnyQuery;
}

const goneMeanwhile = () =>
  requestProblem('request.invalid', {
    fields: [{ path: '', code: 'reference', message: 'What this names was deleted in the same moment.' }],
  });
