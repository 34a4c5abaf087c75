import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateCustomer } from '../../src/features/customers/server/store.ts';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { codeOfLink } from '../../src/features/signup/server/personal-link-store.ts';
import { changeSettings } from '../../src/features/system/server/settings-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { launch } from '../embed/harness.ts';
import { openPage, portalIn } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let vendorId: string;
beforeAll(async () => {
  [browser, demo] = [await launch(), await startDemo('sqlite')];
  vendorId = (await findVendorBySlug(demo.opened.database.db, 'demo', 'live'))?.id as string;
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(demo.opened.database.db, act);
const setPortal = (signUp: object) =>
  write((tx) => updatePortal(tx, vendorId, 'ext:keysmith', { signUp }, { at: new Date(), testSide: true }));
const setTerms = (change: object) => write((tx) => changeSettings(tx, vendorId, change as never, new Date()));
const customerIds = async () =>
  (
    await demo.opened.database.db
      .selectFrom('customer')
      .select('id')
      .where('vendor_id', '=', vendorId)
      .execute()
  ).map(({ id }) => id);

type Place = Page | ReturnType<typeof portalIn>;
async function fill(place: Place, email: string): Promise<void> {
  await place.getByLabel('E-mail address').fill(email);
  await place.getByLabel('Password', { exact: true }).fill('correct horse');
  await place.getByLabel('First name').fill('Nora');
  await place.getByLabel('Last name').fill('Lind');
  await place.getByLabel('Street').fill('Quay');
  await place.getByLabel('Postcode').fill('BS1');
  await place.getByLabel('City').fill('Bristol');
  // A country is found by typing the beginning of its name.
  const country = place.getByRole('combobox', { name: 'Country' });
  await country.fill('united k');
  await country.press('Enter');
}
const create = (place: Place) => place.getByRole('button', { name: 'Create account' });

test('CRY-5 CRY-26 BIL-10 the address opens in a fresh browser, makes an account, and its owner comes again', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/signup/keysmith`);
  await create(page).click();
  await page.getByRole('link', { name: 'Enter an e-mail address like anna@example.com' }).waitFor();
  await fill(page, 'nora@mail.example');
  // Typed text outlives a reload; the password does not.
  await page.reload();
  expect(await page.getByLabel('City').inputValue()).toBe('Bristol');
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await page.getByLabel('Currency').selectOption('GBP');
  await create(page).click();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/p/keysmith');
  await page.reload();
  await page.getByText('Nora Lind').first().waitFor();
  await page.goto(`${demo.portico}/signup/keysmith`);
  await page.getByRole('heading', { name: 'You are signed in as Nora Lind' }).waitFor();
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Create one' }).waitFor();
  await page.getByLabel('User name or e-mail address').fill('nora@mail.example');
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  // Nobody is signed in on the first visit, and the browser says so by itself.
  expect(errors.filter((text) => !text.includes('401'))).toEqual([]);
});

test('CRY-6 the console shows the address, copies it, and it works', async () => {
  await addOperator(demo);
  const { page, errors, go } = await openConsole(browser, demo);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const { id } = await demo.opened.database.db
    .selectFrom('portal')
    .select('id')
    .where('slug', '=', 'keysmith')
    .executeTakeFirstOrThrow();
  await go(`/portals/${id}/sign-up`);
  await page.getByRole('button', { name: 'Copy Address of the sign-up page' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`${demo.portico}/signup/keysmith`);
  await expectAccessible(page);
  for (const path of ['/sign-ups', '/terms']) {
    await go(path);
    await expectAccessible(page);
  }
  expect(errors).toEqual([]);
  await page.goto(copied);
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  await expectAccessible(page);
});

test('CRY-11 CRY-26 in a page of another site it signs up, takes the terms, and tells the page', async () => {
  await setTerms({ termsUrl: 'https://keysmith.example/terms' });
  await setPortal({ currencies: [] });
  const { page, events } = await openPage(browser);
  const html = `<script async src="${demo.portico}/v1/portico.js" data-portal="keysmith" data-panel="signup"></script>`;
  await page.goto(demo.host(html));
  const portal = portalIn(page);
  await fill(portal, 'embedded@mail.example');
  await create(portal).click();
  await portal.getByText('Accept the terms of use to go on').first().waitFor();
  const link = portal.getByRole('link', { name: 'terms of use', exact: true });
  expect(await link.getAttribute('href')).toBe('https://keysmith.example/terms');
  await portal.getByLabel(/I accept the/).check();
  await create(portal).click();
  await portal.getByRole('heading', { name: 'Your contracts' }).waitFor();
  await expect.poll(events).toEqual(expect.arrayContaining([expect.stringContaining('signup.completed')]));
  expect(await events()).not.toContain('error token_missing');
  // A reload stays in.
  await page.reload();
  await portalIn(page).getByRole('heading', { name: 'You are signed in as Nora Lind' }).waitFor();
});

test('DAY-22 who was there before accepts once at the next visit', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/p/keysmith`);
  await page.getByLabel('User name or e-mail address').fill('priya');
  await page.getByLabel('Password', { exact: true }).fill(demo.contactPassword());
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Terms of use' }).waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.getByRole('button', { name: 'Accept the terms of use' }).click();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  // Another version in the midst of a visit: asked at the next step, and put off until the day it is needed.
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await setTerms({ termsVersion: '2', termsDueOn: day });
  await page.reload();
  await page.getByText('(version 2)').waitFor();
  await page.getByRole('button', { name: 'Later' }).click();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  await setTerms({ termsUrl: null, termsVersion: null, termsDueOn: null });
});

test('CRY-7 CRY-10 LK03 a personal link joins the customer that is there, once, also where sign-up is closed', async () => {
  await setPortal({ customers: false });
  const { page } = await openPage(browser);
  await page.goto(`${demo.portico}/signup/keysmith`);
  await page.getByRole('heading', { name: 'Nobody can sign up here' }).waitFor();
  const { id } = await demo.opened.database.db
    .selectFrom('customer')
    .select('id')
    .where('name', '=', 'Halloran Joinery Ltd')
    .executeTakeFirstOrThrow();
  const code = await write(async (tx) => {
    const at = new Date();
    await updateCustomer(tx, vendorId, id, { association: true }, at);
    const made = await codeOfLink(
      tx,
      demo.opened.secrets,
      { vendorId, customerId: id },
      { renew: false, at },
    );
    return made.code;
  });
  const before = await customerIds();
  await page.goto(`about:blank`);
  await page.goto(`${demo.portico}/signup/keysmith#customer=${id}&code=${code}`);
  await page.getByRole('heading', { name: 'Create your access for Halloran Joinery Ltd' }).waitFor();
  expect(await page.getByLabel('City').inputValue()).toBe('Cardiff');
  await page.getByLabel('E-mail address').fill('gwen@halloran.example');
  await page.getByLabel('Password', { exact: true }).fill('correct horse');
  await page.getByLabel('First name').fill('Gwen');
  await page.getByLabel('Last name').fill('Halloran');
  await create(page).click();
  await page.getByRole('heading', { name: 'Your contracts' }).waitFor();
  expect(page.url()).toBe(`${demo.portico}/p/keysmith`);
  expect(await customerIds()).toEqual(before);
  const other = await openPage(browser);
  await other.page.goto(`${demo.portico}/signup/keysmith#customer=${id}&code=${code}`);
  await other.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
});
