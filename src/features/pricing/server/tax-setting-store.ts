import { changesOf, merged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { TaxSetting, TaxSettingChange } from '../schema.ts';

interface TaxSettingTable {
  vendor_id: string;
  country: string | null;
  prices_include_tax: number;
  oss: number;
  also_in: string;
  small_business: number;
  vat_id: string;
  updated_at: string;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    tax_setting: TaxSettingTable;
  }
}

/** Nothing is priced before the country is said: a guess would be wrong tax. */
const unset: TaxSetting = {
  ...{ country: null, pricesIncludeTax: false, oss: false, alsoIn: [], smallBusiness: false, vatId: '' },
  updatedAt: null,
};

export async function readTaxSetting(db: Db, vendorId: string): Promise<TaxSetting> {
  const row = await db
    .selectFrom('tax_setting')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  if (!row) return unset;
  return {
    country: row.country,
    pricesIncludeTax: row.prices_include_tax === 1,
    oss: row.oss === 1,
    alsoIn: JSON.parse(row.also_in) as string[],
    smallBusiness: row.small_business === 1,
    vatId: row.vat_id,
    updatedAt: row.updated_at,
  };
}

/** @returns the setting, and the names of what changed */
export async function changeTaxSetting(
  tx: Db,
  vendorId: string,
  change: TaxSettingChange,
  at: Date,
): Promise<{ setting: TaxSetting; fields: readonly string[] }> {
  const before = await readTaxSetting(tx, vendorId);
  const setting: TaxSetting = merged(before, change);
  const fields = changesOf(before, setting);
  if (fields.length === 0) return { setting: before, fields };
  const row = {
    country: setting.country,
    prices_include_tax: setting.pricesIncludeTax ? 1 : 0,
    oss: setting.oss ? 1 : 0,
    also_in: JSON.stringify(setting.alsoIn),
    small_business: setting.smallBusiness ? 1 : 0,
    vat_id: setting.vatId,
    updated_at: at.toISOString(),
  };
  await tx
    .insertInto('tax_setting')
    .values({ vendor_id: vendorId, ...row })
    .onConflict((conflict) => conflict.column('vendor_id').doUpdateSet(row))
    .execute();
  return { setting: { ...setting, updatedAt: row.updated_at }, fields };
}
