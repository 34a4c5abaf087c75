import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { RequestVars } from '../../features/access/server/env.ts';
import { cookieName } from '../../features/access/server/portal-auth.ts';
import { orderFormOf } from '../../features/order-page/server/order-form.ts';
import { frameOrigins } from '../../features/plugins/server/frames.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { framingHosts } from '../../features/portals/rules.ts';
import { Language } from '../../features/portals/schema.ts';
import { servedCss } from '../../features/portals/server/look.ts';
import { hostNotes } from '../../features/portals/server/seen-hosts.ts';
import { type FoundPortal, findPortalBySlug } from '../../features/portals/server/store.ts';
import { signsUp } from '../../features/signup/rules.ts';
import { signUpQuestions } from '../../features/signup/server/questions.ts';
import { localeFor } from '../../kit/common/locale.ts';
import { isProblem } from '../../kit/common/problem.ts';
import { writtenFor } from '../../kit/common/written-in.ts';
import { languageOf, preferredTags, wishedTags } from '../../kit/server/http/languages.ts';
import { accessMailStates } from './access-mail-state.ts';
import { brandOf } from './brand-of.ts';
import { pageScript } from './content-routes.ts';
import type { AppContext } from './context.ts';
import { figuresOf } from './figures.ts';
import { readPortalBuild } from './portal-build.ts';
import { draftFor } from './portal-draft.ts';
import { portalPolicy, renderPortalPage, renderPortalProblem } from './portal-page.ts';
import { spokenIn } from './spoken.ts';

export type DocumentContext = Context<{ Variables: RequestVars }>;

/**
 * `/p/:portal` and `/p/:portal/:panel`: one document for every way in, drawn from what stands in it. With `signup` it is
 * the same document at `/signup/:portal`, with `order` at `/order/:portal` and `/order/:portal/:variant`.
 */
export function portalDocumentRoutes(
  app: AppContext,
  folder: string,
  panel?: 'signup' | 'order',
): Hono<{ Variables: RequestVars }> {
  const build = readPortalBuild(folder);
  const https = app.publicUrl.startsWith('https:');
  const noteHost = hostNotes();
  const accessMailOf = accessMailStates(app.sendsMail ?? false);
  const answer = async (c: DocumentContext) => {
    const slug = c.req.param('portal') as string;
    const nonce = randomBytes(16).toString('base64');
    const { here, origin } = c.var;
    const live = here && here.slug !== slug ? undefined : await findPortalBySlug(c.var.db, slug);
    const isDraft = c.req.query('draft') === '1';
    // Where people order and sign up, what is done is done: a draft is looked at inside the portal alone.
    const found = live && isDraft ? (panel ? undefined : await draftFor(c, live)) : live;
    if (!found || c.req.query('token') !== undefined) {
      const language = languageOf(wishedTags(c), Language.options);
      // Any page may show this one: it holds nothing, and the host is told what is wrong instead of a blank frame.
      setHeaders(c, portalPolicy({ nonce, frameAncestors: ['*'], https }));
      return answerHtml(
        c,
        await renderPortalProblem({ kind: 'unknown', language, nonce }),
        found ? 400 : 404,
      );
    }
    if (isFramedElsewhere(c)) {
      // What the browser will refuse is no reason to keep this answer waiting, nor to fail it.
      const { db, worldClock } = c.var;
      noteHost(db, found, c.req.header('referer'), worldClock.now()).catch((err) =>
        app.log.warn({ err }, 'a page around the portal was not noted'),
      );
    }
    const shown = panel ?? c.req.param('panel');
    // For staff who have to get past what a vendor's own code broke.
    const safe = c.req.query('safe') === '1';
    const script = safe || panel || shown === 'order' ? undefined : pageScript(found, c.var);
    const variant = c.req.param('variant') ?? null;
    const brand = await brandOf(c.var.db, found.vendorId, found.portal, languageFor(c, found));
    const page = {
      ...pageOf(c, found, origin, await accessMailOf(c.var.db, found)),
      ...brand.page,
      ...(panel && { panel }),
      ...(script && { script }),
      ...(shown === 'signup' &&
        !isDraft &&
        signsUp(found.portal.signUp) && {
          asks: await signUpQuestions(c.var.db, found, { language: languageFor(c, found) }),
        }),
      ...(shown === 'order' && !isDraft && { variant, order: await orderOf(c, found, variant) }),
    };
    // The console shows the portal beside its settings; nobody but our own origin can ask for it like that.
    const ownPage = c.req.header('sec-fetch-site') === 'same-origin' ? [new URL(app.publicUrl).origin] : [];
    const frameAncestors = [...(isDraft ? [] : page.allowedHosts), ...ownPage];
    const frames = [
      ...(await frameOrigins(c.var.db, found.vendorId, found.portal.id, isDraft)),
      ...(script ? [script.src.split('?')[0] as string] : []),
    ];
    setHeaders(c, portalPolicy({ nonce, frameAncestors, frames, https }));
    return answerHtml(
      c,
      await renderPortalPage({
        page,
        nonce,
        build,
        scheme: schemeOf(c),
        framed: c.req.header('sec-fetch-dest') === 'iframe',
        embedded: c.req.query('v') !== undefined,
        vendorId: found.vendorId,
        favicon: brand.favicon,
        // Where people order and sign up there is nothing that it might reach.
        customCss: safe || panel || shown === 'order' ? undefined : customCssOf(found, isDraft),
      }),
    );
  };
  const routes = new Hono<{ Variables: RequestVars }>().get('/:portal', answer);
  if (panel === 'order') return routes.get('/:portal/:variant', answer);
  // What a host page embeds: `<portico-portal panel="order/var_…">`.
  return panel
    ? routes
    : routes.get('/:portal/:panel', answer).get('/:portal/:panel{order}/:variant', answer);
}

