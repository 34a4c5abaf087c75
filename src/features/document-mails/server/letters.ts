import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile } from '../../../kit/server/files.ts';
import type { MailAttachment } from '../../../kit/server/mail.ts';
import type { Customer } from '../../customers/schema.ts';
import { pdfName, xmlName } from '../../documents/file-names.ts';
import { eInvoiceOf, lackedBy } from '../../documents/server/e-invoice/store.ts';
import { pdfOf } from '../../documents/server/pdf-store.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { Portal } from '../../portals/schema.ts';
import { reminderPdf } from '../../reminders/server/pdf.ts';
import { reminderFileName } from '../../reminders/server/routes.ts';
import { requireReminder } from '../../reminders/server/store.ts';

interface Enclosing {
  readonly db: Db;
  readonly clock: Clock;
}

interface Enclosed {
  readonly attachments: readonly MailAttachment[];
  /** For want of which the XRechnung that the customer chose is not there. */
  readonly lacks: readonly string[] | null;
}

const dayMs = 86_400_000;
/** Longer than a mail is tried. The data can be had at the document ever after. */
const dataDays = 60;

async function letterFile(db: Db, vendorId: string, documentId: string): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('document')
    .select('pdf_file_id')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', documentId)
    .executeTakeFirst();
  return row?.pdf_file_id;
}

/** What goes with a document's mail, in the format that its customer chose. */
export async function enclosedWith(
  { db, clock }: Enclosing,
  vendorId: string,
  {
    document,
    customer,
    portal,
    reminder,
  }: {
    readonly document: StoredDocument;
    readonly customer: Customer;
    readonly portal: Portal;
    readonly reminder: Awaited<ReturnType<typeof requireReminder>> | undefined;
  },
): Promise<Enclosed> {
  const attachments: MailAttachment[] = [];
  if (reminder) {
    await reminderPdf({ db, clock }, vendorId, reminder);
    const { pdf_file_id: fileId } = await requireReminder(db, vendorId, reminder.id);
    if (fileId) attachments.push({ name: reminderFileName(reminder), fileId });
  }
  // Of an invoice that was made elsewhere and has none, nothing.
  if (document.origin === 'portico' || document.pdf) {
    await pdfOf({ db, clock }, vendorId, document);
    const fileId = await letterFile(db, vendorId, document.id);
    if (fileId) attachments.push({ name: pdfName(document), fileId });
  }
  const wantsData = !reminder && portal.documents.eInvoices && customer.billing.invoiceFormat === 'xrechnung';
  if (!wantsData) return { attachments, lacks: null };
  const lacks = lackedBy(document, 'xrechnung');
  if (lacks.length > 0) return { attachments, lacks };
  const xml = await eInvoiceOf(db, vendorId, document, 'xrechnung');
  const name = xmlName(document);
  const now = clock.now();
  const file = await inTransaction(db, async (tx) => {
    const bytes = new TextEncoder().encode(xml);
    const kept = await keepFile(tx, vendorId, { name, mediaType: 'application/xml', bytes }, now);
    await dropFile(tx, vendorId, kept.id, new Date(now.getTime() + dataDays * dayMs));
    return kept;
  });
  return { attachments: [{ name, fileId: file.id }, ...attachments], lacks: null };
}
