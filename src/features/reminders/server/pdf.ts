import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { keepFile, readFileBytes } from '../../../kit/server/files.ts';
import { requireDocument } from '../../documents/server/store.ts';
import type { ReminderRow } from './store.ts';
import { lookOf } from './table.ts';

/** The bytes of a reminder's letter: set at the first asking, and the same file ever after. */
export async function reminderPdf(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  vendorId: string,
  row: ReminderRow,
): Promise<Uint8Array> {
  const kept = row.pdf_file_id ? await readFileBytes(db, vendorId, row.pdf_file_id) : undefined;
  if (kept) return kept;
  const bytes = await letterOf(db, vendorId, row, clock.now());
  return inTransaction(db, async (tx) => {
    const ofRow = (query: { readonly id: string }) =>
      tx
        .selectFrom('reminder')
        .select('pdf_file_id')
        .where('vendor_id', '=', vendorId)
        .where('id', '=', query.id)
        .executeTakeFirst();
    await tx
      .updateTable('reminder')
      .set((eb) => ({ pdf_file_id: eb.ref('pdf_file_id') }))
      .where('vendor_id', '=', vendorId)
      .where('id', '=', row.id)
      .execute();
    const known = (await ofRow(row))?.pdf_file_id;
    if (known) return (await readFileBytes(tx, vendorId, known)) ?? bytes;
    const name = `${row.id}.pdf`;
    const file = await keepFile(tx, vendorId, { name, mediaType: 'application/pdf', bytes }, clock.now());
    await tx
      .updateTable('reminder')
      .set({ pdf_file_id: file.id })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', row.id)
      .execute();
    return bytes;
  });
}

async function letterOf(db: Db, vendorId: string, row: ReminderRow, now: Date): Promise<Uint8Array> {
  const { renderLetter } = await import('../../documents/server/pdf/render.ts');
  const { document } = await requireDocument(db, vendorId, 'invoice', row.document_id, now);
  const look = lookOf(row);
  const logo = look.logoFileId ? await readFileBytes(db, vendorId, look.logoFileId) : undefined;
  const { seller, buyer, language, number, issuedOn, currency, purchaseOrder } = document;
  const total = row.open_amount + row.fees;
  return renderLetter({
    ...{ kind: 'invoice', number, title: null, period: null, notes: null, deliverTo: null, purchaseOrder },
    ...{ issuedOn: row.issued_on, dueOn: row.pay_until, currency, pricesIncludeTax: false, lines: [] },
    ...{ taxes: [], net: total, tax: 0, gross: total, prepaid: 0, seller, buyer, language },
    brand: look.brand,
    colour: look.colour,
    logo: logo ?? null,
    invoice: { number, issuedOn },
    reminder: {
      ...{ level: row.level, open: row.open_amount, fees: row.fees, text: row.text },
      wasDueOn: document.dueOn ?? issuedOn,
    },
    data: null,
  });
}
