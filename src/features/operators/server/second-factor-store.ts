import type { Db } from '../../../kit/server/db/db.ts';
import { secondFactorsOf } from '../../../kit/server/second-factors.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { movePasskeys, removePasskeys } from './passkeys-store.ts';
import type { OfOperator } from './tables.ts';

export const operatorFactors = secondFactorsOf<OfOperator>({
  ...{ factors: 'operator_app', codes: 'operator_recovery_code', column: 'operator_id' },
  idOf: ({ operatorId }) => operatorId,
  whoOf: (vendorId, operatorId) => ({ vendorId, operatorId }),
  context: ({ vendorId, operatorId }) => `operator-app:${vendorId}:${operatorId}`,
  // Codes go along where a person's record moves to another vendor.
  codeContext: () => 'operator-recovery',
});

/** Writes down at the operator whether there is one; codes without one are gone. @returns whether there is */
export async function noteSecondFactor(tx: Db, who: OfOperator): Promise<boolean> {
  const passkey = await tx
    .selectFrom('operator_passkey')
    .select('id')
    .where('vendor_id', '=', who.vendorId)
    .where('operator_id', '=', who.operatorId)
    .executeTakeFirst();
  const has = passkey !== undefined || (await operatorFactors.isOn(tx, who));
  await tx
    .updateTable('operator')
    .set({ second_factor: has ? 1 : 0 })
    .where('vendor_id', '=', who.vendorId)
    .where('id', '=', who.operatorId)
    .execute();
  if (!has) await operatorFactors.removeCodes(tx, who);
  return has;
}

/** App, passkeys and codes. False where there was none. */
export async function removeSecondFactor(tx: Db, who: OfOperator): Promise<boolean> {
  const app = await operatorFactors.removeApp(tx, who);
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
  await operatorFactors.moveApp(tx, secrets, from, to);
  await tx
    .updateTable('operator_recovery_code')
    .set({ vendor_id: to.vendorId, operator_id: to.operatorId })
    .where('vendor_id', '=', from.vendorId)
    .where('operator_id', '=', from.operatorId)
    .execute();
  await movePasskeys(tx, from, to);
}
