import { timingSafeEqual } from 'node:crypto';
import type { Db } from '../../../kit/server/db/db.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import { digest, randomSecret, type Secrets } from '../../../kit/server/secrets.ts';
import type { Owner } from '../../access/server/env.ts';
import type { Customer } from '../../customers/schema.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { signUpProblem } from '../problems.ts';
import type { Invitation, PersonalLinkState } from '../schema.ts';
import type {} from './table.ts';

const contextOf = (customerId: string): string => `personal-link:${customerId}`;

export const sealedLinks: SealedColumn = {
  table: 'personal_link',
  key: ['customer_id'],
  column: 'sealed_code',
  context: ({ customer_id }) => contextOf(customer_id as string),
};

const rowOf = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('personal_link')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst();

/**
 * The activation code of a customer's link: the one that waits to be used, so that a link which was handed over goes on
 * working, else a new one.
 */
export async function codeOfLink(
  tx: Db,
  secrets: Secrets,
  owner: Owner,
  { renew, at }: { readonly renew: boolean; readonly at: Date },
): Promise<{ code: string; made: boolean }> {
  const known = await rowOf(tx, owner);
  if (known && known.used_at === null && !renew) {
    return { code: secrets.open(known.sealed_code, contextOf(owner.customerId)), made: false };
  }
  const code = randomSecret().slice(0, 24);
  const values = {
    sealed_code: secrets.seal(code, contextOf(owner.customerId)),
    code_hash: digest(code),
    created_at: at.toISOString(),
    used_at: null,
  };
  await tx
    .insertInto('personal_link')
    .values({ vendor_id: owner.vendorId, customer_id: owner.customerId, ...values })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'customer_id']).doUpdateSet(values))
    .execute();
  return { code, made: true };
}

export async function stateOfLink(db: Db, owner: Owner): Promise<PersonalLinkState> {
  const row = await rowOf(db, owner);
  return { createdAt: row?.used_at === null ? row.created_at : null, usedAt: row?.used_at ?? null };
}

/** @throws `personal-link.not-found` */
export async function dropLink(tx: Db, { vendorId, customerId }: Owner): Promise<void> {
  const done = await tx
    .deleteFrom('personal_link')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  if (done.numDeletedRows !== 1n) throw signUpProblem('personal-link.not-found');
}

/**
 * Whose link it is. A code that was altered, used or revoked, another customer's id, a customer that is switched off or
 * not to be joined: one answer.
 * @throws `sign-up.link-refused`
 */
export async function requireInvited(
  db: Db,
  { vendorId, portalId }: { readonly vendorId: string; readonly portalId: string },
  { customerId, code }: Invitation,
): Promise<Customer> {
  const row = await rowOf(db, { vendorId, customerId });
  const customer = await findCustomer(db, vendorId, customerId);
  const right = Buffer.from(row?.code_hash ?? digest('no link'));
  const fits = timingSafeEqual(Buffer.from(digest(code)), right);
  const open = customer?.status === 'active' && customer.association && customer.portalId === portalId;
  if (!fits || !open || row?.used_at !== null) throw signUpProblem('sign-up.link-refused');
  return customer;
}

/** Of any number of people with one link, one registers. @throws `sign-up.link-refused` */
export async function spendLink(
  tx: Db,
  { vendorId, customerId }: Owner,
  { code, at }: { readonly code: string; readonly at: Date },
): Promise<void> {
  const done = await tx
    .updateTable('personal_link')
    .set({ used_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('code_hash', '=', digest(code))
    .where('used_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw signUpProblem('sign-up.link-refused');
}
