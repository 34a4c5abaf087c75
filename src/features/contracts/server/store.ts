import { sql } from 'kysely';
import { type Day, dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import {
  byReference,
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import {
  deleteRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import type { Subject } from '../../access/schema.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer, requireSameCustomer } from '../../customers/server/store.ts';
import { exactItem } from '../metered.ts';
import { contractProblem } from '../problems.ts';
import { checkContract, statusOf, toCustomerContract } from '../rules.ts';
import type { Contract, ContractChange, ContractStatus, NewContract, VendorContract } from '../schema.ts';
import { type ContractTable, type StoredContract, toContractRow, toStored, withStatus } from './table.ts';

export interface ContractFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  readonly portalId?: string | undefined;
  readonly status?: ContractStatus | undefined;
}

/** Contracts of a vendor with the zone of their portal, in which their days are meant. */
export const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('contract')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'contract.vendor_id')
        .onRef('customer.id', '=', 'contract.customer_id'),
    )
    .innerJoin('portal', (on) =>
      on.onRef('portal.vendor_id', '=', 'customer.vendor_id').onRef('portal.id', '=', 'customer.portal_id'),
    )
    .selectAll('contract')
    .select('portal.time_zone')
    .where('contract.vendor_id', '=', vendorId);

export async function listContracts(
  db: Db,
  vendorId: string,
  filter: ContractFilter,
  paging: Paging,
  now: Date,
): Promise<VendorContract[]> {
  let query = ofVendor(db, vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('contract.customer_id', '=', customer.id);
  }
  if (filter.portalId !== undefined) query = query.where('portal.id', '=', filter.portalId);
  if (filter.status !== undefined) query = query.where(await hasStatus(db, vendorId, filter.status, now));
  const statused = withStatus(now);
  const rows = await paged(query, 'contract', paging).execute();
  return rows.map((row) => statused(toStored(row), row.time_zone));
}

/** `statusOf` as a condition: by the day that it is in each portal's zone. */
async function hasStatus(db: Db, vendorId: string, status: ContractStatus, now: Date) {
  const zones = await db
    .selectFrom('portal')
    .select('time_zone')
    .distinct()
    .where('vendor_id', '=', vendorId)
    .execute();
  const is = (today: Day) => {
    const over = sql`contract.ends_on is not null and contract.ends_on < ${today}`;
    const cancelled = sql`contract.cancelled_at is not null`;
    const begun = sql`contract.starts_on <= ${today}`;
    const conditions: Readonly<Record<ContractStatus, ReturnType<typeof sql>>> = {
      expired: over,
      cancelled: sql`not (${over}) and ${cancelled}`,
      active: sql`not (${over}) and not (${cancelled}) and ${begun}`,
      scheduled: sql`not (${over}) and not (${cancelled}) and not (${begun})`,
    };
    return conditions[status];
  };
  const each = zones.map(
    ({ time_zone }) => sql`(portal.time_zone = ${time_zone} and ${is(dayIn(time_zone, now))})`,
  );
  return sql<boolean>`(${each.length > 0 ? sql.join(each, sql` or `) : sql`1 = 0`})`;
}

/** @throws `contract.not-found` */
export async function requireVendorContract(
  db: Db,
  vendorId: string,
  reference: string,
  now: Date,
): Promise<VendorContract> {
  const by = byReference(reference);
  const row = by && (await ofVendor(db, vendorId).where(`contract.${by[0]}`, '=', by[1]).executeTakeFirst());
  if (!row) throw contractProblem('contract.not-found');
  return withStatus(now)(toStored(row), row.time_zone);
}

const withPortal = (db: Db) =>
  db
    .selectFrom('contract')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'contract.vendor_id')
        .onRef('customer.id', '=', 'contract.customer_id'),
    )
    .innerJoin('portal', (on) =>
      on.onRef('portal.vendor_id', '=', 'customer.vendor_id').onRef('portal.id', '=', 'customer.portal_id'),
    )
    .selectAll('contract')
    .select('portal.bills_contracts');

