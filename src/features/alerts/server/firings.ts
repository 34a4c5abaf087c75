import { spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { RequestVars } from '../../access/server/env.ts';
import type { Actor } from '../../activity/server/record.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { alertProblem } from '../problems.ts';
import type { Figure } from '../rules.ts';
import type { AlertFiring } from '../schema.ts';
import { fire } from './fire.ts';
import { requireAlert } from './store.ts';
import { alertsSpeakers } from './words.ts';

/** What an alert told, newest first, with what became of each mail. */
export async function firingsOf(
  db: Db,
  vendorId: string,
  alertId: string,
  limit = 50,
): Promise<AlertFiring[]> {
  const rows = await db
    .selectFrom('alert_firing')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('alert_id', '=', alertId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const firings = rows.map((row) => ({
    row,
    mails: JSON.parse(row.mails) as { readonly to: string; readonly mailId: string }[],
  }));
  const ids = firings.flatMap(({ mails }) => mails.map(({ mailId }) => mailId));
  const states = new Map(
    ids.length === 0
      ? []
      : (
          await db
            .selectFrom('mail')
            .select(['id', 'state'])
            .where('vendor_id', '=', vendorId)
            .where('id', 'in', ids)
            .execute()
        ).map(({ id, state }) => [id, state] as const),
  );
  return firings.map(({ row, mails }) => ({
    ...{ id: row.id, kind: row.kind, at: row.created_at },
    figures: (JSON.parse(row.figures) as Figure[]).map(({ subject, value, limit: of, currency }) => ({
      ...{ subject: subject ?? null, value, limit: of ?? null, currency: currency ?? null },
    })),
    waits: Number(row.waits) === 1,
    mails: mails.map(({ to, mailId }) => ({ address: to, mailId, state: states.get(mailId) ?? 'gone' })),
  }));
}

/** So often in an hour: it writes to people. */
const testsAnHour = 5;

/**
 * Writes the mail that would come, to all who would get it.
 * @throws `alert.not-found`, `alert.nobody`, `request.too-many`
 */
export async function testAlert(
  { db, secrets, publicUrl, clock, worldClock }: RequestVars,
  { vendorId, actor }: { readonly vendorId: string; readonly actor: Actor },
  id: string,
): Promise<AlertFiring> {
  const alert = await requireAlert(db, vendorId, id);
  const budget = { key: `alert-test:${vendorId}:${alert.id}`, most: testsAnHour, perMs: 3_600_000 };
  await spendAttempt(db, [budget], worldClock.now());
  const vendor = await findVendor(db, vendorId);
  const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
  const ringing = { mailing, words: await alertsSpeakers(), actor, at: clock.now() };
  return inTransaction(db, async (tx) => {
    const { mails } = await fire(tx, ringing, vendorId, alert, 'test', []);
    if (mails === 0) throw alertProblem('alert.nobody');
    return (await firingsOf(tx, vendorId, alert.id, 1))[0] as AlertFiring;
  });
}
