import { inTransaction } from '../../../kit/server/db/db.ts';
import type { WorkKind, WorkRun } from '../../../kit/server/work.ts';
import { prepareKind } from './downloads-store.ts';
import { pdfOf } from './pdf-store.ts';
import { toStored } from './table.ts';

/** Sets the letters that a large download needs and that were never asked for; each is kept as it is made. */
export const prepareDownload: WorkKind = {
  kind: prepareKind,
  async run({ database, clock, vendorId, payload, cursor, signal, save }) {
    const { db } = database;
    const { ids } = payload as { readonly ids: readonly string[] };
    let done = (cursor as { readonly done: number } | undefined)?.done ?? 0;
    while (done < ids.length) {
      signal.throwIfAborted();
      const piece = ids.slice(done, done + 20);
      const rows = await db
        .selectFrom('document')
        .selectAll()
        .where('vendor_id', '=', vendorId)
        .where('id', 'in', piece)
        .where('origin', '=', 'portico')
        .where('pdf_file_id', 'is', null)
        .execute();
      for (const row of rows) await pdfOf({ db, clock }, vendorId, toStored(row));
      done += piece.length;
      await inTransaction(db, (tx) => save(tx, { done, total: ids.length, cursor: { done } }));
    }
    return { total: ids.length };
  },
};

/** Sets the letters of one customer that were never asked for, for what takes all of them along. */
export async function setLetters(
  { database, clock, vendorId, signal }: WorkRun,
  customerId: string,
): Promise<void> {
  const { db } = database;
  for (;;) {
    signal.throwIfAborted();
    const rows = await db
      .selectFrom('document')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .where('origin', '=', 'portico')
      .where('pdf_file_id', 'is', null)
      .orderBy('id')
      .limit(20)
      .execute();
    if (rows.length === 0) return;
    for (const row of rows) await pdfOf({ db, clock }, vendorId, toStored(row));
  }
}
