import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { type MailTable, openMailSecrets, sendMailJob } from '../../../kit/server/mail.ts';
import { fillSecrets, fillSecretsInHtml } from '../../../kit/server/mail-body.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { mailProblem } from '../problems.ts';
import type { Mail, MailItem, MailState } from '../schema.ts';

export interface MailFilter {
  readonly state?: MailState | undefined;
  readonly customerId?: string | undefined;
}

const sorts = { createdAt: 'created_at' };

/** Whether this service has a mail server. */
export type Sends = boolean;

export async function listMails(
  db: Db,
  vendorId: string,
  { state, customerId }: MailFilter,
  paging: Paging,
  sends: Sends,
): Promise<MailItem[]> {
  let query = db.selectFrom('mail').selectAll().where('vendor_id', '=', vendorId);
  if (state) query = query.where('state', '=', state);
  if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
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
  subjectId: row.subject_id,
  attempts: row.attempts,
  nextTryAt: row.state === 'queued' && sends ? row.due_at : null,
  error: row.state === 'queued' && !sends ? 'no-server' : row.error,
  resendable: isResendable(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  sentAt: row.sent_at,
});
