import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { movedClock, worldTime } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { preferredTags } from '../../../kit/server/http/languages.ts';
import { record } from '../../activity/server/record.ts';
import { openByTicket } from '../../login-as/server/open.ts';
import { isTicket } from '../../login-as/server/tickets.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { isSecret } from '../customer-secret.ts';
import { accessProblem } from '../problems.ts';
import { Bootstrap, NewSession, Session } from '../schema.ts';
import { Choice } from '../sign-in-schema.ts';
import { bootstrapOf } from './bootstrap.ts';
import { dropFromBrowser, keepInBrowser, readFromBrowser } from './browser-secrets.ts';
import { signInByCode } from './code-sign-in.ts';
import type { PortalEnv } from './env.ts';
import { type ExchangeContext, exchangeToken } from './exchange.ts';
import { requireSession } from './found-session.ts';
import { loginAs } from './guards.ts';
import { signInByLicence } from './licence-sign-in.ts';
import { type MailedContext, signInByMailedCode, signInByMailLink } from './mailed-code-sign-in.ts';
import type { Exchanged } from './open-session.ts';
import { signInByPassword } from './password-sign-in.ts';
import { cookieName, isEntrance, portalAuth, topPortal } from './portal-auth.ts';
import { signInByProof } from './proved-sign-in.ts';
import { meantBy, noteRefusedToken } from './refusals.ts';
import { signInBySecret } from './secret-sign-in.ts';
import { endSession, longestMs } from './sessions-store.ts';
import { otherAccounts } from './switch-account.ts';

const tag = 'sessions';
const Current = v.object({ expiresAt: v.string(), bootstrap: Bootstrap });

/** `POST /portal/v1/sessions`: the one portal route that needs no session. */
export const sessionRoutes = new Hono<PortalEnv>()
  .post(
    '/',
    describe({
      summary: 'Sign in: by a portal token, by user name and password, or by an access code',
      description:
        'A token that the vendor signed or asked for becomes a session. Where the portal offers it (`signIn.password`), so do `portal`, `username` (user name or e-mail address) and `password`; whatever is wrong, the answer is `sign-in.refused`. The key of a licence (`signIn.licenceKey`) and a customer’s secret (`signIn.customerSecret`) are sent as an access code is. An access code (`signIn.accessCode`) comes with the token of an installation where it asks for one. The code of a mail (`signIn.mailedCode`) comes with the marker of the browser that asked. Whoever proved to be a person whom several customers know gets 200 and the choice.',
      tag,
      answers: { 200: Choice, 201: Session },
      problems: [
        'token.invalid',
        'token.expired',
        'token.used',
        'token.lifetime',
        'token.not-yet-valid',
        'customer.unknown',
        'customer.inactive',
        'contact.unknown',
        'origin.not-allowed',
        'session.occupied',
        'token.press-needed',
        'sign-in.refused',
        'sign-in.not-offered',
        'sign-in.must-change',
        'sign-in.second-factor',
        'sign-in.otp-refused',
        'sign-in.password-expired',
        'code.typo',
        'code.refused',
        'mailed-code.refused',
        'mailed-code.over',
        'mailed-code.check-needed',
        'sign-in.start-again',
        'request.too-many',
        'service.busy',
      ],
    }),
    accept('json', NewSession),
    async (c) => {
      if (c.req.query('token') !== undefined) throw accessProblem('token.in-query');
      const wanted = c.req.valid('json');
      const context = contextOf(c, wanted);
      const current = await currentOf(c);
      const exchanged = await enter({ ...context, current }, wanted).catch(async (error: unknown) => {
        const meant = await meantBy(context.db, wanted, error).catch(() => undefined);
        if (meant) c.set('meant', meant);
        if (meant && 'token' in wanted) await noteRefusedToken(context, meant, error);
        throw error;
      });
      if ('choice' in exchanged) {
        const { proof, accounts } = exchanged.choice;
        const held =
          proof && 'portal' in wanted ? keepInBrowser(c, 'proof', wanted.portal ?? '', proof) : proof;
        return c.json({ choice: { proof: held, accounts } }, 200);
      }
      // Which portal a code is for is known only now; its session is told to nobody.
      const { here, db, clock, publicUrl, firstOf } = context;
      if (here && exchanged.portal.id !== here.portalId) throw accessProblem('session.missing');
      const found = await requireSession(db, exchanged.token, clock.now());
      const now = movedClock(clock, found.clockOffsetMs).now();
      // Staff are in by their window alone: the browser may be one in which a customer is signed in.
      const entrance = isEntrance(c) && 'accessCode' in wanted;
      if (!found.session.staff) keepCookie(c, exchanged.portal.slug, exchanged.token, entrance);
      for (const kind of ['asked', 'proof'] as const) dropFromBrowser(c, kind);
      const bootstrap = await bootstrapOf(db, found, now);
      const first = await firstOf(db, found, wanted);
      return c.json(
        {
          ...{ sessionToken: exchanged.token, expiresAt: exchanged.expiresAt.toISOString() },
          bootstrap: { ...bootstrap, ...first },
          ...(entrance && { address: `${publicUrl}/p/${exchanged.portal.slug}` }),
        },
        201,
      );
    },
  )

  .post(
    '/choice',
    describe({
      summary: 'Ask for my other accounts',
      description:
        'For one person known to several customers who signed in by a proof of their own (a mailed code, the vendor’s provider). The proof in the answer opens one of them, with `contactId`, and ends this session.',
      tag,
      answers: { 200: Choice },
      problems: ['sign-in.no-other'],
    }),
    portalAuth,
    loginAs('denied'),
    async (c) => {
      const { choice } = await otherAccounts(c.var, addressOf(c));
      const { slug } = await requirePortal(c.var.db, c.var.owner.vendorId, c.var.session.portalId);
      const proof = choice.proof && keepInBrowser(c, 'proof', slug, choice.proof);
      return c.json({ choice: { ...choice, proof } });
    },
  )

  .delete(
    '/',
    describe({ summary: 'End this session', tag, answers: { 204: null } }),
    portalAuth,
    loginAs('look'),
    async (c) => {
      const now = c.var.clock.now();
      await inTransaction(c.var.db, async (tx) => {
        await endSession(tx, c.var.owner, c.var.session.id, now);
        const { opener } = c.var.session;
        if (opener) await endSession(tx, c.var.owner, opener.sessionId, now);
        await record(tx, {
          ...c.var.owner,
          actor: c.var.actor,
          action: c.var.session.staff ? 'login-as.ended' : 'session.ended',
          subjectId: c.var.owner.customerId,
          at: now,
        });
      });
      const slug = topPortal(c);
      if (slug && !c.var.session.staff) deleteCookie(c, cookieName(slug), { path: '/', secure: true });
      return c.body(null, 204);
    },
  );