const findOfCustomer = compileOnce((db, slot: (name: 'vendorId' | 'customerId') => never) =>
  withPortal(db)
    .where('contract.vendor_id', '=', slot('vendorId'))
    .where('contract.customer_id', '=', slot('customerId'))
    .orderBy('contract.starts_on', 'desc')
    .orderBy('contract.id', 'desc'),
);

/**
 * What this customer sees of its contracts: those that run before those that are over, newest first. A session that
 * was narrowed to one contract sees that one; narrowed to something else, none.
 */
export async function contractsOf(
  db: Db,
  owner: Owner,
  subject: Subject | null,
  today: Day,
): Promise<Contract[]> {
  const by = subject && byReference(subject.id);
  if (subject && (subject.type !== 'contract' || !by)) return [];
  const all = await findOfCustomer(db, owner);
  const rows = by ? all.filter((row) => row[by[0]] === by[1]) : all;
  const contracts = rows.map((row) => toSeen(row, today));
  const over = (contract: Contract) => (contract.status === 'expired' ? 1 : 0);
  return contracts.sort((a, b) => over(a) - over(b));
}

/** One contract as its customer sees it; another customer's, or one out of the session's reach, is `undefined`. */
export async function findContract(
  db: Db,
  owner: Owner,
  subject: Subject | null,
  id: string,
  today: Day,
): Promise<Contract | undefined> {
  const { vendorId, customerId } = owner;
  const by = byReference(id);
  if (by?.[0] !== 'id') return undefined;
  const row = await withPortal(db)
    .where('contract.vendor_id', '=', vendorId)
    .where('contract.customer_id', '=', customerId)
    .where('contract.id', '=', id)
    .executeTakeFirst();
  if (!row || (subject && !isSubject(row, subject))) return undefined;
  return toSeen(row, today);
}

const isSubject = (row: { id: string; external_id: string | null }, subject: Subject): boolean =>
  subject.type === 'contract' && (subject.id === row.id || subject.id === `ext:${row.external_id}`);

function toSeen(row: ContractTable & { readonly bills_contracts: number }, today: Day): Contract {
  const contract = toStored(row);
  const seen = { ...contract, status: statusOf(contract, today) };
  return toCustomerContract(seen, today, row.bills_contracts === 1);
}

/** @throws `contract.external-id-taken`, `request.invalid` */
export async function createContract(
  tx: Db,
  vendorId: string,
  wanted: NewContract,
  at: Date,
): Promise<VendorContract> {
  const contract = await insertContract(tx, vendorId, wanted, at);
  if (!contract) throw contractProblem('contract.external-id-taken');
  return contract;
}

async function insertContract(
  tx: Db,
  vendorId: string,
  wanted: NewContract,
  at: Date,
): Promise<VendorContract | undefined> {
  const customer = await findCustomer(tx, vendorId, wanted.customerId);
  if (!customer) throw unknownReference('customerId', 'customer');
  const made = await addContract(tx, vendorId, { ...wanted, customerId: customer.id }, at);
  return made && requireVendorContract(tx, vendorId, made.id, at);
}

/**
 * A contract of a customer by our id, without a look at either again; `undefined` where the vendor's own id is taken.
 * @throws `request.invalid`
 */
export async function addContract(
  tx: Db,
  vendorId: string,
  wanted: NewContract,
  at: Date,
): Promise<StoredContract | undefined> {
  const contract = checked(startContract(wanted, { id: newId('ctr', at.getTime()), now: at.toISOString() }));
  const insert = insertRow(tx, 'contract', toContractRow(vendorId, contract));
  const isNew = await whileReferred(insert, () => unknownReference('customerId', 'customer'));
  return isNew ? contract : undefined;
}

