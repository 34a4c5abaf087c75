import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { overflow, panelReady } from './browser.ts';
import { addOperator, expectAccessible, openConsole, watchedPage } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);

/** Where pictures go when somebody wants to look: `SHOTS=/tmp/shots`. */
const shots = process.env['SHOTS'];
const picture = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
};

/** The same page where there is little room. */
async function narrowly(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 900 });
  // The menu measures what fits after the window has changed.
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  await picture(page, name);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** A link to the portal as one of a customer's people, as the console makes one. */
async function link(customer: string, contact?: string): Promise<string> {
  const { page } = await openConsole(browser, demo);
  const vendor = await findVendorBySlug(demo.opened.database.db, 'demo', 'live');
  const url = await page.evaluate(
    async ([vendorId, customerId, who]) => {
      const answer = await fetch('/api/v1/portal-tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-portico-vendor': vendorId as string },
        body: JSON.stringify({
          customerId,
          portal: 'cookiewise',
          language: 'en',
          ...(who && { contact: who }),
        }),
      });
      const made = await answer.json();
      if (!made.url) throw new Error(JSON.stringify(made));
      return made.url as string;
    },
    [vendor?.id, customer, contact ?? ''],
  );
  await page.context().close();
  return url;
}

test('DAY-30 a reseller opens an account below, sees where they are, and goes back', async () => {
  const { page, errors } = await watchedPage(browser);
  await page.goto(await link('ext:AG-3342', 'ext:AG-3342-1'));
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.locator(panelReady('accounts')).waitFor();
  expect(await page.getByRole('button', { name: /^Open / }).allTextContents()).toEqual([
    'OpenReederei Möwe GmbH',
    'OpenWeinhof Aurach',
  ]);
  expect(await page.getByText('Kanzlei Nordlicht').count()).toBe(0);
  await picture(page, 'accounts');
  await expectAccessible(page);
  await narrowly(page, 'accounts-320');

  await page.getByRole('button', { name: 'Open Weinhof Aurach' }).click();
  await page.getByText('You are in the account of Weinhof Aurach, to look only.').waitFor();
  expect(await page.getByRole('link', { name: 'Accounts' }).count()).toBe(0);
  await picture(page, 'below');
  await expectAccessible(page);
  await narrowly(page, 'below-320');
  // Loaded anew, the page is still there, and knows the way back.
  await page.reload();
  await page.getByText('You are in the account of Weinhof Aurach, to look only.').waitFor();
  await page.getByRole('link', { name: 'My details' }).click();
  await page.locator(panelReady('profile')).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await page.getByRole('button', { name: /^Back to Elbtreppe/ }).click();
  await page.getByRole('link', { name: 'Accounts' }).waitFor();
  expect(await page.getByText('You are in the account').count()).toBe(0);
  expect(errors).toEqual([]);
});

test('X-5 a hidden panel is no link, its file is never loaded, and its address says that it is not part of the account', async () => {
  const { page, errors } = await watchedPage(browser);
  const files: string[] = [];
  page.on('request', (request) => files.push(request.url()));
  // Lena has a set of her own: contracts to look at, accounts to open, nothing else.
  await page.goto(await link('ext:AG-3342', 'ext:AG-3342-2'));
  await page.locator(panelReady('contracts')).waitFor();
  expect(await page.locator('[data-portico-part="nav-item"]').allTextContents()).toEqual([
    'Contracts',
    'Accounts',
    'Guide (opens in a new tab)',
  ]);
  // What the next click needs is fetched beforehand: its file, and no other panel's.
  await page.waitForRequest(/accounts-[\w-]+\.js/);
  await page.goto(`${demo.portico}/p/cookiewise/documents`);
  await page.getByText('This page is not part of your account.').waitFor();
  await page.waitForLoadState('networkidle');
  expect(files.filter((url) => /\/(documents|profile|sites)-[\w-]+\.js/.test(url))).toEqual([]);
  expect(errors).toEqual([]);
});

test('CCM-22 the console says why, takes a feature and a plugin from one customer, and the portal follows', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  const portal = await watchedPage(browser);
  await portal.page.goto(await link('ext:AG-3310'));
  await portal.page.getByRole('link', { name: 'Guide' }).waitFor();

  await go('/customers/ext:AG-3310');
  const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
  await row('Download documents').getByRole('button', { name: 'Why?' }).click();
  await page.getByText('Download documents: this customer has it.').waitFor();
  await picture(page, 'why');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Take from this customer' }).click();
  await row('Download documents').getByText('override for this customer').waitFor();
  await row('Leitfaden').getByRole('button', { name: 'Why?' }).click();
  await page.getByRole('link', { name: 'The plugin itself' }).waitFor();
  await page.getByRole('button', { name: 'Take from this customer' }).click();
  await row('Leitfaden').getByText('override for this customer').waitFor();

  await portal.page.reload();
  await portal.page.getByRole('link', { name: 'Documents' }).click();
  await portal.page.locator(panelReady('documents')).waitFor();
  expect(await portal.page.getByRole('checkbox').count()).toBe(0);
  expect(await portal.page.getByRole('link', { name: 'Guide' }).count()).toBe(0);

  // As one of its people: a technical contact would see no documents; the accountant does.
  await page.getByLabel('As', { exact: true }).selectOption({ label: 'Buchhaltung (Billing)' });
  await row('Documents').first().getByText('Yes').first().waitFor();
  await picture(page, 'customer');
  expect(errors).toEqual([]);
  expect(portal.errors).toEqual([]);
});

