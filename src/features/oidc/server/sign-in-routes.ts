import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { type Budget, countAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { addressKey, clientAddress } from '../../../kit/server/http/client-address.ts';
import { giveProof } from '../../access/server/browser-secrets.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { offers } from '../../access/ways.ts';
import { Language, Slug } from '../../portals/schema.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { type OidcOutcome, returnPath } from '../rules.ts';
import { isLocal, redirectUriOf } from './addresses.ts';
import { noteRefusal, prove } from './prove.ts';
import { beginAt, configurationOf, identityFrom, reasonOf } from './provider.ts';
import { findProvider } from './store.ts';

type OidcContext = Context<{ Variables: RequestVars }>;

/** What the browser holds, sealed, between the way out and the way back: nobody else's answer fits it. */
const Trip = v.object({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  slug: Slug,
  portalId: v.string(),
  issuer: v.string(),
  back: v.string(),
  /** The page was opened by a portal in a frame, and hands the proof over to it. */
  popup: v.boolean(),
  /** With this the frame that waits comes in, whatever became of the two windows' tie. */
  proof: v.optional(v.string()),
  expiresAt: v.string(),
});
type Trip = v.InferOutput<typeof Trip>;

/** What the window says that a portal in a frame has opened. */
const NewTrip = v.strictObject({
  portal: Slug,
  language: Language,
  /** Made by the frame that waits, and told to its own window alone. */
  proof: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
});

interface Wish {
  readonly slug: string;
  readonly language: string | undefined;
  readonly back: string;
  readonly popup: boolean;
  readonly proof?: string;
}

const tripMs = 10 * 60_000;
const sealContext = 'oidc-trip';
const cookieOf = (state: string): string => `__Host-portico_oidc_${state.slice(-12).replace(/\W/g, '_')}`;

/**
 * `GET /oidc/start` sends the browser to the provider, `GET /oidc/callback` takes it back. Both are pages of their own:
 * they work where a frame's cookies do not.
 */
export const oidcSignInRoutes = new Hono<{ Variables: RequestVars }>()
  .get('/start', async (c) => {
    const slug = c.req.query('portal') ?? '';
    const site = c.req.header('sec-fetch-site');
    // Only the portal's own page begins: no other site signs anybody in without a press.
    const asked = site === undefined || site === 'same-origin';
    const url =
      asked &&
      (await begin(c, {
        ...{ slug, language: c.req.query('language'), back: returnPath(slug, c.req.query('return')) },
        popup: c.req.query('popup') === '1',
      }));
    return url ? redirect(c, url) : leave(c, slug, 'failed');
  })

  // Who waits for this sign-in is named in it: a link can not do that, nor another site, but a page of ours alone.
  .post('/start', accept('json', NewTrip), async (c) => {
    const { origin } = c.var;
    const ours = c.req.header('sec-fetch-site') === 'same-origin' || c.req.header('origin') === origin;
    const { portal: slug, language, proof } = c.req.valid('json');
    const url =
      ours &&
      (await begin(c, { ...{ slug, language, proof }, back: returnPath(slug, undefined), popup: true }));
    c.header('cache-control', 'no-store');
    return c.json({ address: url || `/p/${slug}#oidc=failed` });
  })

  .get('/callback', async (c) => {
    const state = c.req.query('state') ?? '';
    const trip = readTrip(c, state);
    const slug = trip?.slug ?? state.split('.')[0] ?? '';
    if (!trip) return leave(c, slug, 'expired');
    deleteCookie(c, cookieOf(state), { path: '/', secure: true });
    if (c.req.query('error') === 'access_denied') return leave(c, slug, 'cancelled', trip.back);
    const found = await findPortalBySlug(c.var.db, slug);
    const place = found && { vendorId: found.vendorId, portalId: found.portal.id };
    const provider = place && (await findProvider(c.var.db, c.var.secrets, place));
    // Another portal, or another provider, by now: what was begun with the one is not ended with the other.
    const same = found?.portal.id === trip.portalId && provider?.issuer === trip.issuer;
    if (!found || !provider || !same || !offers(found.portal.signIn, 'oidc')) return leave(c, slug, 'failed');
    try {
      const { origin, worldClock } = c.var;
      const configuration = await configurationOf(provider, localFor(c, found), worldClock.now());
      const came = new URL(`${redirectUriOf(origin)}?${new URLSearchParams(c.req.query())}`);
      const identity = await identityFrom(configuration, came, trip);
      const proof = await prove(c.var, found, provider, identity, trip.proof);
      if (proof === undefined) return leave(c, slug, 'unknown', trip.back);
      giveProof(c, slug, proof);
      const then = !trip.popup ? 'oidc=done' : `handoff=${proof}${trip.proof ? '&oidc=waits' : ''}`;
      return redirect(c, `${trip.back}#${then}`);
    } catch (error) {
      await noteRefusal(c.var, found, 'oidc.refused', reasonOf(error));
      return leave(c, slug, 'failed', trip.back);
    }
  });

/** Prepares the way to the provider and back. @returns its address; `undefined` where there is none to be had */
async function begin(c: OidcContext, { slug, language: wish, back, popup, proof }: Wish) {
  const found = await findPortalBySlug(c.var.db, slug);
  if (!found || !offers(found.portal.signIn, 'oidc')) return undefined;
  const place = { vendorId: found.vendorId, portalId: found.portal.id };
  const provider = await findProvider(c.var.db, c.var.secrets, place);
  if (!provider || (await isTooMuch(c))) return undefined;
  try {
    const { origin, worldClock } = c.var;
    const now = worldClock.now();
    const configuration = await configurationOf(provider, localFor(c, found), now);
    const redirectUri = redirectUriOf(origin);
    const language = v.is(Language, wish) ? wish : undefined;
    const { url, began } = await beginAt(configuration, { redirectUri, slug, language });
    const trip: Trip = {
      ...began,
      ...{ slug, portalId: place.portalId, issuer: provider.issuer, back, popup, proof },
      expiresAt: new Date(now.getTime() + tripMs).toISOString(),
    };
    setCookie(c, cookieOf(began.state), c.var.secrets.seal(JSON.stringify(trip), sealContext), {
      ...{ path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: tripMs / 1000 },
    });
    return url.href;
  } catch (error) {
    await noteRefusal(c.var, found, 'oidc.unreachable', reasonOf(error));
    return undefined;
  }
}

function readTrip(c: OidcContext, state: string): Trip | undefined {
  const sealed = state === '' ? undefined : getCookie(c, cookieOf(state));
  if (!sealed) return undefined;
  try {
    const trip = v.parse(Trip, JSON.parse(c.var.secrets.open(sealed, sealContext)));
    const fresh = trip.expiresAt > c.var.worldClock.now().toISOString();
    return trip.state === state && fresh ? trip : undefined;
  } catch {
    return undefined; // not ours, or from before a change of secret
  }
}

const localFor = (c: OidcContext, { testSide }: FoundPortal): boolean =>
  isLocal({ publicUrl: c.var.publicUrl, testSide });

/** Back to the portal with what became of it; `slug` may be anything here. */
const leave = (c: OidcContext, slug: string, outcome: OidcOutcome, back = `/p/${slug}`) =>
  v.is(Slug, slug) ? redirect(c, `${back}#oidc=${outcome}`) : c.notFound();

function redirect(c: OidcContext, to: string) {
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  return c.redirect(to, 303);
}

/** Beginning costs a request to somebody else's server. */
function isTooMuch(c: OidcContext): Promise<boolean> {
  const source = addressKey(clientAddress(c, c.var.trustedProxies) ?? '');
  const budget: Budget = { key: `oidc:${source}`, most: 60, perMs: 5 * 60_000 };
  return inTransaction(
    c.var.db,
    async (tx) => (await countAttempt(tx, [budget], c.var.worldClock.now())) > 0,
  );
}
