import { type Budget, countAttempt } from '../../../kit/server/attempts.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { addressKey } from '../../../kit/server/http/client-address.ts';
import { mailboxOf } from '../../../kit/server/mail-asking.ts';
import { digest } from '../../../kit/server/secrets.ts';

const hour = 60 * 60_000;

interface Sending {
  readonly portalId: string;
  readonly source: string | undefined;
  readonly email: string;
}

/**
 * What is done with a form from outside. Nobody may be kept from cancelling, so a brake takes away the mail first:
 * `unmailed` ones are kept and receipted on the page. `suspect`: so many from one network that people look at each.
 * `refused`: more than any office sends in an hour; what was typed stands on the page that says so.
 */
export async function countForm(
  tx: Db,
  { portalId, source, email }: Sending,
  now: Date,
): Promise<'free' | 'unmailed' | 'suspect' | 'refused'> {
  const network = addressKey(source ?? '');
  const over = async (...budgets: readonly Budget[]) => (await countAttempt(tx, budgets, now)) > 0;
  if (await over({ key: `cancel:source:${network}`, most: 300, perMs: hour })) return 'refused';
  const many = await over({ key: `cancel:many:${network}`, most: 20, perMs: hour });
  const mailbox = digest(mailboxOf(email));
  const unmailed = await over(
    { key: `cancel:to:${portalId}:${mailbox}`, most: 3, perMs: hour },
    { key: `cancel:to-any:${mailbox}`, most: 10, perMs: 24 * hour },
    { key: `cancel:portal:${portalId}`, most: 1_000, perMs: hour },
  );
  return many ? 'suspect' : unmailed ? 'unmailed' : 'free';
}
