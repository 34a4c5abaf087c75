import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { addressKey, clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { refuseCrossSite } from '../../../kit/server/http/same-site.ts';
import { hashPassword, verifyPassword } from '../../../kit/server/passwords.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { record } from '../../activity/server/record.ts';
import { operatorProblem } from '../problems.ts';
import { NewOperatorSession, OperatorSession, OperatorSessionChange, Setup, SetupState } from '../schema.ts';
import {
  clearSessionCookie,
  deviceOf,
  sessionTokenOf,
  setDeviceCookie,
  setSessionCookie,
} from './cookies.ts';
import { findCandidates, updateOneself } from './operators-store.ts';
import {
  createOperatorSession,
  endOperatorSession,
  type FoundOperatorSession,
  requireOperatorSession,
} from './sessions-store.ts';
import { isSetupOpen, setUp } from './setup.ts';
import { countGuess, type Guesser, signIn } from './sign-in.ts';

type Env = { Variables: RequestVars };

/** These set or carry the cookie, so another site's page may not have them asked. */
const ownPages = createMiddleware<Env>(async (c, next) => {
  refuseCrossSite(c, c.var.publicUrl);
  await next();
});

const shownOf = ({ operator, vendors, expiresAt }: FoundOperatorSession): OperatorSession => ({
  operator,
  vendors,
  expiresAt,
});

const requireOwn = (c: Context<Env>): Promise<FoundOperatorSession> =>
  requireOperatorSession(c.var.db, sessionTokenOf(c), c.var.clock.now());

const guesserOf = (c: Context<Env>, email: string): Guesser => ({
  source: addressKey(clientAddress(c, c.var.trustedProxies) ?? ''),
  device: deviceOf(c, c.var.secrets, email),
  hash: c.var.secrets.lookup,
});

/** Hands a new session over: the cookies, and what the console needs to begin. */
async function begin(c: Context<Env>, token: string): Promise<OperatorSession> {
  const session = await requireOperatorSession(c.var.db, token, c.var.clock.now());
  setSessionCookie(c, token);
  setDeviceCookie(c, c.var.secrets, session.operator.email);
  return shownOf(session);
}

/** `POST /api/v1/operator-sessions`. */
export const operatorSessionsRoutes = new Hono<Env>().post(
  '/',
  describe({
    summary: 'Sign an operator in',
    description:
      'Sets the cookie `__Host-portico_console`. Further requests send it with `x-portico-vendor: <vendor id>`, from pages of this service alone. 30 minutes without use end the session, 12 hours in any case.',
    tag: 'operator-sessions',
    answers: { 201: OperatorSession },
    problems: ['operator-session.refused', 'request.cross-site', 'request.too-many', 'service.busy'],
  }),
  ownPages,
  accept('json', NewOperatorSession),
  async (c) => {
    const wanted = c.req.valid('json');
    const token = await signIn(c.var.db, wanted, guesserOf(c, wanted.email), c.var.clock.now());
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
    async (c) => c.json(shownOf(await requireOwn(c))),
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
      return c.json(shownOf(await requireOwn(c)));
    },
  )

  .delete(
    '/',
    describe({ summary: 'Sign out of the console', tag: 'operator-sessions', answers: { 204: null } }),
    async (c) => {
      const session = await requireOwn(c).catch(() => undefined);
      const at = c.var.clock.now();
      if (session) {
        await inTransaction(c.var.db, async (tx) => {
          await endOperatorSession(tx, session, at);
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
  return change.passwordHash ? createOperatorSession(tx, vendorId, operator.id, at) : undefined;
}
