import { readDigits } from '../../../kit/common/digits.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { drawDigits } from '../../../kit/server/typed-codes.ts';
import { accessProblem } from '../../access/problems.ts';
import { customerProblem } from '../problems.ts';
import type { Contact } from '../schema.ts';
import { findContact } from './contacts-store.ts';
import type { Own } from './own-second-factor.ts';

/** What a contact says is theirs until a code that was sent there is typed. */
type Kind = 'email' | 'mobile';

interface ContactProofTable {
  vendor_id: string;
  contact_id: string;
  kind: Kind;
  /** The e-mail address, or the number. */
  address: string;
  code_lookup: string;
  tries: number;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    contact_proof: ContactProofTable;
  }
}

interface Proving {
  readonly vendorId: string;
  readonly contactId: string;
  readonly kind: Kind;
}

const mostTries = 5;

const plainOf = ({ vendorId, contactId, kind }: Proving, address: string, code: string): string =>
  `${kind}-proof:${vendorId}:${contactId}:${address}:${code}`;

const proofOf = (db: Db, { vendorId, contactId, kind }: Proving) =>
  db
    .selectFrom('contact_proof')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', kind);

/** What is being proved; `null`: nothing. */
export async function pendingProof(db: Db, proving: Proving, now: Date): Promise<string | null> {
  const row = await proofOf(db, proving)
    .select('address')
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return row?.address ?? null;
}

/** The six digits that prove it, for the message alone. The newest are the ones that work. */
export async function beginProof(
  tx: Db,
  { vendorId, contactId, kind, secrets }: Proving & { readonly secrets: Secrets },
  { address, now, expiresAt }: { readonly address: string; readonly now: Date; readonly expiresAt: Date },
): Promise<string> {
  const code = drawDigits(6);
  const row = {
    ...{ address, tries: 0, created_at: now.toISOString(), expires_at: expiresAt.toISOString() },
    code_lookup: secrets.lookup(plainOf({ vendorId, contactId, kind }, address, code)),
  };
  await tx
    .insertInto('contact_proof')
    .values({ vendor_id: vendorId, contact_id: contactId, kind, ...row })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'contact_id', 'kind']).doUpdateSet(row))
    .execute();
  return code;
}

/** Forgets what is being proved. */
export const dropProof = (tx: Db, { vendorId, contactId, kind }: Proving) =>
  tx
    .deleteFrom('contact_proof')
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .where('kind', '=', kind)
    .execute();

/** Forgets what the signed-in contact is proving. */
export async function abandonProof({ db, owner, session }: Own, kind: Kind): Promise<void> {
  const { contactId } = session;
  if (contactId === null) return;
  await inTransaction(db, (tx) => dropProof(tx, { vendorId: owner.vendorId, contactId, kind }));
}

/**
 * What the typed code proves. A try counts before it is looked at, so that of fifty at once no more than five are.
 * @throws `email-proof.over`, `mobile-proof.over` where none is waited for, `request.invalid` naming `code`
 */
export async function readProof({ db, secrets, now }: Own, proving: Proving, typed: string): Promise<string> {
  const { vendorId, contactId, kind } = proving;
  const counted = await inTransaction(db, (tx) =>
    tx
      .updateTable('contact_proof')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contactId)
      .where('kind', '=', kind)
      .where('tries', '<', mostTries)
      .where('expires_at', '>', now.toISOString())
      .returning(['address', 'code_lookup'])
      .executeTakeFirst(),
  );
  if (!counted) throw customerProblem(`${kind}-proof.over`);
  const digits = readDigits(typed);
  if (digits && secrets.lookups(plainOf(proving, counted.address, digits)).includes(counted.code_lookup)) {
    return counted.address;
  }
  const message = 'This is not the code that was sent.';
  throw requestProblem('request.invalid', { fields: [{ path: 'code', code: 'wrong', message }] });
}

/** The signed-in contact. @throws `panel.read-only` without a contact of one's own */
export async function requireOwnContact({ db, owner, session }: Own): Promise<Contact> {
  const contact = session.contactId ? await findContact(db, owner, session.contactId) : undefined;
  if (!contact || session.readOnly) throw accessProblem('panel.read-only');
  return contact;
}