export const bootstrapRoutes = new Hono<PortalEnv>().get(
  '/',
  describe({ summary: 'All that the first screen needs', tag, answers: { 200: Current } }),
  async (c) => {
    const { db, clock, session, facts } = c.var;
    const bootstrap = await bootstrapOf(db, { session, facts }, clock.now());
    return c.json({ expiresAt: session.expiresAt.toISOString(), bootstrap });
  },
);

type EntryContext = MailedContext & { readonly proof: string | undefined };

/** What ties the end of a sign-in to its beginning: out of the body, or where the browser keeps it. */
function contextOf(c: Context<PortalEnv>, wanted: NewSession) {
  // `c.var` makes a new object at every look: once is enough.
  const all = c.var;
  return {
    ...all,
    address: clientAddress(c, all.trustedProxies),
    spoken: preferredTags(c),
    marker: ('marker' in wanted ? wanted.marker : undefined) ?? readFromBrowser(c, 'asked'),
    proof: ('proof' in wanted ? wanted.proof : undefined) ?? readFromBrowser(c, 'proof'),
  };
}

/** Whoever this browser's cookie of the portal says is signed in; a frame has none. */
async function currentOf(c: Context<PortalEnv>) {
  const slug = topPortal(c);
  const token = slug && getCookie(c, cookieName(slug));
  if (!token) return undefined;
  const found = await requireSession(c.var.db, token, c.var.clock.now()).catch(() => undefined);
  return found?.session;
}

const enter = async (
  context: EntryContext & ExchangeContext,
  wanted: NewSession,
): Promise<Exchanged | Choice> => {
  if ('token' in wanted) {
    if (isTicket(wanted.token)) return openByTicket(context, wanted);
    return exchangeToken(context, wanted);
  }
  if ('accessCode' in wanted) {
    if (isSecret(wanted.accessCode)) return signInBySecret(context, wanted);
    return (await signInByLicence(context, wanted)) ?? signInByCode(context, wanted);
  }
  if ('mailedCode' in wanted) return signInByMailedCode(context, wanted);
  if ('mailLink' in wanted) return signInByMailLink(context, wanted);
  return 'username' in wanted ? signInByPassword(context, wanted) : signInByProof(context, wanted);
};

const addressOf = (c: Context<PortalEnv>) => clientAddress(c, c.var.trustedProxies);

/** The session that another one opened, as a sign-in answers it. */
export async function answerSession(
  c: Context<PortalEnv>,
  portalId: string,
  { token, expiresAt }: { readonly token: string; readonly expiresAt: Date },
) {
  const { db, clock, owner } = c.var;
  const found = await requireSession(db, token, worldTime(clock));
  const portal = await requirePortal(db, owner.vendorId, portalId);
  keepCookie(c, portal.slug, token);
  const bootstrap = await bootstrapOf(db, found, clock.now());
  return c.json({ sessionToken: token, expiresAt: expiresAt.toISOString(), bootstrap }, 201);
}

/** A top-level portal stays signed in by a first-party cookie; in a frame none is ever set. */
export function keepCookie(c: Context, slug: string, token: string, fromEntrance = false): void {
  if (topPortal(c) !== slug && !fromEntrance) return;
  setCookie(c, cookieName(slug), token, {
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: longestMs / 1000,
  });
}
