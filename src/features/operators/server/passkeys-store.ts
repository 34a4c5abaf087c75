import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { operatorProblem } from '../problems.ts';
import type { Passkey } from '../security-schema.ts';
import type { OfOperator, PasskeyRow } from './tables.ts';

const mine = (db: Db, { vendorId, operatorId }: OfOperator) =>
  db
    .selectFrom('operator_passkey')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId);

export const toPasskey = (row: PasskeyRow): Passkey => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});

export const passkeyRows = (db: Db, who: OfOperator): Promise<PasskeyRow[]> =>
  mine(db, who).orderBy('created_at').orderBy('id').execute();

export async function addPasskey(
  tx: Db,
  who: OfOperator,
  wanted: Pick<PasskeyRow, 'credential_id' | 'public_key' | 'counter' | 'transports' | 'name'>,
  at: Date,
): Promise<Passkey> {
  const row: PasskeyRow = {
    ...wanted,
    ...{ vendor_id: who.vendorId, operator_id: who.operatorId, id: newId('pky', at.getTime()) },
    ...{ created_at: at.toISOString(), last_used_at: null },
  };
  await tx.insertInto('operator_passkey').values(row).execute();
  const done = await tx
    .insertInto('directory')
    .values({ kind: 'passkey', key: row.credential_id, vendor_id: who.vendorId, target_id: row.id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  // Another account's: no authenticator makes the same one twice.
  if (done.numInsertedOrUpdatedRows !== 1n) throw operatorProblem('operator-passkey.refused');
  return toPasskey(row);
}

/** Wherever it is kept: before sign-in the vendor is not known. */
export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | undefined> {
  const place = await db
    .selectFrom('directory')
    .select(['vendor_id', 'target_id'])
    .where('kind', '=', 'passkey')
    .where('key', '=', credentialId)
    .executeTakeFirst();
  return (
    place &&
    (await db
      .selectFrom('operator_passkey')
      .selectAll()
      .where('vendor_id', '=', place.vendor_id)
      .where('id', '=', place.target_id)
      .executeTakeFirst())
  );
}

export async function notePasskeyUse(
  tx: Db,
  { vendor_id, id }: Pick<PasskeyRow, 'vendor_id' | 'id'>,
  counter: number,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('operator_passkey')
    .set({ counter, last_used_at: at.toISOString() })
    .where('vendor_id', '=', vendor_id)
    .where('id', '=', id)
    .execute();
}

/** @throws `operator-passkey.not-found` */
export async function renamePasskey(tx: Db, who: OfOperator, id: string, name: string): Promise<Passkey> {
  const row = await mine(tx, who).where('id', '=', id).executeTakeFirst();
  if (!row) throw operatorProblem('operator-passkey.not-found');
  await tx
    .updateTable('operator_passkey')
    .set({ name })
    .where('vendor_id', '=', who.vendorId)
    .where('id', '=', id)
    .execute();
  return toPasskey({ ...row, name });
}

/** One, or all of them. @returns how many there were */
export async function removePasskeys(tx: Db, who: OfOperator, id?: string): Promise<number> {
  let rows = mine(tx, who);
  if (id !== undefined) rows = rows.where('id', '=', id);
  const found = await rows.execute();
  for (const row of found) {
    await tx
      .deleteFrom('directory')
      .where('kind', '=', 'passkey')
      .where('key', '=', row.credential_id)
      .execute();
    await tx
      .deleteFrom('operator_passkey')
      .where('vendor_id', '=', row.vendor_id)
      .where('id', '=', row.id)
      .execute();
  }
  return found.length;
}

export async function movePasskeys(tx: Db, from: OfOperator, to: OfOperator): Promise<void> {
  for (const row of await passkeyRows(tx, from)) {
    await tx
      .updateTable('directory')
      .set({ vendor_id: to.vendorId })
      .where('kind', '=', 'passkey')
      .where('key', '=', row.credential_id)
      .execute();
    await tx
      .updateTable('operator_passkey')
      .set({ vendor_id: to.vendorId, operator_id: to.operatorId })
      .where('vendor_id', '=', row.vendor_id)
      .where('id', '=', row.id)
      .execute();
  }
}

type Purpose = 'sign-in' | 'proof' | 'new';
const challengeMs = 5 * 60_000;

/** What an authenticator is to sign; works once. `vendorId` is empty before anybody is known. */
export async function writeChallenge(
  tx: Db,
  purpose: Purpose,
  who: OfOperator | undefined,
  now: Date,
): Promise<string> {
  const challenge = randomSecret();
  await tx
    .insertInto('operator_challenge')
    .values({
      ...{ vendor_id: who?.vendorId ?? '', hash: digest(challenge), purpose },
      ...{
        operator_id: who?.operatorId ?? null,
        ends_at: new Date(now.getTime() + challengeMs).toISOString(),
      },
    })
    .execute();
  return challenge;
}

/** False where it was never asked, was answered, or has run out. */
export async function spendChallenge(
  tx: Db,
  challenge: string,
  {
    purpose,
    who,
    now,
  }: { readonly purpose: Purpose; readonly who: OfOperator | undefined; readonly now: Date },
): Promise<boolean> {
  let spent = tx
    .deleteFrom('operator_challenge')
    .where('vendor_id', '=', who?.vendorId ?? '')
    .where('hash', '=', digest(challenge))
    .where('purpose', '=', purpose)
    .where('ends_at', '>', now.toISOString());
  if (who) spent = spent.where('operator_id', '=', who.operatorId);
  return (await spent.executeTakeFirst()).numDeletedRows === 1n;
}
