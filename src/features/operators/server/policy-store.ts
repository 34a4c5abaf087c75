import type { Db } from '../../../kit/server/db/db.ts';
import type { OperatorPolicy } from '../security-schema.ts';
import type {} from './tables.ts';

export async function readPolicy(db: Db, vendorId: string): Promise<OperatorPolicy> {
  const row = await db
    .selectFrom('operator_policy')
    .select('second_factor')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  return { secondFactor: row?.second_factor ?? 'optional' };
}

/** False where it was so already. */
export async function changePolicy(
  tx: Db,
  vendorId: string,
  { secondFactor }: OperatorPolicy,
  at: Date,
): Promise<boolean> {
  if ((await readPolicy(tx, vendorId)).secondFactor === secondFactor) return false;
  const set = { second_factor: secondFactor, updated_at: at.toISOString() };
  await tx
    .insertInto('operator_policy')
    .values({ vendor_id: vendorId, ...set })
    .onConflict((conflict) => conflict.column('vendor_id').doUpdateSet(set))
    .execute();
  return true;
}
