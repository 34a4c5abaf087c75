import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { mayAskForMail } from '../../../kit/server/mail-asking.ts';
import { accessProblem } from '../../access/problems.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import { requirePortal } from '../../portals/server/store.ts';
import type { Contact, NewEmail } from '../schema.ts';
import { beginProof, dropProof, readProof, requireOwnContact } from './contact-proofs.ts';
import { updateContact } from './contacts-store.ts';
import { requireCustomer } from './customers-store.ts';
import { claimProven } from './logins-store.ts';
import type { Own } from './own-second-factor.ts';
import { requireOwnPassword } from './password-change.ts';
import { mailEmailChanged, mailEmailProof, type Told } from './security-mails.ts';

const minute = 60_000;
const livesMs = 30 * minute;

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
  const proving = { vendorId: owner.vendorId, contactId: told.contact.id, kind: 'email', secrets } as const;
  const expiresAt = new Date(now.getTime() + livesMs);
  await inTransaction(db, async (tx) => {
    const code = await beginProof(tx, proving, { address: email, now, expiresAt });
    // Whose mailbox it is nobody knows yet: it gets no more than anybody else's.
    if (!(await mayAskForMail(tx, { address: email }, now))) return;
    await mailEmailProof(tx, mailing, { ...told, at }, { email, code });
  });
}

/**
 * The code was typed: mail goes there from now on, and the old address is told.
 * @throws `email-proof.over` where none is waited for, `request.invalid` naming `code`, or `email` where another contact
 *   signs in with it
 */
export async function proveEmail(own: Own, code: string, mailing: Mailing): Promise<void> {
  const { db, owner, actor, at } = own;
  const told = await requireTold(own);
  const { contact } = told;
  const { vendorId } = owner;
  const proving = { vendorId, contactId: contact.id, kind: 'email' } as const;
  const email = await readProof(own, proving, code);
  await inTransaction(db, async (tx) => {
    await dropProof(tx, proving);
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
async function requireTold(own: Own): Promise<Told & { readonly contact: Contact }> {
  const { db, owner, session, at } = own;
  const contact = await requireOwnContact(own);
  const customer = await requireCustomer(db, owner.vendorId, owner.customerId);
  const portal = await requirePortal(db, owner.vendorId, session.portalId);
  return { vendorId: owner.vendorId, customer, portal, contact, at };
}
