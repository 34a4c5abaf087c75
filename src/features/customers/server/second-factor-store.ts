import type { Db } from '../../../kit/server/db/db.ts';
import { type FactorRow, type RecoveryCodeRow, secondFactorsOf } from '../../../kit/server/second-factors.ts';

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    second_factor: FactorRow & { contact_id: string };
    recovery_code: RecoveryCodeRow & { contact_id: string };
  }
}

/** A contact, wherever one is named. */
export interface OfContact {
  readonly vendorId: string;
  readonly contactId: string;
}

export const contactFactors = secondFactorsOf<OfContact>({
  ...{ factors: 'second_factor', codes: 'recovery_code', column: 'contact_id' },
  idOf: ({ contactId }) => contactId,
  whoOf: (vendorId, contactId) => ({ vendorId, contactId }),
  context: ({ vendorId, contactId }) => `second-factor:${vendorId}:${contactId}`,
  codeContext: ({ vendorId, contactId }) => `recovery:${vendorId}:${contactId}`,
});

/** Proved by a code of the app. False where somebody began anew, or ended it, meanwhile. */
export async function switchOn(tx: Db, who: OfContact, step: number, at: Date): Promise<boolean> {
  const done = await contactFactors.switchOn(tx, who, step, at);
  if (done) await flag(tx, who, 1);
  return done;
}

/** Takes it away with its recovery codes. False where there was none that was on. */
export async function removeSecondFactor(tx: Db, who: OfContact): Promise<boolean> {
  const was = await contactFactors.removeApp(tx, who);
  if (!was) return false;
  await contactFactors.removeCodes(tx, who);
  await flag(tx, who, 0);
  return was === 'on';
}

const flag = (tx: Db, { vendorId, contactId }: OfContact, value: 0 | 1) =>
  tx
    .updateTable('contact')
    .set({ second_factor: value })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contactId)
    .execute();
