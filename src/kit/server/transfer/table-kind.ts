import { type Kysely, sql } from 'kysely';
import type * as v from 'valibot';
import { newIds } from '../../common/id.ts';
import type { ProblemField } from '../../common/problem.ts';
import { changesOf, merged } from '../collection.ts';
import { insertRows, replaceRows, rowsBy } from '../db/bulk.ts';
import { type Db, hasManyWriters, type Tables } from '../db/db.ts';
import { insertWords, tablesWithWords, writeWords } from '../search.ts';
import type { Column } from './column.ts';
import type { ExportedItem, Planned, TransferContext, TransferKind } from './kind.ts';
import { failed, fieldOf, isPlanned, type RowReference, resolveReferences } from './row-references.ts';

/** What every thing of a collection has. */
interface Stored {
  readonly id: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Rows whose words are written in one transaction. */
const wordsAtOnce = 256;
/** By what the rows of a table are found in the order in which they were written. */
interface Written {
  readonly id: string;
  readonly updated_at: string;
}

/** What every row of a file may have beside the fields of the API's create shape. */
export interface Movable {
  /** Ours, from an export: a thing keeps it in an empty vendor elsewhere, so that links and stored ids go on working. */
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly createdAt?: string | undefined;
}

export interface TableKind<T extends keyof Tables & string, Thing extends Stored, Wanted extends Movable> {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly Column[];
  readonly schema: v.GenericSchema<unknown, Wanted>;
  readonly after?: readonly string[];
  /** See `TransferKind`. */
  readonly independent?: true;
  readonly table: T;
  /** Where the table holds rows of other kinds too: what tells this kind's from theirs. */
  readonly only?: { readonly column: keyof Tables[T] & string; readonly value: string };
  /** The column that names the customer a row belongs to; `customer_id` unless said. */
  readonly owner?: keyof Tables[T] & string;
  /** `cus` */
  readonly prefix: string;
  readonly references?: readonly RowReference[];
  readonly fromRow: (row: Tables[T]) => Thing;
  readonly toRow: (vendorId: string, thing: Thing, context: TransferContext) => Tables[T];
  /** A new thing, as the API makes one; references are ids by now. */
  readonly create: (wanted: Wanted, made: { id: string; now: string }) => Thing;
  /** `wanted` laid over the thing; without it, field by field. */
  readonly change?: (before: Thing, wanted: Wanted) => Thing;
  /** What does not hold together. */
  readonly check?: (thing: Thing) => readonly ProblemField[];
  /** What else follows from a change, as the API does it: a customer that is switched off is signed out. */
  readonly changed?: (tx: Db, vendorId: string, before: Thing, after: Thing, at: Date) => Promise<void>;
  /** For what belongs to things and stands in tables of its own. */
  readonly written?: (tx: Db, vendorId: string, works: readonly Work<Thing, Wanted>[]) => Promise<void>;
  /** For a kind whose things have a file each. */
  readonly file?: {
    /** Holds the file's name in `schema`, and the `TransferFile` itself when `create` and `change` see it. */
    readonly field: string;
    /** The file a thing has: its id in kit/server/files.ts, and the name under which an export writes it. */
    readonly of: (thing: Thing) => { readonly id: string; readonly name: string } | null;
  };
  /** The item of an export; the thing itself unless said. */
  readonly item?: (thing: Thing) => object;
}

export interface Work<Thing, Wanted> {
  readonly wanted: Wanted;
  readonly before: Thing | undefined;
  readonly after: Thing;
}

/** The kind of a collection whose things are rows of one table, from the feature's own pure functions. */
export function tableKind<T extends keyof Tables & string, Thing extends Stored, Wanted extends Movable>(
  kind: TableKind<T, Thing, Wanted>,
): TransferKind<Wanted, Work<Thing, Wanted>> {
  const { table, references = [], only, owner = 'customer_id' } = kind;
  const isOurs = (row: Tables[T]): boolean => !only || row[only.column] === only.value;

  /** The same with names of files as the files themselves. */
  async function withFiles(
    rows: readonly (Wanted | Planned<never>)[],
    { files }: TransferContext,
  ): Promise<readonly (Wanted | Planned<never>)[]> {
    if (!kind.file) return rows;
    const { field } = kind.file;
    const names = rows.flatMap((row) => {
      const name = isPlanned(row) ? undefined : fieldOf(row, field);
      return typeof name === 'string' ? [name] : [];
    });
    const found = names.length > 0 ? await files([...new Set(names)]) : new Map();
    return rows.map((row) => {
      const name = isPlanned(row) ? undefined : fieldOf(row, field);
      if (typeof name !== 'string') return row;
      const file = found.get(name);
      return file
        ? { ...row, [field]: file }
        : failed(field, 'file', `There is no file “${name}” beside the table.`);
    });
  }

  async function fallbacksOf(db: Db, vendorId: string): Promise<Record<string, string | undefined>> {
    const fallbacks: Record<string, string | undefined> = {};
    for (const { field, otherwise } of references) fallbacks[field] = await otherwise?.(db, vendorId);
    return fallbacks;
  }

  async function existing(db: Db, vendorId: string, rows: readonly Wanted[]) {
    const own = rows.flatMap(({ externalId }) => (externalId === undefined ? [] : [externalId]));
    const ours = rows.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const [byExternalId, byId] = [new Map<string, Thing>(), new Map<string, Thing>()];
    const [named, numbered] = await asked(db, [
      () => rowsBy(db, table, vendorId, 'external_id', own),
      () => rowsBy(db, table, vendorId, 'id', ours),
    ]);
    for (const row of named.filter(isOurs)) {
      const thing = kind.fromRow(row);
      byExternalId.set(thing.externalId as string, thing);
    }
    for (const row of numbered.filter(isOurs)) {
      const thing = kind.fromRow(row);
      byId.set(thing.id, thing);
    }
    return { byExternalId, byId };
  }

  function changeOf(before: Thing, wanted: Wanted, now: string): Planned<Work<Thing, Wanted>> {
    const { id: _, externalId, createdAt: __, ...fields } = wanted;
    const laid = kind.change
      ? kind.change(before, wanted)
      : merged(before, fields as unknown as Partial<Thing>);
    const after = { ...laid, externalId: externalId ?? before.externalId };
    for (const { field, fixed } of references) {
      if (!fixed || fieldOf(after, field) === fieldOf(before, field)) continue;
      return failed(field, 'fixed', 'It stays with the one it was made for.');
    }
    const wrong = kind.check?.(after) ?? [];
    if (wrong.length > 0) return { outcome: 'failed', fields: wrong };
    if (changesOf(before, after).length === 0)
      return { outcome: 'unchanged', work: { wanted, before, after } };
    return { outcome: 'changed', work: { wanted, before, after: { ...after, updatedAt: now } } };
  }

  function creationOf(
    wanted: Wanted,
    id: string,
    at: Date,
    fallbacks: Readonly<Record<string, string | undefined>>,
  ): Planned<Work<Thing, Wanted>> {
    const missing = references.find(
      ({ field, optional }) =>
        !optional && fieldOf(wanted, field) === undefined && fallbacks[field] === undefined,
    );
    if (missing) return failed(missing.field, 'missing', `It belongs to a ${missing.thing}: name one.`);
    const now = at.toISOString();
    let whole: Wanted = wanted;
    for (const { field } of references)
      if (fieldOf(wanted, field) === undefined && fallbacks[field] !== undefined)
        whole = { ...whole, [field]: fallbacks[field] };
    const thing = kind.create(whole, { id, now });
    const after = wanted.createdAt === undefined ? thing : { ...thing, createdAt: wanted.createdAt };
    const wrong = kind.check?.(after) ?? [];
    if (wrong.length > 0) return { outcome: 'failed', fields: wrong };
    return { outcome: 'created', work: { wanted, before: undefined, after } };
  }

  return {
    name: kind.name,
    about: kind.about,
    columns: kind.columns,
    schema: kind.schema,
    after: kind.after ?? [],
    ...(kind.independent && { independent: kind.independent }),
    key: ({ externalId, id }) => (externalId === undefined ? `id:${id}` : `ext:${externalId}`),

    async plan(db, context, rows) {
      const { vendorId, at, idTime } = context;
      const [wanted, { byExternalId, byId }, fallbacks] = await asked(db, [
        async () => withFiles(await resolveReferences(db, vendorId, references, rows), context),
        () => existing(db, vendorId, rows),
        () => fallbacksOf(db, vendorId),
      ]);
      const befores = rows.map(({ externalId, id }) => ({
        named: externalId === undefined ? undefined : byExternalId.get(externalId),
        numbered: id === undefined ? undefined : byId.get(id),
      }));
      const fresh = befores.filter(({ named, numbered }) => !named && !numbered).length;
      // While a file is being checked a new thing need not be made, where there is nothing to check it for.
      const justNew =
        context.judging === true &&
        kind.independent === true &&
        !kind.check &&
        references.every(({ field, optional }) => optional || fallbacks[field] !== undefined);
      const ids = justNew ? [] : newIds(kind.prefix, fresh, idTime);
      const touched = new Set<string>();
      const now = at.toISOString();
      let next = 0;
      return wanted.map((row, index): Planned<Work<Thing, Wanted>> => {
        if (isPlanned(row)) return row;
        const { externalId, id } = row;
        const { named, numbered } = befores[index] as (typeof befores)[number];
        const before = named ?? numbered;
        if (!before && justNew) return { outcome: 'created', work: {} as Work<Thing, Wanted> };
        if (!before) return creationOf(row, id ?? (ids[next++] as string), at, fallbacks);
        if (
          (named && id !== undefined && named.id !== id) ||
          (!named && externalId && before.externalId !== null)
        )
          return failed('externalId', 'taken', 'This id of yours belongs to another one.');
        if (touched.has(before.id)) return failed('id', 'duplicate', 'Another row is about the same one.');
        touched.add(before.id);
        return changeOf(before, row, now);
      });
    },

    async write(tx, context, planned) {
      const { vendorId, at } = context;
      const works = (outcome: 'created' | 'changed') =>
        planned.flatMap((one) => (one.outcome === outcome ? [one.work] : []));
      const [created, changed] = [works('created'), works('changed')];
      await insertRows(
        tx,
        table,
        created.map(({ after }) => kind.toRow(vendorId, after, context)),
      );
      await replaceRows(
        tx,
        table,
        changed.map(({ after }) => kind.toRow(vendorId, after, context)),
      );
      for (const { before, after } of changed) {
        const [old, next] = [
          kind.toRow(vendorId, before as Thing, context),
          kind.toRow(vendorId, after, context),
        ];
        await writeWords(tx, table, next, (old as { search_text?: string }).search_text);
      }
      if (kind.changed) {
        for (const { before, after } of changed) await kind.changed(tx, vendorId, before as Thing, after, at);
      }
      const all = [...created, ...changed];
      await kind.written?.(tx, vendorId, all);
      return all.flatMap(({ after }) => kind.file?.of(after)?.id ?? []);
    },

    async afterwards(tx, { vendorId, at }, after) {
      if (!tablesWithWords().includes(table)) return undefined;
      const [time = at.toISOString(), id = ''] = after?.split(' ') ?? [];
      const { rows } = await sql<Tables[T] & Written>`select * from ${sql.table(table)}
        where vendor_id = ${vendorId} and (updated_at, id) > (${time}, ${id})
        ${only ? sql`and ${sql.ref(only.column)} = ${only.value}` : sql``}
        order by updated_at, id limit ${wordsAtOnce}`.execute(tx);
      await insertWords(tx, table, rows);
      const last = rows.at(-1);
      return last && rows.length === wordsAtOnce ? `${last.updated_at} ${last.id}` : undefined;
    },

    async count(db, vendorId, customerId) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}
        where vendor_id = ${vendorId} ${only ? sql`and ${sql.ref(only.column)} = ${only.value}` : sql``}
        ${customerId === undefined ? sql`` : sql`and ${sql.ref(owner)} = ${customerId}`}`.execute(db);
      return Number(rows[0]?.n ?? 0);
    },

    async page(db, vendorId, after, limit, customerId): Promise<readonly ExportedItem[]> {
      let query = (db as unknown as Kysely<{ any: { vendor_id: string; id: string } }>)
        .selectFrom(table as 'any')
        .selectAll()
        .where('vendor_id', '=', vendorId);
      if (only) query = query.where(only.column as 'id', '=', only.value);
      if (customerId !== undefined) query = query.where(owner as 'id', '=', customerId);
      if (after !== undefined) query = query.where('id', '>', after);
      const rows = (await query.orderBy('id').limit(limit).execute()) as unknown as Tables[T][];
      return rows.map((row) => {
        const thing = kind.fromRow(row);
        const file = kind.file?.of(thing);
        return { id: thing.id, item: kind.item?.(thing) ?? thing, ...(file && { file }) };
      });
    },
  };
}

type Answers<Asks extends readonly (() => Promise<unknown>)[]> = {
  [I in keyof Asks]: Awaited<ReturnType<Asks[I]>>;
};

/** All at once where one thread answers them in turn anyway; a connection to PostgreSQL takes one at a time. */
async function asked<const Asks extends readonly (() => Promise<unknown>)[]>(
  db: Db,
  asks: Asks,
): Promise<Answers<Asks>> {
  if (!hasManyWriters(db)) return Promise.all(asks.map((ask) => ask())) as Promise<Answers<Asks>>;
  const answers: unknown[] = [];
  for (const ask of asks) answers.push(await ask());
  return answers as Answers<Asks>;
}
