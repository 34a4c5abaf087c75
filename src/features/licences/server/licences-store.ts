import { addDays, startOfDay } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { endSessionsOfLicence } from '../../access/server/sessions-store.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { newKey } from '../keys.ts';
import { licenceProblem } from '../problems.ts';
import type { Licence, LicenceChange, LicenceKind, NewLicence } from '../schema.ts';
import { findByKey, isTaken, openKey, storedKey } from './key-store.ts';
import { countMachines, dropMachines, turnMachines } from './machines-store.ts';
import { licenceNoticesJob } from './notices.ts';
import { findProduct, requireProduct } from './products-store.ts';
import { type LicenceRow, storedKeyOf, toLicence, toLicenceRow } from './table.ts';

export interface LicenceFilter {
  /** Our id or `ext:…`. */
  readonly customerId?: string | undefined;
  readonly productId?: string | undefined;
  readonly state?: 'valid' | 'expired' | 'blocked' | undefined;
  readonly kind?: LicenceKind | undefined;
  readonly renews?: boolean | undefined;
  /** What expires before this instant; what has expired by now is no more to be cared for. */
  readonly expiresBefore?: string | undefined;
}

/** @param secrets a search for a whole key finds its licence */
export async function listLicences(
  { db, secrets, vendorId, now }: { db: Db; secrets: Secrets; vendorId: string; now: Date },
  filter: LicenceFilter & { readonly search?: string | undefined },
  paging: Paging,
): Promise<Licence[]> {
  const at = now.toISOString();
  let query = db.selectFrom('licence').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.productId !== undefined) {
    const product = await findProduct(db, vendorId, filter.productId);
    if (!product) return [];
    query = query.where('product_id', '=', product.id);
  }
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.renews !== undefined) query = query.where('renews', '=', filter.renews ? 1 : 0);
  if (filter.state === 'blocked') query = query.where('blocked', 'is not', null);
  if (filter.state === 'expired')
    query = query
      .where('blocked', 'is', null)
      .where('expires_at', 'is not', null)
      .where('expires_at', '<=', at);
  if (filter.state === 'valid')
    query = query
      .where('blocked', 'is', null)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]));
  if (filter.expiresBefore !== undefined)
    query = query.where('expires_at', '<', filter.expiresBefore).where('expires_at', '>', at);
  const whole =
    filter.search === undefined ? undefined : await findByKey(db, secrets, vendorId, filter.search);
  if (whole) query = query.where('id', '=', whole.id);
  const rows = await paged(query, 'licence', whole ? { ...paging, words: undefined } : paging).execute();
  return withMachines(db, vendorId, rows, now);
}

async function withMachines(
  db: Db,
  vendorId: string,
  rows: readonly LicenceRow[],
  now: Date,
): Promise<Licence[]> {
  const machines = await countMachines(
    db,
    vendorId,
    rows.map(({ id }) => id),
    now,
  );
  return rows.map((row) => toLicence(row, machines.get(row.id) ?? 0));
}

/** @throws `licence.not-found` */
export async function requireLicenceRow(db: Db, vendorId: string, reference: string): Promise<LicenceRow> {
  const row = await findRow(db, 'licence', vendorId, reference);
  if (!row) throw licenceProblem('licence.not-found');
  return row;
}

/** @throws `licence.not-found` */
export async function requireLicence(
  db: Db,
  vendorId: string,
  reference: string,
  now: Date,
): Promise<Licence> {
  const [licence] = await withMachines(db, vendorId, [await requireLicenceRow(db, vendorId, reference)], now);
  return licence as Licence;
}

/** Reading a key is an act of its own: whoever calls this writes it down. @throws `licence.not-found` */
export async function readKey(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  reference: string,
): Promise<{ readonly id: string; readonly customerId: string | null; readonly key: string }> {
  const row = await requireLicenceRow(db, vendorId, reference);
  return { id: row.id, customerId: row.customer_id, key: openKey(secrets, row) };
}

const keyedBy = (row: LicenceRow) => ({ id: row.id, externalId: row.external_id });

/** Who writes, on whose behalf. */
export interface LicenceWriting {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly at: Date;
}

/** @throws `licence.external-id-taken`, `licence.key-taken`, `request.invalid` */
export async function createLicence(
  tx: Db,
  writing: LicenceWriting,
  wanted: NewLicence,
  origin: { readonly orderId?: string; readonly followsContract?: boolean } = {},
): Promise<Licence> {
  const licence = await insertLicence(tx, writing, wanted, origin);
  if (!licence) throw licenceProblem('licence.external-id-taken');
  return licence;
}

