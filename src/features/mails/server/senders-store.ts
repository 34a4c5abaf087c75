import type { Db } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { sendMailJob } from '../../../kit/server/mail.ts';
import {
  endOutage,
  findSender,
  type MailSenderTable,
  senderContext,
} from '../../../kit/server/mail-senders.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { mailProblem } from '../problems.ts';
import type { MailSender, NewMailSender } from '../schema.ts';

/** @throws `mail-sender.not-found` */
export async function requireSenderRow(db: Db, vendorId: string, portalId: string): Promise<MailSenderTable> {
  const row = await findSender(db, vendorId, portalId);
  if (!row) throw mailProblem('mail-sender.not-found');
  return row;
}

export const hasSender = async (db: Db, vendorId: string, portalId: string): Promise<boolean> =>
  (await findSender(db, vendorId, portalId)) !== undefined;

/** @throws `mail-sender.not-found` */
export async function requireSender(db: Db, vendorId: string, portalId: string): Promise<MailSender> {
  const row = await requireSenderRow(db, vendorId, portalId);
  const outage = await db
    .selectFrom('mail_outage')
    .select('since')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();
  return {
    portalId,
    host: row.host,
    port: row.port,
    security: row.security,
    username: row.username,
    hasPassword: row.sealed_password !== null,
    fromName: row.from_name,
    fromAddress: row.from_address,
    awaySince: outage?.since ?? null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/**
 * Sets the mail server of a portal, and tries at once what waits. Another host or user forgets the password that was
 * for the one before: what is sealed here is never sent to a place that somebody else chose.
 */
export async function putSender(
  tx: Db,
  secrets: Secrets,
  { vendorId, portalId, at }: { readonly vendorId: string; readonly portalId: string; readonly at: Date },
  wanted: NewMailSender,
): Promise<{ sender: MailSender; created: boolean }> {
  const before = await findSender(tx, vendorId, portalId);
  const port = wanted.port ?? (wanted.security === 'tls' ? 465 : 587);
  const sameDoor =
    before?.host === wanted.host && before.port === port && before.username === wanted.username;
  const sealed =
    wanted.password === undefined
      ? sameDoor
        ? (before?.sealed_password ?? null)
        : null
      : wanted.password === null
        ? null
        : secrets.seal(wanted.password, senderContext(vendorId, portalId));
  const now = at.toISOString();
  const row = {
    host: wanted.host,
    port,
    security: wanted.security,
    username: wanted.username,
    sealed_password: sealed,
    from_name: wanted.fromName,
    from_address: wanted.fromAddress,
    updated_at: now,
  };
  await tx
    .insertInto('mail_sender')
    .values({ vendor_id: vendorId, portal_id: portalId, created_at: now, ...row })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'portal_id']).doUpdateSet(row))
    .execute();
  await tryNow(tx, vendorId, portalId, at);
  return { sender: await requireSender(tx, vendorId, portalId), created: before === undefined };
}

/** From then on mail leaves by the service's own server. @throws `mail-sender.not-found` */
export async function removeSender(tx: Db, vendorId: string, portalId: string, at: Date): Promise<void> {
  const done = await tx
    .deleteFrom('mail_sender')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .executeTakeFirst();
  if (done.numDeletedRows !== 1n) throw mailProblem('mail-sender.not-found');
  await tryNow(tx, vendorId, portalId, at);
}

/** What waits for the server before goes by the one of now, at once. */
async function tryNow(tx: Db, vendorId: string, portalId: string, at: Date): Promise<void> {
  await endOutage(tx, { vendorId, portalId });
  await tx
    .updateTable('mail')
    .set({ due_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('state', '=', 'queued')
    .where('due_at', '>', at.toISOString())
    .execute();
  wakeJob(tx, sendMailJob);
}

/** Portals of a vendor whose mail leaves by a server of their own. */
export async function portalsWithSender(db: Db, vendorId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('mail_sender')
    .select('portal_id')
    .where('vendor_id', '=', vendorId)
    .execute();
  return new Set(rows.map(({ portal_id }) => portal_id));
}