test('IE14 the question names what goes and what the law keeps; a duplicate is merged', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/customers/ext:AG-3397');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Merge into another' }).click();
  await page.getByLabel('The customer that stays').fill('Elbtreppe');
  await page.getByLabel('Found').waitFor();
  await picture(page, 'merge');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Merge customers' }).click();
  await page.getByRole('heading', { name: 'Elbtreppe Digital KG' }).waitFor();
  await page.locator('.people').getByText('Imogen Frost').waitFor();
  await picture(page, 'belonging');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Delete customer' }).click();
  await page.getByText(/invoices? and .* stay, as the law asks, until/).waitFor();
  await picture(page, 'erase');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('textbox').fill('Elbtreppe Digital KG');
  await page.getByRole('dialog').getByRole('button', { name: 'Erase customer' }).click();
  await page.getByText('Elbtreppe Digital KG is deleted.').waitFor();
  await go('/customers?search=Elbtreppe');
  expect(await page.getByRole('link', { name: 'Elbtreppe Digital KG', exact: true }).count()).toBe(0);
  await go('/plugins');
  await page.getByRole('link', { name: 'Leitfaden', exact: true }).click();
  await page.getByLabel('Address').waitFor();
  await picture(page, 'plugin');
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('CCM-5 a customer made by API with every field shows the same in the form, and the reverse', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  const vendor = await findVendorBySlug(demo.opened.database.db, 'demo', 'live');
  const api = (method: string, path: string, body?: object) =>
    page.evaluate(
      async ([vendorId, how, where, sent]) => {
        const answer = await fetch(`/api/v1/customers${where}`, {
          method: how as string,
          headers: { 'content-type': 'application/json', 'x-portico-vendor': vendorId as string },
          ...(sent && { body: sent }),
        });
        return answer.json();
      },
      [vendor?.id, method, path, body && JSON.stringify(body)] as const,
    );
  const billing = {
    ...{ company: 'Muster AG', firstName: 'Max', lastName: 'Muster', email: 'max@muster.example' },
    ...{ street: 'Am Markt', houseNumber: '7b', postcode: '01067', city: 'Dresden', country: 'DE' },
    ...{ addressLine1: 'Hinterhaus', addressLine2: '2. OG', phone: '+49 351 1', vatId: 'DE811907980' },
  };
  const own = { name: 'Muster AG', number: 'K-9', status: 'pending', language: 'de', kind: 'supplier' };
  const limits = { calls: 5000, domains: -1 };
  const fields = { ...own, currency: 'CHF', association: true, limits, billing };
  const person = { username: 'max', email: 'max@muster.example' };
  const made = await api('POST', '', { ...fields, ...person, password: 'quite a long one' });
  expect(made).toMatchObject(fields);
  await go(`/customers/${made.id}/edit`);
  await page.locator('form.form').waitFor();
  const shown = await page
    .locator('form.form')
    .evaluate((form) =>
      [...form.querySelectorAll<HTMLInputElement>('input, select, textarea')].map((field) =>
        field.type === 'checkbox' ? String(field.checked) : field.value,
      ),
    );
  const wanted = [own, limits, billing, person].flatMap((group) => Object.values(group).map(String));
  expect([...wanted, 'CHF', 'true'].filter((value) => !shown.includes(value))).toEqual([]);

  await page.getByLabel('Town').fill('Leipzig');
  await page.getByLabel('Currency').fill('EUR');
  await page.getByLabel('Status').selectOption('active');
  await page.getByRole('button', { name: 'Save customer' }).click();
  await page.getByRole('heading', { name: 'Muster AG' }).waitFor();
  await page.getByRole('heading', { name: 'What they see' }).waitFor();
  expect(await api('GET', `/${made.id}`)).toMatchObject({
    ...fields,
    ...{ status: 'active', currency: 'EUR', billing: { ...billing, city: 'Leipzig' } },
  });
  expect(errors).toEqual([]);
});

test.each([320, 768])(
  'why and belonging fit a window of %i pixels, in the dark too',
  async (width) => {
    const { page, errors, go } = await openConsole(browser, demo, {
      viewport: { width, height: 900 },
      colorScheme: 'dark',
    });
    await go('/customers/ext:AG-3310');
    await page.getByRole('button', { name: 'Why?' }).first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await picture(page, `customer-${width}`);
    await expectAccessible(page);
    expect(errors).toEqual([]);
  },
  60_000,
);

test('DAY-34 the reference that a customer reads out opens the request, the customer and the reason', async () => {
  const { page: door } = await watchedPage(browser);
  const refused = await door.request.post(`${demo.portico}/portal/v1/sessions`, {
    data: {
      token: new URLSearchParams(new URL(await link('ext:AG-3310')).hash.slice(1)).get('token'),
      parentOrigin: 'https://elsewhere.example',
    },
  });
  const { instance } = await refused.json();
  const { page, errors, go } = await openConsole(browser, demo);
  await page.keyboard.press('Control+k');
  await page.locator('dialog input').fill(instance.toLowerCase());
  await page.getByRole('option', { name: new RegExp(`${instance}.*origin.not-allowed`) }).click();
  await page.getByRole('heading', { level: 1, name: instance }).waitFor();
  await page.getByText('Add https://elsewhere.example to the allowed hosts').waitFor();
  await picture(page, 'a-refused-request');
  await narrowly(page, 'a-refused-request-320');
  await expectAccessible(page);
  await go('/refused');
  await page.getByRole('link', { name: instance }).waitFor();
  await narrowly(page, 'refused-requests-320');
  await picture(page, 'refused-requests');
  await page
    .locator('#main')
    .getByRole('link', { name: 'Nordlicht' })
    .or(page.locator('#main td a[href*="/customers/"]'))
    .first()
    .click();
  await page.waitForURL(/\/customers\/cus_/);
  expect(errors).toEqual([]);
});
