import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { openBrowser, openPage, panelReady, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('CCM-1 the customer’s domains: used of allowed with a warning, a link that leaves the page alone, search', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/cookiewise/domains#token=${await tokenOf(demo, 'cookiewise')}`);
  const panel = page.locator(panelReady('domains'));
  await panel.waitFor();
  const text = await textOf(panel);
  expect(text).toMatch(/639\.359 von 1\.000\.000|[\d.]+ von 1\.000\.000/);
  expect(text).toContain('28 von 30');
  expect(text).toContain('Fast alle belegt');
  expect(text).toContain('Von selbst gefunden am');
  const link = panel.getByRole('link').first();
  expect(await link.getAttribute('target')).toBe('_blank');
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await link.getAttribute('href')).toMatch(/^https:\/\/hl-[a-z-]+\.example\/$/);
  await panel.getByRole('searchbox').fill('hl-fahrrad');
  await panel.getByText('hl-baeckerei-aurach.example').waitFor({ state: 'detached' });
  await panel.getByRole('searchbox').fill('nothing like it');
  await panel.getByText('Keine Domain beginnt mit „nothing like it“.').waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await page.context().close();
}, 60_000);

test('DAY-4 CCM-42 in the console people are invited in waves, and a person is limited to a domain', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/invitations/new');
  await page.getByRole('combobox', { name: 'Portal' }).selectOption({ label: 'Cookiewise' });
  await page.getByText(/^[\d]+ people would be invited\.$/).waitFor();
  await page.getByText('mail to 1 came back before').waitFor();
  await page.getByLabel('People in one wave').fill('2');
  await page.getByRole('button', { name: 'Start inviting' }).click();
  await page.getByRole('heading', { name: /^Invitation of/ }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused').first().waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel invitation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel invitation' }).click();
  await page.getByText('Cancelled').first().waitFor();

  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const contact = await db
    .selectFrom('contact')
    .select(['id', 'customer_id'])
    .where('vendor_id', '=', vendorId)
    .where('email_key', '=', 'buchhaltung@hafenlicht.example')
    .executeTakeFirstOrThrow();
  await go(`/customers/${contact.customer_id}/contacts/${contact.id}`);
  await page.getByLabel('Limited to certain domains').check();
  await page.getByLabel('hl-baeckerei-aurach.example').check();
  await page.getByRole('button', { name: 'Save person' }).click();
  await page.waitForURL(/contacts$/);
  const { domain_ids } = await db
    .selectFrom('contact')
    .select('domain_ids')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', contact.id)
    .executeTakeFirstOrThrow();
  expect(JSON.parse(domain_ids as string)).toHaveLength(1);
  expect(errors).toEqual([]);
  await page.context().close();
}, 60_000);
