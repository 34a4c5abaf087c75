import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Walk,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { deleteMails } from '../../../kit/server/mail.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import { dropCodes } from '../../access/server/access-codes-store.ts';
import { endSessions } from '../../access/server/sessions-store.ts';
import { requirePlugins } from '../../plugins/server/store.ts';
import { findDefaultPortal, findPortal } from '../../portals/server/store.ts';
import { customerProblem } from '../problems.ts';
import type { Customer, CustomerChange, CustomerCount, NewCustomer } from '../schema.ts';
import { loginKey } from '../sign-in-rules.ts';
import { moveLogins } from './logins-store.ts';
import { freeChildren, parentFor, requireAgencies } from './parents.ts';
import { dropSiteFiles } from './site-files.ts';
import { emptyBilling, noLimits, toCustomer, toCustomerRow } from './table.ts';

export interface CustomerFilter {
  readonly status?: Customer['status'] | undefined;
  readonly kind?: Customer['kind'] | undefined;
  readonly language?: Customer['language'] | undefined;
  /** Our id or `ext:…` of a portal; a portal the vendor does not have holds nobody. */
  readonly portalId?: string | undefined;
  /** Our id or `ext:…` of the customer above. */
  readonly parentId?: string | undefined;
  readonly agencyId?: string | undefined;
  /** What one of its contacts types to sign in. */
  readonly username?: string | undefined;
  /** E-mail address of one of its contacts. */
  readonly email?: string | undefined;
}

/** By what the list may be sorted; when it was made is the order of ids. */
const sorts = {
  name: 'sort_name',
  number: 'sort_number',
  updatedAt: 'updated_at',
  lastSignInAt: 'last_sign_in_at',
} as const;

/** `undefined`: nobody. */
async function filtered(db: Db, vendorId: string, filter: CustomerFilter) {
  let query = db
    .selectFrom('customer')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('erased_at', 'is', null);
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.language) query = query.where('language', '=', filter.language);
  if (filter.agencyId !== undefined) query = query.where('agency_id', '=', filter.agencyId);
  const { username, email } = filter;
  if (username !== undefined) {
    query = query.where('id', 'in', (of) =>
      of
        .selectFrom('contact_login')
        .select('customer_id')
        .where('vendor_id', '=', vendorId)
        .where('key', '=', loginKey(username)),
    );
  }
  if (email !== undefined) {
    query = query.where('id', 'in', (of) =>
      of
        .selectFrom('contact')
        .select('customer_id')
        .where('vendor_id', '=', vendorId)
        .where('email_key', '=', email.trim().toLowerCase()),
    );
  }
  if (filter.parentId !== undefined) {
    const parent = await findCustomer(db, vendorId, filter.parentId);
    if (!parent) return undefined;
    query = query.where('parent_id', '=', parent.id);
  }
  if (filter.portalId === undefined) return query;
  const portal = await findPortal(db, vendorId, filter.portalId);
  return portal && query.where('portal_id', '=', portal.id);
}

export async function listCustomers(
  db: Db,
  vendorId: string,
  filter: CustomerFilter,
  paging: Walk,
): Promise<Customer[]> {
  const query = await filtered(db, vendorId, filter);
  if (!query) return [];
  const options = { sorts, also: ['contact', 'domain', 'licence'] };
  return (await paged(query, 'customer', paging, options).execute()).map(toCustomer);
}

/** Counting goes no further: what is more is told as such. */
const countedMost = 100_000;
/** Of a search, as many as one page holds: to know more, every one of them would have to be looked at. */
const countedFound = 200;

/** How many customers there are; `more`: there are more than were counted. */
export async function countCustomers(
  db: Db,
  vendorId: string,
  filter: CustomerFilter,
  paging: Paging,
): Promise<CustomerCount> {
  if (paging.words !== undefined) {
    const found = await listCustomers(db, vendorId, filter, { ...paging, limit: countedFound });
    return { count: Math.min(found.length, countedFound), more: found.length > countedFound };
  }
  const query = await filtered(db, vendorId, filter);
  if (!query) return { count: 0, more: false };
  const { count } = await db
    .selectFrom(
      query
        .clearSelect()
        .select('id')
        .limit(countedMost + 1)
        .as('counted'),
    )
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return { count: Math.min(Number(count), countedMost), more: Number(count) > countedMost };
}

