import type { Db } from '../../../kit/server/db/db.ts';

/** Mail to this address came back, or was refused for good: whoever has it is marked, until it changes or is proved. */
export async function noteDeadAddress(
  tx: Db,
  { vendorId, address }: { readonly vendorId: string; readonly address: string },
): Promise<void> {
  await tx
    .updateTable('contact')
    .set({ email_bouncing: 1 })
    .where('vendor_id', '=', vendorId)
    .where('email_key', '=', address.trim().toLowerCase())
    .execute();
}
