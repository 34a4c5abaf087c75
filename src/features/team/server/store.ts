import { spendAttempt } from '../../../kit/server/attempts.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { mailboxOf } from '../../../kit/server/mail-asking.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { accessProblem } from '../../access/problems.ts';
import type { PortalSession } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { customerProblem } from '../../customers/problems.ts';
import type { Contact } from '../../customers/schema.ts';
import { deleteContact, insertContact, updateContact } from '../../customers/server/contacts-store.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { toContact } from '../../customers/server/table.ts';
import { inviteByMail, linkToPortal } from '../../invitations/server/invite.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { teamProblem } from '../problems.ts';
import { isLastOwner, manages, mostPeople, type Standing, stateOf } from '../rules.ts';
import type { NewPerson, Person, Team, TeamRole } from '../schema.ts';

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    team_invite: {
      vendor_id: string;
      contact_id: string;
      invited_by: string | null;
      sent_at: string | null;
      created_at: string;
    };
  }
}

/** Whoever asks, and when: the vendor's time, and the world's. */
export interface Asking {
  readonly db: Db;
  readonly session: PortalSession;
  readonly actor: Actor;
  readonly at: Date;
  readonly now: Date;
}

/** What a mail needs, ready before a transaction. */
export interface Inviting extends Asking {
  readonly mailing: Mailing;
  readonly secrets: Secrets;
}

interface Member extends Standing {
  readonly contact: Contact;
  readonly sentAt: string | null;
}

async function membersOf(db: Db, { vendorId, customerId }: PortalSession): Promise<Member[]> {
  const rows = await db
    .selectFrom('contact as k')
    .leftJoin('team_invite as i', (on) =>
      on.onRef('i.vendor_id', '=', 'k.vendor_id').onRef('i.contact_id', '=', 'k.id'),
    )
    .selectAll('k')
    .select(['i.sent_at as invite_sent_at', 'i.created_at as invite_created_at'])
    .where('k.vendor_id', '=', vendorId)
    .where('k.customer_id', '=', customerId)
    .orderBy('k.id')
    .limit(mostPeople + 1)
    .execute();
  return rows.map(({ invite_sent_at, invite_created_at, ...row }) => {
    const contact = toContact(row);
    const { id, role, active, lastSignInAt } = contact;
    return {
      id,
      role,
      active,
      lastSignInAt,
      invited: invite_created_at !== null,
      sentAt: invite_sent_at,
      contact,
    };
  });
}

function toPerson(member: Member, session: PortalSession): Person {
  const { contact, sentAt } = member;
  const { id, name, email, role, emailBouncing, lastSignInAt } = contact;
  const you = id === session.contactId;
  const state = stateOf(member);
  const sees = you || manages(session);
  return {
    ...{ id, name, role, you, state },
    email: sees ? email : null,
    invitedAt: state === 'invited' ? sentAt : null,
    bouncing: sees && emailBouncing,
    lastSignInAt: sees ? lastSignInAt : null,
  };
}

/** The people of the signed-in customer, whoever was there first on top. */
export async function teamOf(db: Db, session: PortalSession): Promise<Team> {
  const { mail } = await requirePortal(db, session.vendorId, session.portalId);
  const members = await membersOf(db, session);
  return {
    people: members.map((member) => toPerson(member, session)),
    manages: manages(session) && !session.readOnly,
    mails: !mail.noAccessMail,
  };
}

/** Two who change people at once follow each other: else each could take away the other's last owner. */
async function managing<Done>(
  { db, session }: Asking,
  act: (tx: Db, members: readonly Member[]) => Promise<Done>,
): Promise<Done> {
  if (!manages(session)) throw teamProblem('team.owners-only');
  return inTransaction(db, async (tx) => {
    await lockRow(tx, 'customer', session.vendorId, session.customerId);
    const members = await membersOf(tx, session);
    // Somebody else may have changed that meanwhile.
    const self = members.find(({ id }) => id === session.contactId);
    if (self?.role !== 'owner' || !self.active) throw teamProblem('team.owners-only');
    return act(tx, members);
  });
}

/** @throws `contact.not-found` also for another customer's person */
function memberOf(members: readonly Member[], id: string): Member {
  const found = members.find((one) => one.id === id);
  if (!found) throw customerProblem('contact.not-found');
  return found;
}

const about = ({ session, actor, at }: Asking, contactId: string) => ({
  ...{ vendorId: session.vendorId, customerId: session.customerId, actor, at, subjectId: contactId },
  data: { customerId: session.customerId, contactId },
});

const hour = 60 * 60_000;

