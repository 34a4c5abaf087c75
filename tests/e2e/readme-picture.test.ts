import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, panelReady, portalIn } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';

const file = 'docs/portal.png';
let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = await Promise.all([openBrowser(), startDemo('sqlite')]);
});
afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

/** Days in the picture move on, so it is renewed on request, `UPDATE_PICTURE=1`, and not at each run. */
test("README's picture is the portal in a company's site as it is served", async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.sites}/stromwerk/`);
  await portalIn(page).locator(panelReady('contracts')).waitFor();
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot();
  expect(picture.byteLength).toBeGreaterThan(30_000);
  if (process.env.UPDATE_PICTURE || !existsSync(file)) {
    mkdirSync('docs', { recursive: true });
    writeFileSync(file, picture);
  }
});
