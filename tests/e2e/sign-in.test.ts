import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { openPage, overflow, panelReady, portalIn, textOf } from './browser.ts';
import { expectAccessible } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let password: string;
/** A page of another site than the portal's, without a function that signs anybody in. */
let shop: string;
beforeAll(async () => {
  // Storage apart for each site, as browsers have it; the driver's own settings would deny it to frames.
  [browser, demo] = [await launch(), await startDemo('sqlite')];
  password = demo.contactPassword();
  const html = `<h1>Shop</h1><script async src="${demo.portico}/v1/portico.js"></script>
    <portico-portal portal="keysmith"></portico-portal>`;
  shop = demo.host(html).replace('localhost', '127.0.0.1');
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, 'demo', 'live');
  await inTransaction(db, (tx) =>
    updatePortal(
      tx,
      vendor?.id as string,
      'ext:keysmith',
      { allowedHosts: [new URL(shop).origin, demo.sites] },
      { at: new Date(), testSide: true },
    ),
  );
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('CON-26 in a frame on another site a contact signs in, and stays so after a reload of the page', async () => {
  const { page, errors, events } = await openPage(browser);
  await page.goto(shop);
  const portal = portalIn(page);
  await portal.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await events()).not.toContain('error token_missing');
  await portal.getByLabel('User name or e-mail address').fill('priya');
  await portal.getByLabel('Password', { exact: true }).fill(password);
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.locator(panelReady('contracts')).waitFor();
  expect(await textOf(portal.locator('body'))).toContain('Keysmith Pro, 5 seats');
  await page.reload();
  await portal.locator(panelReady('contracts')).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  await portal.getByRole('button', { name: 'Sign out' }).click();
  await portal.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.reload();
  await portal.getByLabel('User name or e-mail address').waitFor();
  expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
  await page.context().close();
});

test('CON-26 opened by its own address, the portal keeps a contact signed in by a first-party cookie', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByLabel('User name or e-mail address').fill('priya@okafor-lindqvist.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.locator(panelReady('contracts')).waitFor();
  const [cookie] = await page.context().cookies(demo.portico);
  expect(cookie).toMatchObject({
    name: '__Host-portico_keysmith',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  });
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(
    'ps_',
  );
  await page.reload();
  await page.locator(panelReady('contracts')).waitFor();
  await page.context().close();
});

test('CON-26 whoever types something wrong is told what, and loses nothing but the password', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
  expect(await textOf(page.locator('[data-portico-part="error-summary"]'))).toContain('Enter your password.');
  await page.getByRole('link', { name: 'Enter your user name or your e-mail address.' }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('signin-username');
  await page.keyboard.type('priya');
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('User name or password is not right.').waitFor();
  expect(await page.getByLabel('User name or e-mail address').inputValue()).toBe('priya');
  await expectAccessible(page);
  await page.reload();
  expect(await page.getByLabel('User name or e-mail address').inputValue()).toBe('priya');
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('not the password');
  await page.context().close();
});

test.each([
  { language: 'de', title: 'Anmelden', name: 'Benutzername oder E-Mail-Adresse' },
  { language: 'fr', title: 'Se connecter', name: 'Nom d’utilisateur ou adresse e-mail' },
  { language: 'nl', title: 'Inloggen', name: 'Gebruikersnaam of e-mailadres' },
])(
  'CON-26 the sign-in page speaks $language, fits a phone, and password managers know its fields',
  async ({ language, title, name }) => {
    const { page } = await openPage(browser, 320);
    await page.goto(`${demo.portico}/p/keysmith?language=${language}`);
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.getByLabel(name).getAttribute('autocomplete')).toBe('username');
    expect(await page.locator('#signin-password').getAttribute('autocomplete')).toBe('current-password');
    expect(await overflow(page)).toBe(0);
    await expectAccessible(page);
    await page.context().close();
  },
);

test('CON-26 a portal without sign-in by password shows no such form', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/p/koelwacht`);
  await page.locator('[data-portico-panel="gate"], [data-portico-panel="signin"]').waitFor();
  expect(await page.locator('input[type=password]').count()).toBe(0);
  await page.context().close();
});
