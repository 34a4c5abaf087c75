import { type RawBuilder, sql } from 'kysely';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { InvitationChoice, InvitationCount } from '../schema.ts';

/** Whom a choice may speak of at all, as conditions on `k` (contact) and `c` (customer). */
export type Among = RawBuilder<boolean>;

/**
 * The active people of the portal's active customers whom the choice names. An address that somebody only claimed at
 * sign-up is nobody's to be written to.
 * @throws `request.invalid` for a customer the vendor does not have
 */
export async function amongOf(db: Db, vendorId: string, choice: InvitationChoice): Promise<Among> {
  const { portalId, roles, createdSince, customerIds } = choice;
  const parts = [
    sql`k.vendor_id = ${vendorId} and c.portal_id = ${portalId}`,
    sql`k.active = 1 and c.status = 'active' and k.email_claimed = 0`,
  ];
  if (roles) parts.push(sql`k.role in (${sql.join(roles)})`);
  if (createdSince !== undefined) parts.push(sql`k.created_at >= ${new Date(createdSince).toISOString()}`);
  if (customerIds) {
    const ids: string[] = [];
    for (const reference of customerIds) {
      const customer = await findCustomer(db, vendorId, reference);
      if (!customer) throw unknownReference('customerIds', 'customer');
      ids.push(customer.id);
    }
    parts.push(sql`k.customer_id in (${sql.join(ids)})`);
  }
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

const people = sql`contact as k join customer as c on c.vendor_id = k.vendor_id and c.id = k.customer_id`;
const known = sql`exists (select 1 from invited as i
  where i.vendor_id = k.vendor_id and i.contact_id = k.id and i.state <> 'skipped')`;
const fresh = sql`k.last_sign_in_at is null and k.email is not null and k.email_bouncing = 0 and not ${known}`;

export async function countChoice(db: Db, among: Among): Promise<InvitationCount> {
  const { rows } = await sql<Record<'people' | 'invited' | 'signedIn' | 'noAddress' | 'bouncing', number>>`
    select count(case when ${fresh} then 1 end) as people,
      count(case when ${known} then 1 end) as invited,
      count(case when not ${known} and k.last_sign_in_at is not null then 1 end) as "signedIn",
      count(case when not ${known} and k.last_sign_in_at is null and k.email is null then 1 end) as "noAddress",
      count(case when not ${known} and k.last_sign_in_at is null and k.email is not null and k.email_bouncing = 1
        then 1 end) as bouncing
    from ${people} where ${among}`.execute(db);
  const [row] = rows;
  const of = (name: 'people' | 'invited' | 'signedIn' | 'noAddress' | 'bouncing') => Number(row?.[name] ?? 0);
  return {
    people: of('people'),
    left: {
      ...{ invited: of('invited'), signedIn: of('signedIn') },
      ...{ noAddress: of('noAddress'), bouncing: of('bouncing') },
    },
  };
}

/**
 * Puts everybody of the choice on the list of this invitation, in one statement. Whoever another one has taken in the
 * same moment stays there; who was passed over before gets another turn.
 * @returns how many
 */
export async function listPeople(
  tx: Db,
  { among, id, now }: { readonly among: Among; readonly id: string; readonly now: string },
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into invited (vendor_id, contact_id, invitation_id, state, sent_at, updated_at)
    select k.vendor_id, k.id, ${id}, 'waiting', null, ${now} from ${people} where ${among} and ${fresh}
    on conflict (vendor_id, contact_id) do update
      set invitation_id = excluded.invitation_id, state = 'waiting', updated_at = excluded.updated_at
      where invited.state = 'skipped'`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
