import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../embed/harness.ts';
import { entriesOf } from '../helpers/zip.ts';
import { openPage, panelReady, portalIn, textOf } from './browser.ts';
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

/** Somebody who signs in with the demo's password: in somebody's page, or at the portal's own address. */
async function signedIn(framed: boolean) {
  const shop = demo.host(`<h1>Shop</h1><script async src="${demo.portico}/v1/portico.js"></script>
    <portico-portal portal="keysmith"></portico-portal>`);
  const { page, errors } = await openPage(browser);
  await page.goto(framed ? shop : `${demo.portico}/p/keysmith`);
  const portal = framed ? portalIn(page) : page;
  await portal.getByLabel('User name or e-mail address').fill('priya');
  await portal.getByLabel('Password', { exact: true }).fill(demo.contactPassword());
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'My details' }).click();
  await portal.getByRole('heading', { name: 'People' }).waitFor();
  return { page, portal, errors };
}

test('CON-26 CON-27 DAY-21 CCM-34 TK21 an owner looks after people, signs out elsewhere, and asks to be erased', async () => {
  const framed = await signedIn(true);
  const { page, portal, errors } = await signedIn(false);
  const people = portal.locator('[data-portico-part="team"]');
  const row = (name: string) => people.locator('li', { hasText: name });

  await people.getByRole('button', { name: 'Invite somebody' }).click();
  await people.getByRole('button', { name: 'Send the invitation' }).click();
  await people.getByText('Enter a name').waitFor();
  await people.getByLabel('Name', { exact: true }).fill('Ida Renner');
  await people.getByLabel('E-mail address').fill('tom@okafor-lindqvist.example');
  await people.getByRole('button', { name: 'Send the invitation' }).click();
  await people.getByText('Somebody here has this address already').waitFor();
  await people.getByLabel('E-mail address').fill('ida@okafor-lindqvist.example');
  await people.getByLabel('Billing').check();
  await expectAccessible(page);
  await people.getByRole('button', { name: 'Send the invitation' }).click();
  await people.getByText('The invitation is on its way to ida@okafor-lindqvist.example.').waitFor();
  expect(await textOf(row('Ida Renner'))).toMatch(/Invited on .*Billing/s);
  await row('Ida Renner').getByRole('button', { name: 'Take back' }).click();
  await people.getByText('Ida Renner is no longer here.').waitFor();

  await row('Priya Okafor (you)').getByRole('button', { name: 'Change' }).click();
  await people.getByLabel('Read only').check();
  await people.getByRole('button', { name: 'Save' }).click();
  await people.getByText('The account needs an owner who can sign in.').waitFor();
  await people.getByRole('button', { name: 'Cancel' }).click();
  await row('Tom Lindqvist').getByRole('button', { name: 'Change' }).click();
  await people.getByLabel('Billing').check();
  await people.getByRole('button', { name: 'Save' }).click();
  await people.getByText('Saved.').waitFor();
  expect(await textOf(row('Tom Lindqvist'))).toContain('Billing');
  await row('Tom Lindqvist').getByRole('button', { name: 'Change' }).click();
  await people.getByRole('button', { name: 'Remove' }).click();
  await people.getByText('Remove Tom Lindqvist?').waitFor();
  await people.getByRole('button', { name: 'Remove' }).click();
  await people.getByText('Tom Lindqvist is no longer here.').waitFor();

  const devices = portal.locator('[data-portico-part="devices"]');
  expect(await devices.locator('li').count()).toBe(2);
  await devices.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await devices.getByText('You are signed out everywhere else.').waitFor();
  await framed.portal.getByRole('link', { name: 'Documents' }).click();
  await framed.portal.getByLabel('User name or e-mail address').waitFor();
  const leaving = portal.locator('[data-portico-part="leaving"]');
  await leaving.getByRole('button', { name: 'Ask for it to be deleted' }).click();
  await leaving.getByText('1 person', { exact: false }).waitFor();
  await leaving.getByLabel('Why do you go?').fill('We close our shop.');
  await expectAccessible(page);
  await leaving.getByRole('button', { name: 'Send the request' }).click();
  await leaving.getByText('You asked for this account to be deleted').waitFor();
  await addOperator(demo);
  const desk = await openConsole(browser, demo);
  await desk.page.getByText('Okafor & Lindqvist Architects asked to be erased', { exact: false }).waitFor();
  await desk.page.getByRole('listitem').filter({ hasText: 'asked to be erased' }).getByRole('link').click();
  await desk.page.getByText('We close our shop.').waitFor();
  await expectAccessible(desk.page);
  await desk.page.getByRole('button', { name: 'Decline' }).click();
  await desk.page.getByLabel('What the customer reads in the portal').fill('A contract runs until March.');
  await desk.page.getByRole('button', { name: 'Decline' }).click();
  await desk.page.getByText('The customer reads your answer in the portal').waitFor();
  expect(desk.errors).toEqual([]);
  await page.reload();
  await leaving.getByText('A contract runs until March.').waitFor();
  await leaving.getByRole('button', { name: 'Ask for it to be deleted' }).click();
  await leaving.getByRole('button', { name: 'Send the request' }).click();
  await leaving.getByRole('button', { name: 'Keep the account' }).click();
  await leaving.getByText('The account stays.').waitFor();
  // What was refused on purpose stands in the console of the browser.
  expect(errors.filter((text) => !/409|422/.test(text))).toEqual([]);
});

