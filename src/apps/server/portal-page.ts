import { doorOf, ownWays } from '../../features/access/own-ways.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { frameAncestors as ancestorsOf } from '../../features/portals/rules.ts';
import type { Language } from '../../features/portals/schema.ts';
import { directionOf } from '../../kit/common/languages.ts';
import { formatText } from '../../kit/common/message.ts';
import type { PortalBuild } from './portal-build.ts';
import { themeStyle } from './theme.ts';
import { documentWords, type FirstPage, wordsOf } from './words.ts';

export interface PortalDocument {
  readonly page: PortalPage;
  /** Asked for by the host page or the address; else the portal's own setting decides. */
  readonly scheme?: 'light' | 'dark' | null | undefined;
  /** True where the browser says so (`Sec-Fetch-Dest: iframe`): no ground and no padding of its own. */
  readonly framed?: boolean;
  /** True where the loader of a page around it asks: that page knows who is there. */
  readonly embedded?: boolean;
  readonly nonce: string;
  readonly build: PortalBuild;
  /** Whose files the theme may name. */
  readonly vendorId?: string;
  /** Address of the picture in the browser's tab. */
  readonly favicon?: string | undefined;
  /** Address of the vendor's own style sheet. */
  readonly customCss?: string | undefined;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value: string): string => value.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** JSON that cannot end the element it stands in, nor start a comment or script inside it. */
const data = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/</g, '\\u003c')}</script>`;

/**
 * Bars where navigation, title and rows will be, there before any script is and until it is known what takes their
 * place. After ten seconds a line says that it takes longer; it needs no script either.
 */
const waiting = (loading: string, slow: string): string =>
  '<div class="shell wide"><div class="nav wait"></div><div class="panel">' +
  `<div class="skeleton" aria-busy="true"><span class="vh" role="status">${loading}</span>` +
  `<p class="small muted late">${slow}</p><i></i><i></i><i></i><i></i></div></div></div>`;

/** What is seen first where nobody is known: by the address, or since people go in by themselves here. */
function firstPage({ page, framed, embedded }: PortalDocument): FirstPage | undefined {
  const { panel } = page;
  if (page.portal === '*') return 'entrance';
  if (panel === 'signup' || panel === 'order') return panel;
  const ways = ownWays(page.signIn, page.accessMail);
  return framed || embedded || page.known || ways.length === 0 ? undefined : doorOf(ways);
}

/** The set of the vendor's own words, by the version that further ones are asked for. */
const ownOf = ({ words }: PortalPage): string | undefined => words.split('.')[1];

/** Its words come with the document. */
async function opensOf(document: PortalDocument): Promise<PortalPage['opens']> {
  const panel = firstPage(document);
  return panel && { panel, words: await wordsOf(panel, document.page.language, ownOf(document.page)) };
}

/**
 * Asks for its files at once, not when the script before them has come. Whoever comes with something in hand is led
 * elsewhere than to the door; only the browser sees that.
 */
const hurry = (panel: string, files: readonly string[]): string => `
{const{token,mail,oidc,handoff}=porticoStart.fragment,{nonce}=document.currentScript
if(${panel !== 'gate' && panel !== 'door'}||!(token||mail||oidc||handoff))for(const href of ${JSON.stringify(files)})
document.head.append(Object.assign(document.createElement('link'),{rel:'modulepreload',href,nonce}))}`;

/**
 * In a frame only the page around it knows whether somebody is signed in. Where nobody is, the files of the door and
 * its words are asked for side by side as soon as that is heard, not one when the other has come.
 */
function hurryToDoor({ page, framed, embedded, build }: PortalDocument): string {
  const ways = ownWays(page.signIn, page.accessMail);
  if (!(framed || embedded) || ways.length === 0) return '';
  const door = doorOf(ways);
  const words = `/words/${page.portal}/${page.words}/${page.language}/${door}`;
  const links = [
    { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: words },
    ...(build.pages[door] ?? []).map((href) => ({ rel: 'modulepreload', href })),
  ];
  return `
{const{nonce}=document.currentScript
porticoStart.opened.then(session=>{if(!session)for(const link of ${JSON.stringify(links)})
document.head.append(Object.assign(document.createElement('link'),link,{nonce}))},()=>{})}`;
}

/** Imported into its layer: whatever stands in the file, none of it gets out of there, nor ahead of the guard's layer. */
const customStyle = ({ customCss, nonce }: PortalDocument): string =>
  customCss
    ? `\n<style nonce="${nonce}" id="portico-custom">@import url("${customCss}") layer(vendor);</style>`
    : '';

/** The vendor's picture in the place of its name; each ground shows its own, and loads it alone. */
const brandOf = ({ logo, brandName, language }: PortalPage): string =>
  logo
    ? logo.images
        .map(
          ({ src, class: ground, width, height }) =>
            `<img loading="lazy" src="${src}" class="${ground}" width="${width}" height="${height}" alt="${text(logo.alt[language] || brandName)}">`,
        )
        .join('')
    : text(brandName);
/** Beside a title it is no higher than two lines, so it stays sharp where pixels are small; never wider than the page. */
const logoCss =
  '@layer base{.brand img{display:block;inline-size:auto;max-inline-size:100%;block-size:auto;max-block-size:3rem}' +
  '[data-scheme=dark] .on-light,[data-scheme=light] .on-dark{display:none}' +
  '@media (prefers-color-scheme:dark){[data-scheme=auto] .on-light{display:none}}' +
  '@media not (prefers-color-scheme:dark){[data-scheme=auto] .on-dark{display:none}}}';

const iconOf = ({ favicon }: PortalDocument): string =>
  favicon ? `\n<link rel="icon" href="${favicon}">` : '';

/** The portal's document: complete but for what only this customer may know. */
export async function renderPortalPage(document: PortalDocument): Promise<string> {
  const { page, nonce, build, framed = false } = document;
  const scheme = document.scheme ?? (page.theme.scheme === 'host' ? 'auto' : page.theme.scheme);
  const [words, say, opens] = await Promise.all([
    wordsOf('shell', page.language, ownOf(page)),
    documentWords(page.language, ownOf(page)),
    opensOf(document),
  ]);
  const { brandName: brand } = page;
  const manner = { locale: page.language, timeZone: 'UTC', today: '' };
  const loading = formatText(words['state.loading'] ?? '', { what: brand || say('entrance.title') }, manner);
  const bars = waiting(text(loading), text(String(words['state.slow'])));
  // Beside the loader and the session it would be one request too many; what takes over asks for the file itself.
  const whole = opens?.panel === 'order' && document.embedded;
  const ahead = opens
    ? whole
      ? ''
      : hurry(opens.panel, build.pages[opens.panel] ?? [])
    : hurryToDoor(document);
  return `<!doctype html>
