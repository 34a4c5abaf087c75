import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { type Database, type DatabaseLog, type Db, inTransaction } from './db/db.ts';
import { type MailTable, openMailSecrets } from './mail.ts';
import { fillSecrets, fillSecretsInHtml } from './mail-body.ts';
import type { MailServer } from './mail-server.ts';
import type { Secrets } from './secrets.ts';

export interface SendingContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  /** Absent: mail waits until there is one. */
  readonly mailServer: MailServer | undefined;
  readonly log: DatabaseLog;
}

const atOnce = 20;

/** Sends what is due, one after the other. May send one mail twice (a kill behind the server's answer), never none. */
export async function sendDueMail(context: SendingContext): Promise<void> {
  const { database, clock, signal, mailServer } = context;
  if (!mailServer) return;
  for (;;) {
    const rows = await dueMail(database.db, clock.now());
    for (const row of rows) {
      if (signal.aborted) return;
      const paused = await sendOne({ ...context, mailServer }, row);
      if (paused) return;
    }
    if (rows.length < atOnce) return;
  }
}

const dueMail = (db: Db, now: Date): Promise<MailTable[]> =>
  db
    .selectFrom('mail')
    .selectAll()
    .where('state', '=', 'queued')
    .where('due_at', '<=', now.toISOString())
    .orderBy('due_at')
    .limit(atOnce)
    .execute();

/** @returns true where the server itself is not to be reached: the others need not be tried now */
async function sendOne(
  { database, clock, secrets, mailServer, log }: SendingContext & { readonly mailServer: MailServer },
  row: MailTable,
): Promise<boolean> {
  const { db } = database;
  try {
    const values = openMailSecrets(secrets, row) ?? {};
    const secret = (name: string) => values[name] ?? '';
    await mailServer.send({
      id: row.id,
      to: { name: row.to_name, address: row.to_address },
      fromName: row.from_name,
      replyTo: row.reply_to ?? undefined,
      subject: row.subject,
      text: fillSecrets(row.body_text, secret),
      html: fillSecretsInHtml(row.body_html, secret),
    });
    const sent = { state: 'accepted', sealed_secrets: null, due_at: null, error: null } as const;
    await noteOutcome(db, row, { ...sent, sent_at: clock.now().toISOString() }, clock.now());
    return false;
  } catch (error) {
    const failure = failureOf(error);
    const wait = failure.permanent ? undefined : waitsMs[row.attempts];
    log.warn({ mail: row.id, attempt: row.attempts + 1, reason: failure.reason }, 'mail could not be sent');
    await noteOutcome(
      db,
      row,
      wait === undefined
        ? { state: 'refused', due_at: null, error: failure.reason }
        : { due_at: new Date(clock.now().getTime() + wait).toISOString(), error: failure.reason },
      clock.now(),
    );
    // One refused mail says nothing about the next; a server that is away does.
    if (failure.serverAway) await pause(50, undefined, { ref: false });
    return failure.serverAway;
  }
}

const noteOutcome = (db: Db, row: MailTable, outcome: Partial<MailTable>, now: Date) =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('mail')
      .set({ ...outcome, attempts: row.attempts + 1, updated_at: now.toISOString() })
      .where('vendor_id', '=', row.vendor_id)
      .where('id', '=', row.id)
      // Somebody may have asked for it to be sent anew meanwhile.
      .where('state', '=', 'queued')
      .execute(),
  );

const minute = 60_000;
/** After each failure; two days in all, then the mail has failed. */
const waitsMs = [1, 5, 15, 60, 180, 360, 720, 1440].map((minutes) => minutes * minute);

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/** A 5xx answer about this mail is the end of it; about our own sign-in there, or no answer at all, is not. */
function failureOf(error: unknown): { permanent: boolean; serverAway: boolean; reason: string } {
  const { code = '', responseCode = 0, response, message } = (error ?? {}) as SmtpError;
  const aboutUs = ['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS'].includes(code);
  return {
    permanent: responseCode >= 500 && !aboutUs,
    serverAway: responseCode === 0 || aboutUs,
    reason: `${response ?? message ?? String(error)}`.replace(/\s+/g, ' ').slice(0, 300),
  };
}
