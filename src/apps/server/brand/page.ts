import type { PortalAddress } from '../../../features/addresses/schema.ts';
import { tokenNames } from '../../../features/portals/brand.ts';
import { contrastPairs } from '../../../features/portals/contrast.ts';
import type { PortalPage } from '../../../features/portals/page.ts';
import type { ConsoleLanguage, Language, Portal } from '../../../features/portals/schema.ts';
import { footerHtml } from '../../../features/portals/server/footer-html.ts';
import { readTheme } from '../../../features/portals/server/themes.ts';
import type { ThemeTokens } from '../../../features/portals/theme-schema.ts';
import { portalTokens } from '../../../features/portals/theme-style.ts';
import { contrast } from '../../../kit/common/colour.ts';
import { directionOf, nameOfLanguage } from '../../../kit/common/languages.ts';
import { escapeHtml as escaped } from '../../../kit/common/template.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import { serverWords } from '../../../kit/server/words.ts';
import { themeStyle } from '../theme.ts';
import type en from './operators/messages/en.json';
import { samples } from './samples.ts';

const speak = serverWords<keyof typeof en>(new URL('./operators/messages/', import.meta.url));

export interface BrandPage {
  readonly portal: Portal;
  readonly vendorId: string;
  /** In which the samples speak, as customers read them. */
  readonly language: Language;
  /** In which the vendor is told what is what. */
  readonly reader: ConsoleLanguage;
  readonly nonce: string;
  /** Where this page was asked for: `https://account.acme.example`. */
  readonly origin: string;
  readonly isDraft: boolean;
  readonly css: string;
  readonly customCss: string | undefined;
  readonly favicon: string | undefined;
  readonly logo: PortalPage['logo'];
  /** Of the vendor's own, those that open. */
  readonly addresses: readonly PortalAddress[];
  /** The one of them that was asked. */
  readonly here: PortalAddress | undefined;
}

const schemes = ['light', 'dark'] as const;

/** A transparent ground shows what a browser puts there; each scheme is a frame of its own that the tokens reach. */
const pageStyle = `@layer base{
.brand-test{max-inline-size:76rem;margin-inline:auto;padding:var(--s6) var(--s4) var(--s12)}
.brand-test,.brand-test section{display:grid;gap:var(--s6);align-content:start;grid-template-columns:minmax(0,1fr)}
.brand-test section{gap:var(--s4)}
.brand-test p,.brand-test dd{overflow-wrap:anywhere}
.told{display:grid;gap:var(--s2) var(--s6)}.told div{display:grid}.told dt{font-weight:var(--portico-weight-strong)}
.pair{display:grid;gap:var(--s6);grid-template-columns:minmax(0,1fr)}
@container portico (min-width:60rem){.pair{grid-template-columns:repeat(2,minmax(0,1fr))}.told div{grid-template-columns:16rem 1fr}}
.ground{padding:var(--s6) var(--s4);border:1px solid GrayText;background:linear-gradient(var(--portico-bg),var(--portico-bg)),Canvas;color:var(--portico-text)}
.ground .panel{gap:var(--s6)}
.ground img{display:block;max-inline-size:100%;block-size:auto}
.colours{display:grid;gap:var(--s2)}.colours li{display:flex;flex-wrap:wrap;align-items:center;gap:var(--s1) var(--s3)}
.colours svg{inline-size:40px;block-size:24px;flex:none}
.ground .input{font:inherit;color:inherit;inline-size:100%;min-block-size:var(--portico-control-height);padding-inline:var(--s3);background:var(--portico-surface);border:1px solid var(--portico-control-border);border-radius:var(--portico-radius-control)}
.ground .field{display:grid;gap:7px}.ground label{font-weight:var(--portico-weight-strong)}
.ground .error{color:var(--portico-danger);font-weight:var(--portico-weight-strong);font-size:var(--fs-s)}
.ground [aria-invalid]{border:2px solid var(--portico-danger)}
.sizes{display:grid;gap:var(--s2)}.mono{font-family:var(--portico-font-mono)}
}`;

