import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { isProblem } from '../../../kit/common/problem.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { record } from '../../activity/server/record.ts';
import { type Identity, verifiedEmail } from '../../oidc/rules.ts';
import { isLocal } from '../../oidc/server/addresses.ts';
import { beginAt, configurationOf, identityFrom, reasonOf } from '../../oidc/server/provider.ts';
import { Slug } from '../../portals/schema.ts';
import { Scope } from '../../vendors/schema.ts';
import { findVendorBySlug } from '../../vendors/server/store.ts';
import { agentOf } from '../agent.ts';
import { roleByClaim } from '../rules.ts';
import { type Env, spendAsking } from './begin.ts';
import { deviceOf, setDeviceCookie, setSessionCookie } from './cookies.ts';
import { operatorMailing } from './mails.ts';
import { findStaffProvider, type StaffProvider } from './oidc-store.ts';
import { createOperator, emailKey, listOperators, updateOperator } from './operators-store.ts';
import { startSession } from './start.ts';

export const staffRedirectUri = (publicUrl: string): string => `${publicUrl}/console/sso-callback`;

/** What the browser holds, sealed, between the way out and the way back: nobody else's answer fits it. */
const Trip = v.object({
  ...{ state: v.string(), nonce: v.string(), verifier: v.string() },
  ...{ slug: Slug, vendorId: v.string(), issuer: v.string(), expiresAt: v.string() },
});
type Trip = v.InferOutput<typeof Trip>;
const tripMs = 10 * 60_000;
const sealContext = 'operator-oidc-trip';
const cookieOf = (state: string): string => `__Host-portico_sso_${state.slice(-12).replace(/\W/g, '_')}`;

/** What the person sees afterwards; the vendor finds the reason in the log. */
type Outcome = 'done' | 'unknown' | 'cancelled' | 'failed' | 'expired';

function leave(c: Context<Env>, outcome: Outcome, slug?: string) {
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  const place = slug === undefined ? '' : outcome === 'done' ? `/${slug}/live` : `/${slug}`;
  return c.redirect(`/console${place}#sso=${outcome}`, 303);
}

const configured = (c: Context<Env>, provider: StaffProvider) =>
  configurationOf(provider, isLocal({ publicUrl: c.var.publicUrl, testSide: false }), c.var.clock.now());

const refused = (c: Context<Env>, vendorId: string, reason: string, detail: string) =>
  inTransaction(c.var.db, (tx) =>
    record(tx, {
      ...{ vendorId, actor: { kind: 'system', id: null }, action: 'operator-session.refused' },
      ...{ subjectId: vendorId, reason, detail, at: c.var.clock.now() },
    }),
  );

/** `/console/sso/<vendor>` sends staff to their company's sign-in, `/console/sso-callback` takes them back. */
export const ssoPages = new Hono<Env>()
  .get('/sso/:slug', async (c) => {
    const slug = c.req.param('slug');
    const { db, secrets, clock, publicUrl } = c.var;
    await spendAsking(c);
    const vendor = v.is(Slug, slug) ? await findVendorBySlug(db, slug, 'live') : undefined;
    const provider = vendor && (await findStaffProvider(db, secrets, vendor.id));
    if (!vendor || !provider) return leave(c, 'failed');
    try {
      const configuration = await configured(c, provider);
      const asked = { redirectUri: staffRedirectUri(publicUrl), slug, language: undefined };
      const { url, began } = await beginAt(configuration, { ...asked, scope: 'openid email profile' });
      const expiresAt = new Date(clock.now().getTime() + tripMs).toISOString();
      const trip: Trip = { ...began, slug, vendorId: vendor.id, issuer: provider.issuer, expiresAt };
      setCookie(c, cookieOf(began.state), secrets.seal(JSON.stringify(trip), sealContext), {
        ...{ path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: tripMs / 1000 },
      });
      c.header('cache-control', 'no-store');
      return c.redirect(url.href, 303);
    } catch (error) {
      await refused(c, vendor.id, 'oidc.unreachable', reasonOf(error));
      return leave(c, 'failed', slug);
    }
  })

  .get('/sso-callback', async (c) => {
    const state = c.req.query('state') ?? '';
    const trip = readTrip(c, state);
    if (!trip) return leave(c, 'expired');
    deleteCookie(c, cookieOf(state), { path: '/', secure: true });
    if (c.req.query('error') === 'access_denied') return leave(c, 'cancelled', trip.slug);
    const { db, secrets, publicUrl } = c.var;
    const provider = await findStaffProvider(db, secrets, trip.vendorId);
    // Another provider by now: what was begun with the one is not ended with the other.
    if (provider?.issuer !== trip.issuer) return leave(c, 'failed', trip.slug);
    try {
      const came = new URL(`${staffRedirectUri(publicUrl)}?${new URLSearchParams(c.req.query())}`);
      const wanted = provider.roleClaim === null ? [] : [provider.roleClaim];
      const identity = await identityFrom(await configured(c, provider), came, trip, wanted);
      const token = await enter(c, trip.vendorId, provider, identity);
      if (token === undefined) return leave(c, 'unknown', trip.slug);
      setSessionCookie(c, token);
      setDeviceCookie(c, secrets, verifiedEmail(identity) as string);
      return leave(c, 'done', trip.slug);
    } catch (error) {
      await refused(c, trip.vendorId, 'oidc.refused', reasonOf(error));
      return leave(c, 'failed', trip.slug);
    }
  });

