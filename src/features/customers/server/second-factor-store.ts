import { drawRecoveryCodes } from '../../../kit/server/authenticator.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

interface SecondFactorTable {
  vendor_id: string;
  contact_id: string;
  sealed_key: string;
  /** `pending`: begun, and not proved by a code of the app yet. */
  state: 'pending' | 'on';
  /** Period of the code used last: that one and older ones are used up. */
  last_step: number;
  created_at: string;
  confirmed_at: string | null;
}

interface RecoveryCodeTable {
  vendor_id: string;
  contact_id: string;
  code_lookup: string;
  used_at: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    second_factor: SecondFactorTable;
    recovery_code: RecoveryCodeTable;
  }
}

/** A contact, wherever one is named. */
export interface OfContact {
  readonly vendorId: string;
  readonly contactId: string;
}

const context = ({ vendorId, contactId }: OfContact): string => `second-factor:${vendorId}:${contactId}`;

export const sealedSecondFactors: SealedColumn = {
  table: 'second_factor',
  key: ['contact_id'],
  column: 'sealed_key',
  context: ({ vendor_id, contact_id }) =>
    context({ vendorId: vendor_id as string, contactId: contact_id as string }),
};

export interface FoundSecondFactor {
  readonly state: 'pending' | 'on';
  /** Base 32, as an app takes it. */
  readonly key: string;
  readonly lastStep: number;
  readonly since: string | null;
}

export async function findSecondFactor(
  db: Db,
  secrets: Secrets,
  who: OfContact,
): Promise<FoundSecondFactor | undefined> {
  const row = await db
    .selectFrom('second_factor')
    .selectAll()
    .where('vendor_id', '=', who.vendorId)
    .where('contact_id', '=', who.contactId)
    .executeTakeFirst();
  return (
    row && {
      state: row.state,
      key: secrets.open(row.sealed_key, context(who)),
      lastStep: Number(row.last_step),
      since: row.confirmed_at,
    }
  );
}

/** Begins anew each time: what was begun and not finished before is forgotten. False where one is on already. */
export async function writePending(
  tx: Db,
  secrets: Secrets,
  who: OfContact,
  { key, at }: { readonly key: string; readonly at: Date },
): Promise<boolean> {
  const sealed = secrets.seal(key, context(who));
  const row = { sealed_key: sealed, created_at: at.toISOString() };
  const done = await tx
    .insertInto('second_factor')
    .values({
      ...{ vendor_id: who.vendorId, contact_id: who.contactId, ...row },
      ...{ state: 'pending', last_step: 0, confirmed_at: null },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['vendor_id', 'contact_id'])
        .doUpdateSet(row)
        .where('second_factor.state', '=', 'pending'),
    )
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

/** Of any number at once with one code, one uses it. */
export async function spendStep(tx: Db, who: OfContact, step: number): Promise<boolean> {
  const done = await tx
    .updateTable('second_factor')
    .set({ last_step: step })
    .where('vendor_id', '=', who.vendorId)
    .where('contact_id', '=', who.contactId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** False where somebody began anew, or ended it, meanwhile. */
export async function switchOn(tx: Db, who: OfContact, step: number, at: Date): Promise<boolean> {
  const done = await tx
    .updateTable('second_factor')
    .set({ state: 'on', last_step: step, confirmed_at: at.toISOString() })
    .where('vendor_id', '=', who.vendorId)
    .where('contact_id', '=', who.contactId)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) return false;
  await flag(tx, who, 1);
  return true;
}

/** Takes it away with its recovery codes. False where there was none that was on. */
export async function removeSecondFactor(tx: Db, who: OfContact): Promise<boolean> {
  const { vendorId, contactId } = who;
  const on = await tx
    .selectFrom('second_factor')
    .select('state')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
  if (!on) return false;
  for (const table of ['second_factor', 'recovery_code'] as const) {
    await tx
      .deleteFrom(table)
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contactId)
      .execute();
  }
  await flag(tx, who, 0);
  return on.state === 'on';
}

const flag = (tx: Db, { vendorId, contactId }: OfContact, value: 0 | 1) =>
  tx
    .updateTable('contact')
    .set({ second_factor: value })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contactId)
    .execute();

const recoveryLookup = (secrets: Secrets, { vendorId, contactId }: OfContact, code: string) =>
  secrets.lookups(`recovery:${vendorId}:${contactId}:${code}`);

/** New codes in place of all earlier ones, kept as keyed hashes, told this once. */
export async function renewRecoveryCodes(tx: Db, secrets: Secrets, who: OfContact): Promise<string[]> {
  const { vendorId, contactId } = who;
  const codes = drawRecoveryCodes();
  await tx
    .deleteFrom('recovery_code')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .execute();
  await tx
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({
        ...{ vendor_id: vendorId, contact_id: contactId, used_at: null },
        code_lookup: recoveryLookup(secrets, who, code)[0] as string,
      })),
    )
    .execute();
  return codes;
}

const unused = (db: Db, { vendorId, contactId }: OfContact) =>
  db
    .selectFrom('recovery_code')
    .select('code_lookup')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .where('used_at', 'is', null);

export const recoveryCodesLeft = async (db: Db, who: OfContact): Promise<number> =>
  (await unused(db, who).execute()).length;

export const isRecoveryCode = async (
  db: Db,
  secrets: Secrets,
  who: OfContact,
  code: string,
): Promise<boolean> =>
  (await unused(db, who)
    .where('code_lookup', 'in', [...recoveryLookup(secrets, who, code)])
    .executeTakeFirst()) !== undefined;

/** Each recovery code lets somebody in once. */
export async function spendRecoveryCode(
  tx: Db,
  secrets: Secrets,
  who: OfContact,
  { code, at }: { readonly code: string; readonly at: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable('recovery_code')
    .set({ used_at: at.toISOString() })
    .where('vendor_id', '=', who.vendorId)
    .where('contact_id', '=', who.contactId)
    .where('code_lookup', 'in', [...recoveryLookup(secrets, who, code)])
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
