import type { Day } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Charge, ChargePrice } from '../charges.ts';

/** Days of a contract that were charged, at one price. */
interface ContractChargeTable {
  vendor_id: string;
  contract_id: string;
  starts_on: string;
  /** `period`, or the id of the change from which these days have their price. */
  source: string;
  until_on: string;
  of_units: number;
  units: number;
  price: string;
  /** Of what is metered in these days: `none`, still `due`, or `billed`. */
  usage: 'none' | 'due' | 'billed';
  /** The document it was charged by first; `null`: it came to nothing, or by one from before. */
  document_id: string | null;
  created_at: string;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    contract_charge: ContractChargeTable;
  }
}

export interface StoredCharge extends Charge {
  readonly source: string;
  readonly usage: ContractChargeTable['usage'];
  readonly documentId: string | null;
}

export interface ChargeOwner {
  readonly vendorId: string;
  readonly contractId: string;
}

const toCharge = (row: ContractChargeTable): StoredCharge => ({
  from: row.starts_on,
  until: row.until_on,
  ofUnits: row.of_units,
  units: row.units,
  price: JSON.parse(row.price) as ChargePrice,
  source: row.source,
  usage: row.usage,
  documentId: row.document_id,
});

/** Charges whose days end on `from` or later, oldest first. */
export async function chargesSince(
  db: Db,
  { vendorId, contractId }: ChargeOwner,
  from: Day,
): Promise<StoredCharge[]> {
  const rows = await db
    .selectFrom('contract_charge')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .where('until_on', '>=', from)
    .orderBy('starts_on')
    .orderBy('created_at')
    .execute();
  return rows.map(toCharge);
}

/** Charges that are over and whose metered use was not billed yet. */
export async function chargesWithUse(
  db: Db,
  { vendorId, contractId }: ChargeOwner,
  today: Day,
): Promise<StoredCharge[]> {
  const rows = await db
    .selectFrom('contract_charge')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .where('usage', '=', 'due')
    .where('until_on', '<', today)
    .orderBy('starts_on')
    .execute();
  return rows.map(toCharge);
}

/** False where these days were charged before: by another process, or before a change of the contract's days. */
export async function insertCharge(
  tx: Db,
  { vendorId, contractId }: ChargeOwner,
  charge: StoredCharge,
  at: Date,
): Promise<boolean> {
  const done = await tx
    .insertInto('contract_charge')
    .values({
      ...{ vendor_id: vendorId, contract_id: contractId, starts_on: charge.from, source: charge.source },
      ...{ until_on: charge.until, of_units: charge.ofUnits, units: charge.units },
      ...{ price: JSON.stringify(charge.price), usage: charge.usage, document_id: charge.documentId },
      created_at: at.toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

export async function writeCharge(
  tx: Db,
  { vendorId, contractId }: ChargeOwner,
  { from, source }: Pick<StoredCharge, 'from' | 'source'>,
  change: Partial<Pick<StoredCharge, 'until' | 'units' | 'usage' | 'documentId'>>,
): Promise<void> {
  await tx
    .updateTable('contract_charge')
    .set({
      ...(change.until !== undefined && { until_on: change.until }),
      ...(change.units !== undefined && { units: change.units }),
      ...(change.usage !== undefined && { usage: change.usage }),
      ...(change.documentId !== undefined && { document_id: change.documentId }),
    })
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .where('starts_on', '=', from)
    .where('source', '=', source)
    .execute();
}

/** Newest first. */
export async function listCharges(
  db: Db,
  { vendorId, contractId }: ChargeOwner,
): Promise<Pick<StoredCharge, 'from' | 'until' | 'ofUnits' | 'units' | 'documentId'>[]> {
  const rows = await db
    .selectFrom('contract_charge')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .orderBy('starts_on', 'desc')
    .orderBy('created_at', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => {
    const { from, until, ofUnits, units, documentId } = toCharge(row);
    return { from, until, ofUnits, units, documentId };
  });
}
