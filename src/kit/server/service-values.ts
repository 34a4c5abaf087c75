import { type Db, inTransaction } from './db/db.ts';

interface ServiceValueTable {
  /** Always '': these are values of the service itself. */
  vendor_id: string;
  name: string;
  value: string;
  updated_at: string;
}

declare module './db/db.ts' {
  interface Tables {
    service_value: ServiceValueTable;
  }
}

/** A value of the service itself, as text. */
export async function readServiceValue(db: Db, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('service_value')
    .select('value')
    .where('vendor_id', '=', '')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value;
}

export async function writeServiceValue(db: Db, name: string, value: string, at: Date): Promise<void> {
  const row = { vendor_id: '', name, value, updated_at: at.toISOString() };
  await inTransaction(db, (tx) =>
    tx
      .insertInto('service_value')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['vendor_id', 'name']).doUpdateSet({ value, updated_at: row.updated_at }),
      )
      .execute(),
  );
}
