import { changesOf } from '../../../kit/server/collection.ts';
import { beside, type Db } from '../../../kit/server/db/db.ts';
import type { PortalVars } from '../../access/server/env.ts';
import type { Exchanged } from '../../access/server/open-session.ts';
import { announce } from '../../activity/server/announce.ts';
import { checkBilling, shownBilling } from '../../customers/billing-rules.ts';
import type { BillingAddress } from '../../customers/schema.ts';
import { findContact, requireCustomer, updateCustomer } from '../../customers/server/store.ts';
import { checkAnswers } from '../../fields/rules.ts';
import { askedFields } from '../../fields/server/values-store.ts';
import type { Portal } from '../../portals/schema.ts';
import { billingOf } from '../../signup/rules.ts';
import { SentBefore } from '../../signup/server/make-account.ts';
import { register } from '../../signup/server/sign-up.ts';
import { orderProblem } from '../problems.ts';
import type { NewOrder } from '../schema.ts';
import type { Buyer } from './place.ts';
import type { Stranger } from './who-orders.ts';

/** A customer in a session: asked for nothing that is known; what it says of its address anew is its address from now on. */
export async function knownBuyer(
  db: Db,
  { owner, session, actor }: Pick<PortalVars, 'owner' | 'session' | 'actor'>,
  portal: Portal,
  { billing, answers }: NewOrder,
  at: Date,
): Promise<Buyer> {
  const { vendorId, customerId } = owner;
  const customer = await requireCustomer(db, vendorId, customerId);
  // Whoever came in from the customer above is nobody's contact here.
  const contact =
    session.contactId && !session.opener ? await findContact(db, owner, session.contactId) : undefined;
  const given = Object.fromEntries(
    Object.entries(billing).filter(([, text]) => text !== undefined),
  ) as Partial<BillingAddress>;
  const hidesEmail = portal.billingFields.email === 'hidden';
  const email = given.email || customer.billing.email || (hidesEmail ? '' : (contact?.email ?? ''));
  const merged: BillingAddress = { ...customer.billing, ...given, ...(!hidesEmail && { email }) };
  const asked = { ...shownBilling(merged, portal.billingFields), ...given };
  return {
    customerId,
    billing: merged,
    fields: [
      ...checkBilling(asked, portal.billingFields),
      ...checkAnswers(await askedFields(beside(db), vendorId, ['contract']), answers),
    ],
    async become(tx) {
      if (changesOf(customer.billing, merged).length === 0) {
        return { customer, contact: contact ?? null, actor };
      }
      const written = await updateCustomer(tx, vendorId, customerId, { billing: merged }, at);
      await announce(tx, {
        ...{ vendorId, customerId, actor, at, fields: written.fields },
        action: 'customer.updated',
        subjectId: customerId,
        data: { customerId },
      });
      return { customer: written.thing, contact: contact ?? null, actor };
    },
  };
}

/** Somebody new: a customer is made as at sign-up, whether the address is known or not, and that is never told. */
export function newBuyer({ registering, checked, kinds, source }: Stranger): Buyer & {
  readonly session: () => Exchanged | undefined;
} {
  let exchanged: Exchanged | undefined;
  return {
    customerId: null,
    billing: billingOf(
      { ...registering, email: registering.email },
      checked.found.portal.billingFields,
    ) as Partial<BillingAddress>,
    // Looked at before the transaction, with the rest of the form.
    fields: [],
    async become(tx) {
      try {
        const made = await register(tx, { kinds, source }, registering, checked);
        exchanged = made.exchanged;
        return { ...made, actor: { kind: 'contact', id: made.contact.id } };
      } catch (error) {
        throw error instanceof SentBefore ? orderProblem('order.sent') : error;
      }
    },
    session: () => exchanged,
  };
}