/** A new contract; `customerId` is our id. */
export const startContract = (
  wanted: NewContract,
  { id, now }: { readonly id: string; readonly now: string },
): StoredContract => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  number: wanted.number ?? null,
  title: wanted.title,
  startsOn: wanted.startsOn,
  endsOn: wanted.endsOn ?? null,
  cancelledAt: wanted.cancelledAt ?? null,
  terms: wanted.terms ?? { minimumTerm: null, renewal: null, notice: null },
  items: wanted.items,
  billingPeriod: wanted.billingPeriod,
  tax: wanted.tax ?? { included: true, percent: 0 },
  nextChargeOn: wanted.nextChargeOn ?? null,
  purchaseOrder: wanted.purchaseOrder ?? null,
  deliverTo: wanted.deliverTo ?? null,
  billing: wanted.billing ?? null,
  billingFrom: wanted.billingFrom ?? null,
  billedUntil: wanted.billedUntil ?? null,
  paymentMethodId: wanted.paymentMethodId ?? null,
  termsFrom: wanted.termsFrom ?? null,
  withdrawalUntil: wanted.withdrawalUntil ?? null,
  agreed: wanted.agreed ?? null,
  pauses: wanted.pauses ?? [],
  pendingChange: null,
  createdAt: now,
  updatedAt: now,
});

/** @throws `contract.not-found`, `request.invalid` where the contract would not hold together */
export async function updateContract(
  tx: Db,
  vendorId: string,
  reference: string,
  change: ContractChange,
  at: Date,
): Promise<Written<VendorContract>> {
  await lockRow(tx, 'contract', vendorId, reference);
  const { status: _, ...before } = await requireVendorContract(tx, vendorId, reference, at);
  const written = await writeChange(before, checked(merged(before, withAgreed(change))), at, (changed) =>
    updateRow(tx, 'contract', toContractRow(vendorId, changed)),
  );
  return { ...written, thing: await requireVendorContract(tx, vendorId, before.id, at) };
}

/** What follows from a contract that was locked and read: its days of billing, a pause, a change that begins. Answers how it stands then. */
export async function writeContract(
  tx: Db,
  vendorId: string,
  { status: _, ...before }: VendorContract,
  change: Partial<StoredContract>,
  at: Date,
): Promise<StoredContract> {
  const after = checked({ ...before, ...change, updatedAt: at.toISOString() });
  await updateRow(tx, 'contract', toContractRow(vendorId, after));
  return after;
}

/** Who writes items says what it costs: the prices that were agreed before hold no longer. */
const withAgreed = (change: ContractChange): ContractChange =>
  change.items !== undefined && change.agreed === undefined ? { ...change, agreed: null } : change;

/**
 * Makes the contract with this outside id, or changes it; it stays with its customer.
 * @throws `request.invalid` for an unknown customer, or another one than the contract has
 */
export async function upsertContract(
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewContract,
  at: Date,
): Promise<Written<VendorContract>> {
  const reference = `ext:${externalId}`;
  const thing = await insertContract(tx, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const { externalId: _, customerId, ...change } = wanted;
  const before = await requireVendorContract(tx, vendorId, reference, at);
  await requireSameCustomer(tx, vendorId, before.customerId, customerId);
  return updateContract(tx, vendorId, reference, change, at);
}

/** @throws `contract.not-found` */
export async function deleteContract(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<VendorContract> {
  const contract = await requireVendorContract(tx, vendorId, reference, at);
  await deleteRow(tx, 'contract', vendorId, contract.id);
  return contract;
}

/** The contract with its instant in UTC, or a 422 that names what does not fit together. */
function checked(contract: StoredContract): StoredContract {
  const fields = checkContract(contract);
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
  return inUtc(contract);
}

/** As it is kept: its instant in UTC, and exactly what use costs. */
export const inUtc = (contract: StoredContract): StoredContract => ({
  ...contract,
  items: contract.items.map(exactItem),
  cancelledAt: contract.cancelledAt && new Date(contract.cancelledAt).toISOString(),
});