/** By our id or `ext:…`; another vendor's customer is `undefined`, like one that never was. */
export async function findCustomer(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<Customer | undefined> {
  const row = await findRow(db, 'customer', vendorId, reference);
  return row && toCustomer(row);
}

export const findCustomerByExternalId = (
  db: Db,
  vendorId: string,
  externalId: string,
): Promise<Customer | undefined> => findCustomer(db, vendorId, `ext:${externalId}`);

/** @throws `customer.not-found` */
export async function requireCustomer(db: Db, vendorId: string, reference: string): Promise<Customer> {
  const customer = await findCustomer(db, vendorId, reference);
  if (!customer) throw customerProblem('customer.not-found');
  return customer;
}

/**
 * What a customer owns stays with it: an upsert that names another one is a mistake worth reporting.
 * @throws `request.invalid`
 */
export async function requireSameCustomer(
  tx: Db,
  vendorId: string,
  customerId: string,
  reference: string,
): Promise<void> {
  if ((await findCustomer(tx, vendorId, reference))?.id === customerId) return;
  const message = 'It stays with the customer it was made for.';
  throw requestProblem('request.invalid', { fields: [{ path: 'customerId', code: 'fixed', message }] });
}

/** @throws `customer.external-id-taken`, `request.invalid` for a portal the vendor does not have */
export async function createCustomer(
  tx: Db,
  vendorId: string,
  wanted: NewCustomer,
  at: Date,
): Promise<Customer> {
  const customer = await insertCustomer(tx, vendorId, wanted, at);
  if (!customer) throw customerProblem('customer.external-id-taken');
  return customer;
}

/** `undefined` where the vendor's own id is taken: of any number of calls at once, one makes the customer. */
export async function insertCustomer(
  tx: Db,
  vendorId: string,
  wanted: NewCustomer,
  at: Date,
): Promise<Customer | undefined> {
  const portalId = await portalIdFor(tx, vendorId, wanted.portalId);
  const id = newId('cus', at.getTime());
  await requirePlugins(tx, vendorId, wanted.plugins);
  await requireAgencies(tx, vendorId, wanted.agencyId);
  const parentId = wanted.parentId && (await parentFor(tx, vendorId, id, wanted.parentId));
  const customer = startCustomer({ ...wanted, portalId, parentId }, { id, now: at.toISOString() });
  const insert = insertRow(tx, 'customer', toCustomerRow(vendorId, customer));
  const done = await whileReferred(insert, () => unknownReference('portalId', 'portal'));
  return done ? customer : undefined;
}

/**
 * Lays `change` over the customer; see `laidOver` and `afterChange`.
 * @throws `customer.not-found`, `request.invalid` for a portal the vendor does not have
 */
export async function updateCustomer(
  tx: Db,
  vendorId: string,
  reference: string,
  change: CustomerChange,
  at: Date,
): Promise<Written<Customer>> {
  await lockRow(tx, 'customer', vendorId, reference);
  const before = await requireCustomer(tx, vendorId, reference);
  if (before.erasedAt) throw customerProblem('customer.erased');
  if (change.portalId !== undefined) await portalIdFor(tx, vendorId, change.portalId);
  await requirePlugins(tx, vendorId, change.plugins);
  await requireAgencies(tx, vendorId, change.agencyId);
  const parentId = change.parentId && (await parentFor(tx, vendorId, before.id, change.parentId));
  const after = laidOver(before, change.parentId === undefined ? change : { ...change, parentId });
  return writeChange(before, after, at, async (changed) => {
    await updateRow(tx, 'customer', toCustomerRow(vendorId, changed));
    await afterChange(tx, vendorId, before, changed, at);
  });
}

/** A new customer: active, without limits above 0 and with an empty billing address, unless said otherwise. */
export const startCustomer = (
  wanted: NewCustomer & { readonly portalId: string },
  { id, now }: { readonly id: string; readonly now: string },
): Customer => ({
  id,
  externalId: wanted.externalId ?? null,
  name: wanted.name,
  number: wanted.number ?? null,
  kind: wanted.kind ?? 'customer',
  status: wanted.status ?? 'active',
  portalId: wanted.portalId,
  language: wanted.language ?? null,
  timeZone: wanted.timeZone ?? null,
  currency: wanted.currency ?? null,
  association: wanted.association ?? false,
  billing: merged(emptyBilling, wanted.billing ?? {}),
  limits: merged(noLimits, wanted.limits ?? {}),
  lastSignInAt: null,
  overrides: wanted.overrides ?? {},
  features: wanted.features ?? {},
  plugins: wanted.plugins ?? {},
  parentId: wanted.parentId ?? null,
  parentAccess: wanted.parentAccess ?? 'none',
  ...(wanted.agencyId && { agencyId: wanted.agencyId }),
  erasedAt: null,
  createdAt: now,
  updatedAt: now,
});

/** `billing` and `limits` are merged field by field; no agency id is none at all. */
export function laidOver(before: Customer, change: CustomerChange): Customer {
  const { agencyId, ...after } = merged(before, {
    ...change,
    billing: merged(before.billing, change.billing ?? {}),
    limits: merged(before.limits, change.limits ?? {}),
  });
  return agencyId ? { ...after, agencyId } : before.agencyId ? { ...after, agencyId: null } : after;
}

/** A customer that is switched off, or that moves to another portal, is signed out; its contacts' names move along. */
export async function afterChange(
  tx: Db,
  vendorId: string,
  before: Customer,
  after: Customer,
  at: Date,
): Promise<void> {
  const switchedOff = before.status === 'active' && after.status !== 'active';
  if (switchedOff || after.portalId !== before.portalId) {
    await endSessions(tx, { vendorId, customerId: after.id }, at);
  }
  if (after.portalId !== before.portalId) {
    await moveLogins(tx, { vendorId, customerId: after.id }, after.portalId);
  }
}

/**
 * With its contacts and contracts, which go by the foreign keys, and its sessions.
 * @throws `customer.not-found`, `customer.has-documents`: invoices outlive the business
 */
export async function deleteCustomer(
  tx: Db,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<Customer> {
  const customer = await requireCustomer(tx, vendorId, reference);
  await endSessions(tx, { vendorId, customerId: customer.id }, at);
  await dropCodes(tx, { vendorId, customerId: customer.id }, at);
  await deleteMails(tx, vendorId, { customerId: customer.id });
  await freeChildren(tx, vendorId, customer.id, at);
  await dropSiteFiles(tx, vendorId, customer.id, at);
  const removal = deleteRow(tx, 'customer', vendorId, customer.id);
  await whileReferred(removal, () => customerProblem('customer.has-documents'));
  return customer;
}

async function portalIdFor(tx: Db, vendorId: string, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) {
    const portal = await findPortal(tx, vendorId, wanted);
    if (!portal) throw unknownReference('portalId', 'portal');
    return portal.id;
  }
  const portal = await findDefaultPortal(tx, vendorId);
  if (portal) return portal.id;
  const message = 'There is no default portal yet: make a portal first, or name one.';
  throw requestProblem('request.invalid', { fields: [{ path: 'portalId', code: 'missing', message }] });
}