<html lang="${page.language}" dir="${directionOf(page.language)}" data-scheme="${scheme}" data-place="${framed ? 'frame' : 'page'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="${scheme === 'auto' ? 'light dark' : scheme}">
<meta name="robots" content="noindex">
<title>${text(say(brand ? 'document.title' : 'entrance.title', { brand }))}</title>
${
  whole
    ? `<link rel="modulepreload" nonce="${nonce}" href="${build.entry}">`
    : `<script type="module" nonce="${nonce}" src="${build.entry}"></script>`
}
<style nonce="${nonce}" id="portico-look">${themeStyle(page.theme, document.vendorId)}</style>
<style nonce="${nonce}">${build.css}${page.logo ? logoCss : ''}</style>${customStyle(document)}${iconOf(document)}
${data('portico-page', { ...page, opens })}
${data('portico-words', words)}
<script nonce="${nonce}">${build.boot}${ahead}</script>${whole ? `\n<script type="module" nonce="${nonce}">${build.order}</script>` : ''}
</head>
<body>
<div id="portico" class="portico" data-portico-part="root">${framed || !brand ? '' : `<p class="brand strong">${brandOf(page)}</p>`}${bars}</div>
<noscript><p>${text(say(brand ? 'document.no-script' : 'entrance.no-script', { brand }))}</p></noscript>
</body>
</html>
`;
}

export interface PolicyOptions {
  readonly nonce: string;
  /** Origins that may frame this portal; none: nobody may. */
  readonly frameAncestors: readonly string[];
  /** Origins whose pages it may show, shut off from itself. */
  readonly frames?: readonly string[];
  /** Over https the browser upgrades what is left of http; on a loopback address that would break the portal. */
  readonly https: boolean;
}

/** The Content-Security-Policy of the portal's document. */
export function portalPolicy({ nonce, frameAncestors, frames = [], https }: PolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    ...(frames.length > 0 ? [`frame-src ${frames.join(' ')}`] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${ancestorsOf(frameAncestors)}`,
    // No script of ours makes HTML from text, so there is no policy to name.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

export interface PortalProblem {
  readonly language: Language;
  /** `unknown`: no portal at this address. `failed`: a bug or an outage of ours. */
  readonly kind: 'unknown' | 'failed';
  readonly nonce: string;
  /** Finds the request in the log. */
  readonly reference?: string;
}

const problemStyle =
  'body{margin:0;padding:2rem 1.25rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}' +
  'main{max-width:36rem;margin-inline:auto}h1{font-size:1.375rem;line-height:1.25}' +
  'small{color:GrayText}a{display:inline-block;padding-block:.5rem}';

/**
 * Tells an embedding page why there is no portal, as `portico:error`, instead of leaving it to wait for the deadline.
 * Only to the origin that the browser names as the parent, and only under the nonce that its loader put in the address.
 */
const tellHost = (code: string): string => `(() => {
  const nonce = new URLSearchParams(location.hash.slice(1)).get('n');
  const origin = location.ancestorOrigins?.[0];
  const detail = { code: '${code}', fatal: true };
  if (nonce && origin) parent.postMessage({ portico: 1, type: 'event', nonce, name: 'error', detail }, origin);
})()`;

/** A plain page in the visitor's language that says what is and offers a way on; needs nothing that was built. */
export async function renderPortalProblem(problem: PortalProblem): Promise<string> {
  const { language, kind, nonce, reference } = problem;
  const say = await documentWords(language);
  const title = text(say(`document.${kind}`));
  return `<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${problemStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text(say(`document.${kind}.text`))}</p>
${kind === 'failed' ? `<p><a href="">${text(say('document.retry'))}</a></p>` : ''}
${reference ? `<p><small>${text(say('document.reference', { reference }))}</small></p>` : ''}
</main>
${kind === 'unknown' ? `<script nonce="${nonce}">${tellHost('unknown_portal')}</script>` : ''}
</body>
</html>
`;
}
