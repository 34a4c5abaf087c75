import { type Budget, countAttempt } from './attempts.ts';
import type { Db } from './db/db.ts';
import { addressKey } from './http/client-address.ts';
import { digest } from './secrets.ts';

export interface Asking {
  /** The address to which a mail would go, whether anybody has it or not. */
  readonly address: string;
  /** Where the request came from, `undefined` without a socket; absent where it was counted before. */
  readonly source?: string | undefined;
}

const hour = 60 * 60_000;

/** One mailbox, however it is written: `Anna+shop@Mail.example` is `anna@mail.example`. */
export function mailboxOf(address: string): string {
  const typed = address.normalize('NFKC').trim().toLowerCase();
  const at = typed.lastIndexOf('@');
  return at < 0 ? typed : `${typed.slice(0, at).replace(/\+.*$/, '')}${typed.slice(at)}`;
}

/** How often one network may ask, for whomever. */
export const sourceBudget = (source: string | undefined): Budget => ({
  key: `mail-ask:source:${addressKey(source ?? '')}`,
  most: 30,
  perMs: hour,
});

/**
 * Whether a mail may be written because somebody asked who has proved nothing (LK09): three an hour to one mailbox, over
 * all portals, vendors and purposes together, and thirty an hour from one network. False: answer as if it was sent.
 */
export async function mayAskForMail(tx: Db, asking: Asking, now: Date): Promise<boolean> {
  const budgets: Budget[] = [
    { key: `mail-ask:to:${digest(mailboxOf(asking.address))}`, most: 3, perMs: hour },
    ...('source' in asking ? [sourceBudget(asking.source)] : []),
  ];
  return (await countAttempt(tx, budgets, now)) === 0;
}
