import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';
import { openBrowser, openPage, overflow, panelReady, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

/** Set, pictures of each step are left there. */
const shots = process.env.PORTICO_SHOTS;

let browser: Browser;
let demo: Demo;
let receiver: Receiver;
beforeAll(async () => {
  [browser, demo, receiver] = [await openBrowser(), await startDemo('sqlite'), await startReceiver()];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await receiver?.close();
  await demo?.stop();
});

const texts = () =>
  receiver.got.map(({ body }) => JSON.parse(body) as { to: string; text: string; language: string });

test('CON-35 the vendor names a gateway; whoever has a number to confirm is asked above every panel, types the code of the text, and is asked no more', async () => {
  const staff = await openConsole(browser, demo);
  await staff.go('/texts');
  await staff.page.getByRole('button', { name: 'Remove gateway' }).click();
  await staff.page.getByRole('dialog').getByRole('button', { name: 'Remove gateway' }).click();
  await staff.page.getByText('No gateway is set').waitFor();
  await staff.page.getByLabel('Address of the gateway').fill(receiver.url);
  await staff.page.getByLabel('Only numbers that begin with').fill('44, +49');
  await staff.page.getByRole('button', { name: 'Save gateway' }).click();
  await staff.page.getByText('Enter country codes like +49').first().waitFor();
  await staff.page.getByLabel('Only numbers that begin with').fill('+44, +49');
  await staff.page.getByRole('button', { name: 'Save gateway' }).click();
  await staff.page.getByText('This is shown once.').waitFor();
  await staff.page.getByRole('button', { name: 'I stored it' }).click();
  await staff.page.getByLabel('To').fill('+44 7700 900142');
  await staff.page.getByRole('button', { name: 'Send test text' }).click();
  await staff.page.getByText('Look at that phone.').waitFor();
  await expect.poll(() => texts().map(({ to }) => to)).toEqual(['+447700900142']);
  await expectAccessible(staff.page);
  if (shots) await staff.page.screenshot({ path: `${shots}/texts-console.png`, fullPage: true });

  const { page, errors } = await openPage(browser, 1280);
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByLabel('User name or e-mail address').fill('megan');
  await page.getByLabel('Password', { exact: true }).fill(demo.contactPassword());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(panelReady('contracts')).waitFor();
  await page.getByText('Confirm your mobile number').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/mobile-task.png`, fullPage: true });
  await page.getByRole('link', { name: 'Confirm the number' }).click();
  await page.getByRole('button', { name: 'Confirm this number' }).click();
  const number = page.getByLabel('Mobile number', { exact: true });
  expect(await number.inputValue()).toBe('+44 7700 900142');
  await number.fill('07700 900142');
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByText('Enter the number with the code of its country').waitFor();
  await number.fill('+33 6 12 34 56 78');
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByText('No text messages are sent to numbers of this country').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/mobile-ask.png`, fullPage: true });
  await number.fill('+44 7700 900142');
  await page.getByRole('button', { name: 'Send me a code' }).click();
  const typed = page.getByLabel('Code from the text message');
  await typed.waitFor();
  // What is waited for is still there after a reload.
  await page.reload();
  await typed.waitFor();
  const { text } = texts().at(-1) as { text: string };
  const code = /\d{6}/.exec(text)?.[0] as string;
  await typed.fill(code === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: 'Confirm the number' }).click();
  await page.getByText('This code is not right').waitFor();
  for (const [width, scheme] of [
    [320, 'dark'],
    [768, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    expect(await overflow(page)).toBe(0);
    if (shots) await page.screenshot({ path: `${shots}/mobile-code-${width}.png`, fullPage: true });
  }
  await typed.fill(code);
  await page.getByRole('button', { name: 'Confirm the number' }).click();
  await page.getByText('Confirm your mobile number').waitFor({ state: 'detached' });
  const part = page.locator('[data-portico-part="mobile"]');
  expect(await textOf(part)).toContain('+447700900142');
  await part.getByText('Confirmed', { exact: true }).waitFor();
  expect(errors.filter((one) => !/422/.test(one))).toEqual([]);

  await staff.go('/texts');
  await staff.page.getByText('+44…142').first().waitFor();
  expect(staff.errors).toEqual([]);
  await Promise.all([page.context().close(), staff.page.context().close()]);
});