/** What is asked for is the vendor's own: no script, no form, no other host. */
export const brandPolicy = (nonce: string, https: boolean): string =>
  [
    "default-src 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');

const link = (href: string, text = href, own = '') => `<a href="${escaped(href)}"${own}>${escaped(text)}</a>`;
const facts = (all: readonly (readonly [string, string])[]) =>
  `<dl class="told">${all.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
const section = (title: string, inner: string) =>
  `<section><h2 class="section-title">${escaped(title)}</h2>${inner}</section>`;

type Say = Awaited<ReturnType<typeof speak>>;

/** Each colour with how well it is told from what it stands on, where that is worst. */
function colours({ portal }: BrandPage, scheme: (typeof schemes)[number], t: Say): string {
  const file = readTheme(portal.theme.name);
  const tokens = { ...file[scheme], ...portalTokens(portal.theme, file)[scheme] };
  const of = (field: keyof ThemeTokens) => tokens[tokenNames[field]] ?? '';
  const isHex = (value: string) => /^#[0-9a-f]{6}$/i.test(value);
  return Object.keys(tokenNames)
    .map((name) => {
      const field = name as keyof ThemeTokens;
      const colour = of(field);
      const ratios = contrastPairs
        .filter(([front, ground]) => front === field && isHex(of(ground)) && isHex(colour))
        .map(([, ground, needed]) => ({ ratio: contrast(colour, of(ground)), needed }));
      const [worst] = ratios.sort((a, b) => a.ratio / a.needed - b.ratio / b.needed);
      const measured = worst
        ? t(worst.ratio < worst.needed ? 'brand.too-pale' : 'brand.told-apart', {
            ratio: `${t.number(Math.floor(worst.ratio * 10) / 10)} : 1`,
            needed: `${t.number(worst.needed)} : 1`,
          })
        : '';
      const swatch = isHex(colour)
        ? `<svg aria-hidden="true" viewBox="0 0 40 24"><rect width="40" height="24" fill="${colour}" stroke="GrayText"/></svg>`
        : '';
      return `<li>${swatch}<span><code>--portico-${tokenNames[field]}</code> <bdi class="mono">${escaped(colour)}</bdi></span> <span class="small muted">${escaped(measured)}</span></li>`;
    })
    .join('');
}

export async function renderBrandPage(page: BrandPage): Promise<string> {
  const { portal, vendorId, language, reader, nonce, origin, isDraft, here, addresses } = page;
  const { brandName: brand, theme } = portal;
  const t = await speak(reader, portal.timeZone);
  const asked = (query: object) =>
    `?${new URLSearchParams({ language, ...(isDraft && { draft: '1' }), ...query })}`;
  const pictures = (scheme: string) =>
    (page.logo?.images ?? [])
      .filter(({ class: ground }) => ground === '' || ground === `on-${scheme}`)
      .map(
        ({ src, width, height }) =>
          `<img src="${src}" width="${width}" height="${height}" alt="${escaped(page.logo?.alt[language] || brand)}">`,
      )
      .join('') ||
    `<p class="strong">${escaped(brand)}</p><p class="small muted">${escaped(t('brand.no-logo'))}</p>`;
  const pair = (inner: (scheme: (typeof schemes)[number]) => string, own = '') =>
    `<div class="pair">${schemes.map((scheme) => `<div class="ground portico" data-scheme="${scheme}"${own}>${inner(scheme)}</div>`).join('')}</div>`;
  const spoken = ` lang="${language}" dir="${directionOf(language)}"`;
  const shown = await samples(portal, language);
  const sizes = (['heading', 'text', 'small', 'mono'] as const)
    .map((kind) => {
      const look = { heading: 'title', text: '', small: 'small', mono: 'mono' }[kind];
      return `<p class="${look}">${escaped(brand)} – Aa Ää Éé Łł Ññ Şş 0123456789 € <span class="small muted">${escaped(t(`brand.letters.${kind}`))}</span></p>`;
    })
    .join('');
  const alts = portal.languages.map((tag): readonly [string, string] => [
    nameOfLanguage(tag),
    escaped(writtenIn(portal.logo.alt, tag) || t('brand.alt.none', { brand })),
  ]);
  const certificate = here?.certificateUntil;
  const links = addresses.map(({ url }) => link(`${new URL(url).origin}/brand/${portal.slug}`)).join('<br>');
  return `<!doctype html>
<html lang="${reader}" dir="ltr" data-place="page">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="robots" content="noindex">
<title>${escaped(t('brand.title', { brand }))}</title>
<style nonce="${nonce}">${themeStyle(theme, vendorId)}</style>
<style nonce="${nonce}">${page.css}${pageStyle}</style>${page.customCss ? `\n<style nonce="${nonce}">@import url("${page.customCss}") layer(vendor);</style>` : ''}${page.favicon ? `\n<link rel="icon" href="${page.favicon}">` : ''}
</head>
<body>
<main class="portico brand-test">
<div class="panel-head"><h1 class="title">${escaped(t('brand.title', { brand }))}</h1><p class="muted">${escaped(t(isDraft ? 'brand.about.draft' : 'brand.about'))}</p></div>
${section(
  t('brand.answers'),
  facts([
    [t('brand.asked'), `<bdi class="mono">${escaped(origin)}</bdi>`],
    [t('brand.answered'), escaped(t(here ? 'brand.own-address' : 'brand.service-address', { brand }))],
    ...(links && !here ? [[t('brand.open-at'), links] as const] : []),
    [
      t('brand.encrypted'),
      escaped(
        !origin.startsWith('https:')
          ? t('brand.encrypted.no')
          : certificate
            ? t('brand.encrypted.until', { until: certificate })
            : t('brand.encrypted.yes'),
      ),
    ],
    [t('brand.portal'), link(`/p/${portal.slug}${isDraft ? '?draft=1' : ''}`, `${origin}/p/${portal.slug}`)],
    [t('brand.theme'), escaped(readTheme(theme.name).title)],
    [
      t('brand.css'),
      page.customCss
        ? link(asked({ safe: '1' }), t('brand.css.without'))
        : escaped(
            t(portal.customCss.enabled && portal.customCss.source ? 'brand.css.left-out' : 'brand.css.none'),
          ),
    ],
    [t('brand.zone'), escaped(portal.timeZone)],
    [
      t('brand.languages'),
      portal.languages
        .map((tag) =>
          tag === language
            ? `<strong lang="${tag}">${escaped(nameOfLanguage(tag))}</strong>`
            : link(asked({ language: tag }), nameOfLanguage(tag), ` lang="${tag}" hreflang="${tag}"`),
        )
        .join(', '),
    ],
  ]),
)}
${section(t('brand.logo'), `${pair((scheme) => pictures(scheme))}${page.logo ? `<h3>${escaped(t('brand.alt'))}</h3>${facts(alts)}` : ''}<p>${page.favicon ? `<img src="${page.favicon}" width="32" height="32" alt=""> ${escaped(t('brand.favicon'))}` : escaped(t('brand.favicon.none'))}</p>`)}
${section(
  t('brand.parts'),
  pair((scheme) => shown(scheme), spoken),
)}
${section(
  t('brand.letters'),
  pair(() => `<div class="sizes">${sizes}</div>`),
)}
${section(
  t('brand.colours'),
  pair(
    (scheme) =>
      `<h3>${escaped(t(`brand.${scheme}`))}</h3><ul class="colours">${colours(page, scheme, t)}</ul>`,
  ),
)}
${section(t('brand.footer'), `<div class="ground portico" data-scheme="light"${spoken}>${footerHtml(portal, language) || `<p class="small muted" lang="${reader}" dir="ltr">${escaped(t('brand.footer.none'))}</p>`}</div>`)}
</main>
</body>
</html>
`;
}