test('DAY-31 CCM-34 an owner takes everything along as one file; who asked to be erased is gone when that is done', {
  timeout: 120_000,
}, async () => {
  const { page, portal, errors } = await signedIn(true);
  const data = portal.locator('[data-portico-part="own-data"]');
  await data.getByRole('button', { name: 'Prepare the file' }).click();
  const press = data.getByRole('button', { name: 'Download' });
  // Made behind everything else: where all cores are busy it waits for one.
  await press.waitFor({ timeout: 60_000 });
  const saved = page.waitForEvent('download');
  await press.click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^data-\d{4}-\d\d-\d\d\.zip$/);
  const files = await entriesOf(readFileSync(await file.path()));
  const words = (name: string) => files.get(name)?.toString('utf8') ?? `no ${name} in ${[...files.keys()]}`;
  expect(words('readme.txt')).toContain('What was stored of Okafor & Lindqvist Architects');
  expect(words('contacts.csv')).toContain('Priya Okafor');
  expect(JSON.parse(words('contracts.json')).length).toBeGreaterThan(0);
  expect([...files.keys()].filter((name) => name.endsWith('.pdf')).length).toBeGreaterThan(0);

  const leaving = portal.locator('[data-portico-part="leaving"]');
  await leaving.getByRole('button', { name: 'Ask for it to be deleted' }).click();
  await leaving.getByRole('button', { name: 'Send the request' }).click();
  await leaving.getByText('You asked for this account to be deleted').waitFor();

  const desk = await openConsole(browser, demo);
  await desk.go('/customers/deletions');
  const queue = desk.page.getByRole('table');
  await queue.getByRole('link', { name: 'Okafor & Lindqvist Architects' }).first().click();
  await desk.page.getByRole('button', { name: 'Erase', exact: true }).click();
  const question = desk.page.getByRole('dialog');
  await question.getByText('stay, as the law asks').waitFor();
  await expectAccessible(desk.page);
  await question.getByRole('textbox').fill('Okafor & Lindqvist Architects');
  await question.getByRole('button', { name: 'Erase customer' }).click();
  await desk.page.getByText('Okafor & Lindqvist Architects is deleted.').waitFor();
  expect(desk.errors).toEqual([]);

  // Their session ended with the account: the next thing they open asks who they are, and knows nobody of theirs.
  await portal.getByRole('link', { name: 'Documents' }).click();
  await portal.getByLabel('User name or e-mail address').fill('priya');
  await portal.getByLabel('Password', { exact: true }).fill(demo.contactPassword());
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.getByRole('alert').first().waitFor();
  expect(errors.filter((text) => !/40[13]|409|422/.test(text))).toEqual([]);
});
