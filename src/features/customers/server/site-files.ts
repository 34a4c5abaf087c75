import { sql } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';

/**
 * What a customer that goes leaves behind in files, which no foreign key takes: photos, and those work orders and
 * certificates that nothing says to keep. The others stay, by ids alone, until their day.
 */
export async function dropSiteFiles(tx: Db, vendorId: string, customerId: string, at: Date): Promise<void> {
  const [now, today] = [at.toISOString(), at.toISOString().slice(0, 10)];
  const goes = sql`vendor_id = ${vendorId} and customer_id = ${customerId}`;
  const notKept = sql`${goes} and (keep_until is null or keep_until < ${today})`;
  await sql`update file set dropped_at = ${now} where vendor_id = ${vendorId} and id in (
    select file_id from site_file where ${goes}
    union select file_id from site_document where ${notKept} and file_id is not null)`.execute(tx);
  await sql`delete from site_document where ${notKept}`.execute(tx);
}
