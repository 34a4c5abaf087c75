import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { sortKey } from '../../../kit/server/search.ts';
import { signUpProblem } from '../problems.ts';
import type { SignUpItem, SignUpState } from '../schema.ts';
import type { SignUpTable } from './table.ts';

export interface SignUpFilter {
  readonly state?: SignUpState | undefined;
  readonly portalId?: string | undefined;
  readonly kind?: SignUpItem['kind'] | undefined;
  readonly customerId?: string | undefined;
  readonly proven?: 'yes' | 'no' | undefined;
}

const sorts = { updatedAt: 'updated_at' };

export async function listSignUps(
  db: Db,
  vendorId: string,
  filter: SignUpFilter,
  paging: Paging,
): Promise<SignUpItem[]> {
  let query = db.selectFrom('sign_up').selectAll().where('vendor_id', '=', vendorId);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.portalId !== undefined) query = query.where('portal_id', '=', filter.portalId);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.customerId !== undefined) query = query.where('customer_id', '=', filter.customerId);
  if (filter.proven) query = query.where('email_proven_at', filter.proven === 'yes' ? 'is not' : 'is', null);
  const rows = await paged(query, 'sign_up', paging, { sorts }).execute();
  return withDuplicates(db, vendorId, rows);
}

/** @throws `sign-up.not-found` */
export async function requireSignUpRow(db: Db, vendorId: string, id: string): Promise<SignUpTable> {
  const row = await db
    .selectFrom('sign_up')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw signUpProblem('sign-up.not-found');
  return row;
}

/** @throws `sign-up.not-found` */
export async function requireSignUp(db: Db, vendorId: string, id: string): Promise<SignUpItem> {
  const [item] = await withDuplicates(db, vendorId, [await requireSignUpRow(db, vendorId, id)]);
  return item as SignUpItem;
}

/** The sign-up by which a contact came; the newest, should there be more. */
export const signUpOfContact = (
  db: Db,
  vendorId: string,
  contactId: string,
): Promise<SignUpTable | undefined> =>
  db
    .selectFrom('sign_up')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('contact_id', '=', contactId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Other customers that share an address with a sign-up, or its name: told to the vendor, and to nobody else. */
async function withDuplicates(db: Db, vendorId: string, rows: readonly SignUpTable[]): Promise<SignUpItem[]> {
  if (rows.length === 0) return [];
  const emails = [...new Set(rows.map((row) => row.email_key))];
  const names = [...new Set(rows.map((row) => sortKey(row.name)))];
  const byEmail = await db
    .selectFrom('contact as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .select(['c.id', 'c.name', 'k.email_key'])
    .where('k.vendor_id', '=', vendorId)
    .where('k.email_key', 'in', emails)
    .orderBy('c.id')
    .limit(1_000)
    .execute();
  const byName = await db
    .selectFrom('customer')
    .select(['id', 'name', 'sort_name'])
    .where('vendor_id', '=', vendorId)
    .where('sort_name', 'in', names)
    .orderBy('id')
    .limit(1_000)
    .execute();
  return rows.map((row) => {
    const found = new Map<string, SignUpItem['duplicates'][number]>();
    for (const { id, name, email_key } of byEmail)
      if (email_key === row.email_key) found.set(id, { customerId: id, name, by: 'email' });
    const key = sortKey(row.name);
    for (const { id, name, sort_name } of byName)
      if (sort_name === key && !found.has(id)) found.set(id, { customerId: id, name, by: 'name' });
    found.delete(row.customer_id);
    return toItem(row, [...found.values()].slice(0, 5));
  });
}

const toItem = (row: SignUpTable, duplicates: SignUpItem['duplicates']): SignUpItem => ({
  id: row.id,
  state: row.state,
  way: row.way,
  kind: row.kind,
  portalId: row.portal_id,
  customerId: row.customer_id,
  contactId: row.contact_id,
  name: row.name,
  email: row.email,
  emailProvenAt: row.email_proven_at,
  answers: JSON.parse(row.answers) as SignUpItem['answers'],
  copied: JSON.parse(row.copied) as SignUpItem['copied'],
  duplicates,
  decidedAt: row.decided_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
