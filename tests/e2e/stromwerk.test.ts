import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCustomer } from '../../src/features/customers/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { openBrowser, openPage, panelReady, portalIn, textOf } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(databaseKinds)("Stromwerk's page on %s", (kind) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo(kind);
  });
  afterAll(() => demo?.stop());

  test("BIL-2 BIL-3 shows what Jana Petersen has booked, in the company's colours", async () => {
    const { page, errors, events } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    const portal = portalIn(page);
    await portal.locator(panelReady('contracts')).waitFor();
    await expect.poll(events).toContain('ready');

    const rows = portal.locator('[data-portico-part="row"]');
    expect(await rows.count()).toBe(4);
    const text = await textOf(rows.filter({ hasText: 'Ökostrom Fix 12' }));
    expect(text).toContain('118,40 € im Monat');
    expect(await textOf(portal.locator('body'))).toContain('4471-0925');
    const link = portal.getByRole('link', { name: 'Ökostrom Fix 12' });
    expect(await link.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(11, 90, 69)');

    await link.click();
    const items = portal.locator('[data-portico-panel="contracts"]');
    await items.getByText('Digitaler Stromzähler').waitFor();
    expect(await textOf(items)).toMatch(/114,40 €.*4,00 €.*118,40 €/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('BIL-4 a new billing address is there after the service was stopped and started again', async () => {
    const { page, errors, events } = await openPage(browser);
    await page.goto(`${demo.sites}/stromwerk/`);
    const portal = portalIn(page);
    await portal.getByRole('link', { name: 'Meine Daten' }).click();
    await portal.locator(panelReady('profile')).waitFor();
    const street = portal.getByLabel('Straße');
    expect(await street.inputValue()).toBe('Lindenallee');
    await street.fill('Düppelstraße');
    await portal.getByLabel('Hausnummer').fill('7b');
    await portal.getByRole('button', { name: 'Daten speichern' }).click();
    await portal.getByText('Ihre Daten sind gespeichert.').waitFor();
    await expect.poll(events).toContain('profile.updated');
    expect(errors).toEqual([]);

    await demo.restart();
    await page.goto(`${demo.sites}/stromwerk/`);
    await portal.getByRole('link', { name: 'Meine Daten' }).click();
    await portal.locator(panelReady('profile')).waitFor();
    expect(await street.inputValue()).toBe('Düppelstraße');
    expect(await portal.getByLabel('Hausnummer').inputValue()).toBe('7b');
    // The vendor sees the same, and nothing else has changed.
    const { db } = demo.opened.database;
    const vendor = await findVendorBySlug(db, 'demo', 'live');
    const customer = await findCustomer(db, vendor?.id ?? '', 'ext:4471-0925');
    expect(customer?.billing).toMatchObject({
      street: 'Düppelstraße',
      houseNumber: '7b',
      postcode: '24105',
      city: 'Kiel',
    });
    await page.context().close();
  });
});
