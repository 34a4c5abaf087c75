import { type Context, Hono } from 'hono';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { hashPassword } from '../../../kit/server/passwords.ts';
import { announce } from '../../activity/server/announce.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { agentOf } from '../agent.ts';
import { operatorProblem } from '../problems.ts';
import { OperatorSession } from '../schema.ts';
import { Join, JoinLook, JoinOffer, type OperatorInvitation } from '../security-schema.ts';
import { begin, type Env, ownPages, requireOwn, shownOf, spendAsking } from './begin.ts';
import { invitationOf, removeInvitation } from './invitations-store.ts';
import { link } from './links-store.ts';
import { operatorMailing } from './mails.ts';
import { createOperator, emailKey } from './operators-store.ts';
import { whoOf } from './own-security.ts';
import type { FoundOperatorSession } from './sessions-store.ts';
import { startSession } from './start.ts';

const tag = 'operator-sessions';

/** The session that asks, where it is that of the address that was invited: the mail proves no other. */
async function sessionFor(
  c: Context<Env>,
  { email }: OperatorInvitation,
): Promise<FoundOperatorSession | undefined> {
  const session = await requireOwn(c).catch(() => undefined);
  // One that a vendor's own sign-in began speaks for that vendor alone.
  const fits = session && !session.narrow && emailKey(session.operator.email) === emailKey(email);
  return fits ? session : undefined;
}

/** Of two who accept at once, one does. @throws `operator-invitation.refused` */
async function use(tx: Db, { vendorId, id }: { vendorId: string; id: string }): Promise<void> {
  if (!(await removeInvitation(tx, vendorId, id))) throw operatorProblem('operator-invitation.refused');
}

const joined = (tx: Db, vendorId: string, id: string, at: Date) =>
  announce(tx, {
    ...{ vendorId, actor: { kind: 'operator', id }, action: 'operator.created', at },
    ...{ subjectId: id, data: { operatorId: id } },
  });

/** `/api/v1/operator-join`: what the link of an invitation leads to. */
export const operatorJoinRoutes = new Hono<Env>()
  .use(ownPages)
  .post(
    '/look',
    describe({
      summary: 'See what an invitation is for',
      tag,
      answers: { 200: JoinOffer },
      problems: ['operator-invitation.refused', 'request.cross-site', 'request.too-many'],
    }),
    accept('json', JoinLook),
    async (c) => {
      await spendAsking(c);
      const invitation = await invitationOf(c.var.db, c.req.valid('json').token, c.var.clock.now());
      const vendor = await findVendor(c.var.db, invitation.vendorId);
      const { email, name, role } = invitation;
      const signedIn = (await sessionFor(c, invitation)) !== undefined;
      return c.json({ vendor: vendor?.name ?? '', email, name, role, signedIn });
    },
  )

  .post(
    '/',
    describe({
      summary: 'Accept an invitation',
      description:
        'With `account` a new sign-in is made, and begun. Without it, the session that asks, of the address that was invited, opens the new vendor as well.',
      tag,
      answers: { 201: OperatorSession },
      problems: [
        ...['operator-invitation.refused', 'operator-invitation.other', 'operator.email-taken'],
        ...['operator-session.missing', 'operator-session.ended', 'request.cross-site'],
        ...['request.too-many', 'service.busy'],
      ],
    }),
    accept('json', Join),
    async (c) => {
      await spendAsking(c);
      const { token, account } = c.req.valid('json');
      const { db, secrets, clock } = c.var;
      const now = clock.now();
      const invitation = await invitationOf(db, token, now);
      const { vendorId, email, role, name, language } = invitation;
      if (!account) {
        const session = await sessionFor(c, invitation);
        if (!session) {
          await requireOwn(c);
          throw operatorProblem('operator-invitation.other');
        }
        await inTransaction(db, async (tx) => {
          await use(tx, invitation);
          const person = { name, email, role, language: session.operator.language, passwordHash: '' };
          const { id } = await createOperator(tx, vendorId, person, now);
          await link(tx, whoOf(session), { vendorId, operatorId: id }, now);
          await joined(tx, vendorId, id, now);
        });
        return c.json(await shownOf(c, await requireOwn(c)), 201);
      }
      const passwordHash = await hashPassword(account.password);
      const mailing = await operatorMailing(secrets);
      const begun = await inTransaction(db, async (tx) => {
        await use(tx, invitation);
        const person = { email, role, passwordHash, name: account.name };
        const spoken = { language: account.language ?? language };
        const { id } = await createOperator(tx, vendorId, { ...person, ...spoken }, now);
        await joined(tx, vendorId, id, now);
        const agent = agentOf(c.req.header('user-agent'));
        return startSession(tx, { vendorId, operatorId: id, agent, known: true, mailing, now });
      });
      return c.json(await begin(c, begun), 201);
    },
  );
