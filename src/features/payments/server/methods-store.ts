import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Owner } from '../../access/server/env.ts';
import { paymentProblem } from '../problems.ts';
import { lastFour } from '../rules.ts';
import type { PaymentMethod } from '../schema.ts';
import { toMethod } from './table.ts';

const contextOf = (id: string): string => `iban:${id}`;

export const sealedIbans: SealedColumn = {
  table: 'payment_method',
  key: ['id'],
  column: 'sealed_iban',
  context: ({ id }) => contextOf(id as string),
};

const ofCustomer = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('payment_method')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);

/** The default one first, then the newest. */
export async function methodsOf(db: Db, owner: Owner): Promise<PaymentMethod[]> {
  const rows = await ofCustomer(db, owner)
    .where('ended_at', 'is', null)
    .orderBy('is_default', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toMethod);
}

/** One of the customer's own, with what the provider calls it. @throws `payment-method.not-found` */
export async function requireMethod(db: Db, owner: Owner, id: string): Promise<KnownMethod> {
  const row = await ofCustomer(db, owner).where('id', '=', id).executeTakeFirst();
  if (!row) throw paymentProblem('payment-method.not-found');
  return { ...toMethod(row), providerId: row.provider_id, party: row.party, endedAt: row.ended_at };
}

export interface KnownMethod extends PaymentMethod {
  readonly providerId: string | null;
  readonly party: string | null;
  /** When it stopped being used; what it paid still names it. */
  readonly endedAt: string | null;
}

/** One that can be paid by from now on. @throws `payment-method.not-found` */
export async function requireUsable(db: Db, owner: Owner, id: string): Promise<KnownMethod> {
  const method = await requireMethod(db, owner, id);
  if (method.endedAt) throw paymentProblem('payment-method.not-found');
  return method;
}

const random = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** A mandate's reference: unique for the creditor, and short enough to be read out. */
const mandateReference = (id: string): string =>
  `M-${[...id.slice(-12)].map((symbol) => random[symbol.charCodeAt(0) % random.length]).join('')}`;

/** The one in use from now on: what is chosen at an order is what is meant. `null`: none, invoices are transferred. */
export async function makeDefault(
  tx: Db,
  { vendorId, customerId }: Owner,
  id: string | null,
  now: string,
): Promise<void> {
  await tx
    .updateTable('payment_method')
    .set((eb) => ({
      is_default: id === null ? 0 : eb.case().when('id', '=', id).then(1).else(0).end(),
      updated_at: now,
    }))
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .execute();
}

export interface NewMandate {
  readonly iban: string;
  readonly holder: string;
}

/** A mandate as it was given: the account is sealed, its last four symbols are for recognising it. */
export async function storeMandate(
  tx: Db,
  owner: Owner,
  secrets: Secrets,
  { iban, holder }: NewMandate,
  at: Date,
): Promise<PaymentMethod> {
  const id = newId('pmt', at.getTime());
  const now = at.toISOString();
  await tx
    .insertInto('payment_method')
    .values({
      ...{
        vendor_id: owner.vendorId,
        id,
        customer_id: owner.customerId,
        kind: 'sepa',
        brand: 'sepa',
        holder,
      },
      ...{
        last4: lastFour(iban),
        good_until: null,
        mandate: mandateReference(id),
        provider_id: null,
        party: null,
      },
      ...{ sealed_iban: secrets.seal(iban, contextOf(id)), is_default: 1, created_at: now, updated_at: now },
      ended_at: null,
    })
    .execute();
  await makeDefault(tx, owner, id, now);
  return requireMethod(tx, owner, id);
}

/** The account of a mandate, for the file that goes to the bank. */
export async function openIban(db: Db, vendorId: string, id: string, secrets: Secrets): Promise<string> {
  const { sealed_iban } = await db
    .selectFrom('payment_method')
    .select('sealed_iban')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return secrets.open(sealed_iban as string, contextOf(id));
}

/** A card or account that Stripe keeps, as Stripe tells of it. */
export interface KeptByStripe {
  /** Ours, where it came with an export: contracts go on naming it. */
  readonly id?: string | undefined;
  readonly providerId: string;
  /** Who it belongs to there. */
  readonly party: string | null;
  readonly brand: string;
  readonly last4: string;
  readonly goodUntil: string | null;
  readonly holder: string | null;
}

/** Written once, however often Stripe tells of it. @returns its id */
export async function storeProviderMethod(
  tx: Db,
  owner: Owner,
  { id: ours, providerId, party, brand, last4, goodUntil, holder }: KeptByStripe,
  at: Date,
): Promise<string> {
  const now = at.toISOString();
  const values = { party, brand, last4, good_until: goodUntil, holder, updated_at: now };
  const again = { ...values, ended_at: null };
  await tx
    .insertInto('payment_method')
    .values({
      ...{ vendor_id: owner.vendorId, id: ours ?? newId('pmt', at.getTime()), customer_id: owner.customerId },
      ...{ kind: 'stripe', provider_id: providerId, mandate: null, sealed_iban: null, is_default: 1 },
      ...values,
      ended_at: null,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'provider_id']).where('provider_id', 'is not', null).doUpdateSet(again),
    )
    .execute();
  const { id } = await ofCustomer(tx, owner).where('provider_id', '=', providerId).executeTakeFirstOrThrow();
  await makeDefault(tx, owner, id, now);
  return id;
}

/** From now on nothing is paid by it; the row stays, since what was paid by it may be asked about. */
export async function endMethod(
  tx: Db,
  { vendorId, customerId }: Owner,
  id: string,
  at: Date,
): Promise<void> {
  const now = at.toISOString();
  await tx
    .updateTable('payment_method')
    .set({ ended_at: now, is_default: 0, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('id', '=', id)
    .execute();
}
