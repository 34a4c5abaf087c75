import type { Db } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow } from '../../../kit/server/rows.ts';
import { customerProblem } from '../problems.ts';
import type { Contact } from '../schema.ts';
import { claimedKey, isClaimed, loginKey, loginKeysOf } from '../sign-in-rules.ts';
import { type ContactTable, toContact } from './table.ts';

/**
 * Writes down under which names a contact signs in at a portal.
 * @throws `request.invalid` where another contact of the portal has one of them
 */
export async function writeLogins(
  tx: Db,
  vendorId: string,
  portalId: string,
  contact: Contact,
): Promise<void> {
  await tx
    .deleteFrom('contact_login')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contact.id)
    .execute();
  for (const { path, key } of loginKeysOf(contact)) {
    // Of those who claim one address, and proved nothing, the last one has it.
    if (isClaimed(key)) await dropLogin(tx, vendorId, portalId, key);
    const done = await tx
      .insertInto('contact_login')
      .values({
        vendor_id: vendorId,
        portal_id: portalId,
        key,
        customer_id: contact.customerId,
        contact_id: contact.id,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (done.numInsertedOrUpdatedRows !== 1n) {
      const message = 'Another contact signs in with it.';
      throw requestProblem('request.invalid', { fields: [{ path, code: 'taken', message }] });
    }
  }
}

async function dropLogin(tx: Db, vendorId: string, portalId: string, key: string): Promise<void> {
  await tx
    .deleteFrom('contact_login')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('key', '=', key)
    .execute();
}

/**
 * A customer that moves to another portal takes its contacts' names along.
 * @throws `request.invalid` where somebody there has one of them; `customer.moving` where they got it in this moment
 */
export async function moveLogins(
  tx: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  portalId: string,
): Promise<void> {
  const ofCustomer = tx
    .selectFrom('contact_login')
    .select('key')
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId);
  const taken = await tx
    .selectFrom('contact_login')
    .select('key')
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('customer_id', '!=', customerId)
    .where('key', 'in', ofCustomer)
    .limit(1)
    .executeTakeFirst();
  if (taken) {
    const message = 'Somebody at that portal signs in with the name of one of its contacts.';
    throw requestProblem('request.invalid', { fields: [{ path: 'portalId', code: 'taken', message }] });
  }
  try {
    await tx
      .updateTable('contact_login')
      .set({ portal_id: portalId })
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .execute();
  } catch (error) {
    // Somebody took the name there since it was looked for.
    throw isUniqueViolation(error, 'contact_login')
      ? customerProblem('customer.moving', { cause: error })
      : error;
  }
}

/** A contact as sign-in needs one. */
export interface SignInCandidate {
  readonly contact: Contact;
  readonly passwordHash: string | null;
  /** When a made password that nobody used stops working. */
  readonly passwordExpiresAt: string | null;
}

/** Who may be meant by what was typed at this portal. */
export interface Logins {
  /** Whose user name or e-mail address it is. */
  readonly own: SignInCandidate | undefined;
  /** Who signed up with this address and has not proven it. */
  readonly claimed: SignInCandidate | undefined;
}

/** The contacts who sign in at this portal under what was typed: user name or e-mail address. */
export async function findLogins(
  db: Db,
  { vendorId, portalId }: { readonly vendorId: string; readonly portalId: string },
  typed: string,
): Promise<Logins> {
  const rows = await db
    .selectFrom('contact_login as l')
    .innerJoin('contact as k', (on) =>
      on.onRef('k.vendor_id', '=', 'l.vendor_id').onRef('k.id', '=', 'l.contact_id'),
    )
    .selectAll('k')
    .select('l.key as login_key')
    .where('l.vendor_id', '=', vendorId)
    .where('l.portal_id', '=', portalId)
    .where('l.key', 'in', [loginKey(typed), claimedKey(typed)])
    .execute();
  const of = (claimed: boolean) => {
    const row = rows.find(({ login_key }) => isClaimed(login_key) === claimed);
    return row && candidate(row);
  };
  return { own: of(false), claimed: of(true) };
}

/**
 * The contact proved the address it claimed: from now on it is its own name, unless somebody else's by right.
 * @returns whether somebody else has it
 */
export async function claimProven(tx: Db, vendorId: string, contact: Contact): Promise<{ taken: boolean }> {
  await tx
    .updateTable('contact')
    .set({ email_verified: 1 })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contact.id)
    .execute();
  if (!contact.emailClaimed || !contact.email) return { taken: false };
  const done = await tx
    .updateTable('contact_login')
    .set({ key: loginKey(contact.email) })
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contact.id)
    .where('key', '=', claimedKey(contact.email))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('contact_login as o')
            .select('o.key')
            .where('o.vendor_id', '=', vendorId)
            .whereRef('o.portal_id', '=', 'contact_login.portal_id')
            .where('o.key', '=', loginKey(contact.email as string)),
        ),
      ),
    )
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) return { taken: true };
  await tx
    .updateTable('contact')
    .set({ email_claimed: 0 })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contact.id)
    .execute();
  return { taken: false };
}

export async function findCandidate(
  db: Db,
  vendorId: string,
  contactId: string,
): Promise<SignInCandidate | undefined> {
  const row = await findRow(db, 'contact', vendorId, contactId);
  return row && candidate(row);
}

const candidate = (row: ContactTable): SignInCandidate => ({
  contact: toContact(row),
  passwordHash: row.password_hash,
  passwordExpiresAt: row.password_expires_at,
});

/** Stores the contact's own new password, in place of the one it was checked against; false if that is gone. */
export async function replacePassword(
  tx: Db,
  vendorId: string,
  contactId: string,
  { before, hash, at }: { readonly before: string; readonly hash: string; readonly at: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable('contact')
    .set({
      password_hash: hash,
      must_change_password: 0,
      password_expires_at: null,
      updated_at: at.toISOString(),
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contactId)
    .where('password_hash', '=', before)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/**
 * Notes a sign-in, with the hash made anew where today's is stronger; it is no change of the contact. False where the
 * password that was checked is no longer the contact's.
 */
export async function noteSignIn(
  tx: Db,
  vendorId: string,
  contactId: string,
  {
    before,
    rehash,
    at,
  }: { readonly before: string; readonly rehash?: string | undefined; readonly at: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable('contact')
    .set({ last_sign_in_at: at.toISOString(), password_hash: rehash ?? before })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contactId)
    .where('password_hash', '=', before)
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
