import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import type { DocumentMail } from '../schema.ts';

export interface DocumentMailTable {
  vendor_id: string;
  id: string;
  document_id: string;
  /** The reminder that is sent, in place of the document itself. */
  reminder_id: string | null;
  kind: string;
  state: string;
  mail_id: string | null;
  asked_at: string;
  done_at: string | null;
  attempts: number;
  /** By the world's clock: not before; `null`: at once. */
  due_at: string | null;
  /** Why it went without the XRechnung that was wanted; what is missing, with commas. */
  lacks: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    document_mail: DocumentMailTable;
  }
}

export const documentMailsJob = 'document-mails';

export interface Queued {
  readonly documentId: string;
  readonly kind: DocumentMail['kind'];
  readonly reminderId?: string;
  readonly at: Date;
}

/** Puts the mail of a document into the transaction that makes the document; its PDF is set, and it is sent, after. */
export async function queueMail(tx: Db, vendorId: string, queued: Queued): Promise<DocumentMail> {
  const row: DocumentMailTable = {
    vendor_id: vendorId,
    id: newId('dml', queued.at.getTime()),
    document_id: queued.documentId,
    reminder_id: queued.reminderId ?? null,
    kind: queued.kind,
    state: 'waiting',
    mail_id: null,
    asked_at: queued.at.toISOString(),
    done_at: null,
    attempts: 0,
    due_at: null,
    lacks: null,
  };
  await tx.insertInto('document_mail').values(row).execute();
  wakeJob(tx, documentMailsJob);
  return toDocumentMail({ ...row, to_address: null });
}

const toDocumentMail = (row: DocumentMailTable & { readonly to_address: string | null }): DocumentMail => ({
  id: row.id,
  kind: row.kind as DocumentMail['kind'],
  state: row.state as DocumentMail['state'],
  to: row.to_address,
  mailId: row.mail_id,
  askedAt: row.asked_at,
  doneAt: row.done_at,
  lacks: row.lacks === null ? null : row.lacks.split(','),
});

/** What was mailed of a document, the newest first. */
export async function mailsOfDocument(db: Db, vendorId: string, documentId: string): Promise<DocumentMail[]> {
  const rows = await db
    .selectFrom('document_mail')
    .leftJoin('mail', (on) =>
      on
        .onRef('mail.vendor_id', '=', 'document_mail.vendor_id')
        .onRef('mail.id', '=', 'document_mail.mail_id'),
    )
    .selectAll('document_mail')
    .select('mail.to_address')
    .where('document_mail.vendor_id', '=', vendorId)
    .where('document_mail.document_id', '=', documentId)
    .orderBy('document_mail.id', 'desc')
    .limit(50)
    .execute();
  return rows.map(toDocumentMail);
}
