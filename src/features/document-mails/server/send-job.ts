import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';
import { sendMail } from '../../../kit/server/mail.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { mayEnter } from '../../access/entry.ts';
import { makeToken } from '../../access/server/make-token.ts';
import { offers } from '../../access/ways.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Customer } from '../../customers/schema.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import type { DocumentMailTable } from '../../documents/server/mail-queue.ts';
import { type StoredDocument, toStored } from '../../documents/server/table.ts';
import { keepLink, mailboxHash } from '../../links/server/links-store.ts';
import { lookOf, mailingOf } from '../../mails/server/access-mail.ts';
import { fillMail, mailTextIn } from '../../mails/server/mail-text.ts';
import { addressOf } from '../../portals/address.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { isOwed } from '../../reminders/rules.ts';
import { requireReminder } from '../../reminders/server/store.ts';
import { toReminder } from '../../reminders/server/table.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { enclosedWith } from './letters.ts';
import { cameBack, findRecipient, type Recipient, sameAddress } from './recipient.ts';
import { valuesOf } from './values.ts';

export interface DocumentMailsJob {
  readonly database: Database;
  /** The world's. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly publicUrl: string;
}

type Filled = ReturnType<typeof fillMail>;

const mostAttempts = 5;

/** Sends what is waiting. What can't be written now is tried again later, and keeps nobody else waiting. */
export async function sendDocumentMails(job: DocumentMailsJob): Promise<void> {
  const { db } = job.database;
  for (;;) {
    const now = job.clock.now();
    const rows = await db
      .selectFrom('document_mail')
      .selectAll()
      .where('state', '=', 'waiting')
      .where((eb) => eb.or([eb('due_at', 'is', null), eb('due_at', '<=', now.toISOString())]))
      .orderBy('due_at')
      .orderBy('id')
      .limit(50)
      .execute();
    for (const row of rows) {
      if (job.signal.aborted) return;
      try {
        await sendOne(job, row);
      } catch (error) {
        job.log.warn({ error, document: row.document_id }, 'a document could not be mailed');
        const attempts = row.attempts + 1;
        const over = attempts >= mostAttempts;
        const due_at = new Date(now.getTime() + attempts * 5 * 60_000).toISOString();
        const state = over ? 'failed' : 'waiting';
        await inTransaction(db, (tx) => noteOn(tx, row, { attempts, state, due_at }));
      }
    }
    if (rows.length < 50) return;
  }
}

async function noteOn(db: Db, row: DocumentMailTable, change: Partial<DocumentMailTable>): Promise<boolean> {
  const done = await db
    .updateTable('document_mail')
    .set(change)
    .where('vendor_id', '=', row.vendor_id)
    .where('id', '=', row.id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

interface Sending {
  readonly vendorId: string;
  readonly row: DocumentMailTable;
  readonly document: StoredDocument;
  readonly customer: Customer;
  readonly portal: Portal;
  readonly recipient: Recipient;
  readonly at: Date;
}

const findDocument = async (db: Db, vendorId: string, id: string): Promise<StoredDocument | undefined> => {
  const row = await db
    .selectFrom('document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toStored(row);
};

async function sendOne(job: DocumentMailsJob, row: DocumentMailTable): Promise<void> {
  const { db } = job.database;
  const vendorId = row.vendor_id;
  const vendor = await findVendor(db, vendorId);
  const document = await findDocument(db, vendorId, row.document_id);
  const at = movedClock(job.clock, vendor?.clockOffsetMs ?? 0).now();
  const over = (state: 'settled' | 'no-address' | 'bounced') =>
    inTransaction(db, (tx) => noteOn(tx, row, { state, done_at: at.toISOString() }));
  if (!vendor || !document || (row.reminder_id && !isOwed(document))) return void (await over('settled'));
  const customer = await requireCustomer(db, vendorId, document.customerId);
  const portal = await requirePortal(db, vendorId, customer.portalId);
  const recipient = await findRecipient(db, vendorId, customer);
  if (typeof recipient === 'string') return void (await over(recipient));
  const sending: Sending = { vendorId, row, document, customer, portal, recipient, at };
  await write(job, sending, vendor.side === 'test');
}

/** Letter and link are made before the transaction that writes the mail. */
async function write(job: DocumentMailsJob, sending: Sending, testSide: boolean): Promise<void> {
  const { database, clock, secrets, publicUrl } = job;
  const { db } = database;
  const { vendorId, row, document, customer, portal, recipient, at } = sending;
  const mailing = await mailingOf({ secrets, publicUrl, testSide });
  const { look, say } = lookOf(mailing, portal, [
    recipient.contact?.language,
    customer.language,
    document.language,
  ]);
  const reminder = row.reminder_id ? await requireReminder(db, vendorId, row.reminder_id) : undefined;
  const { attachments, lacks } = await enclosedWith({ db, clock }, vendorId, {
    document,
    customer,
    portal,
    reminder,
  });
  const invoice = document.invoiceId ? await findDocument(db, vendorId, document.invoiceId) : undefined;
  const link = await linkOf(job, sending);
  const kind = row.kind as 'invoice';
  const values = valuesOf(
    { document, invoiceNumber: invoice?.number, reminder: reminder && toReminder(reminder) },
    look.language,
  );
  /** A copy has the portal's address: the link is the recipient's own. */
  const filledFor = (opens: typeof link) =>
    fillMail(
      {
        ...{ portal, customer, contact: recipient.contact, language: look.language, values },
        ...{ url: opens?.url ?? addressOf(portal, publicUrl), expiresAt: opens?.expiresAt },
        button: say('portal-link.button'),
      },
      mailTextIn(portal, kind, look.language),
    );
  const copyTo = await copyOf(db, sending);
  await inTransaction(db, async (tx) => {
    // Paid, or sent by another process, while the letter was set.
    const now = await findDocument(tx, vendorId, document.id);
    if (row.reminder_id && (!now || !isOwed(now))) {
      await noteOn(tx, row, { state: 'settled', done_at: at.toISOString() });
      return;
    }
    if (!(await noteOn(tx, row, { state: 'sent', done_at: at.toISOString() }))) return;
    if (link) {
      await keepLink(tx, {
        ...{ vendorId, jti: link.jti, portalId: portal.id, customerId: customer.id },
        ...{ contactId: recipient.contact?.id ?? null, reach: { readOnly: false, oneUse: false } },
        lifetimeMinutes: portal.linkLifetimeMinutes,
        mailboxHash: mailboxHash(recipient.address),
        createdAt: clock.now().toISOString(),
        expiresAt: link.expiresAt.toISOString(),
      });
    }
    const { support } = portal;
    const help = support.phone ?? support.email;
    const mailTo = (to: { name: string; address: string }, { subject, parts, secretValues }: Filled) =>
      sendMail(tx, secrets, {
        ...{ vendorId, portalId: portal.id, template: kind, subject, look, at, testSide, attachments, to },
        replyTo: support.email,
        parts: [
          { kind: 'title', text: subject },
          { kind: 'text', text: say('access.hello', { name: to.name }) },
          ...parts,
          ...(help ? [{ kind: 'small', text: say('access.help', { help }) } as const] : []),
        ],
        ...(secretValues && { secretValues }),
        customerId: customer.id,
        subjectId: document.id,
      });
    const { name, address } = recipient;
    const mailId = await mailTo({ name, address }, filledFor(link));
    if (copyTo) await mailTo({ name: customer.name, address: copyTo }, filledFor(undefined));
    await tx
      .updateTable('document_mail')
      .set({ mail_id: mailId, lacks: lacks?.join(',') ?? null })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', row.id)
      .execute();
    await announce(tx, {
      ...{ vendorId, customerId: customer.id, actor: { kind: 'system', id: null }, at },
      ...{ action: 'document.mailed', subjectId: document.id },
      data: { customerId: customer.id, documentId: document.id, mailId },
    });
  });
}

/** Whom the customer wants to have a copy, if that is somebody else and mail there did not come back. */
async function copyOf(db: Db, { vendorId, customer, recipient }: Sending): Promise<string | undefined> {
  const { emailCc } = customer.billing;
  if (!emailCc || sameAddress(emailCc, recipient.address)) return undefined;
  return (await cameBack(db, vendorId, customer.id, emailCc)) ? undefined : emailCc;
}

/**
 * The recipient's own link, where the portal lets people in by links and writes about access at all; else the mail has
 * the portal's address, which opens nothing by itself.
 */
async function linkOf(
  { database: { db }, secrets, publicUrl, clock }: DocumentMailsJob,
  { vendorId, portal, customer, recipient }: Sending,
) {
  const { contact } = recipient;
  const closed = mayEnter({
    ...{ portal, customer, address: undefined },
    contact: contact && { ...contact, allowedAddresses: [] },
  });
  if (portal.mail.noAccessMail || !offers(portal.signIn, 'link') || closed) return undefined;
  return makeToken({ db, secrets, publicUrl, worldClock: clock }, vendorId, portal, {
    ...{ customerId: customer.id, use: 'link', readOnly: false },
    lifetimeMinutes: portal.linkLifetimeMinutes,
    ...(contact && { contact: contact.id }),
  });
}
