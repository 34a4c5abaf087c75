import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Terms } from '../../access/terms-schema.ts';
import type { Contact } from '../../customers/schema.ts';
import { signUpProblem } from '../problems.ts';
import type { TermsAcceptance, TermsMissing, TermsState } from '../schema.ts';
import type {} from './table.ts';

const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('vendor')
    .select(['terms_id', 'terms_url', 'terms_version', 'terms_due_on', 'terms_set_at'])
    .where('vendor_id', '=', vendorId)
    .executeTakeFirstOrThrow();

/** The terms of use in force; `null`: the vendor has none. */
export async function termsInForce(db: Db, vendorId: string): Promise<Terms | null> {
  const row = await ofVendor(db, vendorId);
  if (!row.terms_id || !row.terms_url) return null;
  return { id: row.terms_id, url: row.terms_url, version: row.terms_version };
}

export interface Accepting {
  readonly vendorId: string;
  readonly customerId: string;
  /** Absent: somebody acts for the customer as a whole. */
  readonly contact?: Pick<Contact, 'id' | 'name' | 'email' | 'role'> | undefined;
  readonly terms: Terms;
  readonly at: Date;
}

/** Writes down that somebody accepted. An owner, and whoever acts for the customer as a whole, accepts for it too. */
export async function noteAcceptance(tx: Db, accepting: Accepting): Promise<string> {
  const { vendorId, customerId, contact, terms, at } = accepting;
  const id = newId('tac', at.getTime());
  await tx
    .insertInto('terms_acceptance')
    .values({
      vendor_id: vendorId,
      id,
      terms_id: terms.id,
      url: terms.url,
      version: terms.version,
      customer_id: customerId,
      contact_id: contact?.id ?? null,
      person: contact ? [contact.name, contact.email && `<${contact.email}>`].filter(Boolean).join(' ') : '',
      accepted_at: at.toISOString(),
    })
    .execute();
  if (contact) await mark(tx, 'contact', vendorId, contact.id, terms.id);
  if (!contact || contact.role === 'owner') await mark(tx, 'customer', vendorId, customerId, terms.id);
  return id;
}

const mark = (tx: Db, table: 'contact' | 'customer', vendorId: string, id: string, termsId: string) =>
  tx
    .updateTable(table)
    .set({ accepted_terms: termsId })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();

/** @throws `terms.changed` where these are not, or no longer, the terms in force */
export async function requireTerms(db: Db, vendorId: string, id: string): Promise<Terms> {
  const terms = await termsInForce(db, vendorId);
  if (terms?.id !== id) throw signUpProblem('terms.changed');
  return terms;
}

/** Active customers for whom nobody accepted the terms in force. */
const missing = (db: Db, vendorId: string, termsId: string) =>
  db
    .selectFrom('customer')
    .where('vendor_id', '=', vendorId)
    .where('status', '=', 'active')
    .where(({ or, eb }) => or([eb('accepted_terms', 'is', null), eb('accepted_terms', '!=', termsId)]));

const countedMost = 100_000;

export async function termsState(db: Db, vendorId: string): Promise<TermsState> {
  const row = await ofVendor(db, vendorId);
  const counted = row.terms_id
    ? await db
        .selectFrom(
          missing(db, vendorId, row.terms_id)
            .select('id')
            .limit(countedMost + 1)
            .as('counted'),
        )
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    : { count: 0 };
  return {
    url: row.terms_url,
    version: row.terms_version,
    dueOn: row.terms_due_on,
    setAt: row.terms_set_at,
    missing: Math.min(Number(counted.count), countedMost),
  };
}

/** Who has not accepted, by id; one more than `limit` where there are more. */
export async function listMissing(
  db: Db,
  vendorId: string,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<TermsMissing[]> {
  const { terms_id: termsId } = await ofVendor(db, vendorId);
  if (!termsId) return [];
  let query = missing(db, vendorId, termsId).select([
    'id',
    'name',
    'number',
    'last_sign_in_at',
    'updated_at',
  ]);
  if (after !== undefined) query = query.where('id', '>', after);
  const rows = await query
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    number: row.number,
    lastSignInAt: row.last_sign_in_at || null,
    updatedAt: row.updated_at,
  }));
}

export async function listAcceptances(
  db: Db,
  vendorId: string,
  customerId: string,
): Promise<TermsAcceptance[]> {
  const rows = await db
    .selectFrom('terms_acceptance')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    url: row.url,
    version: row.version,
    customerId: row.customer_id,
    contactId: row.contact_id,
    person: row.person,
    acceptedAt: row.accepted_at,
  }));
}
