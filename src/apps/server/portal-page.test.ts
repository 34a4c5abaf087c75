import { expect, test } from 'vitest';
import { brandTokens } from '../../features/portals/brand.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { portalDefaults, signInDefaults } from '../../features/portals/schema.ts';
import { readTheme } from '../../features/portals/server/themes.ts';
import { contrast } from '../../kit/common/colour.ts';
import { portalPolicy, renderPortalPage, renderPortalProblem } from './portal-page.ts';
import { spokenIn } from './spoken.ts';

const build = { entry: '/assets/main-abc.js', order: '', script: '', boot: 'boot()', css: '.a{}', pages: {} };
const page = (change: Partial<PortalPage> = {}): PortalPage => ({
  protocol: 1,
  portal: 'acme',
  address: 'https://account.acme.example/p/acme',
  brandName: 'Acme',
  language: 'de',
  languages: ['de', 'en'],
  languageNames: ['Deutsch', 'English'],
  rightToLeft: [],
  words: 'w1',
  timeZone: 'Europe/Berlin',
  figures: null,
  panel: null,
  allowedHosts: [],
  support: {},
  theme: { name: 'harbour', scheme: 'auto', light: {}, dark: {} },
  billingFields: portalDefaults.billingFields as PortalPage['billingFields'],
  keepsSession: true,
  signIn: signInDefaults,
  signUp: false,
  order: null,
  variant: null,
  accessMail: 'sends',
  known: false,
  testSide: false,
  ...change,
});
const noWay = {
  password: false,
  mailedCode: false,
  oidc: false,
  accessCode: false,
  customerSecret: false,
  licenceKey: false,
};
const dataOf = (html: string, id: string) =>
  JSON.parse(new RegExp(`id="${id}">(.*?)</script>`, 's').exec(html)?.[1] ?? 'null');

test('the document holds what the first screen needs: page, words of one language, style, one script', async () => {
  const html = await renderPortalPage({ page: page(), nonce: 'N', build });
  expect(html).toContain('<html lang="de" dir="ltr" data-scheme="auto" data-place="page">');
  expect(html).toContain('<title>Kundenbereich – Acme</title>');
  expect(html).toContain('<script type="module" nonce="N" src="/assets/main-abc.js">');
  expect(dataOf(html, 'portico-page')).toEqual(page());
  expect(dataOf(html, 'portico-words')['contracts.title']).toBe('Ihre Verträge');
  expect(html).toContain('<noscript><p>Diese Seite braucht JavaScript.');
  // The look is a sheet of its own, so that the console's preview can wear another.
  expect(html.match(/<style/g)).toHaveLength(2);
  expect(html).not.toMatch(/ style="| on\w+="/);
});

test.each(['</script><script>alert(1)</script>', '<!--<script>', '"><img src=x onerror=alert(1)>', '\u2028'])(
  'a brand called %s stays text',
  async (brandName) => {
    const html = await renderPortalPage({ page: page({ brandName }), nonce: 'N', build });
    expect(dataOf(html, 'portico-page').brandName).toBe(brandName);
    expect(html.match(/<script/g)).toHaveLength(4);
    expect(html).not.toMatch(/<img|<!--/);
  },
);

test('the scheme that was asked for wins over the one set, and a frame has no ground of its own', async () => {
  const theme = { name: 'host', scheme: 'light', light: {}, dark: {} } as const;
  const html = await renderPortalPage({
    page: page({ theme }),
    nonce: 'N',
    build,
    scheme: 'dark',
    framed: true,
  });
  expect(html).toContain('data-scheme="dark" data-place="frame"');
  expect(html).toContain('<meta name="color-scheme" content="dark">');
});

test('CON-20 a style sheet of the vendor’s is imported into its own layer, after everything else, and never inlined', async () => {
  const html = await renderPortalPage({
    ...{ page: page(), nonce: 'N', build, vendorId: 'ven_1', customCss: '/looks/acme/0123456789abcdef.css' },
  });
  const mark =
    '<style nonce="N" id="portico-custom">@import url("/looks/acme/0123456789abcdef.css") layer(vendor);</style>';
  expect(html).toContain(mark);
  expect(html.indexOf(mark)).toBeGreaterThan(html.lastIndexOf('@layer'));
});

test('a pale brand colour keeps its fill; words, edge and links on and around it stay readable', () => {
  const { light } = readTheme('harbour');
  const brand = brandTokens({ primary: '#ffd84d' }, light);
  expect(brand.primary).toBe('#ffd84d');
  expect(contrast(brand['on-primary'] ?? '', '#ffd84d')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(brand['primary-edge'] ?? '', light.bg ?? '')).toBeGreaterThanOrEqual(3);
  expect(contrast(brand.link ?? '', light.bg ?? '')).toBeGreaterThanOrEqual(4.5);
  expect(brandTokens({ primary: '#ffd84d', link: '#123456' }, light).link).toBe('#123456');
});

