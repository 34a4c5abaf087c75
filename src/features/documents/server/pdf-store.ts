import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { keepFile, readFileBytes } from '../../../kit/server/files.ts';
import { documentProblem } from '../problems.ts';
import { ciiOf } from './e-invoice/cii.ts';
import { goesInside, precedingOf } from './e-invoice/store.ts';
import type { StoredDocument } from './table.ts';

/**
 * The bytes of a document's PDF. What was made elsewhere is given as it came. Ours is set at the first asking, from
 * what was written down when it was issued, brand included, and kept: it is the same file ever after.
 * @throws `document.no-pdf`
 */
export async function pdfOf(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  vendorId: string,
  document: StoredDocument,
): Promise<Uint8Array> {
  const kept = document.pdf && (await readFileBytes(db, vendorId, document.pdf.fileId));
  if (kept) return kept;
  if (document.origin === 'external') throw documentProblem('document.no-pdf');
  const bytes = await letterOf(db, vendorId, document);
  return keepFirst(db, vendorId, document.id, bytes, clock.now());
}

async function letterOf(db: Db, vendorId: string, document: StoredDocument): Promise<Uint8Array> {
  const { renderLetter } = await import('./pdf/render.ts'); // the libraries behind it are large and seldom needed
  const { look } = document;
  const [logo, preceding, inside] = await Promise.all([
    look.logoFileId ? readFileBytes(db, vendorId, look.logoFileId) : undefined,
    precedingOf(db, vendorId, document),
    goesInside(db, vendorId, document),
  ]);
  const { kind, number, title, issuedOn, dueOn, period, currency, pricesIncludeTax, lines, taxes } = document;
  const { net, tax, gross, prepaid, seller, buyer, notes, purchaseOrder, deliverTo, language } = document;
  return renderLetter({
    ...{ kind, number, title, issuedOn, dueOn, period, currency, pricesIncludeTax, lines, taxes },
    ...{ net, tax, gross, prepaid, seller, buyer, notes, purchaseOrder, deliverTo, language },
    brand: look.brand,
    colour: look.colour,
    logo: logo ?? null,
    invoice: preceding,
    reminder: null,
    data: inside
      ? { name: 'factur-x.xml', xml: ciiOf({ document, preceding }, 'en16931'), profile: 'EN 16931' }
      : null,
  });
}

/** Of any number of first askings at once, one is kept, and all answer that one. */
async function keepFirst(
  db: Db,
  vendorId: string,
  id: string,
  bytes: Uint8Array,
  at: Date,
): Promise<Uint8Array> {
  return inTransaction(db, async (tx) => {
    const row = () =>
      tx.selectFrom('document').select('pdf_file_id').where('vendor_id', '=', vendorId).where('id', '=', id);
    await tx
      .updateTable('document')
      .set((eb) => ({ pdf_file_id: eb.ref('pdf_file_id') }))
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    const known = (await row().executeTakeFirst())?.pdf_file_id;
    if (known) return (await readFileBytes(tx, vendorId, known)) ?? bytes;
    const file = await keepFile(tx, vendorId, { name: `${id}.pdf`, mediaType: 'application/pdf', bytes }, at);
    // Not a change of the document: `updated_at` stays.
    await tx
      .updateTable('document')
      .set({ pdf_file_id: file.id, pdf_size: file.size, pdf_sha256: file.sha256 })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
    return bytes;
  });
}

/** True for what every PDF reader takes for one: its mark at the start and its trailer at the end. */
export function isPdf(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    /^%PDF-[12]\.\d/.test(view.toString('latin1', 0, 8)) &&
    view.subarray(-2048).includes('startxref') &&
    view.subarray(-1024).includes('%%EOF')
  );
}
