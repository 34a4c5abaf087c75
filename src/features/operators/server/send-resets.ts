import { type Budget, countAttempt } from '../../../kit/server/attempts.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { mayAskForMail, sourceBudget } from '../../../kit/server/mail-asking.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { record } from '../../activity/server/record.ts';
import type { NewOperatorReset } from '../security-schema.ts';
import { mailPasswordReset, type OperatorMailing, operatorMailing } from './mails.ts';
import { emailKey, findCandidates, requireOperator, type SignInCandidate } from './operators-store.ts';
import { type AskedReset, askForReset, listAskedResets, takeAskedReset, writeReset } from './resets-store.ts';

export const operatorResetsJob = 'operator-resets';

const hourMs = 60 * 60_000;
const mostAtOnce = 50;

/**
 * Somebody says that they have forgotten the password of this address. Nothing here depends on whether anybody has it: a
 * job is the first to look, and writes the mail. Who asks too often is answered the same, and nothing is sent.
 */
export async function askOperatorReset(
  db: Db,
  wanted: NewOperatorReset,
  { address, hash, now }: { address: string | undefined; hash: (text: string) => string; now: Date },
): Promise<void> {
  const budgets: Budget[] = [
    sourceBudget(address),
    { key: `operator-reset:name:${hash(emailKey(wanted.email))}`, most: 5, perMs: hourMs },
  ];
  await inTransaction(db, async (tx) => {
    if ((await countAttempt(tx, budgets, now)) > 0) return;
    await askForReset(tx, wanted, now);
    wakeJob(tx, operatorResetsJob);
  });
}

interface Sending {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly signal?: AbortSignal;
}

/** Writes the mails that were asked for. Once each, whoever is killed when. */
export async function sendOperatorResets({ database, clock, secrets, publicUrl, signal }: Sending) {
  const { db } = database;
  const mailing = await operatorMailing(secrets);
  for (;;) {
    const asked = await listAskedResets(db, mostAtOnce);
    for (const one of asked) {
      signal?.throwIfAborted();
      const found = await findCandidates(db, one.email);
      await inTransaction(db, (tx) => answer(tx, one, found, { mailing, publicUrl, now: clock.now() }));
    }
    if (asked.length < mostAtOnce) return;
  }
}

/** Each vendor at which the address signs in with a password of its own gets a link of its own. */
async function answer(
  tx: Db,
  asked: AskedReset,
  found: readonly SignInCandidate[],
  { mailing, publicUrl, now }: { mailing: OperatorMailing; publicUrl: string; now: Date },
): Promise<void> {
  if (!(await takeAskedReset(tx, asked.id))) return;
  const [first] = found;
  if (!first || asked.endsAt <= now.toISOString()) return;
  if (!(await mayAskForMail(tx, { address: asked.email }, now))) return;
  for (const { id, vendor } of found) {
    const perVendor = { key: `operator-reset:vendor:${vendor.id}`, most: 60, perMs: hourMs };
    if ((await countAttempt(tx, [perVendor], now)) > 0) continue;
    const { name, email, language } = await requireOperator(tx, vendor.id, id);
    const token = await writeReset(tx, { vendorId: vendor.id, operatorId: id }, now);
    const to = { vendorId: vendor.id, id, name, email, language: language ?? asked.language };
    const url = `${publicUrl}/console/password#${token}`;
    await mailPasswordReset(tx, mailing, to, { vendor: vendor.name, url, at: now });
    await record(tx, {
      ...{ vendorId: vendor.id, actor: { kind: 'system', id: null }, subjectId: id, at: now },
      action: 'operator-reset.sent',
    });
  }
}