/** Lets in whom the provider names. @returns `undefined`: nobody of this vendor's */
async function enter(
  c: Context<Env>,
  vendorId: string,
  { roleClaim, roles, makesOperators }: StaffProvider,
  identity: Identity,
): Promise<string | undefined> {
  const { db, secrets, clock } = c.var;
  const now = clock.now();
  const email = verifiedEmail(identity);
  const claims = identity as unknown as Readonly<Record<string, unknown>>;
  const role = roleClaim === null ? undefined : roleByClaim(claims[roleClaim], roles);
  if (email === undefined || (roleClaim !== null && role === undefined)) {
    await refused(
      c,
      vendorId,
      'oidc.unknown',
      email === undefined
        ? 'The provider named no verified e-mail address.'
        : 'The provider named nothing that gives a role.',
    );
    return undefined;
  }
  const mailing = await operatorMailing(secrets);
  const known = deviceOf(c, secrets, email) !== undefined;
  const agent = agentOf(c.req.header('user-agent'));
  const token = await inTransaction(db, async (tx) => {
    const key = emailKey(email);
    const before = (await listOperators(tx, vendorId)).find((one) => emailKey(one.email) === key);
    const written = (id: string, action: string, fields: readonly string[]) =>
      record(tx, { vendorId, actor: { kind: 'system', id: null }, action, subjectId: id, fields, at: now });
    let id = before?.id;
    if (!before) {
      if (!makesOperators || role === undefined) return undefined;
      const { name: said } = claims;
      const name = (typeof said === 'string' && said.trim()) || email;
      const person = { email, name: name.slice(0, 160), role, language: null, passwordHash: '' };
      id = (await createOperator(tx, vendorId, person, now)).id;
      await written(id, 'operator.created', ['oidc']);
    } else if (role !== undefined && role !== before.role) {
      // The last owner stays one, whatever the provider says.
      const { fields } = await updateOperator(tx, vendorId, before.id, { role }, Scope.options, now).catch(
        (error) => {
          if (isProblem(error) && error.code === 'operator.last-owner') return { fields: [] };
          throw error;
        },
      );
      if (fields.length > 0) await written(before.id, 'operator.updated', fields);
    }
    const who = { vendorId, operatorId: id as string, way: 'oidc', narrow: true } as const;
    return startSession(tx, { ...who, known, agent, mailing, now });
  });
  if (token === undefined)
    await refused(c, vendorId, 'oidc.unknown', 'Nobody of the team has the address that the provider named.');
  return token;
}

function readTrip(c: Context<Env>, state: string): Trip | undefined {
  const sealed = state === '' ? undefined : getCookie(c, cookieOf(state));
  if (!sealed) return undefined;
  try {
    const trip = v.parse(Trip, JSON.parse(c.var.secrets.open(sealed, sealContext)));
    const fresh = trip.expiresAt > c.var.clock.now().toISOString();
    return trip.state === state && fresh ? trip : undefined;
  } catch {
    return undefined; // not ours, or from before a change of secret
  }
}
