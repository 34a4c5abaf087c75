import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { hashPassword, verifyPassword } from '../../../kit/server/passwords.ts';
import { record } from '../../activity/server/record.ts';
import { agentOf } from '../agent.ts';
import { operatorProblem } from '../problems.ts';
import { NewOperatorSession, OperatorSession, OperatorSessionChange, Setup, SetupState } from '../schema.ts';
import { PasskeyOptions, PasskeySignIn, SecondFactorAsked } from '../security-schema.ts';
import { begin, type Env, guesserOf, ownPages, placeOf, requireOwn, shownOf, spendAsking } from './begin.ts';
import { clearSessionCookie, setSessionCookie } from './cookies.ts';
import { operatorMailing } from './mails.ts';
import { findCandidates, updateOneself } from './operators-store.ts';
import { waysOf } from './own-security.ts';
import { askPasskey, readPasskey } from './passkeys.ts';
import { createOperatorSession, endOperatorSessions, type FoundOperatorSession } from './sessions-store.ts';
import { isSetupOpen, setUp } from './setup.ts';
import { countGuess, signIn } from './sign-in.ts';
import { startSession } from './start.ts';

/** `/api/v1/operator-sessions`: ways in. */
export const operatorSessionsRoutes = new Hono<Env>()
  .use(ownPages)
  .post(
    '/',
    describe({
      summary: 'Sign an operator in',
      description:
        'Sets the cookie `__Host-portico_console`. Further requests send it with `x-portico-vendor: <vendor id>`, from pages of this service alone. 30 minutes without use end the session, 12 hours in any case. 202: the person has a second factor; `POST /api/v1/operator-session/proof` with it comes next, within ten minutes.',
      tag: 'operator-sessions',
      answers: { 201: OperatorSession, 202: SecondFactorAsked },
      problems: ['operator-session.refused', 'request.cross-site', 'request.too-many', 'service.busy'],
    }),
    accept('json', NewOperatorSession),
    async (c) => {
      const wanted = c.req.valid('json');
      const { db, secrets } = c.var;
      const mailing = await operatorMailing(secrets);
      const begun = { mailing, agent: agentOf(c.req.header('user-agent')), now: c.var.clock.now() };
      const { token, second } = await signIn(db, wanted, guesserOf(c, wanted.email), begun);
      if (!second) return c.json(await begin(c, token), 201);
      setSessionCookie(c, token);
      return c.json({ next: 'second-factor', ways: await waysOf(db, secrets, second) } as const, 202);
    },
  )

  .post(
    '/passkey-options',
    describe({
      summary: 'Ask what a browser is to be asked, to sign in with a passkey',
      description: 'In WebAuthn’s own JSON, for `navigator.credentials.get`.',
      tag: 'operator-sessions',
      answers: { 200: PasskeyOptions },
      problems: ['request.cross-site', 'request.too-many'],
    }),
    async (c) => {
      await spendAsking(c);
      return c.json((await askPasskey(placeOf(c))) as v.InferOutput<typeof PasskeyOptions>);
    },
  )

  .post(
    '/passkey',
    describe({
      summary: 'Sign an operator in with a passkey',
      description: 'Without a password, and without a second factor: a passkey is both.',
      tag: 'operator-sessions',
      answers: { 201: OperatorSession },
      problems: ['operator-passkey.refused', 'request.cross-site', 'request.too-many'],
    }),
    accept('json', PasskeySignIn),
    async (c) => {
      await spendAsking(c);
      const { db, secrets, clock } = c.var;
      const row = await readPasskey(placeOf(c), c.req.valid('json').passkey);
      const mailing = await operatorMailing(secrets);
      const token = await inTransaction(db, (tx) =>
        startSession(tx, {
          ...{ vendorId: row.vendor_id, operatorId: row.operator_id, way: 'passkey', factor: true },
          // The device that holds the passkey is known, whatever the browser forgot.
          ...{ known: true, mailing, agent: agentOf(c.req.header('user-agent')), now: clock.now() },
        }),
      );
      return c.json(await begin(c, token), 201);
    },
  );