/** `undefined` where the vendor's own id is taken. */
async function insertLicence(
  tx: Db,
  { vendorId, secrets, at }: LicenceWriting,
  wanted: NewLicence,
  { orderId, followsContract }: { readonly orderId?: string; readonly followsContract?: boolean } = {},
): Promise<Licence | undefined> {
  const product = await findProduct(tx, vendorId, wanted.productId);
  if (!product) throw unknownReference('productId', 'product');
  const customerId = wanted.customerId == null ? null : await customerOf(tx, vendorId, wanted.customerId);
  const contractId = await contractOf(tx, vendorId, customerId, wanted.contractId ?? null);
  if (wanted.externalId !== undefined && (await findRow(tx, 'licence', vendorId, `ext:${wanted.externalId}`)))
    return undefined;
  const id = newId('lic', at.getTime());
  const key = wanted.key ?? newKey(product);
  const stored = storedKey(secrets, id, key, wanted.key === undefined);
  // Also under a secret of the service that was changed since: the index knows one spelling only.
  if (wanted.key !== undefined && (await isTaken(tx, secrets, vendorId, key, false)))
    throw licenceProblem('licence.key-taken');
  const licence = startLicence(
    {
      ...wanted,
      ...{ productId: product.id, customerId, contractId, orderId: orderId ?? null },
      expiresAt: wanted.expiresAt && (await momentOf(tx, vendorId, customerId, wanted.expiresAt)),
    },
    { id, now: at.toISOString() },
    stored.key_hint,
  );
  const kept = { ...stored, follows_contract: followsContract ? 1 : 0 };
  const insert = insertRow(tx, 'licence', toLicenceRow(vendorId, licence, kept));
  const inserted = await whileKeyFree(
    whileReferred(insert, () => unknownReference('customerId', 'customer')),
  );
  return inserted ? licence : undefined;
}

/**
 * The moment at which a licence stops: what is given as a day works until that day is over, in the zone of the customer's
 * portal, or of the vendor's own where it is nobody's yet.
 */
export async function momentOf(
  tx: Db,
  vendorId: string,
  customerId: string | null,
  expiry: string,
): Promise<string> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expiry)) return expiry;
  const portals = tx.selectFrom('portal').select('portal.time_zone').where('portal.vendor_id', '=', vendorId);
  const row = await (customerId === null
    ? portals.where('portal.is_default', '=', 1)
    : portals
        .innerJoin('customer as c', (on) =>
          on.onRef('c.vendor_id', '=', 'portal.vendor_id').onRef('c.portal_id', '=', 'portal.id'),
        )
        .where('c.id', '=', customerId)
  ).executeTakeFirst();
  return startOfDay(addDays(expiry, 1), row?.time_zone ?? 'UTC').toISOString();
}

async function customerOf(tx: Db, vendorId: string, reference: string): Promise<string> {
  const customer = await findCustomer(tx, vendorId, reference);
  if (!customer) throw unknownReference('customerId', 'customer');
  return customer.id;
}

/** A contract of the licence's own customer. */
async function contractOf(
  tx: Db,
  vendorId: string,
  customerId: string | null,
  reference: string | null,
): Promise<string | null> {
  if (reference === null) return null;
  const row = await findRow(tx, 'contract', vendorId, reference);
  if (!row || row.customer_id !== customerId) throw unknownReference('contractId', 'contract');
  return row.id;
}

async function whileKeyFree<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? licenceProblem('licence.key-taken') : error;
  }
}

/** A new licence; product, customer and contract by our ids. */
export const startLicence = (
  wanted: Omit<NewLicence, 'customerId' | 'contractId'> & {
    readonly customerId?: string | null | undefined;
    readonly contractId?: string | null | undefined;
    readonly orderId?: string | null | undefined;
  },
  { id, now }: { id: string; now: string },
  keyHint: string,
): Licence => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId ?? null,
  productId: wanted.productId,
  keyHint,
  kind: wanted.kind ?? (wanted.expiresAt ? 'subscription' : 'perpetual'),
  mode: wanted.mode ?? 'node-locked',
  machineLimit: wanted.machineLimit ?? 1,
  expiresAt: wanted.expiresAt ?? null,
  renews: wanted.renews ?? false,
  blocked: wanted.blocked ?? null,
  entitlements: wanted.entitlements ?? [],
  note: wanted.note ?? null,
  machines: 0,
  orderId: wanted.orderId ?? null,
  contractId: wanted.contractId ?? null,
  createdAt: now,
  updatedAt: now,
});

/** Why a licence is changed, where that is nobody's wish. */
export interface LicenceCause {
  /** Only one that is nobody's. */
  readonly onlyIfFree?: boolean;
  /** What blocks it, or blocked it: an invoice, an event. */
  readonly blockedFor?: string | null;
  readonly paymentAt?: string;
}

/** What goes along with a block that begins or ends. */
function withBlock(
  row: LicenceRow,
  blocked: Licence['blocked'],
  { blockedFor = null, paymentAt }: LicenceCause,
): ReturnType<typeof storedKeyOf> {
  const kept = { ...storedKeyOf(row), ...(paymentAt && { payment_at: paymentAt }) };
  if (blocked === row.blocked) return kept;
  // Lifted by staff, it is not blocked again for the same thing; lifted by what blocked it, that is over.
  if (blocked === null)
    return {
      ...kept,
      notice_due: null,
      blocked_for: blockedFor === row.blocked_for ? null : row.blocked_for,
    };
  const isNews = row.blocked === null && blocked !== 'paused';
  return { ...kept, blocked_for: blockedFor, notice_due: isNews ? 'blocked' : row.notice_due };
}