test('the policy lets in our own script by its nonce and frames by name, and makes no HTML from text', () => {
  expect(portalPolicy({ nonce: 'N', frameAncestors: ['https://shop.example'], https: true })).toBe(
    "default-src 'none'; script-src 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N'; img-src 'self'; " +
      "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; " +
      "frame-ancestors https://shop.example; require-trusted-types-for 'script'; trusted-types 'none'; " +
      'upgrade-insecure-requests',
  );
  const bare = portalPolicy({ nonce: 'N', frameAncestors: [], https: false });
  expect(bare).toContain("frame-ancestors 'none'");
  expect(bare).not.toContain('upgrade');
});

test('an unknown portal and a failure are pages in the visitor’s language with a way on', async () => {
  const unknown = await renderPortalProblem({ language: 'fr', kind: 'unknown', nonce: 'N' });
  expect(unknown).toContain('<html lang="fr" dir="ltr">');
  expect(unknown).toContain('Il n’y a pas de portail client à cette adresse.');
  const failed = await renderPortalProblem({ language: 'de', kind: 'failed', nonce: 'N', reference: '<7F>' });
  expect(failed).toContain('<a href="">Erneut versuchen</a>');
  expect(failed).toContain('Kennung &lt;7F&gt;');
});

test('a document runs from the right where its language does, and names each language in itself', async () => {
  const spoken = spokenIn(['ar', 'de', 'zh-Hant']);
  const html = await renderPortalPage({ page: page({ ...spoken, language: 'en-XA' }), nonce: 'N', build });
  expect(html).toContain('<html lang="en-XA" dir="ltr"');
  expect(dataOf(html, 'portico-words')['contracts.title']).toMatch(/^\[.*\]$/);
  expect(spoken).toMatchObject({ languageNames: ['العربية', 'Deutsch', '繁體中文'], rightToLeft: ['ar'] });
  const turned = await renderPortalPage({ page: page({ language: 'ar-XB' }), nonce: 'N', build });
  expect(turned).toContain('<html lang="ar-XB" dir="rtl"');
});

test.each([
  ['somebody who is unknown', {}, {}, 'gate'],
  ['whoever was here before', { known: true }, {}, undefined],
  ['a frame', {}, { framed: true }, undefined],
  ['a page around it', {}, { embedded: true }, undefined],
  ['a portal that nobody enters alone', { signIn: { ...signInDefaults, ...noWay } }, {}, undefined],
  ['whoever orders', { panel: 'order' as const, known: true }, { framed: true }, 'order'],
  ['whoever signs up', { panel: 'signup' as const }, {}, 'signup'],
  ['the general entrance', { portal: '*' }, {}, 'entrance'],
])('the document for %s leads where it will', async (_, change, more, panel) => {
  const signIn = { ...signInDefaults, password: true };
  const files = ['/assets/doors-1.js', '/assets/page-1.js'];
  const html = await renderPortalPage({
    page: page({ signIn, ...change }),
    nonce: 'N',
    build: { ...build, pages: { gate: files, order: files, signup: files, entrance: files } },
    ...more,
  });
  const { opens } = dataOf(html, 'portico-page');
  expect(opens?.panel).toBe(panel);
  if (panel) expect(Object.keys(opens.words).length).toBeGreaterThan(10);
  expect(html.includes(JSON.stringify(files))).toBe(panel !== undefined);
  expect(html.includes('if(true||')).toBe(panel !== undefined && panel !== 'gate');
});

test.each([
  ['a password', { password: true }, 'gate'],
  ['a code', { accessCode: true }, 'door'],
  ['a mailed code', { mailedCode: true }, 'door'],
])(
  'where people come in by %s, what that asks for comes along, in a frame once nobody is known to be in',
  async (_, ways, door) => {
    const files = { gate: ['/assets/gate-1.js'], door: ['/assets/door-1.js'] };
    const document = {
      page: page({ signIn: { ...signInDefaults, ...noWay, ...ways }, accessMail: 'sends' }),
      nonce: 'N',
      build: { ...build, pages: files },
    };
    const alone = await renderPortalPage(document);
    expect(dataOf(alone, 'portico-page').opens.panel).toBe(door);
    const framed = await renderPortalPage({ ...document, embedded: true, framed: true });
    expect(dataOf(framed, 'portico-page').opens).toBe(undefined);
    const inFrame = framed.slice(framed.indexOf('porticoStart.opened'));
    for (const html of [alone, inFrame]) {
      expect(html.includes(files.door[0] as string)).toBe(door === 'door');
      expect(html.includes(files.gate[0] as string)).toBe(door === 'gate');
    }
    expect(inFrame).toContain(`/${door}"`);
  },
);
