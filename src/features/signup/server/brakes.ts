import { type Budget, countAttempt } from '../../../kit/server/attempts.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { mailboxOf } from '../../../kit/server/mail-asking.ts';
import { digest } from '../../../kit/server/secrets.ts';

const hour = 60 * 60_000;

/** Sign-ups of a portal in an hour from which on every browser has to work a moment for the next one. */
const busyFrom = 100;
/** Beyond this in an hour nobody is served: no business has so many, and each costs a password's hash. */
const most = 1_000;

interface Trying {
  readonly portalId: string;
  /** Where it comes from; `undefined` without a socket. */
  readonly source: string | undefined;
  readonly email: string;
  readonly ticketHash: string;
}

const busyKey = (portalId: string): string => `sign-up:portal:${portalId}`;

/**
 * Counts a form that was sent: by network, by the mailbox it names, by portal. A form that is sent again counts once.
 * @throws `request.too-many`
 */
export async function countSignUp(
  tx: Db,
  { portalId, source, email, ticketHash }: Trying,
  now: Date,
): Promise<void> {
  const again: Budget = { key: `sign-up:ticket:${ticketHash}`, most: 1, perMs: 24 * hour };
  if ((await countAttempt(tx, [again], now)) > 0) {
    const often: Budget = { key: `sign-up:again:${ticketHash}`, most: 20, perMs: 24 * hour };
    return refuse(await countAttempt(tx, [often], now));
  }
  const network = addressKey(source ?? '');
  const wait = await countAttempt(
    tx,
    [
      { key: `sign-up:source:${network}`, most: 20, perMs: hour },
      { key: `sign-up:source-day:${network}`, most: 60, perMs: 24 * hour },
      { key: `sign-up:to:${portalId}:${digest(mailboxOf(email))}`, most: 3, perMs: 24 * hour },
      { key: busyKey(portalId), most, perMs: hour },
    ],
    now,
  );
  refuse(wait);
}

/** Opening the form is cheap, so only a network that does nothing else is slowed. @throws `request.too-many` */
export async function countTicket(tx: Db, source: string | undefined, now: Date): Promise<void> {
  const key = `sign-up:form:${addressKey(source ?? '')}`;
  refuse(await countAttempt(tx, [{ key, most: 300, perMs: hour }], now));
}

export async function isBusy(db: Db, portalId: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('attempt')
    .select(['count', 'resets_at'])
    .where('key', '=', busyKey(portalId))
    .executeTakeFirst();
  return row !== undefined && row.resets_at > now.toISOString() && Number(row.count) >= busyFrom;
}

function refuse(waitMs: number): void {
  if (waitMs <= 0) return;
  throw requestProblem('request.too-many', { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
}