/**
 * Asks somebody in: a contact of the customer from now on, and a mail that leads to the portal. An address that somebody
 * has at another customer is taken like any other, so that nobody learns who is known here.
 * @throws `team.owners-only`, `team.full`, `mail.never`, `request.too-many`, `request.invalid` for an address that one
 *   of these people has
 */
export async function invitePerson(asking: Inviting, wanted: NewPerson): Promise<Person> {
  const { session, at } = asking;
  const { vendorId, customerId } = session;
  if (!manages(session)) throw teamProblem('team.owners-only');
  await requireMail(asking);
  const made = await managing(asking, async (tx, members) => {
    const taken = members.some(
      ({ contact }) => contact.email && mailboxOf(contact.email) === mailboxOf(wanted.email),
    );
    if (taken) {
      const message = 'Somebody in this account has this address.';
      throw requestProblem('request.invalid', { fields: [{ path: 'email', code: 'taken', message }] });
    }
    if (members.length >= mostPeople) throw teamProblem('team.full');
    // Nobody has proved yet whose address it is: it opens nothing elsewhere.
    const contact = await insertContact(tx, vendorId, { ...wanted, customerId, emailClaimed: true }, at);
    if (!contact) throw customerProblem('contact.external-id-taken');
    await tx
      .insertInto('team_invite')
      .values({
        ...{ vendor_id: vendorId, contact_id: contact.id, invited_by: session.contactId, sent_at: null },
        created_at: at.toISOString(),
      })
      .execute();
    await announce(tx, { ...about(asking, contact.id), action: 'contact.created', fields: ['role'] });
    return contact;
  });
  return sendInvite(asking, made.id);
}

/** Mails the invitation (again). @throws `team.has-been-in`, `mail.never`, `request.too-many`, `contact.not-found` */
export async function sendInvite(asking: Inviting, contactId: string): Promise<Person> {
  const { db, session, mailing, secrets, actor, at, now } = asking;
  const { vendorId, customerId } = session;
  if (!manages(session)) throw teamProblem('team.owners-only');
  await requireMail(asking);
  const invited = memberOf(await membersOf(db, session), contactId);
  if (stateOf(invited) !== 'invited' || !invited.contact.email) throw teamProblem('team.has-been-in');
  await spendAttempt(
    db,
    [
      { key: `team-invite:${customerId}`, most: 40, perMs: 24 * hour },
      { key: `team-invite:${contactId}`, most: 4, perMs: hour },
    ],
    now,
  );
  const [portal, customer] = await Promise.all([
    requirePortal(db, vendorId, session.portalId),
    requireCustomer(db, vendorId, customerId),
  ]);
  const person = { contact: invited.contact, customer };
  const link = await linkToPortal(
    { db, secrets, publicUrl: mailing.publicUrl, now },
    portal,
    vendorId,
    person,
  );
  return managing(asking, async (tx, members) => {
    const member = memberOf(members, contactId);
    await inviteByMail(tx, vendorId, person, { portal, mailing, link, at, now, actor });
    await tx
      .updateTable('team_invite')
      .set({ sent_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('contact_id', '=', contactId)
      .execute();
    return toPerson({ ...member, sentAt: at.toISOString() }, session);
  });
}

async function requireMail({ db, session }: Asking): Promise<void> {
  const { mail } = await requirePortal(db, session.vendorId, session.portalId);
  if (mail.noAccessMail) throw accessProblem('mail.never');
}

/** @throws `team.owners-only`, `team.last-owner`, `contact.not-found` */
export const changeRole = (asking: Asking, contactId: string, role: TeamRole): Promise<Person> =>
  managing(asking, async (tx, members) => {
    const { session, at } = asking;
    const member = memberOf(members, contactId);
    if (role !== 'owner' && isLastOwner(members, contactId)) throw teamProblem('team.last-owner');
    const { thing, fields } = await updateContact(tx, session.vendorId, contactId, { role }, at);
    if (fields.length > 0)
      await announce(tx, { ...about(asking, contactId), action: 'contact.updated', fields: [...fields] });
    const you = contactId === session.contactId;
    return toPerson({ ...member, role, contact: thing }, you ? { ...session, role } : session);
  });

/** The person, or the invitation that nobody has followed; their sessions end. @throws as `changeRole` */
export const removePerson = (asking: Asking, contactId: string): Promise<void> =>
  managing(asking, async (tx, members) => {
    memberOf(members, contactId);
    if (isLastOwner(members, contactId)) throw teamProblem('team.last-owner');
    await deleteContact(tx, asking.session.vendorId, contactId, asking.at);
    await announce(tx, { ...about(asking, contactId), action: 'contact.deleted' });
  });
