import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../embed/harness.ts';
import { openPage, panelReady } from './browser.ts';
import { expectAccessible } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await launch(), await startDemo('sqlite')];
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('CRY-2, U22 a customer shows the key, names a machine, frees a lost one and takes a file to one without internet', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/keysmith/licences`);
  await page.getByLabel('User name or e-mail address').fill('priya');
  await page.getByLabel('Password', { exact: true }).fill(demo.contactPassword());
  await page.keyboard.press('Enter');
  await page.locator(panelReady('licences')).waitFor();
  await page.getByRole('heading', { name: 'Draftwright Studio 8' }).waitFor();
  await page.getByText('All 3 machines are in use').waitFor();
  await expectAccessible(page);

  const code = page.locator('.lic-key code');
  expect(await code.textContent()).toContain('••••');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect.poll(() => code.textContent()).toMatch(/^DWS8(-[0-9A-Z]{5}){5}$/);

  await page.getByRole('button', { name: 'Rename DRAWING-ROOM-1' }).click();
  await page.getByLabel('Name of the machine').fill('Drawing room');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Rename Drawing room' }).waitFor();

  await page.getByRole('button', { name: /^Choose the one not seen/ }).click();
  await page.getByRole('button', { name: 'Free 1 machine' }).click();
  await page.getByText('2 of 3 in use').first().waitFor();
  expect(await page.getByText('You can free 4 more until').count()).toBe(1);

  const product = await demo.opened.database.db
    .selectFrom('product')
    .select(['vendor_id', 'id'])
    .where('external_id', '=', 'studio-8')
    .executeTakeFirstOrThrow();
  const request = {
    ...{ portico: 1, action: 'activate', fingerprint: 'cellar-without-net', name: 'Cellar' },
    product: `pub_${product.vendor_id.slice(4)}_${product.id.slice(4)}`,
  };
  await page.getByRole('button', { name: 'Use a machine without internet' }).click();
  await page.getByLabel('Request', { exact: true }).fill('what is this');
  await page.getByRole('button', { name: 'Check the request' }).click();
  await page.getByText('This is no request file of the program.').waitFor();
  await page.getByLabel('Request', { exact: true }).fill(JSON.stringify(request));
  await page.getByRole('button', { name: 'Check the request' }).click();
  await page.getByText('The machine is activated').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the answer' }).click();
  expect((await download).suggestedFilename()).toBe('licence.lic');
  await page.getByText('3 of 3 in use').first().waitFor();
  await expectAccessible(page);
  expect(errors.filter((text) => !/40[013]/.test(text))).toEqual([]);
  await page.context().close();
}, 60_000);
