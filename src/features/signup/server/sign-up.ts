import { newId } from '../../../kit/common/id.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { mayAskForMail } from '../../../kit/server/mail-asking.ts';
import { hashPassword, verifyPassword } from '../../../kit/server/passwords.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import { type Exchanged, openSession, requireFraming } from '../../access/server/open-session.ts';
import type { Terms } from '../../access/terms-schema.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import { findCandidate, findCustomer } from '../../customers/server/store.ts';
import { weaknessOf } from '../../customers/sign-in-rules.ts';
import type { CustomField } from '../../fields/schema.ts';
import { askedFields, keepAnswers } from '../../fields/server/values-store.ts';
import { type Mailing, mailingOf } from '../../mails/server/access-mail.ts';
import type { FoundPortal } from '../../portals/server/store.ts';
import { findPortalBySlug } from '../../portals/server/store.ts';
import { signUpProblem } from '../problems.ts';
import { checkSignUp } from '../rules.ts';
import type { Invitation, NewSignUp } from '../schema.ts';
import { countSignUp } from './brakes.ts';
import { mailWaiting, mailWelcome } from './mails.ts';
import { makeAccount, SentBefore } from './make-account.ts';
import { requireInvited, spendLink } from './personal-link-store.ts';
import { newProof } from './proofs.ts';
import { copyTemplate } from './template.ts';
import { noteAcceptance, termsInForce } from './terms-store.ts';
import { checkTicket } from './tickets.ts';

export interface SignUpContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly kinds: readonly TemplateKind[];
  /** Where the request came from; `undefined` without a socket. */
  readonly source: string | undefined;
}

/** What makes an account; a sign-up always has a password, an order may do without. */
export type Registering = Pick<
  NewSignUp,
  'invitation' | 'kind' | 'name' | 'email' | 'billing' | 'currency' | 'answers' | 'language'
> & { readonly password?: string | undefined };

/** Everything that a sign-up needs to know before it writes. */
export interface Checked {
  readonly found: FoundPortal;
  readonly invited: Customer | undefined;
  readonly terms: Terms | null;
  readonly ticketHash: string;
  readonly passwordHash: string | null;
  readonly mailing: Mailing;
  /** The vendor's time; sessions and codes live by the world's. */
  readonly at: Date;
  readonly now: Date;
}

/**
 * A form becomes a customer with its first contact, or the first contact of the customer whose personal link it came
 * by, and leads straight in. Whether the address is known changes nothing that can be seen: a second record is made,
 * the owner of the address is told by mail, and the vendor sees that the two may be one.
 * @returns the session; `undefined` where the vendor looks at it first
 */
export async function signUp(context: SignUpContext, wanted: NewSignUp): Promise<Exchanged | undefined> {
  const { db, secrets, source } = context;
  const found = await findPortalBySlug(db, wanted.portal);
  if (!found) throw signUpProblem('sign-up.closed');
  const { portal } = found;
  requireFraming(portal, found.testSide, wanted.parentOrigin, context.publicUrl);
  requireOpen(found, wanted);
  const now = context.clock.now();
  const { hash: ticketHash } = checkTicket(secrets, wanted.ticket, {
    portalId: portal.id,
    work: wanted.work,
    now,
  });
  if (wanted.website) throw signUpProblem('sign-up.suspicious');
  const terms = await termsInForce(db, found.vendorId);
  requireComplete(wanted, found, terms, await askedFields(db, found.vendorId, ['customer']));
  await inTransaction(db, (tx) =>
    countSignUp(tx, { portalId: portal.id, source, email: wanted.email, ticketHash }, now),
  );
  const before = await sentBefore(context, found, wanted, ticketHash);
  if (before) return before.exchanged;

  try {
    return await begin(context, wanted, { found, terms, ticketHash, now });
  } catch (error) {
    // Another click was faster, and used the form or the link up: what it made is this one's answer too.
    const faster = error instanceof SentBefore || (isProblem(error) && error.code === 'sign-up.link-refused');
    const other = faster ? await sentBefore(context, found, wanted, ticketHash) : undefined;
    if (!other) throw error;
    return other.exchanged;
  }
}

type Begun = Pick<Checked, 'found' | 'terms' | 'ticketHash' | 'now'>;

async function begin(
  context: SignUpContext,
  wanted: NewSignUp,
  begun: Begun,
): Promise<Exchanged | undefined> {
  const { db, secrets } = context;
  const { found } = begun;
  const invited = wanted.invitation && (await invitedBy(db, found, wanted.invitation));
  const checked: Checked = {
    ...begun,
    invited,
    passwordHash: await hashPassword(wanted.password),
    mailing: await mailingOf({ secrets, publicUrl: context.publicUrl, testSide: found.testSide }),
    at: movedClock(context.clock, found.clockOffsetMs).now(),
  };
  return inTransaction(db, async (tx) => (await register(tx, context, wanted, checked)).exchanged);
}

export const invitedBy = (db: Db, { vendorId, portal }: FoundPortal, invitation: Invitation) => {
  if (!portal.signUp.personalLink) throw signUpProblem('sign-up.link-refused');
  return requireInvited(db, { vendorId, portalId: portal.id }, invitation);
};

