import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { type Database, type DatabaseLog, type Db, inTransaction } from './db/db.ts';
import { attachmentsOf, type MailTable, openMailSecrets } from './mail.ts';
import { fillSecrets, fillSecretsInHtml } from './mail-body.ts';
import { failureOf } from './mail-failure.ts';
import {
  endOutage,
  findSender,
  noteOutage,
  openSender,
  outages,
  type Route,
  serviceRoute,
} from './mail-senders.ts';
import type { MailServer } from './mail-server.ts';
import type { Secrets } from './secrets.ts';

export interface SendingContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  /** The service's own. Absent: mail waits until there is one, but what has a sender of its own. */
  readonly mailServer: MailServer | undefined;
  /** Whether senders may be in networks that are not the internet's. */
  readonly privateMailHosts?: boolean;
  /** An address that takes no mail, said by the server that would know. */
  readonly onDeadAddress?: (tx: Db, mail: { vendorId: string; address: string }) => Promise<void>;
  readonly log: DatabaseLog;
}

const atOnce = 20;

/** One way out, for the time of one run. */
interface Way {
  readonly route: Route;
  readonly server: MailServer | undefined;
  /** Not to be reached: the others that go this way need not be tried now. */
  away: boolean;
}

/** Sends what is due, by each server one after the other. May send one mail twice (a kill behind the server's answer), never none. */
export async function sendDueMail(context: SendingContext): Promise<void> {
  const { database, clock, signal } = context;
  const ways = waysOf(context);
  try {
    let after: MailTable | undefined;
    for (;;) {
      const rows = await dueMail(database.db, clock.now(), { after, serviceSends: ways.serviceSends });
      const routed = await Promise.all(rows.map(async (row) => ({ row, way: await ways.of(row) })));
      // Side by side: a server that does not answer holds up no mail but its own.
      const groups = [...Map.groupBy(routed, ({ way }) => way)];
      await Promise.all(
        groups.map(([way, mails]) =>
          sendAll(
            context,
            way,
            mails.map(({ row }) => row),
          ),
        ),
      );
      if (signal.aborted) return;
      after = rows.at(-1);
      if (rows.length < atOnce) break;
    }
    await lookAgain(context, ways);
  } finally {
    await ways.close();
  }
}

async function sendAll(context: SendingContext, way: Way, rows: readonly MailTable[]): Promise<void> {
  const { database, clock, signal } = context;
  for (const row of rows) {
    if (!way.server || way.away || signal.aborted) return;
    way.away = await sendOne({ ...context, db: database.db }, way.route, way.server, row);
    if (way.away) await inTransaction(database.db, (tx) => postpone(tx, way.route, clock.now()));
  }
}

/** What else would go by a server that is away need not be looked at before it is tried again. */
async function postpone(tx: Db, route: Route, now: Date): Promise<void> {
  const at = now.toISOString();
  const rest = tx
    .updateTable('mail')
    .set({ due_at: new Date(now.getTime() + minute).toISOString() })
    .where('state', '=', 'queued')
    .where('due_at', '<=', at);
  const ofRoute =
    route.portalId === ''
      ? rest.where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('mail_sender as s')
                .select('s.portal_id')
                .whereRef('s.vendor_id', '=', 'mail.vendor_id')
                .whereRef('s.portal_id', '=', 'mail.portal_id'),
            ),
          ),
        )
      : rest.where('vendor_id', '=', route.vendorId).where('portal_id', '=', route.portalId);
  await ofRoute.execute();
}

/** A server that was away may be back with nothing waiting for it: whoever asks for mail should hear so. */
async function lookAgain({ database: { db }, signal }: SendingContext, ways: Ways): Promise<void> {
  await Promise.all(
    (await outages(db)).map(async (route) => {
      const way = await ways.of({ vendor_id: route.vendorId, portal_id: route.portalId || null });
      if (way.away || !way.server || signal.aborted) return;
      const back = await way.server.check().then(
        () => true,
        () => false,
      );
      if (back) await inTransaction(db, (tx) => endOutage(tx, route));
    }),
  );
}

type Ways = ReturnType<typeof waysOf>;

function waysOf({ database, secrets, mailServer, privateMailHosts = false }: SendingContext) {
  const service: Way = { route: serviceRoute, server: mailServer, away: false };
  const known = new Map<string, Promise<Way>>();
  const look = async (vendorId: string, portalId: string): Promise<Way> => {
    const sender = await findSender(database.db, vendorId, portalId);
    if (!sender) return service;
    const server = openSender(secrets, sender, { privateHosts: privateMailHosts });
    return { route: { vendorId, portalId }, server, away: false };
  };
  return {
    serviceSends: mailServer !== undefined,
    of({ vendor_id, portal_id }: Pick<MailTable, 'vendor_id' | 'portal_id'>): Promise<Way> {
      if (portal_id === null) return Promise.resolve(service);
      const key = `${vendor_id} ${portal_id}`;
      const way = known.get(key) ?? look(vendor_id, portal_id);
      known.set(key, way);
      return way;
    },
    async close(): Promise<void> {
      for (const way of await Promise.all(known.values())) if (way !== service) way.server?.close();
    },
  };
}

