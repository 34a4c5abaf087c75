import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import * as v from 'valibot';
import type { RequestVars } from '../../features/access/server/env.ts';
import { shownBranding } from '../../features/branding/server/shown.ts';
import { ConsoleLanguage, Slug } from '../../features/portals/schema.ts';
import { findVendorBySlug } from '../../features/vendors/server/store.ts';
import { languageOf, preferredTags } from '../../kit/server/http/languages.ts';
import { assetRoutes } from './assets.ts';
import type { AppContext } from './context.ts';
import { themeStyle } from './theme.ts';
import { consoleWords, documentWords } from './words.ts';

type ConsoleContext = Context<{ Variables: RequestVars }>;
type Scheme = 'auto' | 'light' | 'dark';

/** Holds `de.dark`: what the operator chose, known before any script runs. See apps/console/page.ts. */
const looksCookie = 'portico_looks';

/** `/console` and everything below it: one document, drawn by its script; the built files beside it. */
export function consoleDocumentRoutes(app: AppContext, folder: string): Hono<{ Variables: RequestVars }> {
  const build = readBuild(folder);
  const https = app.publicUrl.startsWith('https:');
  const theme = themeStyle({ name: 'harbour', scheme: 'auto', light: {}, dark: {} });
  const answer = async (c: ConsoleContext) => {
    const nonce = randomBytes(16).toString('base64');
    const { language, scheme } = looksOf(c);
    c.header('content-security-policy', consolePolicy(nonce, https));
    c.header('cross-origin-opener-policy', 'same-origin');
    c.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), usb=(), browsing-topics=()');
    c.header('vary', 'accept-encoding, accept-language, cookie');
    const branding = await brandingAt(c);
    const page = { language, scheme, publicUrl: app.publicUrl, branding, sendsMail: app.sendsMail ?? false };
    return c.html(await renderConsole({ ...build, ...page, nonce, theme }));
  };
  return new Hono<{ Variables: RequestVars }>()
    .route('/assets', assetRoutes(`${folder}/assets`))
    .get('/', answer)
    .get('/*', answer);
}

/**
 * Address of the one script, and the style of everything.
 * @throws Error when the manifest names no entry
 */
function readBuild(folder: string): { entry: string; css: string } {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<
    string,
    { file: string; isEntry?: boolean }
  >;
  const files = Object.values(manifest);
  const entry = files.find((file) => file.isEntry)?.file;
  if (!entry) throw new Error(`The manifest in ${folder} names no entry. Run "npm run build" again.`);
  const styles = new Set(files.map(({ file }) => file).filter((file) => file.endsWith('.css')));
  return {
    entry: `/console/${entry}`,
    css: [...styles].map((file) => readFileSync(join(folder, file), 'utf8')).join(''),
  };
}

/**
 * The console's Content-Security-Policy: only what this document names runs, no script makes HTML from text, nobody
 * frames it. It frames the portals of this service, to preview them.
 */
export const consolePolicy = (nonce: string, https: boolean): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');

/**
 * What the address names: `/console/acme`, `/console/acme/test/…`. A vendor that set nothing is like one that never was,
 * so that nobody learns here who is a vendor.
 */
async function brandingAt(c: ConsoleContext) {
  const [, , slug, side] = c.req.path.split('/');
  if (!v.is(Slug, slug)) return undefined;
  const vendor = await findVendorBySlug(c.var.db, slug, side === 'test' ? 'test' : 'live');
  const shown = vendor && (await shownBranding(c.var.db, vendor.id));
  return vendor && shown ? { vendor: vendor.name, ...shown } : undefined;
}

/** What the operator chose in this browser, else what the browser prefers. */
function looksOf(c: ConsoleContext): { language: ConsoleLanguage; scheme: Scheme } {
  const [chosen = '', scheme] = (getCookie(c, looksCookie) ?? '').split('.');
  const language = languageOf([chosen, ...preferredTags(c)], ConsoleLanguage.options);
  return { language, scheme: scheme === 'light' || scheme === 'dark' ? scheme : 'auto' };
}

interface ConsoleDocument {
  readonly entry: string;
  readonly css: string;
  readonly nonce: string;
  readonly language: ConsoleLanguage;
  readonly scheme: Scheme;
  readonly theme: string;
  readonly publicUrl: string;
  readonly branding: Awaited<ReturnType<typeof brandingAt>>;
  readonly sendsMail: boolean;
}

/** JSON that cannot end the element it stands in, nor start a comment or script inside it. */
const data = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`;

async function renderConsole(document: ConsoleDocument): Promise<string> {
  const { entry, css, nonce, language, scheme, theme, publicUrl, branding, sendsMail } = document;
  const [words, say] = await Promise.all([consoleWords(language), documentWords(language)]);
  return `<!doctype html>
<html lang="${language}" dir="ltr" data-scheme="${scheme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="${scheme === 'auto' ? 'light dark' : scheme}">
<meta name="robots" content="noindex">
<title>Portico</title>
<script type="module" nonce="${nonce}" src="${entry}"></script>
<style nonce="${nonce}">${theme}${css}</style>
${branding?.css ? `<style nonce="${nonce}" id="portico-branding">${branding.css}</style>` : ''}
${data('portico-console', { language, scheme, publicUrl, branding, sendsMail })}
${data('portico-words', words)}
</head>
<body>
<div id="console" class="portico console"></div>
<noscript><p>${say('document.no-script', { brand: 'Portico' })}</p></noscript>
</body>
</html>
`;
}
