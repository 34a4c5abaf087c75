import type { Db } from '../../../kit/server/db/db.ts';
import type {} from '../../vendors/server/tables.ts';
import type { Settings, SettingsChange } from '../schema.ts';

export async function readSettings(db: Db, vendorId: string): Promise<Settings> {
  const row = await db
    .selectFrom('vendor')
    .select('activity_days')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  return { activityDays: row.activity_days };
}

/** @returns the settings, and the names of those that changed */
export async function changeSettings(
  tx: Db,
  vendorId: string,
  change: SettingsChange,
  at: Date,
): Promise<{ settings: Settings; fields: readonly string[] }> {
  const before = await readSettings(tx, vendorId);
  const settings: Settings = { activityDays: change.activityDays ?? before.activityDays };
  if (settings.activityDays === before.activityDays) return { settings, fields: [] };
  await tx
    .updateTable('vendor')
    .set({ activity_days: settings.activityDays, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .execute();
  return { settings, fields: ['activityDays'] };
}
