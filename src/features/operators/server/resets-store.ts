import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { operatorProblem } from '../problems.ts';
import type { NewOperatorReset } from '../security-schema.ts';
import type { OfOperator } from './tables.ts';

/** How long the link of a mail works. */
export const resetLifeMs = 60 * 60_000;
/** `or_<vendor>_<43 symbols>`: names its vendor, so that it is found before anybody is known. */
const shape = /^or_([0-9a-z]{26})_[\w-]{43}$/;
/** What is asked before a vendor is known. */
const nobody = '';

export interface AskedReset extends NewOperatorReset {
  readonly id: string;
  readonly endsAt: string;
}

export async function askForReset(tx: Db, { email, language }: NewOperatorReset, now: Date): Promise<void> {
  const ends_at = new Date(now.getTime() + resetLifeMs).toISOString();
  await tx
    .insertInto('operator_reset_asked')
    .values({ vendor_id: nobody, id: newId('ora', now.getTime()), email, language, ends_at })
    .execute();
}

export async function listAskedResets(db: Db, most: number): Promise<AskedReset[]> {
  const rows = await db
    .selectFrom('operator_reset_asked')
    .selectAll()
    .where('vendor_id', '=', nobody)
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(({ id, email, language, ends_at }) => ({ id, email, language, endsAt: ends_at }));
}

/** False where another process did it: each is answered by one mail at most. */
export async function takeAskedReset(tx: Db, id: string): Promise<boolean> {
  const done = await tx
    .deleteFrom('operator_reset_asked')
    .where('vendor_id', '=', nobody)
    .where('id', '=', id)
    .executeTakeFirst();
  return done.numDeletedRows === 1n;
}

/** A new link, in place of the one before. @returns its token, of which only the hash is stored */
export async function writeReset(tx: Db, { vendorId, operatorId }: OfOperator, now: Date): Promise<string> {
  const token = `or_${vendorId.slice(4)}_${randomSecret()}`;
  const set = {
    token_hash: digest(token),
    sent_at: now.toISOString(),
    ends_at: new Date(now.getTime() + resetLifeMs).toISOString(),
  };
  await tx
    .insertInto('operator_reset')
    .values({ vendor_id: vendorId, operator_id: operatorId, ...set })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'operator_id']).doUpdateSet(set))
    .execute();
  return token;
}

/** Whose password a link changes. Never was, used, replaced and run out are one refusal. @throws `operator-reset.refused` */
export async function resetOf(db: Db, token: string, now: Date): Promise<OfOperator> {
  const vendor = shape.exec(token)?.[1];
  const vendorId = `ven_${vendor}`;
  const row =
    vendor &&
    (await db
      .selectFrom('operator_reset')
      .select(['operator_id', 'ends_at'])
      .where('vendor_id', '=', vendorId)
      .where('token_hash', '=', digest(token))
      .executeTakeFirst());
  if (!row || row.ends_at <= now.toISOString()) throw operatorProblem('operator-reset.refused');
  return { vendorId, operatorId: row.operator_id };
}

/** Of two who use a link at once, one does. @throws `operator-reset.refused` */
export async function spendReset(tx: Db, { vendorId }: OfOperator, token: string): Promise<void> {
  const done = await tx
    .deleteFrom('operator_reset')
    .where('vendor_id', '=', vendorId)
    .where('token_hash', '=', digest(token))
    .executeTakeFirst();
  if (done.numDeletedRows !== 1n) throw operatorProblem('operator-reset.refused');
}

export const dropReset = (tx: Db, { vendorId, operatorId }: OfOperator) =>
  tx
    .deleteFrom('operator_reset')
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .execute();

export async function sweepResets(tx: Db, now: Date): Promise<void> {
  await tx.deleteFrom('operator_reset').where('ends_at', '<', now.toISOString()).execute();
}
