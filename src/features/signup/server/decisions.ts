import { sql } from 'kysely';
import { unknownReference } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { VendorVars } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import { deleteCustomer, requireCustomer, updateCustomer } from '../../customers/server/store.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findPortal } from '../../portals/server/store.ts';
import { signUpProblem } from '../problems.ts';
import type { SignUpItem, SignUpRemoval, SignUpsRemoved } from '../schema.ts';
import { mailApproved } from './mails.ts';
import { release } from './release.ts';
import { requireSignUp, requireSignUpRow } from './sign-ups-store.ts';

const idsOf = (row: { customer_id: string; id: string }) => ({
  customerId: row.customer_id,
  signUpId: row.id,
});

/** Of two operators who press at once, one decides. @throws `sign-up.decided` */
async function decide(
  tx: Db,
  { vendorId, id, state, at }: { vendorId: string; id: string; state: 'approved' | 'rejected'; at: Date },
): Promise<void> {
  const now = at.toISOString();
  const done = await tx
    .updateTable('sign_up')
    .set({ state, decided_at: now, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw signUpProblem('sign-up.decided');
}

/**
 * The vendor says yes: who waited gets in, and hears of it; what of the template waited comes.
 * @throws `sign-up.not-found`, `sign-up.decided`
 */
export async function approve(
  { db, vendorId, actor, clock, secrets, publicUrl, testSide }: VendorVars,
  kinds: readonly TemplateKind[],
  id: string,
): Promise<SignUpItem> {
  const at = clock.now();
  const mailing = await mailingOf({ secrets, publicUrl, testSide });
  await inTransaction(db, async (tx) => {
    const row = await requireSignUpRow(tx, vendorId, id);
    await decide(tx, { vendorId, id, state: 'approved', at });
    const customer = await requireCustomer(tx, vendorId, row.customer_id);
    const about = { vendorId, customerId: customer.id, actor, at };
    if (customer.status === 'pending') {
      await updateCustomer(tx, vendorId, customer.id, { status: 'active' }, at);
      const data = { customerId: customer.id };
      const fields = ['status'];
      await announce(tx, { ...about, action: 'customer.updated', subjectId: customer.id, fields, data });
      const portal = await findPortal(tx, vendorId, row.portal_id);
      const to = { email: row.email, customerId: customer.id, contactId: row.contact_id };
      if (portal)
        await mailApproved(tx, mailing, { vendorId, portal, language: customer.language, at, ...to });
    }
    await release(tx, kinds, row, { actor, at });
    await announce(tx, { ...about, action: 'sign-up.approved', subjectId: id, data: idsOf(row) });
  });
  return requireSignUp(db, vendorId, id);
}

/**
 * The vendor says no: what the sign-up made goes, with the sign-up itself. A customer that was there before stays.
 * @throws `sign-up.not-found`, `sign-up.decided`, `customer.has-documents`
 */
export async function reject({ db, vendorId, actor, clock }: VendorVars, id: string): Promise<void> {
  const at = clock.now();
  await inTransaction(db, async (tx) => {
    const row = await requireSignUpRow(tx, vendorId, id);
    const made = await madeByThemselves(tx, vendorId)
      .select('s.id')
      .where('s.id', '=', id)
      .executeTakeFirst();
    if (!made) throw signUpProblem('sign-up.decided');
    await decide(tx, { vendorId, id, state: 'rejected', at });
    await removeOne(tx, { vendorId, customerId: row.customer_id, at });
    const about = { vendorId, actor, at, data: idsOf(row) };
    await announce(tx, { ...about, action: 'sign-up.rejected', subjectId: id });
    await announce(tx, { ...about, action: 'customer.deleted', subjectId: row.customer_id });
  });
}

const removeOne = (tx: Db, one: { vendorId: string; customerId: string; at: Date }) =>
  deleteCustomer(tx, one.vendorId, one.customerId, one.at);

/** As many as one call removes. */
const atOnce = 200;

/**
 * Removes sign-ups with the customers they made. Without ids: those of the public page which nobody stands for, whose
 * address was not proven, which the vendor did not approve, and who were given nothing since.
 * @throws `request.invalid` for a portal the vendor does not have
 */
export async function removeSignUps(
  { db, vendorId, actor, clock }: VendorVars,
  wanted: SignUpRemoval,
): Promise<SignUpsRemoved> {
  if (wanted.portalId !== undefined && !(await findPortal(db, vendorId, wanted.portalId))) {
    throw unknownReference('portalId', 'portal');
  }
  const found = await toRemove(db, vendorId, wanted);
  let removed = 0;
  for (const { id, customer_id: customerId } of found.slice(0, atOnce)) {
    const at = clock.now();
    // Each by itself: one that is kept keeps no other.
    const done = await inTransaction(db, async (tx) => {
      await removeOne(tx, { vendorId, customerId, at });
      const data = { customerId, signUpId: id };
      const about = { vendorId, actor, at, data };
      await announce(tx, { ...about, action: 'sign-up.removed', subjectId: id });
      await announce(tx, { ...about, action: 'customer.deleted', subjectId: customerId });
      return true;
    }).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'customer.has-documents') return false;
      throw error;
    });
    if (done) removed += 1;
  }
  const looked = Math.min(found.length, atOnce);
  return { removed, kept: looked - removed, more: found.length > atOnce };
}

function toRemove(db: Db, vendorId: string, wanted: SignUpRemoval) {
  const { ids, portalId, createdSince, createdUntil } = wanted;
  let query = madeByThemselves(db, vendorId)
    .select(['s.id', 's.customer_id'])
    .orderBy('s.id')
    .limit(atOnce + 1);
  if (ids) query = query.where('s.id', 'in', ids);
  else {
    query = query.where('s.email_proven_at', 'is', null).where('s.state', 'in', ['open', 'pending']);
    // Whoever was given something since is somebody to the vendor.
    for (const table of ['document', 'contract', 'domain', 'location'] as const) {
      query = query.where(
        sql<boolean>`not exists (select 1 from ${sql.table(table)} as g where g.vendor_id = s.vendor_id
          and g.customer_id = s.customer_id and g.created_at > s.created_at)`,
      );
    }
    // Whoever came by an order is a customer: what it brought is as old as the sign-up.
    query = query.where(
      sql<boolean>`not exists (select 1 from sales_order as o where o.vendor_id = s.vendor_id
        and o.customer_id = s.customer_id)`,
    );
  }
  if (portalId !== undefined) query = query.where('s.portal_id', '=', portalId);
  if (createdSince !== undefined)
    query = query.where('s.created_at', '>=', new Date(createdSince).toISOString());
  if (createdUntil !== undefined)
    query = query.where('s.created_at', '<', new Date(createdUntil).toISOString());
  return query.execute();
}

/**
 * Sign-ups of the public page with the customer they made. One that became one with another customer made nobody any
 * more: that customer was there before, and stays.
 */
const madeByThemselves = (db: Db, vendorId: string) =>
  db
    .selectFrom('sign_up as s')
    .innerJoin('customer as c', (on) =>
      on
        .onRef('c.vendor_id', '=', 's.vendor_id')
        .onRef('c.id', '=', 's.customer_id')
        .onRef('c.created_at', '=', 's.created_at'),
    )
    .where('s.vendor_id', '=', vendorId)
    .where('s.way', '=', 'public');
