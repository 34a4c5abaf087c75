import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { type MailTable, openMailSecrets, sendMailJob } from '../../../kit/server/mail.ts';
import { fillSecrets, fillSecretsInHtml } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { noteDeadAddress } from '../../customers/server/dead-addresses.ts';
import { mailProblem } from '../problems.ts';
import type { Mail, MailItem, MailState, NewBounce } from '../schema.ts';
import { portalsWithSender } from './senders-store.ts';

export interface MailFilter {
  readonly state?: MailState | undefined;
  readonly customerId?: string | undefined;
  readonly portalId?: string | undefined;
  readonly template?: string | undefined;
}

const sorts = { createdAt: 'created_at' };

/** Whether there is a mail server by which a portal's mail leaves. */
export type Sends = (portalId: string | null) => boolean;

/** The service's own server, and those of portals that have one. */
export async function sendsOf(db: Db, vendorId: string, serviceSends: boolean): Promise<Sends> {
  if (serviceSends) return () => true;
  const own = await portalsWithSender(db, vendorId);
  return (portalId) => portalId !== null && own.has(portalId);
}

export async function listMails(
  db: Db,
  vendorId: string,
  { state, customerId, portalId, template }: MailFilter,
  paging: Paging,
  sends: Sends,
): Promise<MailItem[]> {
  let query = db.selectFrom('mail').selectAll().where('vendor_id', '=', vendorId);
  if (state) query = query.where('state', '=', state);
  if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
  if (portalId !== undefined) query = query.where('portal_id', '=', portalId);
  if (template !== undefined) query = query.where('template', '=', template);
  return (await paged(query, 'mail', paging, { sorts }).execute()).map((row) => toItem(row, sends));
}

async function requireRow(db: Db, vendorId: string, id: string): Promise<MailTable> {
  const row = await db
    .selectFrom('mail')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw mailProblem('mail.not-found');
  return row;
}

/** One mail, as lists show it. @throws `mail.not-found` */
export const findMail = async (db: Db, vendorId: string, id: string): Promise<MailItem> =>
  toItem(await requireRow(db, vendorId, id), () => true);

const mask = '••••••••';

/**
 * One mail with what it says. @returns also whether a secret was read in clear, which is to be written down
 * @throws `mail.not-found`
 */
export async function readMail(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  id: string,
  sends: Sends,
): Promise<{ mail: Omit<Mail, 'previewPath'>; showsSecrets: boolean }> {
  const row = await requireRow(db, vendorId, id);
  const values = row.state === 'held' ? openMailSecrets(secrets, row) : undefined;
  const secret = (name: string) => values?.[name] ?? mask;
  const mail = {
    ...toItem(row, sends),
    replyTo: row.reply_to,
    text: fillSecrets(row.body_text, secret),
    html: fillSecretsInHtml(row.body_html, secret),
  };
  return { mail, showsSecrets: values !== undefined };
}

/** How a mail looks, every secret masked; `undefined` for none of this vendor. */
export async function readMasked(db: Db, vendorId: string, id: string): Promise<string | undefined> {
  const row = await requireRow(db, vendorId, id).catch(() => undefined);
  return row && fillSecrets(row.body_html, () => mask);
}

/**
 * Sends a mail once more, or one that failed or waits at once.
 * @throws `mail.not-found`, `mail.held`, `mail.secret-gone`
 */
export async function resendMail(
  tx: Db,
  vendorId: string,
  id: string,
  { now, at, sends }: { readonly now: Date; readonly at: Date; readonly sends: Sends },
): Promise<MailItem> {
  const row = await requireRow(tx, vendorId, id);
  if (row.state === 'held') throw mailProblem('mail.held');
  if (!isResendable(row)) {
    throw mailProblem('mail.secret-gone', { detail: 'Make a new password for the contact instead.' });
  }
  const change = {
    state: 'queued',
    attempts: 0,
    error: null,
    due_at: now.toISOString(),
    updated_at: at.toISOString(),
  } as const;
  await tx.updateTable('mail').set(change).where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  wakeJob(tx, sendMailJob);
  return toItem({ ...row, ...change }, sends);
}

/**
 * A mail that was accepted came back, as the vendor's mail provider says. For good: its address is held to be dead.
 * Said twice, it is noted once.
 * @throws `mail.not-found`, `mail.held`, `mail.not-sent`
 */
export async function noteBounce(
  tx: Db,
  vendorId: string,
  id: string,
  { reason, permanent, at, sends }: NewBounce & { readonly at: Date; readonly sends: Sends },
): Promise<{ mail: MailItem; noted: boolean }> {
  const row = await requireRow(tx, vendorId, id);
  if (row.state === 'held') throw mailProblem('mail.held');
  // A bounce may be quicker than the note that the mail was accepted.
  if (row.state === 'refused') throw mailProblem('mail.not-sent');
  const change = {
    ...(permanent ? { state: 'bounced' as const, due_at: null } : { state: row.state }),
    error: reason,
    updated_at: at.toISOString(),
  };
  const noted = row.state !== change.state || row.error !== reason;
  if (noted) {
    await tx.updateTable('mail').set(change).where('vendor_id', '=', vendorId).where('id', '=', id).execute();
    if (permanent) await noteDeadAddress(tx, { vendorId, address: row.to_address });
  }
  return { mail: toItem(noted ? { ...row, ...change } : row, sends), noted };
}

const isResendable = (row: MailTable): boolean =>
  row.state !== 'held' && (row.has_secrets === 0 || row.sealed_secrets !== null);

const toItem = (row: MailTable, sends: Sends): MailItem => ({
  id: row.id,
  template: row.template,
  state: row.state,
  to: { name: row.to_name, address: row.to_address },
  from: row.from_name,
  language: row.language as MailItem['language'],
  subject: row.subject,
  customerId: row.customer_id,
  portalId: row.portal_id,
  subjectId: row.subject_id,
  attempts: row.attempts,
  nextTryAt: row.state === 'queued' && sends(row.portal_id) ? row.due_at : null,
  error: row.state === 'queued' && !sends(row.portal_id) ? 'no-server' : row.error,
  resendable: isResendable(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  sentAt: row.sent_at,
});
