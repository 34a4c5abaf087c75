import { prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { writeSoon } from '../../../kit/server/db/write-soon.ts';
import { documentProblem } from '../problems.ts';
import { numberFrom } from '../rules.ts';
import type { DocumentKind, NumberSeries, NumberSeriesChange } from '../schema.ts';

export interface NumberSeriesTable {
  vendor_id: string;
  kind: DocumentKind;
  prefix: string;
  digits: number;
  next: number;
  /** 1 once a number was taken. */
  taken: number;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    number_series: NumberSeriesTable;
  }
}

const prefixes: Readonly<Record<DocumentKind, string>> = { invoice: 'INV-', 'credit-note': 'CN-' };

/**
 * The series of one kind, locked: whoever else wants a number of it waits until this transaction is over. So a number
 * is taken by one document alone, and one that was taken in vain is free again.
 */
export async function lockSeries(tx: Db, vendorId: string, kind: DocumentKind): Promise<NumberSeriesTable> {
  const locked = () =>
    tx
      .updateTable('number_series')
      .set((eb) => ({ next: eb.ref('next') }))
      .where('vendor_id', '=', vendorId)
      .where('kind', '=', kind)
      .returningAll()
      .executeTakeFirst();
  const series = await locked();
  if (series) return series;
  await tx
    .insertInto('number_series')
    .values({ vendor_id: vendorId, kind, prefix: prefixes[kind], digits: 5, next: 1, taken: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await locked()) as NumberSeriesTable;
}

const isTaken = async (tx: Db, vendorId: string, kind: DocumentKind, number: string): Promise<boolean> =>
  (await tx
    .selectFrom('document')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', kind)
    .where('number', '=', number)
    .where('origin', '=', 'portico')
    .executeTakeFirst()) !== undefined;

const noteTaken = prepareOnce((db, slot: (name: 'vendorId' | 'kind' | 'next') => never) =>
  db
    .updateTable('number_series')
    .set({ next: slot('next'), taken: 1 })
    .where('vendor_id', '=', slot('vendorId'))
    .where('kind', '=', slot('kind')),
);

/**
 * The next number of the vendor's own series, or `given` where the vendor numbers by itself.
 * @throws `invoice.number-taken`, `credit-note.number-taken`
 */
export async function takeNumber(
  tx: Db,
  vendorId: string,
  { kind, given, issuedOn }: { kind: DocumentKind; given: string | undefined; issuedOn: string },
): Promise<string> {
  const series = await lockSeries(tx, vendorId, kind);
  if (given !== undefined) {
    if (await isTaken(tx, vendorId, kind, given)) throw documentProblem(`${kind}.number-taken`);
    return given;
  }
  let { next } = series;
  // A number that was given by hand before the series came to it is no gap: it has its document.
  while (await isTaken(tx, vendorId, kind, numberFrom(series, next, issuedOn))) next += 1;
  await writeSoon(tx, noteTaken(tx, { vendorId, kind, next: next + 1 }));
  return numberFrom(series, next, issuedOn);
}

const shown = ({ kind, prefix, digits, next }: NumberSeriesTable): NumberSeries => ({
  ...{ kind, prefix, digits, next },
});

/** Those that somebody set or took a number of. */
export async function seriesRows(
  db: Db,
  vendorId: string,
): Promise<ReadonlyMap<DocumentKind, NumberSeriesTable>> {
  const rows = await db
    .selectFrom('number_series')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('kind')
    .execute();
  return new Map(rows.map((row) => [row.kind, row]));
}

export async function listSeries(db: Db, vendorId: string): Promise<NumberSeries[]> {
  const rows = await seriesRows(db, vendorId);
  return (['invoice', 'credit-note'] as const).map((kind) => {
    const row = rows.get(kind);
    return row ? shown(row) : { kind, prefix: prefixes[kind], digits: 5, next: 1 };
  });
}

/** @throws `number-series.begun` where it shall begin elsewhere after a number was taken */
export async function changeSeries(
  tx: Db,
  vendorId: string,
  kind: DocumentKind,
  change: NumberSeriesChange,
): Promise<{ series: NumberSeries; fields: string[] }> {
  const before = await lockSeries(tx, vendorId, kind);
  if (change.next !== undefined && change.next !== before.next && before.taken === 1) {
    throw documentProblem('number-series.begun');
  }
  const after = {
    ...before,
    prefix: change.prefix ?? before.prefix,
    digits: change.digits ?? before.digits,
    next: change.next ?? before.next,
  };
  const fields = (['prefix', 'digits', 'next'] as const).filter((name) => before[name] !== after[name]);
  if (fields.length > 0) {
    await tx
      .updateTable('number_series')
      .set({ prefix: after.prefix, digits: after.digits, next: after.next })
      .where('vendor_id', '=', vendorId)
      .where('kind', '=', kind)
      .execute();
  }
  return { series: shown(after), fields };
}