const customCssOf = (
  { vendorId, portal: { slug, customCss } }: FoundPortal,
  isDraft: boolean,
): string | undefined =>
  customCss.enabled && customCss.source
    ? `/looks/${slug}/${servedCss(vendorId, customCss.source).name}.css${isDraft ? '?draft=1' : ''}`
    : undefined;

/** The browser says that a page of another site is about to show this in a frame. */
const isFramedElsewhere = (c: DocumentContext): boolean =>
  /^i?frame$/.test(c.req.header('sec-fetch-dest') ?? '') && c.req.header('sec-fetch-site') !== 'same-origin';

/**
 * The document is made for one load, so it is compressed for one load, and at once: a window that just holds it makes
 * level 9 half a millisecond instead of twelve, and the thread pool may be full of password hashes.
 */
export function answerHtml(c: DocumentContext, html: string, status: 200 | 400 | 404 = 200): Response {
  c.header('content-type', 'text/html; charset=utf-8');
  c.header('vary', 'accept-encoding, accept-language');
  if (!/\bbr\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(html, status);
  c.header('content-encoding', 'br');
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: 16,
    [constants.BROTLI_PARAM_SIZE_HINT]: html.length,
  };
  return c.body(new Uint8Array(brotliCompressSync(html, { params })), status);
}

/** Nothing here is personal, but everything is fresh: allowed hosts and brand act at the next load. */
export function setHeaders(c: DocumentContext, policy: string): void {
  c.header('content-security-policy', policy);
  c.header('cache-control', 'no-store');
  // A host page under `Cross-Origin-Embedder-Policy` may frame the portal too; who may is `frame-ancestors` alone.
  c.header('cross-origin-resource-policy', 'cross-origin');
  c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=(), browsing-topics=()');
}

function pageOf(
  c: DocumentContext,
  { portal, testSide }: FoundPortal,
  origin: string,
  accessMail: PortalPage['accessMail'],
): PortalPage {
  const preferred = preferredTags(c);
  const language = languageFor(c, { portal });
  return {
    protocol: 1,
    portal: portal.slug,
    address: `${origin}/p/${portal.slug}`,
    brandName: portal.brandName,
    language,
    ...spokenIn(portal.languages, portal.words),
    timeZone: portal.timeZone,
    figures: figuresOf(localeFor(language, preferred)),
    panel: c.req.param('panel') ?? null,
    order: null,
    variant: null,
    allowedHosts: [...framingHosts(portal.allowedHosts, testSide)],
    support: {
      ...portal.support,
      ...(portal.support.hours && { hours: writtenFor(portal.support.hours, portal.languages) }),
    },
    theme: portal.theme,
    billingFields: portal.billingFields,
    keepsSession: portal.keepsSession,
    signIn: portal.signIn,
    signUp: signsUp(portal.signUp),
    accessMail,
    known: getCookie(c, cookieName(portal.slug)) !== undefined,
    testSide,
    ...(portal.ending.publicPage && { cancels: true }),
  };
}

/** The order page is drawn from its own document; where nothing can be ordered, the page says so itself. */
async function orderOf(
  c: DocumentContext,
  { portal, vendorId }: FoundPortal,
  variant: string | null,
): Promise<PortalPage['order']> {
  const tags = preferredTags(c);
  const language = languageFor(c, { portal });
  return orderFormOf(c.var.db, { portal, vendorId, language, tags, ...(variant && { variant }) }).catch(
    (error: unknown) => {
      if (isProblem(error)) return null;
      throw error;
    },
  );
}

const languageFor = (c: DocumentContext, { portal }: Pick<FoundPortal, 'portal'>): Language =>
  languageOf(wishedTags(c), portal.languages);

/** The scheme the host page asks for, before any script runs; else the portal's own setting decides. */
function schemeOf(c: DocumentContext): 'light' | 'dark' | null {
  const asked = c.req.query('scheme');
  return asked === 'light' || asked === 'dark' ? asked : null;
}
