import { type Budget, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { hashPassword, verifyPassword } from '../../../kit/server/passwords.ts';
import { accessProblem } from '../../access/problems.ts';
import type { Owner, PortalSession } from '../../access/server/env.ts';
import { endSessionsOfContact } from '../../access/server/sessions-store.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Contact, PasswordChange } from '../schema.ts';
import { weaknessOf } from '../sign-in-rules.ts';
import { findCandidate, replacePassword } from './logins-store.ts';

export interface Asking {
  readonly owner: Owner;
  readonly session: PortalSession;
  /** The vendor's time, for what is written down; guesses are counted by the world's. */
  readonly at: Date;
  readonly now: Date;
}

/** A contact who typed the present password. */
export interface Proved {
  readonly contactId: string;
  readonly contact: Contact;
  readonly before: string;
  /** What the guess cost; forgiven with what it was for. */
  readonly budgets: readonly Budget[];
}

/**
 * Whoever finds an open session does not know its password: what secures the account asks for it again.
 * @throws `request.invalid` naming `path`, `panel.read-only` without a contact who has a password, `request.too-many`,
 *   `service.busy`
 */
export async function requireOwnPassword(
  db: Db,
  password: string,
  { owner, session, now, path = 'current' }: Omit<Asking, 'at'> & { readonly path?: string },
): Promise<Proved> {
  const { contactId } = session;
  const found = contactId === null ? undefined : await findCandidate(db, owner.vendorId, contactId);
  const before = found?.passwordHash;
  if (!contactId || !before || session.readOnly || session.opener) throw accessProblem('panel.read-only');

  const budgets: Budget[] = [{ key: `own-password:${contactId}`, most: 5, perMs: 15 * 60_000 }];
  await spendAttempt(db, budgets, now);
  if (!(await verifyPassword(password, before))) {
    const message = 'This is not the present password.';
    throw requestProblem('request.invalid', { fields: [{ path, code: 'wrong', message }] });
  }
  return { contactId, contact: found.contact, before, budgets };
}

/**
 * The signed-in contact's own password. Whoever finds an open session needs the present one to change it; all other
 * sessions of the contact end.
 * @throws `request.invalid` naming `current` or `next`, `panel.read-only` without a contact who has a password,
 *   `request.too-many`, `service.busy`
 */
export async function changeOwnPassword(
  db: Db,
  { current, next }: PasswordChange,
  { owner, session, at, now }: Asking,
): Promise<void> {
  const { contactId, before, contact, budgets } = await requireOwnPassword(db, current, {
    owner,
    session,
    now,
  });
  const same = next.normalize('NFKC') === current.normalize('NFKC');
  const wrong = same
    ? { code: 'same', message: 'Expected another password than the one so far.' }
    : weaknessOf(next, contact);
  if (wrong) throw requestProblem('request.invalid', { fields: [{ ...wrong, path: 'next' }] });

  const hash = await hashPassword(next);
  await inTransaction(db, async (tx) => {
    await forgiveAttempt(tx, budgets);
    if (!(await replacePassword(tx, owner.vendorId, contactId, { before, hash, at }))) {
      throw accessProblem('session.ended');
    }
    await endSessionsOfContact(tx, { vendorId: owner.vendorId, contactId, except: session.id }, at);
    await announce(tx, {
      ...{ ...owner, at, fields: ['password'], action: 'contact.updated', subjectId: contactId },
      actor: { kind: 'contact', id: contactId },
      data: { customerId: owner.customerId, contactId },
    });
  });
}