/**
 * A licence that goes to another customer, or to nobody, ends what was opened with its key.
 * @throws `licence.not-found`, `request.invalid` for a customer the vendor does not have
 */
export async function updateLicence(
  tx: Db,
  { vendorId, at }: LicenceWriting,
  reference: string,
  change: LicenceChange,
  { onlyIfFree = false, blockedFor = null, paymentAt }: LicenceCause = {},
): Promise<Written<Licence>> {
  await lockRow(tx, 'licence', vendorId, reference);
  const row = await requireLicenceRow(tx, vendorId, reference);
  // Of any number of claims at once one is first.
  if (onlyIfFree && row.customer_id !== null) throw licenceProblem('licence.refused');
  const before = await requireLicence(tx, vendorId, row.id, at);
  const moved =
    change.customerId == null ? change.customerId : await customerOf(tx, vendorId, change.customerId);
  const holder = moved === undefined ? before.customerId : moved;
  const expiresAt = change.expiresAt && (await momentOf(tx, vendorId, holder, change.expiresAt));
  const after = merged(before, { ...change, expiresAt, customerId: moved });
  // A contract is a customer's: what goes elsewhere leaves it behind.
  if (after.customerId !== before.customerId) after.contractId = null;
  const kept = withBlock(row, after.blocked, { blockedFor, ...(paymentAt && { paymentAt }) });
  const written = await writeChange(before, after, at, (changed) =>
    updateRow(tx, 'licence', toLicenceRow(vendorId, changed, kept)),
  );
  if (kept.notice_due) wakeJob(tx, licenceNoticesJob);
  if (after.customerId !== before.customerId)
    await endSessionsOfLicence(tx, { vendorId, ...keyedBy(row) }, at);
  if (after.mode !== before.mode) {
    await turnMachines(tx, vendorId, written.thing, await requireProduct(tx, vendorId, row.product_id), at);
  }
  return written;
}

/**
 * Makes the licence with this outside id, or changes it; product and key stay what they are.
 * @throws `request.invalid`, `licence.key-taken`
 */
export async function upsertLicence(
  tx: Db,
  writing: LicenceWriting,
  externalId: string,
  wanted: NewLicence,
): Promise<Written<Licence>> {
  const thing = await insertLicence(tx, writing, { ...wanted, externalId });
  if (thing) return { thing, created: true, fields: [] };
  const { vendorId, secrets } = writing;
  const before = await requireLicenceRow(tx, vendorId, `ext:${externalId}`);
  const product = await findProduct(tx, vendorId, wanted.productId);
  if (!product) throw unknownReference('productId', 'product');
  if (product.id !== before.product_id) throw fixed('productId', 'A licence stays one of its product.');
  if (wanted.key !== undefined && wanted.key !== openKey(secrets, before))
    throw fixed('key', 'A key is made anew by POST …/key alone.');
  const { externalId: _, productId: __, key: ___, contractId: ____, ...change } = wanted;
  return updateLicence(tx, writing, before.id, change);
}

const fixed = (path: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code: 'fixed', message }] });

/** With its machines, which go by the foreign key. @throws `licence.not-found` */
export async function deleteLicence(
  tx: Db,
  { vendorId, at }: LicenceWriting,
  reference: string,
): Promise<Licence> {
  await lockRow(tx, 'licence', vendorId, reference);
  const licence = await requireLicence(tx, vendorId, reference, at);
  await endSessionsOfLicence(tx, { vendorId, ...licence }, at);
  await deleteRow(tx, 'licence', vendorId, licence.id);
  return licence;
}

/**
 * A new key in place of one that is known to others: the old one stops working, the machines it activated are free, and
 * what was opened with it ends. So does a block for a key that is known to others. @throws `licence.not-found`
 */
export async function renewKey(
  tx: Db,
  { vendorId, secrets, at }: LicenceWriting,
  reference: string,
  { counted = false } = {},
): Promise<{ readonly licence: Licence; readonly key: string }> {
  await lockRow(tx, 'licence', vendorId, reference);
  const row = await requireLicenceRow(tx, vendorId, reference);
  const product = await requireProduct(tx, vendorId, row.product_id);
  const key = newKey(product);
  const stored = storedKey(secrets, row.id, key, true);
  await dropMachines(tx, { vendorId, licenceId: row.id }, { counted }, at);
  await endSessionsOfLicence(tx, { vendorId, ...keyedBy(row) }, at);
  const { blocked, ...before } = toLicence(row);
  const licence = {
    ...before,
    blocked: blocked === 'leaked' ? null : blocked,
    keyHint: stored.key_hint,
    updatedAt: at.toISOString(),
  };
  await updateRow(tx, 'licence', toLicenceRow(vendorId, licence, { ...storedKeyOf(row), ...stored }));
  return { licence, key };
}
