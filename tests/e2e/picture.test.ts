import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBrowser, openPage, panelReady, portalIn } from './browser.ts';
import { startDemo } from './demo.ts';

const file = join(import.meta.dirname, '../../docs/portal.png');

// PORTICO_SHOTS=1 renews the picture: it holds today's date, so a run that proves something leaves it alone.
test.runIf(process.env.PORTICO_SHOTS === '1')("README's picture of Stromwerk's page is renewed", async () => {
  const [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.sites}/stromwerk/`);
  await portalIn(page).locator(panelReady('contracts')).waitFor();
  // The bar that chooses who is signed in is no part of the company's site.
  await page.locator('.example-strip').evaluate((strip) => strip.remove());
  mkdirSync(join(file, '..'), { recursive: true });
  await page.screenshot({ path: file, animations: 'disabled' });
  expect(errors).toEqual([]);
  await browser.close();
  await demo.stop();
});
