import { randomBytes } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { RequestVars } from '../../features/access/server/env.ts';
import { cookieName } from '../../features/access/server/portal-auth.ts';
import { orderFormOf } from '../../features/order-page/server/order-form.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { framingHosts } from '../../features/portals/rules.ts';
import { Language } from '../../features/portals/schema.ts';
import { refusedHostNotes } from '../../features/portals/server/refused-hosts.ts';
import { type FoundPortal, findPortalBySlug } from '../../features/portals/server/store.ts';
import { signsUp } from '../../features/signup/rules.ts';
import { signUpQuestions } from '../../features/signup/server/questions.ts';
import { localeFor } from '../../kit/common/locale.ts';
import { isProblem } from '../../kit/common/problem.ts';
import { accessMailStates } from './access-mail-state.ts';
import type { AppContext } from './context.ts';
import { figuresOf } from './figures.ts';
import { readPortalBuild } from './portal-build.ts';
import { portalPolicy, renderPortalPage, renderPortalProblem } from './portal-page.ts';

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
  const noteRefused = refusedHostNotes();
  const accessMailOf = accessMailStates(app.sendsMail ?? false);
  const answer = async (c: DocumentContext) => {
    const slug = c.req.param('portal') as string;
    const nonce = randomBytes(16).toString('base64');
    const found = await findPortalBySlug(c.var.db, slug);
    if (!found || c.req.query('token') !== undefined) {
      const language = languageOf([c.req.query('language') ?? '', ...preferredTags(c)], Language.options);
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
      noteRefused(db, found, c.req.header('referer'), worldClock.now()).catch((err) =>
        app.log.warn({ err }, 'a refused host was not noted'),
      );
    }
    const shown = panel ?? c.req.param('panel');
    const variant = c.req.param('variant') ?? null;
    const page = {
      ...pageOf(c, found, app.publicUrl, await accessMailOf(c.var.db, found)),
      ...(panel && { panel }),
      ...(shown === 'signup' &&
        signsUp(found.portal.signUp) && {
          asks: await signUpQuestions(c.var.db, found, { language: languageFor(c, found) }),
        }),
      ...(shown === 'order' && { variant, order: await orderOf(c, found, variant) }),
    };
    // The console shows the portal beside its settings; nobody but our own origin can ask for it like that.
    const ownPage = c.req.header('sec-fetch-site') === 'same-origin' ? [new URL(app.publicUrl).origin] : [];
    const frameAncestors = [...page.allowedHosts, ...ownPage];
    setHeaders(c, portalPolicy({ nonce, frameAncestors, https }));
    return answerHtml(
      c,
      await renderPortalPage({
        page,
        nonce,
        build,
        scheme: schemeOf(c),
        framed: c.req.header('sec-fetch-dest') === 'iframe',
        embedded: c.req.query('v') !== undefined,
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
  publicUrl: string,
  accessMail: PortalPage['accessMail'],
): PortalPage {
  const preferred = preferredTags(c);
  const language = languageFor(c, { portal });
  return {
    protocol: 1,
    portal: portal.slug,
    address: `${publicUrl}/p/${portal.slug}`,
    brandName: portal.brandName,
    language,
    languages: portal.languages,
    timeZone: portal.timeZone,
    figures: figuresOf(localeFor(language, preferred)),
    panel: c.req.param('panel') ?? null,
    order: null,
    variant: null,
    allowedHosts: [...framingHosts(portal.allowedHosts, testSide)],
    support: portal.support,
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

/** Language tags of the browser, the best first: `['de-AT', 'de', 'en']`. */
export const preferredTags = (c: DocumentContext): string[] =>
  (c.req.header('accept-language') ?? '')
    .slice(0, 200)
    .split(',')
    .map((entry) => entry.trim().split(';q='))
    .sort((a, b) => Number(b[1] ?? 1) - Number(a[1] ?? 1))
    .map(([tag = '']) => tag)
    // What is no tag at all would make `Intl` throw.
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag));

const languageFor = (c: DocumentContext, { portal }: Pick<FoundPortal, 'portal'>): Language =>
  languageOf([c.req.query('language') ?? '', ...preferredTags(c)], portal.languages);

/** The first tag whose language is offered; else the first of those offered. */
export function languageOf(tags: readonly string[], offered: readonly Language[]): Language {
  const wanted = tags.map((tag) => tag.toLowerCase().split('-')[0]);
  const found = wanted.find((tag) => (offered as readonly string[]).includes(tag ?? ''));
  return (found as Language | undefined) ?? (offered[0] as Language);
}

/** The scheme the host page asks for, before any script runs; else the portal's own setting decides. */
function schemeOf(c: DocumentContext): 'light' | 'dark' | null {
  const asked = c.req.query('scheme');
  return asked === 'light' || asked === 'dark' ? asked : null;
}
