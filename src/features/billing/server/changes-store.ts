import type { Db } from '../../../kit/server/db/db.ts';
import type { Actor } from '../../activity/server/record.ts';
import { priceOf } from '../../contracts/rules.ts';
import type { ContractChangeRecord, Direction, StoredSide } from '../schema.ts';

interface ContractChangeTable {
  vendor_id: string;
  id: string;
  contract_id: string;
  customer_id: string;
  state: ContractChangeRecord['state'];
  direction: Direction;
  effective_on: string;
  before: string;
  after: string;
  actor: string;
  document_ids: string;
  created_at: string;
  updated_at: string;
  applied_at: string | null;
  /** 1 once what comes with the contract became what the change grants. */
  followed: number;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    contract_change: ContractChangeTable;
  }
}

/** A change with both sides whole. */
export interface StoredChange extends Omit<ContractChangeRecord, 'before' | 'after'> {
  readonly before: StoredSide;
  readonly after: StoredSide;
  readonly actor: Actor;
}

const toChange = (row: ContractChangeTable): StoredChange => ({
  id: row.id,
  contractId: row.contract_id,
  customerId: row.customer_id,
  state: row.state,
  direction: row.direction,
  effectiveOn: row.effective_on,
  before: JSON.parse(row.before) as StoredSide,
  after: JSON.parse(row.after) as StoredSide,
  actor: JSON.parse(row.actor) as Actor,
  documentIds: JSON.parse(row.document_ids) as string[],
  createdAt: row.created_at,
  appliedAt: row.applied_at,
});

const told = ({ title, items, billingPeriod }: StoredSide) => ({
  ...{ title, billingPeriod, price: priceOf(items) },
});

/** As API and console have it. */
export const toRecord = ({ actor: _, before, after, ...change }: StoredChange): ContractChangeRecord => ({
  ...change,
  before: told(before),
  after: told(after),
});

export async function insertChange(tx: Db, vendorId: string, change: StoredChange): Promise<void> {
  await tx
    .insertInto('contract_change')
    .values({
      ...{ vendor_id: vendorId, id: change.id, contract_id: change.contractId },
      ...{ customer_id: change.customerId, state: change.state, direction: change.direction },
      effective_on: change.effectiveOn,
      before: JSON.stringify(change.before),
      after: JSON.stringify(change.after),
      actor: JSON.stringify(change.actor),
      document_ids: JSON.stringify(change.documentIds),
      ...{ created_at: change.createdAt, updated_at: change.createdAt, applied_at: change.appliedAt },
      followed: 0,
    })
    .execute();
}

export async function endChange(
  tx: Db,
  vendorId: string,
  id: string,
  end: {
    readonly state: 'applied' | 'cancelled';
    readonly documentIds?: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  const at = end.at.toISOString();
  await tx
    .updateTable('contract_change')
    .set({
      ...{ state: end.state, updated_at: at, applied_at: end.state === 'applied' ? at : null },
      ...(end.documentIds && { document_ids: JSON.stringify(end.documentIds) }),
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

export async function findChange(db: Db, vendorId: string, id: string): Promise<StoredChange | undefined> {
  const row = await db
    .selectFrom('contract_change')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toChange(row);
}

/** Newest first; a contract has few. */
export async function listChanges(
  db: Db,
  vendorId: string,
  contractId: string,
): Promise<ContractChangeRecord[]> {
  const rows = await db
    .selectFrom('contract_change')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => toRecord(toChange(row)));
}
