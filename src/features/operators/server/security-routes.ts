import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Reference } from '../../../kit/server/collection.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { verifyPassword } from '../../../kit/server/passwords.ts';
import { operatorProblem } from '../problems.ts';
import { recentlyProved } from '../rules.ts';
import { OperatorSession } from '../schema.ts';
import {
  AddedPasskey,
  AppCode,
  NewPasskey,
  OwnSecurity,
  Passkey,
  PasskeyChange,
  PasskeyOptions,
  Proof,
  RecoveryCodes,
} from '../security-schema.ts';
import { begin, type Env, guesserOf, ownPages, placeOf, requireOwn, shownOf, spendAsking } from './begin.ts';
import { deviceOf } from './cookies.ts';
import { operatorMailing } from './mails.ts';
import { findCandidates } from './operators-store.ts';
import {
  beginApp,
  confirmApp,
  endApp,
  endPasskey,
  keepPasskey,
  newCodes,
  type Own,
  ownSecurity,
  spendSecond,
  whoOf,
  written,
} from './own-security.ts';
import { askNewPasskey, askPasskey, readNewPasskey, readPasskey } from './passkeys.ts';
import { renamePasskey } from './passkeys-store.ts';
import { endOperatorSessions, type FoundOperatorSession, noteProof } from './sessions-store.ts';
import { countGuess } from './sign-in.ts';
import { startSession } from './start.ts';

const tag = 'operator-sessions';
const base = ['operator-session.missing', 'operator-session.ended'] as const;
const proved = [...base, 'operator-session.prove', 'operator-session.narrow'] as const;

export const ownOf = async (c: Context<Env>): Promise<Own> => ({
  db: c.var.db,
  secrets: c.var.secrets,
  session: await requireOwn(c),
  now: c.var.clock.now(),
});

/** What secures a sign-in is changed by whoever said a short while ago who they are. @throws `operator-session.prove` */
async function provedOwn(c: Context<Env>): Promise<Own> {
  const own = await ownOf(c);
  // Whoever runs a vendor's own sign-in could otherwise make themselves a key to all vendors of a person.
  if (own.session.narrow) throw operatorProblem('operator-session.narrow');
  if (!recentlyProved(own.session.provedAt, own.now)) throw operatorProblem('operator-session.prove');
  return own;
}

/** One who waits for the second factor shows it, and is in; one who is in says again who they are. */
async function prove(c: Context<Env>, session: FoundOperatorSession, proof: Proof): Promise<OperatorSession> {
  const { db, secrets, clock } = c.var;
  const now = clock.now();
  const who = whoOf(session);
  if ('password' in proof) {
    // The first step again is no second one.
    if (session.half) throw operatorProblem('operator-session.second-factor');
    const guesser = { ...guesserOf(c, session.operator.email), device: undefined };
    const forgive = await countGuess(db, session.operator.email, guesser, now);
    const candidates = await findCandidates(db, session.operator.email);
    const own = candidates.find(({ id, vendor }) => id === who.operatorId && vendor.id === who.vendorId);
    if (!(await verifyPassword(proof.password, own?.passwordHash)))
      throw operatorProblem('operator-session.password');
    await forgive();
  } else if ('passkey' in proof) await readPasskey(placeOf(c), proof.passkey, who);
  else await spendSecond(db, secrets, who, proof.code, now);
  if (!session.half) {
    await inTransaction(db, (tx) => noteProof(tx, session, !('password' in proof), now));
    return shownOf(c, await requireOwn(c));
  }
  const mailing = await operatorMailing(secrets);
  const token = await inTransaction(db, async (tx) => {
    await endOperatorSessions(tx, { ...who, only: { tokenHash: session.tokenHash } }, now);
    const known = deviceOf(c, secrets, session.operator.email) !== undefined;
    return startSession(tx, { ...who, agent: session.agent, factor: true, known, mailing, now });
  });
  return begin(c, token);
}

