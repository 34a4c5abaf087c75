import { newId } from '../common/id.ts';
import type { Db } from './db/db.ts';
import { wakeJob } from './jobs.ts';
import { type MailLook, type MailPart, mailHtml, mailText, plainLine } from './mail-body.ts';
import type { SealedColumn } from './reseal.ts';
import { keepWords, searchText, writeWords } from './search.ts';
import type { Secrets } from './secrets.ts';

/**
 * `held`: a test side's, which never leaves. `queued`: to be sent, or to be tried again at `due_at`. `accepted`: the
 * mail server has it. `refused`: nobody took it. `bounced`: it was accepted, and came back.
 */
export type MailState = 'queued' | 'accepted' | 'refused' | 'bounced' | 'held';

export interface MailTable {
  vendor_id: string;
  id: string;
  template: string;
  state: MailState;
  /** Whose sender it leaves by, and whose brand it bears; `null`: the service's own. */
  portal_id: string | null;
  customer_id: string | null;
  subject_id: string | null;
  to_name: string;
  to_address: string;
  from_name: string;
  reply_to: string | null;
  language: string;
  subject: string;
  /** Both bodies with marks where secrets stand. */
  body_text: string;
  body_html: string;
  /** The secrets of the body, sealed; gone once the mail was sent. */
  sealed_secrets: string | null;
  has_secrets: number;
  attempts: number;
  /** By the world's clock; `null`: not to be sent. */
  due_at: string | null;
  error: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
  sent_at: string | null;
}

declare module './db/db.ts' {
  interface Tables {
    mail: MailTable;
    mail_attachment: {
      vendor_id: string;
      mail_id: string;
      position: number;
      name: string;
      file_id: string;
    };
  }
}

// A mail to nobody's customer is its own owner.
keepWords('mail', ({ customer_id, id }) => customer_id ?? id);

export const sendMailJob = 'send-mail';

export interface NewMail {
  readonly vendorId: string;
  /** The portal whose sender it leaves by. */
  readonly portalId: string | null;
  /** Which mail it is, as `contact-access`; what was filled in is in the parts. */
  readonly template: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly parts: readonly MailPart[];
  readonly look: MailLook;
  /** Values of `secretMark`s in the parts; a secret never stands in the subject. */
  readonly secretValues?: Readonly<Record<string, string>>;
  readonly customerId: string | null;
  /** What the mail is about: a contact, an invoice. */
  readonly subjectId: string | null;
  /** The mail of a test side is kept for its mailbox and never leaves. */
  readonly testSide: boolean;
  /** The vendor's time. */
  readonly at: Date;
  /** Whoever writes it sends it too: the job leaves it alone. */
  readonly byHand?: boolean;
  /** Files of the vendor that go with it, each under the name that the recipient sees. */
  readonly attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  readonly name: string;
  readonly fileId: string;
}

export const secretContext = (vendorId: string, id: string): string => `mail:${vendorId}:${id}`;

export const sealedMailSecrets: SealedColumn = {
  table: 'mail',
  key: ['id'],
  column: 'sealed_secrets',
  context: ({ vendor_id, id }) => secretContext(vendor_id as string, id as string),
};

/**
 * Puts a mail into the transaction of the act it tells of: both are kept, or none. A job sends it.
 * This is the one place through which mail leaves, so what forbids mail (a test side) is decided here.
 */
export async function sendMail(tx: Db, secrets: Secrets, mail: NewMail): Promise<string> {
  const { vendorId, to, look, testSide } = mail;
  const id = newId('mai', mail.at.getTime());
  const now = mail.at.toISOString();
  const subject = plainLine(mail.subject);
  const toName = plainLine(to.name);
  const { secretValues } = mail;
  const row: MailTable = {
    vendor_id: vendorId,
    id,
    template: mail.template,
    state: testSide ? 'held' : 'queued',
    portal_id: mail.portalId,
    customer_id: mail.customerId,
    subject_id: mail.subjectId,
    to_name: toName,
    to_address: to.address,
    from_name: plainLine(look.brand),
    reply_to: mail.replyTo ?? null,
    language: look.language,
    subject,
    body_text: mailText(mail.parts, look.footer),
    body_html: mailHtml(mail.parts, look),
    sealed_secrets: secretValues
      ? secrets.seal(JSON.stringify(secretValues), secretContext(vendorId, id))
      : null,
    has_secrets: secretValues ? 1 : 0,
    attempts: 0,
    // Not `at`: a live side's clock is the world's, and a test side's mail is never due.
    due_at: testSide || mail.byHand ? null : now,
    error: null,
    search_text: searchText(to.name, to.address, subject),
    created_at: now,
    updated_at: now,
    sent_at: null,
  };
  await tx.insertInto('mail').values(row).execute();
  await writeWords(tx, 'mail', row);
  const { attachments = [] } = mail;
  if (attachments.length > 0) {
    await tx
      .insertInto('mail_attachment')
      .values(
        attachments.map(({ name, fileId }, position) => ({
          ...{ vendor_id: vendorId, mail_id: id, position },
          ...{ name: plainLine(name), file_id: fileId },
        })),
      )
      .execute();
  }
  if (row.due_at !== null) wakeJob(tx, sendMailJob);
  return id;
}

/** The secrets of a mail by name; `undefined` once it was sent, or where it has none. */
export const openMailSecrets = (
  secrets: Secrets,
  row: Pick<MailTable, 'vendor_id' | 'id' | 'sealed_secrets'>,
): Readonly<Record<string, string>> | undefined =>
  row.sealed_secrets === null
    ? undefined
    : (JSON.parse(secrets.open(row.sealed_secrets, secretContext(row.vendor_id, row.id))) as Record<
        string,
        string
      >);

export interface OpenedAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What goes with a mail; a file that is gone meanwhile is left out. */
export async function attachmentsOf(db: Db, vendorId: string, mailId: string): Promise<OpenedAttachment[]> {
  const rows = await db
    .selectFrom('mail_attachment as a')
    .innerJoin('file as f', (on) =>
      on.onRef('f.vendor_id', '=', 'a.vendor_id').onRef('f.id', '=', 'a.file_id'),
    )
    .select(['a.name', 'f.media_type', 'f.content'])
    .where('a.vendor_id', '=', vendorId)
    .where('a.mail_id', '=', mailId)
    .orderBy('a.position')
    .execute();
  return rows.map(({ name, media_type, content }) => ({ name, mediaType: media_type, bytes: content }));
}

/** With a person or a customer goes what was written to them. */
export async function deleteMails(
  tx: Db,
  vendorId: string,
  about: { readonly customerId: string } | { readonly subjectId: string },
): Promise<void> {
  const [column, id] =
    'customerId' in about
      ? (['customer_id', about.customerId] as const)
      : (['subject_id', about.subjectId] as const);
  await tx.deleteFrom('mail').where('vendor_id', '=', vendorId).where(column, '=', id).execute();
}