/** The next that are due, behind `after`; without a server of the service's own, those with a sender of theirs. */
function dueMail(
  db: Db,
  now: Date,
  { after, serviceSends }: { readonly after: MailTable | undefined; readonly serviceSends: boolean },
): Promise<MailTable[]> {
  let query = db
    .selectFrom('mail as m')
    .selectAll('m')
    .where('m.state', '=', 'queued')
    .where('m.due_at', '<=', now.toISOString());
  if (after) {
    query = query.where(({ or, and, eb }) =>
      or([
        eb('m.due_at', '>', after.due_at),
        and([eb('m.due_at', '=', after.due_at), eb('m.id', '>', after.id)]),
      ]),
    );
  }
  if (!serviceSends) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('mail_sender as s')
          .select('s.portal_id')
          .whereRef('s.vendor_id', '=', 'm.vendor_id')
          .whereRef('s.portal_id', '=', 'm.portal_id'),
      ),
    );
  }
  return query.orderBy('m.due_at').orderBy('m.id').limit(atOnce).execute();
}

type Sending = Pick<SendingContext, 'clock' | 'secrets' | 'onDeadAddress'> & {
  readonly db: Db;
  readonly log?: DatabaseLog;
};

/** Sends a mail that somebody waits for: it is not tried a second time. */
export async function sendAtOnce(
  sending: Sending,
  { vendorId, id }: { readonly vendorId: string; readonly id: string },
  route: Route,
  mailServer: MailServer,
): Promise<void> {
  const { db, clock } = sending;
  const row = await db
    .selectFrom('mail')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (!row) return;
  await sendOne(sending, route, mailServer, row);
  await inTransaction(db, (tx) =>
    tx
      .updateTable('mail')
      .set({ state: 'refused', due_at: null, updated_at: clock.now().toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .where('state', '=', 'queued')
      .execute(),
  );
}

/** @returns true where the server itself is not to be reached: the others need not be tried now */
async function sendOne(
  { db, clock, secrets, log, onDeadAddress }: Sending,
  route: Route,
  mailServer: MailServer,
  row: MailTable,
): Promise<boolean> {
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
      attachments: await attachmentsOf(db, row.vendor_id, row.id),
    });
    const sent = { state: 'accepted', sealed_secrets: null, due_at: null, error: null } as const;
    const now = clock.now();
    await noteOutcome(db, row, { ...sent, sent_at: now.toISOString() }, now, (tx) => endOutage(tx, route));
    return false;
  } catch (error) {
    const failure = failureOf(error);
    const wait = failure.permanent ? undefined : waitsMs[row.attempts];
    const now = clock.now();
    log?.warn({ mail: row.id, attempt: row.attempts + 1, reason: failure.reason }, 'mail could not be sent');
    const outcome =
      wait === undefined
        ? ({ state: 'refused', due_at: null, error: failure.reason } as const)
        : { due_at: new Date(now.getTime() + wait).toISOString(), error: failure.reason };
    await noteOutcome(db, row, outcome, now, async (tx) => {
      if (failure.serverAway) await noteOutage(tx, route, failure.reason, now);
      else await endOutage(tx, route);
      if (failure.addressDead) {
        await onDeadAddress?.(tx, { vendorId: row.vendor_id, address: row.to_address });
      }
    });
    // One refused mail says nothing about the next; a server that is away does.
    if (failure.serverAway) await pause(50, undefined, { ref: false });
    return failure.serverAway;
  }
}

const noteOutcome = (
  db: Db,
  row: MailTable,
  outcome: Partial<MailTable>,
  now: Date,
  also: (tx: Db) => Promise<void>,
) =>
  inTransaction(db, async (tx) => {
    await tx
      .updateTable('mail')
      .set({ ...outcome, attempts: row.attempts + 1, updated_at: now.toISOString() })
      .where('vendor_id', '=', row.vendor_id)
      .where('id', '=', row.id)
      // Somebody may have asked for it to be sent anew meanwhile.
      .where('state', '=', 'queued')
      .execute();
    await also(tx);
  });

const minute = 60_000;
/** After each failure; two days in all, then the mail has failed. */
const waitsMs = [1, 5, 15, 60, 180, 360, 720, 1440].map((minutes) => minutes * minute);
