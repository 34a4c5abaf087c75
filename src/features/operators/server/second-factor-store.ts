import { drawRecoveryCodes } from '../../../kit/server/authenticator.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { movePasskeys, removePasskeys } from './passkeys-store.ts';
import type { OfOperator } from './tables.ts';

const context = ({ vendorId, operatorId }: OfOperator): string => `operator-app:${vendorId}:${operatorId}`;

export const sealedOperatorApps: SealedColumn = {
  table: 'operator_app',
  key: ['operator_id'],
  column: 'sealed_key',
  context: ({ vendor_id, operator_id }) =>
    context({ vendorId: vendor_id as string, operatorId: operator_id as string }),
};

const appRow = (db: Db, { vendorId, operatorId }: OfOperator) =>
  db
    .selectFrom('operator_app')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();

export async function findApp(db: Db, secrets: Secrets, who: OfOperator) {
  const row = await appRow(db, who);
  return (
    row && {
      state: row.state,
      /** Base 32, as an app takes it. */
      key: secrets.open(row.sealed_key, context(who)),
      lastStep: Number(row.last_step),
      since: row.confirmed_at,
    }
  );
}

/** Begins anew each time; false where one is on already. */
export async function writePendingApp(
  tx: Db,
  secrets: Secrets,
  who: OfOperator,
  { key, at }: { readonly key: string; readonly at: Date },
): Promise<boolean> {
  const row = { sealed_key: secrets.seal(key, context(who)), created_at: at.toISOString() };
  const done = await tx
    .insertInto('operator_app')
    .values({
      ...{ vendor_id: who.vendorId, operator_id: who.operatorId, ...row },
      ...{ state: 'pending', last_step: 0, confirmed_at: null },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['vendor_id', 'operator_id'])
        .doUpdateSet(row)
        .where('operator_app.state', '=', 'pending'),
    )
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** False where somebody began anew, or ended it, meanwhile. */
export async function switchAppOn(tx: Db, who: OfOperator, step: number, at: Date): Promise<boolean> {
  const done = await tx
    .updateTable('operator_app')
    .set({ state: 'on', last_step: step, confirmed_at: at.toISOString() })
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Of any number at once with one code, one uses it. */
export async function spendAppStep(tx: Db, who: OfOperator, step: number): Promise<boolean> {
  const done = await tx
    .updateTable('operator_app')
    .set({ last_step: step })
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** @returns what it was; `undefined`: there was none */
export async function removeApp(tx: Db, who: OfOperator): Promise<'pending' | 'on' | undefined> {
  const row = await appRow(tx, who);
  await tx
    .deleteFrom('operator_app')
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .execute();
  return row?.state;
}

const lookups = (secrets: Secrets, code: string) => secrets.lookups(`operator-recovery:${code}`);

const codesOf = (db: Db, { vendorId, operatorId }: OfOperator) =>
  db
    .selectFrom('operator_recovery_code')
    .select('code_lookup')
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .where('used_at', 'is', null);

export const codesLeft = async (db: Db, who: OfOperator): Promise<number> =>
  (await codesOf(db, who).execute()).length;

export async function removeCodes(tx: Db, { vendorId, operatorId }: OfOperator): Promise<void> {
  await tx
    .deleteFrom('operator_recovery_code')
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .execute();
}

/** New codes in place of all earlier ones, kept as keyed hashes, told this once. */
export async function renewCodes(tx: Db, secrets: Secrets, who: OfOperator): Promise<string[]> {
  const codes = drawRecoveryCodes();
  await removeCodes(tx, who);
  await tx
    .insertInto('operator_recovery_code')
    .values(
      codes.map((code) => ({
        ...{ vendor_id: who.vendorId, operator_id: who.operatorId, used_at: null },
        code_lookup: lookups(secrets, code)[0] as string,
      })),
    )
    .execute();
  return codes;
}

/** Each code lets somebody in once. */
export async function spendCode(
  tx: Db,
  secrets: Secrets,
  who: OfOperator,
  { code, at }: { readonly code: string; readonly at: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable('operator_recovery_code')
    .set({ used_at: at.toISOString() })
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .where('code_lookup', 'in', [...lookups(secrets, code)])
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Writes down at the operator whether there is one; codes without one are gone. @returns whether there is */
export async function noteSecondFactor(tx: Db, who: OfOperator): Promise<boolean> {
  const passkey = await tx
    .selectFrom('operator_passkey')
    .select('id')
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .executeTakeFirst();
  const has = passkey !== undefined || (await appRow(tx, who))?.state === 'on';
  await tx
    .updateTable('operator')
    .set({ second_factor: has ? 1 : 0 })
    .where('vendor_id', '=', who.vendorId)
    .where('id', '=', who.operatorId)
    .execute();
  if (!has) await removeCodes(tx, who);
  return has;
}

/** App, passkeys and codes. False where there was none. */
export async function removeSecondFactor(tx: Db, who: OfOperator): Promise<boolean> {
  const app = await removeApp(tx, who);
  const passkeys = await removePasskeys(tx, who);
  await noteSecondFactor(tx, who);
  return app === 'on' || passkeys > 0;
}

/** The same person's record at another vendor takes it over. */
export async function moveSecondFactor(
  tx: Db,
  secrets: Secrets,
  from: OfOperator,
  to: OfOperator,
): Promise<void> {
  const moved = { vendor_id: to.vendorId, operator_id: to.operatorId };
  const app = await appRow(tx, from);
  if (app) {
    const sealed_key = secrets.seal(secrets.open(app.sealed_key, context(from)), context(to));
    await removeApp(tx, from);
    await tx
      .insertInto('operator_app')
      .values({ ...app, ...moved, sealed_key })
      .execute();
  }
  await tx
    .updateTable('operator_recovery_code')
    .set(moved)
    .where('vendor_id', '=', from.vendorId)
    .where('operator_id', '=', from.operatorId)
    .execute();
  await movePasskeys(tx, from, to);
}
