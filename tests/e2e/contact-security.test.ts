import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import { launch } from '../embed/harness.ts';
import { openPage, panelReady, portalIn, textOf } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let shop: string;
let password: string;
beforeAll(async () => {
  [browser, demo] = [await launch(), await startDemo('sqlite')];
  password = demo.contactPassword();
  shop = demo.host(`<h1>Shop</h1><script async src="${demo.portico}/v1/portico.js"></script>
    <portico-portal portal="keysmith"></portico-portal>`);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** The code that the app shows now, or half a minute later: the one that switched it on is used up. */
const code = (key: string, laterMs = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(key.replace(/\s/g, '')), timestamp: Date.now() + laterMs });

/** Everything the tab keeps, of the page and of the frames in it. */
async function kept(page: Page): Promise<string> {
  const parts = await Promise.all(
    page
      .frames()
      .map((frame) => frame.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))),
  );
  return parts.join('\n');
}

test('CCM-43 in a frame an app is added over a reload, and asked for at the next sign-in over another', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(shop);
  const portal = portalIn(page);
  const name = portal.getByLabel('User name or e-mail address');
  const secret = portal.getByLabel('Password', { exact: true });
  await name.fill('priya');
  await secret.fill(password);
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'My details' }).click();
  const add = portal.getByRole('button', { name: 'Add an authenticator app' });
  await add.click();
  await portal.getByLabel('Present password').fill('not the password');
  await portal.getByRole('button', { name: 'Go on' }).click();
  await portal.getByText('This is not your present password').waitFor();
  await portal.getByLabel('Present password').fill(password);
  await portal.getByRole('button', { name: 'Go on' }).click();
  const key = await textOf(portal.locator('.app-key'));
  await portal.getByRole('img', { name: 'Picture for the app to scan' }).waitFor();

  await page.reload();
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'My details' }).click();
  expect(await textOf(portal.locator('.app-key'))).toBe(key);
  expect(await kept(page)).not.toContain(key.slice(0, 4));
  await portal.getByLabel('Code of six digits').fill(code(key));
  await portal.getByRole('button', { name: 'Switch it on' }).click();
  await portal.getByText('Keep these codes now').waitFor();
  expect(await portal.locator('.app-codes li').count()).toBe(10);
  await portal.getByRole('button', { name: 'I have kept them' }).click();
  await portal.getByText('10 recovery codes are left.').waitFor();
  await portal.getByRole('button', { name: 'Sign out' }).click();

  await name.fill('priya');
  await secret.fill(password);
  await portal.getByRole('button', { name: 'Sign in' }).click();
  const otp = portal.getByLabel('Code from your authenticator app');
  await otp.waitFor();
  await page.reload();
  await otp.waitFor();
  expect(await name.inputValue()).toBe('priya');
  expect(await kept(page)).not.toContain(password);
  await secret.fill(password);
  await otp.fill('000000');
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.getByText('This code is not right, or was used before').first().waitFor();
  await otp.fill(code(key, 30_000));
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.locator(panelReady('contracts')).waitFor();
  expect(errors.filter((text) => !/40[13]|422/.test(text))).toEqual([]);
  await page.context().close();
});

test('CCM-43 whoever forgot the password chooses another one with the code of a mail', async () => {
  const { page, errors } = await openPage(browser, 400);
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByRole('button', { name: 'Forgotten the password?' }).click();
  await page.getByLabel('User name or e-mail address').fill('priya');
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  const { database, secrets } = demo.opened;
  const mail = () =>
    database.db
      .selectFrom('mail')
      .selectAll()
      .where('template', '=', 'password-reset')
      .orderBy('id', 'desc')
      .executeTakeFirst();
  await expect.poll(mail, { timeout: 5_000 }).toBeDefined();
  const sent = await mail();
  const typed = sent && openMailSecrets(secrets, sent)?.code;

  await page.reload();
  await page.getByLabel('Code from the mail').fill(typed ?? '');
  await page.getByLabel('New password').fill('a password of my own');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.locator(panelReady('contracts')).waitFor();
  expect(errors.filter((text) => !/40[13]/.test(text))).toEqual([]);
  await page.context().close();
});
