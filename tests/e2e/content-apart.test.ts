import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWholeBrowser } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import { setScript, visit, visitSite } from './vendor-script.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openWholeBrowser(), await startDemo('sqlite', { contentApart: true })];
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const slug = 'stromwerk';

test('CON-18 from a site of its own a script runs as ever, shut off, and nothing else is answered there', async () => {
  const source =
    "portico.getContext().then(({ locale }) => { document.body.textContent = 'Speaks ' + locale })";
  await setScript(demo, slug, { source });
  let apart = '';
  for (const open of [visit, visitSite]) {
    const { page, frame } = await open(browser, demo, slug);
    const inside = await frame();
    await expect.poll(() => inside.evaluate('document.body.textContent')).toMatch(/^Speaks (?:en|de)$/);
    const address = new URL(inside.url());
    expect(address.hostname).toBe('127.0.0.1');
    expect(address.port).toBe(new URL(demo.portico).port);
    expect(await inside.evaluate('origin')).toBe('null');
    expect(
      await inside.evaluate('(() => { try { return document.cookie } catch (e) { return e.name } })()'),
    ).toBe('SecurityError');
    apart = address.href;
    await page.context().close();
  }
  const { origin } = new URL(apart);
  const policy = (await fetch(apart)).headers.get('content-security-policy');
  expect(policy).toContain('sandbox allow-scripts');
  expect(policy).not.toContain('allow-same-origin');
  for (const path of [
    ...['/', `/p/${slug}`, '/console', '/portal/v1/bootstrap', '/api/v1/portals', '/runtime/v1/calls'],
    ...['/v1/portico.js', '/docs', '/signup/stromwerk', '/order/stromwerk', '/files/x/y', '/looks/x/y'],
  ])
    expect((await fetch(origin + path, { redirect: 'manual' })).status, path).toBe(404);
  expect((await fetch(`${demo.portico}/p/${slug}`)).status).toBe(200);
});