/** `/api/v1/operator-session/…`: what secures one's own sign-in, and where one is signed in. */
export const ownSecurityRoutes = new Hono<Env>()
  .use(ownPages)
  .post(
    '/proof',
    describe({
      summary: 'Show the second factor, or say again who you are',
      description:
        'With the password, a code of the authenticator app, a recovery code or a passkey. After `202` of the sign-in it begins the session; later it lets 15 minutes of acts through that open doors (403 `operator-session.prove`).',
      tag,
      answers: { 200: OperatorSession },
      problems: [
        ...base,
        'operator-session.second-factor',
        'operator-session.password',
        'operator-session.code',
        'operator-passkey.refused',
        'request.too-many',
        'service.busy',
      ],
    }),
    accept('json', Proof),
    async (c) => c.json(await prove(c, await requireOwn(c, { half: true }), c.req.valid('json'))),
  )

  .post(
    '/passkey-options',
    describe({
      summary: 'Ask what a browser is to be asked, to show one of your passkeys',
      tag,
      answers: { 200: PasskeyOptions },
      problems: [...base, 'request.too-many'],
    }),
    async (c) => {
      await spendAsking(c);
      const session = await requireOwn(c, { half: true });
      return c.json((await askPasskey(placeOf(c), whoOf(session))) as v.InferOutput<typeof PasskeyOptions>);
    },
  )

  .get(
    '/security',
    describe({
      summary: 'See what secures your sign-in',
      tag,
      answers: { 200: OwnSecurity },
      problems: [...base],
    }),
    async (c) => c.json(await ownSecurity(await ownOf(c))),
  )

  .post(
    '/app',
    describe({
      summary: 'Begin to add an authenticator app',
      description: 'Nothing changes until a first code of the app is given.',
      tag,
      answers: { 200: OwnSecurity },
      problems: [...proved, 'operator-second-factor.on'],
    }),
    async (c) => {
      const own = await provedOwn(c);
      await beginApp(own);
      return c.json(await ownSecurity(own));
    },
  )

  .post(
    '/app/confirmation',
    describe({
      summary: 'Finish adding an authenticator app',
      description:
        'With a first code of it. All your other sessions end. Recovery codes are told this once, with the first second factor.',
      tag,
      answers: { 200: v.object({ recoveryCodes: v.nullable(v.array(v.string())) }) },
      problems: [...proved, 'operator-second-factor.not-begun', 'request.too-many'],
    }),
    accept('json', AppCode),
    async (c) => {
      const own = await provedOwn(c);
      const mailing = await operatorMailing(c.var.secrets);
      return c.json({ recoveryCodes: await confirmApp(own, c.req.valid('json').code, mailing) });
    },
  )

  .delete(
    '/app',
    describe({
      summary: 'Remove your authenticator app',
      tag,
      answers: { 204: null },
      problems: [...proved, 'operator-second-factor.off', 'operator-second-factor.required'],
    }),
    async (c) => {
      await endApp(await provedOwn(c), await operatorMailing(c.var.secrets));
      return c.body(null, 204);
    },
  )

  .post(
    '/recovery-codes',
    describe({
      summary: 'Make new recovery codes',
      description: 'In place of all earlier ones.',
      tag,
      answers: { 200: RecoveryCodes },
      problems: [...proved, 'operator-second-factor.off'],
    }),
    async (c) => c.json({ recoveryCodes: await newCodes(await provedOwn(c)) }),
  )

  .post(
    '/passkeys/options',
    describe({
      summary: 'Ask what a browser is to be asked, to make a passkey',
      tag,
      answers: { 200: PasskeyOptions },
      problems: [...proved],
    }),
    async (c) => {
      const { session } = await provedOwn(c);
      const { email, name } = session.operator;
      const options = await askNewPasskey(placeOf(c), whoOf(session), email, name);
      return c.json(options as unknown as v.InferOutput<typeof PasskeyOptions>);
    },
  )

  .post(
    '/passkeys',
    describe({
      summary: 'Add a passkey',
      description:
        'All your other sessions end. Recovery codes are told this once, with the first second factor.',
      tag,
      answers: { 201: AddedPasskey },
      problems: [...proved, 'operator-passkey.refused'],
    }),
    accept('json', NewPasskey),
    async (c) => {
      const own = await provedOwn(c);
      const { name, passkey } = c.req.valid('json');
      const keep = await readNewPasskey(placeOf(c), whoOf(own.session), passkey);
      return c.json(await keepPasskey(own, keep, name, await operatorMailing(c.var.secrets)), 201);
    },
  )

  .patch(
    '/passkeys/:id',
    describe({
      summary: 'Rename a passkey',
      tag,
      answers: { 200: Passkey },
      problems: [...base, 'operator-passkey.not-found'],
    }),
    accept('param', Reference),
    accept('json', PasskeyChange),
    async (c) => {
      const own = await ownOf(c);
      const { name } = c.req.valid('json');
      const passkey = await inTransaction(c.var.db, async (tx) => {
        const renamed = await renamePasskey(tx, whoOf(own.session), c.req.valid('param').id, name);
        await written(tx, own, ['passkeys']);
        return renamed;
      });
      return c.json(passkey);
    },
  )

  .delete(
    '/passkeys/:id',
    describe({
      summary: 'Remove a passkey',
      tag,
      answers: { 204: null },
      problems: [...proved, 'operator-passkey.not-found', 'operator-second-factor.required'],
    }),
    accept('param', Reference),
    async (c) => {
      await endPasskey(await provedOwn(c), c.req.valid('param').id, await operatorMailing(c.var.secrets));
      return c.body(null, 204);
    },
  );
