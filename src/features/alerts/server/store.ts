import { type Paging, paged, unknownReference, type Written } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { wakeJob } from '../../../kit/server/jobs.ts';
import { findRow } from '../../../kit/server/rows.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { alertProblem } from '../problems.ts';
import { comparisonOf, recipientsOf, wrongIn } from '../rules.ts';
import type { Alert, AlertChange, NewAlert, NewRecipient } from '../schema.ts';
import { type StoredAlert, toAlert, toAlertRow, toStored } from './table.ts';

export const alertsJob = 'alerts';

const unknownCustomer = () => unknownReference('customerId', 'customer');

/** As it is kept: the moment in one form. */
const instant = (text: string | null): string | null => text && new Date(text).toISOString();

/** A new alert; the customer by our id. Nobody named: the account itself. */
export const startAlert = (
  wanted: NewAlert,
  { id, now }: { readonly id: string; readonly now: string },
): StoredAlert => ({
  id,
  customerId: wanted.customerId,
  externalId: wanted.externalId ?? null,
  metric: wanted.metric,
  comparison: comparisonOf(wanted.metric),
  unit: wanted.unit,
  threshold: wanted.threshold,
  currency: wanted.currency ?? null,
  recipients: [...recipientsOf(wanted.recipients ?? [{ kind: 'account' }], [])],
  mostOften: wanted.mostOften ?? 'day',
  mutedUntil: instant(wanted.mutedUntil ?? null),
  active: wanted.active ?? true,
  digest: wanted.digest ?? false,
  told: [],
  lastFiredAt: null,
  createdAt: now,
  updatedAt: now,
});

const asks = ['metric', 'unit', 'threshold', 'currency'] as const;

/** A rule that asks for something else has told nothing of it yet. */
export function laidOver(before: StoredAlert, change: AlertChange): StoredAlert {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const laid = { ...before, ...given } as StoredAlert;
  const after = {
    ...laid,
    comparison: comparisonOf(laid.metric),
    mutedUntil: instant(laid.mutedUntil),
    recipients: change.recipients
      ? [...recipientsOf(change.recipients, before.recipients)]
      : before.recipients,
  };
  return asks.some((name) => after[name] !== before[name]) ? { ...after, told: [] } : after;
}

const alerts = collectionStore<'alert', StoredAlert, NewAlert, AlertChange>({
  ...{ table: 'alert', prefix: 'alt', toThing: toStored, toRow: toAlertRow, start: startAlert },
  check: wrongIn,
  change: laidOver,
  async resolve(tx, vendorId, wanted) {
    if (!('customerId' in wanted)) return wanted;
    const customer = await findCustomer(tx, vendorId, wanted.customerId);
    if (!customer) throw unknownCustomer();
    return { ...wanted, customerId: customer.id };
  },
  fixed: ['customerId'],
  notFound: () => alertProblem('alert.not-found'),
  externalIdTaken: () => alertProblem('alert.external-id-taken'),
  gone: unknownCustomer,
});

/** All are read again and again. */
export const mostAlerts = 50;

async function requireRoom(tx: Db, vendorId: string, customerId: string): Promise<void> {
  const { count } = await tx
    .selectFrom('alert')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();
  if (Number(count) > mostAlerts) throw alertProblem('alert.too-many');
}

/** Contacts that are written to are the customer's own. @throws `request.invalid` */
async function requireContacts(
  tx: Db,
  vendorId: string,
  customerId: string,
  recipients: readonly NewRecipient[] = [],
): Promise<void> {
  for (const [index, one] of recipients.entries()) {
    if (one.kind !== 'contact') continue;
    const row = await findRow(tx, 'contact', vendorId, one.contactId);
    if (row?.customer_id === customerId) continue;
    const path = `recipients.${index}.contactId`;
    const message = 'The customer has no contact of this id.';
    throw requestProblem('request.invalid', { fields: [{ path, code: 'reference', message }] });
  }
}

export async function listAlerts(
  db: Db,
  vendorId: string,
  /** Our id or `ext:…` of a customer. */
  { customerId: reference }: { readonly customerId?: string | undefined },
  paging: Paging,
): Promise<Alert[]> {
  let query = db.selectFrom('alert').selectAll().where('vendor_id', '=', vendorId);
  if (reference !== undefined) {
    const customer = await findCustomer(db, vendorId, reference);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  return (await paged(query, 'alert', paging).execute()).map(toStored).map(toAlert);
}

/** A customer's own, oldest first. */
export async function alertsOf(
  db: Db,
  { vendorId, customerId }: Owner,
  hidden: readonly string[],
  paging: Paging,
): Promise<Alert[]> {
  let query = db
    .selectFrom('alert')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);
  for (const name of hidden)
    query = query.where('metric', '!=', name).where('metric', 'not like', `${name}:%`);
  return (await paged(query, 'alert', paging).execute()).map(toStored).map(toAlert);
}

/** @throws `alert.not-found` */
export const requireAlert = async (db: Db, vendorId: string, reference: string): Promise<Alert> =>
  toAlert(await alerts.require(db, vendorId, reference));

/** One of the customer's own; another's is none. @throws `alert.not-found` */
export async function requireOwnAlert(db: Db, owner: Owner, id: string): Promise<Alert> {
  const row = await findRow(db, 'alert', owner.vendorId, id);
  if (!row || row.customer_id !== owner.customerId || row.id !== id) throw alertProblem('alert.not-found');
  return toAlert(toStored(row));
}

/** @throws `alert.external-id-taken`, `alert.too-many`, `request.invalid` */
export async function createAlert(tx: Db, vendorId: string, wanted: NewAlert, at: Date): Promise<Alert> {
  const made = await alerts.create(tx, vendorId, wanted, at);
  await requireContacts(tx, vendorId, made.customerId, wanted.recipients);
  await requireRoom(tx, vendorId, made.customerId);
  wakeJob(tx, alertsJob);
  return toAlert(made);
}

/** What every change of a rule ends with: its people are the customer's own, and it is looked at anew. */
async function settle(
  tx: Db,
  vendorId: string,
  { thing, ...written }: Written<StoredAlert>,
  { recipients }: AlertChange,
): Promise<Written<Alert>> {
  const { customerId } = thing;
  await requireContacts(tx, vendorId, customerId, recipients);
  if (written.created) await requireRoom(tx, vendorId, customerId);
  wakeJob(tx, alertsJob);
  return {
    ...{ ...written, thing: toAlert(thing) },
    fields: written.fields.filter((name) => name !== 'told'),
  };
}

/** @throws `alert.not-found`, `request.invalid` */
export const updateAlert = async (
  tx: Db,
  vendorId: string,
  reference: string,
  change: AlertChange,
  at: Date,
): Promise<Written<Alert>> =>
  settle(tx, vendorId, await alerts.update(tx, vendorId, reference, change, at), change);

/** It stays with its customer. @throws `alert.too-many`, `request.invalid` */
export const upsertAlert = async (
  tx: Db,
  vendorId: string,
  externalId: string,
  wanted: NewAlert,
  at: Date,
): Promise<Written<Alert>> =>
  settle(tx, vendorId, await alerts.upsert(tx, vendorId, externalId, wanted, at), wanted);

export const deleteAlert = async (tx: Db, vendorId: string, reference: string): Promise<Alert> =>
  toAlert(await alerts.remove(tx, vendorId, reference));