function requireOpen({ portal: { signUp: at } }: FoundPortal, { invitation, kind }: NewSignUp): void {
  if (invitation) return;
  if (!(kind === 'supplier' ? at.suppliers : at.customers)) throw signUpProblem('sign-up.closed');
}

/** @throws `request.invalid` */
function requireComplete(
  wanted: NewSignUp,
  { portal }: FoundPortal,
  terms: Terms | null,
  own: readonly CustomField[],
): void {
  const weak = weaknessOf(wanted.password, { email: wanted.email });
  const signUp = wanted.invitation ? { ...portal.signUp, currencies: [] } : portal.signUp;
  const asked = { billingFields: portal.billingFields, signUp, own };
  const fields = [...checkSignUp(wanted, asked, terms?.id ?? null), ...(weak ? [weak] : [])];
  if (fields.length > 0) throw requestProblem('request.invalid', { fields });
}

export interface Registered {
  readonly customer: Customer;
  readonly contact: Contact;
  /** `undefined` where the vendor looks at it first. */
  readonly exchanged: Exchanged | undefined;
}

/** @throws SentBefore: of any number of forms with one ticket, one registers */
export async function register(
  tx: Db,
  context: Pick<SignUpContext, 'kinds' | 'source'>,
  wanted: Registering,
  checked: Checked,
): Promise<Registered> {
  const { found, invited, terms, at, now } = checked;
  const { vendorId, portal } = found;
  const id = newId('sup', at.getTime());
  // The link first: two forms by one link wait for each other at its row.
  if (invited && wanted.invitation) {
    await spendLink(tx, { vendorId, customerId: invited.id }, { code: wanted.invitation.code, at });
  }
  const proof = newProof(id, now);
  const account = await makeAccount(tx, wanted, checked, { id, proof: proof.columns });
  const { contact, known } = account;
  if (!invited) {
    const { templateCustomerId } = portal.signUp;
    const copied = templateCustomerId
      ? await copyTemplate(tx, context.kinds, {
          ...{ vendorId, fromId: templateCustomerId, toId: account.customer.id, at },
          currency: account.customer.currency,
          actor: { kind: 'contact', id: contact.id },
          waiting: false,
        })
      : [];
    await tx
      .updateTable('sign_up')
      .set({ template_id: templateCustomerId, copied: JSON.stringify(copied) })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .execute();
  }
  const customer = (await findCustomer(tx, vendorId, account.customer.id)) as Customer;
  await keepAnswers(tx, { vendorId, subject: 'customer', id: customer.id }, wanted.answers, at);
  if (terms) await noteAcceptance(tx, { vendorId, customerId: customer.id, contact, terms, at });
  const mail = {
    ...{ vendorId, portal, email: wanted.email, language: wanted.language, at, known },
    ...{ customerId: customer.id, contactId: contact.id },
  };
  const mayMail = await mayAskForMail(tx, { address: wanted.email, source: context.source }, now);
  if (customer.status === 'pending') {
    if (mayMail) await mailWaiting(tx, checked.mailing, mail);
    return { customer, contact, exchanged: undefined };
  }
  if (mayMail) await mailWelcome(tx, checked.mailing, { ...mail, code: proof.code });
  const exchanged = await enter(tx, { found, customer, contact, wanted }, { now, at });
  return { customer, contact, exchanged };
}

interface Entering {
  readonly found: FoundPortal;
  readonly customer: Customer;
  readonly contact: Contact;
  readonly wanted: Pick<NewSignUp, 'language'>;
}

const enter = (
  tx: Db,
  { found: { vendorId, portal }, customer, contact, wanted }: Entering,
  times: { readonly now: Date; readonly at: Date },
) =>
  openSession(tx, { vendorId, portal, customer, contact, way: 'sign-up', wishes: [wanted.language] }, times);

/**
 * The same form once more (a double click, an answer that was lost): the same account, for whoever has its password.
 * @throws `sign-up.sent` where the form holds something else now
 */
async function sentBefore(
  { db, clock }: SignUpContext,
  found: FoundPortal,
  wanted: NewSignUp,
  ticketHash: string,
): Promise<{ exchanged: Exchanged | undefined } | undefined> {
  const { vendorId } = found;
  const row = await db
    .selectFrom('sign_up')
    .select(['customer_id', 'contact_id', 'email'])
    .where('vendor_id', '=', vendorId)
    .where('ticket_hash', '=', ticketHash)
    .executeTakeFirst();
  if (!row) return undefined;
  const candidate = row.contact_id ? await findCandidate(db, vendorId, row.contact_id) : undefined;
  const customer = await findCustomer(db, vendorId, row.customer_id);
  const same = await verifyPassword(wanted.password, candidate?.passwordHash);
  if (!same || !candidate || !customer || row.email !== wanted.email) throw signUpProblem('sign-up.sent');
  if (customer.status !== 'active') return { exchanged: undefined };
  const times = { now: clock.now(), at: movedClock(clock, found.clockOffsetMs).now() };
  const entering = { found, customer, contact: candidate.contact, wanted };
  return { exchanged: await inTransaction(db, (tx) => enter(tx, entering, times)) };
}
