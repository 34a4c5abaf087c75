import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../embed/harness.ts';
import { openPage, panelReady } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
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

/** Pictures for whoever looks at them: `PORTICO_PICTURES=/tmp/x npx vitest run tests/e2e/licences.test.ts`. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PORTICO_PICTURES;
  if (!folder) return;
  for (const width of [320, 768, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

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
  await picture(page, 'panel');

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
  // Its file is dropped anywhere on the form.
  const files = await page.evaluateHandle((text) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], 'cellar.request'));
    return carried;
  }, JSON.stringify(request));
  await page.locator('.lic-form').dispatchEvent('drop', { dataTransfer: files });
  await expect
    .poll(() => page.getByLabel('Request', { exact: true }).inputValue())
    .toContain('cellar-without-net');
  await page.getByRole('button', { name: 'Check the request' }).click();
  await page.getByText('The machine is activated').waitFor();
  await page.getByRole('img', { name: 'The answer as a QR code' }).waitFor();
  await picture(page, 'offline');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the answer' }).click();
  expect((await download).suggestedFilename()).toBe('licence.lic');
  await page.getByText('3 of 3 in use').first().waitFor();
  await expectAccessible(page);

  // A key that nobody has claimed yet.
  await page.getByRole('button', { name: 'Add a licence by its key' }).click();
  await page.getByLabel('Licence key').fill('fb-fair-2026-0042');
  await page.getByRole('button', { name: 'Add licence' }).click();
  await page.getByRole('heading', { name: 'Fieldbook', level: 2 }).waitFor();

  // Its key is made anew: the end of the old one is typed first.
  await page.getByRole('button', { name: 'Make the key anew' }).click();
  await picture(page, 'new-key');
  await page.getByLabel(/^Type 0042/).fill('4711');
  await page.getByRole('button', { name: 'Make the key anew' }).click();
  await page.getByText('That is not the end of the key.').waitFor();
  await page.getByLabel(/^Type 0042/).fill('0042');
  await page.getByRole('button', { name: 'Make the key anew' }).click();
  await page.getByRole('heading', { name: 'This is the new key' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Give it to another customer' }).click();
  await page.getByRole('button', { name: 'Make the code' }).click();
  await page.getByRole('heading', { name: 'Hand this code on' }).waitFor();
  await picture(page, 'give');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Close' }).click();

  // A program shows a code.
  const { user_code: userCode } = await (
    await fetch(`${demo.portico}/runtime/v1/device-codes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: request.product, device_name: 'DRAWING-ROOM-2' }),
    })
  ).json();
  await page.getByRole('button', { name: 'Sign in a program' }).click();
  await page.getByLabel('Code in the program').fill(userCode);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: /DRAWING-ROOM-2 wants to read your licences/ }).waitFor();
  await picture(page, 'device');
  await page.getByRole('button', { name: 'Yes, sign it in' }).click();
  await page.getByRole('heading', { name: 'The program is signed in' }).waitFor();
  await expectAccessible(page);
  expect(errors.filter((text) => !/40[013]|422/.test(text))).toEqual([]);
  await page.context().close();
});

test('DAY-32 an operator sees what ends, keys that went around and offers, and withdraws one', async () => {
  await addOperator(demo);
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/licences');
  await page.getByRole('link', { name: 'Keys that went around' }).waitFor();
  await picture(page, 'console-all');
  await page.getByRole('link', { name: 'End and do not renew' }).click();
  await page
    .getByRole('link', { name: /^Fieldbook/ })
    .first()
    .waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Keys that went around' }).click();
  await page.getByRole('cell', { name: '7', exact: true }).waitFor();
  await expectAccessible(page);
  await picture(page, 'console-abuse');
  await page.getByRole('link', { name: 'Offers' }).click();
  const withdraw = page.getByRole('button', { name: 'Withdraw' });
  await withdraw.first().waitFor();
  await picture(page, 'console-offers');
  const open = await withdraw.count();
  await withdraw.first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect.poll(() => withdraw.count()).toBe(open - 1);
  await go('/portals');
  await page.getByRole('link', { name: 'Keysmith' }).first().click();
  await page.getByRole('link', { name: 'Licences', exact: true }).last().click();
  await page.getByLabel('Days ahead of the end').waitFor();
  await picture(page, 'console-portal');
  await page.getByLabel('Days ahead of the end').fill('3, 7, 30');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('saved').first().waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});
