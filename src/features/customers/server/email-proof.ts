import { randomInt } from 'node:crypto';
import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { accessProblem } from '../../access/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import { mayAskForMail } from '../../mails/server/asking.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { customerProblem } from '../problems.ts';
import type { Contact, NewEmail } from '../schema.ts';
import { findContact, updateContact } from './contacts-store.ts';
import { requireCustomer } from './customers-store.ts';
import { claimProven } from './logins-store.ts';
import type { Own } from './own-second-factor.ts';
import { requireOwnPassword } from './password-change.ts';
import { mailEmailChanged, mailEmailProof, type Told } from './security-mails.ts';

interface EmailProofTable {
  vendor_id: string;
  contact_id: string;
  email: string;
  code_lookup: string;
  tries: number;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    email_proof: EmailProofTable;
  }
}

const minute = 60_000;
const livesMs = 30 * minute;
const mostTries = 5;

const plainOf = (vendorId: string, contactId: string, email: string, code: string): string =>
  `email-proof:${vendorId}:${contactId}:${email}:${code}`;

/** The address that is being proved; `null`: none. */
export async function pendingEmail(
  db: Db,
  { vendorId, contactId }: { readonly vendorId: string; readonly contactId: string },
  now: Date,
): Promise<string | null> {
  const row = await db
    .selectFrom('email_proof')
    .select('email')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return row?.email ?? null;
}

/**
 * Mails a code to an address that the signed-in contact says is theirs: a new one, or the present one that nobody has
 * proved yet. Until the code is typed nothing changes. The newest code is the one that works.
 * @throws `mail.never` at a portal without mail about access, `panel.read-only` without a contact,
 *   `request.invalid` naming `password`, `request.too-many`
 */
export async function askEmail(own: Own, { email, password }: NewEmail, mailing: Mailing): Promise<void> {
  const { db, secrets, owner, now, at } = own;
  const told = await requireTold(own);
  if (told.portal.mail.noAccessMail) throw accessProblem('mail.never');
  const proved = told.contact.hasPassword
    ? await requireOwnPassword(db, password ?? '', { ...own, path: 'password' })
    : undefined;
  const budgets: Budget[] = [{ key: `email-proof:${told.contact.id}`, most: 5, perMs: 60 * minute }];
  if (proved) await inTransaction(db, (tx) => forgiveAttempt(tx, proved.budgets));
  await spendAttempt(db, budgets, now);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const row = {
    email,
    code_lookup: secrets.lookup(plainOf(owner.vendorId, told.contact.id, email, code)),
    tries: 0,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + livesMs).toISOString(),
  };
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('email_proof')
      .values({ vendor_id: owner.vendorId, contact_id: told.contact.id, ...row })
      .onConflict((conflict) => conflict.columns(['vendor_id', 'contact_id']).doUpdateSet(row))
      .execute();
    // Whose mailbox it is nobody knows yet: it gets no more than anybody else's.
    if (!(await mayAskForMail(tx, { address: email }, now))) return;
    await mailEmailProof(tx, mailing, { ...told, at }, { email, code });
  });
}

/** Forgets the address that is being proved. */
export async function abandonEmail({ db, owner, session }: Own): Promise<void> {
  const { contactId } = session;
  if (contactId === null) return;
  await inTransaction(db, (tx) => dropProof(tx, owner.vendorId, contactId));
}

const dropProof = (tx: Db, vendorId: string, contactId: string) =>
  tx
    .deleteFrom('email_proof')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .execute();

/**
 * The code was typed: mail goes there from now on, and the old address is told.
 * @throws `email-proof.over` where none is waited for, `request.invalid` naming `code`, or `email` where another contact
 *   signs in with it
 */
export async function proveEmail(own: Own, code: string, mailing: Mailing): Promise<void> {
  const { db, secrets, owner, actor, at, now } = own;
  const told = await requireTold(own);
  const { contact } = told;
  const { vendorId } = owner;
  const email = await inTransaction(db, async (tx) => {
    const counted = await tx
      .updateTable('email_proof')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contact.id)
      .where('tries', '<', mostTries)
      .where('expires_at', '>', now.toISOString())
      .returning(['email', 'code_lookup'])
      .executeTakeFirst();
    if (!counted) throw customerProblem('email-proof.over');
    const digits = code.normalize('NFKC').replace(/\D/g, '');
    const fits = secrets.lookups(plainOf(vendorId, contact.id, counted.email, digits));
    return fits.includes(counted.code_lookup) ? counted.email : undefined;
  });
  if (email === undefined) {
    const message = 'This is not the code that was mailed.';
    throw requestProblem('request.invalid', { fields: [{ path: 'code', code: 'wrong', message }] });
  }
  await inTransaction(db, async (tx) => {
    await dropProof(tx, vendorId, contact.id);
    const same = contact.email?.toLowerCase() === email.toLowerCase();
    if (same && contact.emailClaimed) await claimProven(tx, vendorId, contact);
    const change = { ...(!same && { email }), emailVerified: true };
    const { fields } = await updateContact(tx, vendorId, contact.id, change, at);
    await announce(tx, {
      ...{ ...owner, actor, at, fields, subjectId: contact.id },
      action: 'contact.updated',
      data: { customerId: owner.customerId, contactId: contact.id },
    });
    if (!same && contact.email) {
      await mailEmailChanged(tx, mailing, { ...told, at }, { before: contact.email, after: email });
    }
  });
}

/** @throws `panel.read-only` without a contact of one's own */
async function requireTold({ db, owner, session, at }: Own): Promise<Told & { readonly contact: Contact }> {
  const contact = session.contactId ? await findContact(db, owner, session.contactId) : undefined;
  if (!contact || session.readOnly) throw accessProblem('panel.read-only');
  const customer = await requireCustomer(db, owner.vendorId, owner.customerId);
  const portal = await requirePortal(db, owner.vendorId, session.portalId);
  return { vendorId: owner.vendorId, customer, portal, contact, at };
}
