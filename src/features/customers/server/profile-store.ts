import type { ProblemField } from '../../../kit/common/problem.ts';
import { merged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Owner, PortalSession } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Portal } from '../../portals/schema.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { noteVatId } from '../../pricing/server/vat-checks-job.ts';
import { checkBilling, lackingFor, shownBilling } from '../billing-rules.ts';
import type { BillingAddress, Customer, Profile, ProfileChange } from '../schema.ts';
import { pendingProof } from './contact-proofs.ts';
import { findContact, updateContact } from './contacts-store.ts';
import { requireCustomer, updateCustomer } from './customers-store.ts';
import { mobileState } from './mobile-proof.ts';

/** @throws `customer.not-found` */
export async function requireProfile(
  db: Db,
  owner: Owner,
  session: PortalSession,
  now: Date,
): Promise<Profile> {
  const contactId = ownContact(session);
  const [customer, portal, contact, pending, mobile] = await Promise.all([
    requireCustomer(db, owner.vendorId, owner.customerId),
    requirePortal(db, owner.vendorId, session.portalId),
    contactId ? findContact(db, owner, contactId) : undefined,
    contactId ? pendingProof(db, { vendorId: owner.vendorId, contactId, kind: 'email' }, now) : null,
    contactId ? mobileState(db, { vendorId: owner.vendorId, contactId }, now) : null,
  ]);
  const { id, name, number } = customer;
  return {
    customer: { id, name, number },
    contact: contact
      ? {
          id: contact.id,
          name: contact.name,
          username: contact.username,
          email: contact.email,
          role: contact.role,
          language: contact.language,
          publicNotes: contact.publicNotes,
          hasPassword: contact.hasPassword,
          secondFactor: contact.secondFactor,
          emailVerified: contact.emailVerified,
          emailPending: pending,
          mobile: contact.mobile,
          mobileVerified: contact.mobileVerified,
          texts: mobile?.texts === true,
          mobilePending: mobile?.pending ?? null,
        }
      : null,
    language: contact?.language ?? customer.language,
    timeZone: contact?.timeZone ?? customer.timeZone,
    billing: askedOf(customer.billing, portal),
  };
}

/** What the portal asks of an address; the format of invoices where it makes more than one. */
function askedOf(billing: BillingAddress, { billingFields, documents }: Portal): Profile['billing'] {
  const { invoiceFormat, ...asked } = shownBilling(billing, billingFields);
  return documents.eInvoices && invoiceFormat !== undefined ? { ...asked, invoiceFormat } : asked;
}

/** Whoever came in from the customer above is nobody's contact here: what they change is the customer's. */
const ownContact = ({ contactId, opener }: PortalSession): string | null => (opener ? null : contactId);

export interface ProfileWriter {
  readonly session: PortalSession;
  readonly actor: Actor;
  /** The vendor's time, for what is written down. */
  readonly at: Date;
  /** The world's, by which codes live. */
  readonly now: Date;
}

/**
 * The address belongs to the customer; name, language and time zone to the person who is signed in, where the session
 * has one (else language and zone are the customer's, and there is no name to change).
 * @throws `request.invalid` naming a hidden field, a required one that would be empty, or a name without a contact
 */
export async function changeProfile(
  tx: Db,
  owner: Owner,
  change: ProfileChange,
  { session, actor, at, now }: ProfileWriter,
): Promise<Profile> {
  const { vendorId, customerId } = owner;
  const contactId = ownContact(session);
  await lockRow(tx, 'customer', vendorId, customerId);
  const portal = await requirePortal(tx, vendorId, session.portalId);
  const customer = await requireCustomer(tx, vendorId, customerId);
  refuse(change, customer, portal, contactId);

  const about = { vendorId, customerId, actor, at };
  const spoken = {
    ...(change.language && { language: change.language }),
    ...(change.timeZone !== undefined && { timeZone: change.timeZone }),
  };
  const ofCustomer = { ...(change.billing && { billing: change.billing }), ...(!contactId && spoken) };
  const updated = await updateCustomer(tx, vendorId, customerId, ofCustomer, at);
  if (updated.fields.length > 0) {
    const fields = updated.fields.flatMap((field) =>
      field === 'billing' ? changedParts(customer.billing, updated.thing.billing) : [field],
    );
    await announce(tx, {
      ...about,
      action: 'customer.updated',
      subjectId: customerId,
      fields,
      data: { customerId },
    });
    const { country, vatId } = updated.thing.billing;
    if (vatId && fields.some((field) => field === 'billing.vatId' || field === 'billing.country'))
      await noteVatId(tx, vendorId, { vatId, country, customerId }, at);
  }
  if (contactId) {
    const ofContact = { ...(change.name !== undefined && { name: change.name }), ...spoken };
    const { fields } = await updateContact(tx, vendorId, contactId, ofContact, at);
    const data = { customerId, contactId };
    if (fields.length > 0) {
      await announce(tx, { ...about, action: 'contact.updated', subjectId: contactId, fields, data });
    }
  }
  return requireProfile(tx, owner, session, now);
}

function refuse(
  { billing, name }: ProfileChange,
  customer: Customer,
  portal: Portal,
  contactId: string | null,
): void {
  const fields: ProblemField[] = [];
  if (billing) {
    const rules = portal.billingFields;
    const hidden = checkBilling(billing, rules).filter(({ code }) => code === 'hidden');
    const whole = askedOf(merged(customer.billing, billing), portal);
    fields.push(...hidden, ...checkBilling(whole, rules));
    if (billing.invoiceFormat !== undefined && !portal.documents.eInvoices && rules.eInvoice !== 'hidden') {
      const message = 'This portal makes no e-invoices.';
      fields.push({ path: 'billing.invoiceFormat', code: 'hidden', message });
    }
    for (const part of lackingFor(whole)) {
      const path = `billing.${part}`;
      if (fields.some((field) => field.path === path)) continue;
      fields.push({ path, code: 'missing', message: 'An XRechnung needs this field.' });
    }
  }
  if (name !== undefined && !contactId) {
    const message = 'This session names no contact whose name it could be.';
    fields.push({ path: 'name', code: 'no_contact', message });
  }
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

const changedParts = (before: BillingAddress, after: BillingAddress): string[] =>
  (Object.keys(after) as (keyof BillingAddress)[])
    .filter((part) => before[part] !== after[part])
    .map((part) => `billing.${part}`);
