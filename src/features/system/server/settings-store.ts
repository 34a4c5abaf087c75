import { newId } from '../../../kit/common/id.ts';
import { changesOf, merged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type {} from '../../vendors/server/tables.ts';
import type { Settings, SettingsChange } from '../schema.ts';

export async function readSettings(db: Db, vendorId: string): Promise<Settings> {
  const row = await db
    .selectFrom('vendor')
    .select([
      'activity_days',
      'document_years',
      'customer_secret_format',
      'login_as',
      'agency_ids',
      'terms_url',
      'terms_version',
      'terms_due_on',
      'hand_over',
    ])
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();
  return {
    activityDays: row.activity_days,
    documentYears: row.document_years,
    customerSecretFormat: row.customer_secret_format,
    loginAs: row.login_as,
    agencyIds: row.agency_ids === 1,
    termsUrl: row.terms_url,
    termsVersion: row.terms_version,
    termsDueOn: row.terms_due_on,
    handOver: JSON.parse(row.hand_over) as Settings['handOver'],
  };
}

/**
 * Terms with another address or version are other terms: everybody is asked again. Only the day until which they may be
 * put off can change without that.
 * @returns the settings, and the names of those that changed
 */
export async function changeSettings(
  tx: Db,
  vendorId: string,
  change: SettingsChange,
  at: Date,
): Promise<{ settings: Settings; fields: readonly string[] }> {
  const before = await readSettings(tx, vendorId);
  const settings: Settings = merged(before, change);
  const fields = changesOf(before, settings);
  if (fields.length === 0) return { settings, fields };
  const now = at.toISOString();
  const otherTerms = fields.includes('termsUrl') || fields.includes('termsVersion');
  await tx
    .updateTable('vendor')
    .set({
      activity_days: settings.activityDays,
      document_years: settings.documentYears,
      customer_secret_format: settings.customerSecretFormat,
      login_as: settings.loginAs,
      agency_ids: settings.agencyIds ? 1 : 0,
      terms_url: settings.termsUrl,
      terms_version: settings.termsVersion,
      terms_due_on: settings.termsDueOn,
      hand_over: JSON.stringify(settings.handOver),
      ...(otherTerms && {
        terms_id: settings.termsUrl && newId('trm', at.getTime()),
        terms_set_at: settings.termsUrl && now,
      }),
      updated_at: now,
    })
    .where('vendor_id', '=', vendorId)
    .execute();
  return { settings, fields };
}