/** `/api/v1/operator-session`: one's own. */
export const operatorSessionRoutes = new Hono<Env>()
  .use(ownPages)
  .get(
    '/',
    describe({
      summary: 'Tell who is signed in to the console',
      tag: 'operator-sessions',
      answers: { 200: OperatorSession },
      problems: ['operator-session.missing', 'operator-session.ended'],
    }),
    async (c) => c.json(await shownOf(c, await requireOwn(c))),
  )

  .patch(
    '/',
    describe({
      summary: 'Change one’s own name, language or password',
      description: 'A new password ends all other sessions of the operator.',
      tag: 'operator-sessions',
      answers: { 200: OperatorSession },
      problems: ['operator-session.password', 'operator-session.missing', 'operator-session.ended'],
    }),
    accept('json', OperatorSessionChange),
    async (c) => {
      const session = await requireOwn(c);
      const { password, ...shown } = c.req.valid('json');
      const passwordHash = password && (await newHash(c, session, password));
      const token = await inTransaction(c.var.db, (tx) =>
        changeOneself(tx, session, { ...shown, passwordHash }, c.var.clock.now()),
      );
      if (token) return c.json(await begin(c, token));
      return c.json(await shownOf(c, await requireOwn(c)));
    },
  )

  .delete(
    '/',
    describe({ summary: 'Sign out of the console', tag: 'operator-sessions', answers: { 204: null } }),
    async (c) => {
      const session = await requireOwn(c, { half: true }).catch(() => undefined);
      const at = c.var.clock.now();
      if (session) {
        await inTransaction(c.var.db, async (tx) => {
          const { vendorId, operator, tokenHash } = session;
          await endOperatorSessions(tx, { vendorId, operatorId: operator.id, only: { tokenHash } }, at);
          if (session.half) return;
          await record(tx, { ...doneBy(session), action: 'operator-session.ended', at });
        });
      }
      clearSessionCookie(c);
      return c.body(null, 204);
    },
  );

/** `/api/v1/setup`: the first vendor of an empty start. */
export const setupRoutes = new Hono<Env>()
  .get(
    '/',
    describe({
      summary: 'Tell whether the first vendor is still to be made',
      tag: 'setup',
      answers: { 200: SetupState },
    }),
    async (c) => c.json({ open: await isSetupOpen(c.var.db) }),
  )

  .post(
    '/',
    describe({
      summary: 'Make the first vendor and its owner',
      description: 'Once, with the token in the address that an empty start prints. Signs the owner in.',
      tag: 'setup',
      answers: { 201: OperatorSession },
      problems: ['setup.closed', 'setup.refused', 'request.cross-site'],
    }),
    ownPages,
    accept('json', Setup),
    async (c) => {
      const { db, secrets, clock } = c.var;
      const token = await setUp(db, secrets, c.req.valid('json'), clock.now());
      return c.json(await begin(c, token), 201);
    },
  );

const doneBy = ({ vendorId, operator }: FoundOperatorSession) => ({
  vendorId,
  actor: { kind: 'operator', id: operator.id } as const,
  subjectId: operator.id,
});

/** Hash of a new password, once the current one was proved: whoever finds an open console may not take it over. */
async function newHash(
  c: Context<Env>,
  { vendorId, operator }: FoundOperatorSession,
  { current, next }: { current: string; next: string },
): Promise<string> {
  const guesser = { ...guesserOf(c, operator.email), device: undefined };
  const forgive = await countGuess(c.var.db, operator.email, guesser, c.var.clock.now());
  const candidates = await findCandidates(c.var.db, operator.email);
  const own = candidates.find(({ id, vendor }) => id === operator.id && vendor.id === vendorId);
  if (!(await verifyPassword(current, own?.passwordHash))) throw operatorProblem('operator-session.password');
  await forgive();
  return hashPassword(next);
}

/** @returns the token of a new session where the password changed: all the others have ended */
async function changeOneself(
  tx: Db,
  session: FoundOperatorSession,
  change: Parameters<typeof updateOneself>[3],
  at: Date,
): Promise<string | undefined> {
  const { vendorId, operator } = session;
  const { fields } = await updateOneself(tx, vendorId, operator.id, change, at);
  if (fields.length > 0) await record(tx, { ...doneBy(session), action: 'operator.updated', fields, at });
  if (!change.passwordHash) return undefined;
  const { way, agent } = session;
  const factor = session.factorAt !== null;
  return createOperatorSession(tx, { vendorId, operatorId: operator.id, way, agent, factor, now: at });
}
