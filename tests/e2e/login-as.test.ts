import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../embed/harness.ts';
import { overflow, panelReady } from './browser.ts';
import { addOperator, expectAccessible, expectFits, openConsole, watchedPage } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await launch(), await startDemo('sqlite')];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Pictures for whoever looks: `PORTICO_PICTURES=<folder>`. */
const folder = process.env.PORTICO_PICTURES;
async function picture(page: Page, name: string): Promise<void> {
  if (!folder) return;
  for (const width of [320, 768, 1280])
    for (const scheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true });
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** The person who is signed in at Keysmith when nobody chose, in the portal's own window. */
async function openPortal(path = '') {
  const { page, errors } = await watchedPage(browser);
  await page.goto(`${demo.portico}/p/keysmith${path}#token=${await tokenOf(demo, 'keysmith')}`);
  return { page, errors };
}

test('CCM-35, CCM-36 the customer lets in, the operator opens and only looks, the customer ends it, the next click is out', async () => {
  const portal = await openPortal('/activity');
  const customer = portal.page;
  await customer.locator(panelReady('activity')).waitFor();
  const name = (
    await customer.evaluate(() =>
      fetch('/portal/v1/bootstrap', { headers: { 'x-portico-top': 'keysmith' } }).then((answer) =>
        answer.json(),
      ),
    )
  ).bootstrap.customer;

  const console = await openConsole(browser, demo);
  await console.go(`/customers/${name.id}`);
  const open = console.page.getByRole('button', { name: /^Open as customer/ });
  await open.waitFor();
  expect(await open.getAttribute('aria-disabled')).toBe('true');
  expect(await open.textContent()).toContain('The customer has not allowed it');
  await expectAccessible(console.page);
  await picture(console.page, 'console-not-granted');

  await customer.getByText('Nobody at Keysmith can open your portal now.').waitFor();
  await picture(customer, 'help-none');
  await customer.getByRole('button', { name: 'Let somebody in' }).click();
  await customer.getByRole('button', { name: 'Make a code to tell' }).click();
  const code = (await customer.locator('.spoken .figures').textContent()) ?? '';
  expect(code).toMatch(/^\d{4} \d{4}$/);
  await picture(customer, 'help-code');
  await customer.getByRole('button', { name: 'Let somebody in' }).click();
  await expectAccessible(customer);
  await picture(customer, 'help-form');
  await customer.getByRole('button', { name: 'Let Keysmith in' }).click();
  await customer.getByText(/Keysmith’s staff may look at your portal until/).waitFor();
  await picture(customer, 'help-live');

  await console.go(`/customers/${name.id}`);
  await picture(console.page, 'console-granted');
  await open.click();
  await console.page.getByRole('textbox', { name: /^Why/ }).fill('Ticket 4711');
  await picture(console.page, 'console-open');
  await console.page.getByRole('button', { name: 'Open the portal' }).click();
  const opening = console.page.context().waitForEvent('page');
  await console.page.getByRole('link', { name: 'Open now' }).click();
  const window = await opening;
  const bar = window.locator('[data-portico-part="helping"]');
  await bar.getByText(/Tess Tester, Keysmith: you see the portal of/).waitFor();
  await window.locator(panelReady('contracts')).waitFor();
  expect(window.url()).not.toContain('la_');
  expect(await window.title()).toMatch(/^As customer: /);
  expect(await window.evaluate(() => opener)).toBe(null);
  // Kept in this tab alone: no cookie that a customer's window would use.
  const cookies = (await console.page.context().cookies()).map((cookie) => cookie.name);
  expect(cookies.filter((one) => one.startsWith('__Host-portico_keysmith'))).toEqual([]);
  await window.reload();
  await bar.getByText(/you see the portal of/).waitFor();
  await expectAccessible(window);
  await picture(window, 'staff-look');
  expect(await overflow(window)).toBe(0);
  // Looking is all: what the customer could change is shown as facts.
  await window.getByRole('link', { name: 'My details' }).click();
  await window.locator(panelReady('profile')).waitFor();
  expect(await window.locator('form').count()).toBe(0);

  await customer.reload();
  await customer
    .locator('[data-portico-part="helping"]')
    .getByText(/Tess Tester from Keysmith sees your account/)
    .waitFor();
  await customer.getByText('Ticket 4711').waitFor();
  await expectAccessible(customer);
  await picture(customer, 'customer-helped');
  // In the vendor's own page the bar stands in the frame, which grows with it.
  const shop = await watchedPage(browser);
  await shop.page.goto(`${demo.sites}/keysmith/`);
  const framed = shop.page.frameLocator('iframe').first();
  await framed
    .locator('[data-portico-part="helping"]')
    .getByText(/Tess Tester from Keysmith/)
    .waitFor();
  const inside = await framed.locator('html').evaluate((html) => html.scrollHeight - html.clientHeight);
  expect(inside).toBe(0);
  await picture(shop.page, 'customer-framed');
  await shop.page.context().close();
  await customer.locator('[data-portico-part="helping"]').getByRole('button', { name: 'End now' }).click();
  await customer.getByText('Tess Tester from Keysmith is no longer in your account.').waitFor();

  await window.getByRole('link', { name: 'Documents' }).click();
  await bar.getByText(/This access to the portal of .* is over/).waitFor();
  await picture(window, 'staff-over');
  await console.go('/login-as');
  await console.page.getByText('Portal opened as customer').first().waitFor();
  await console.page.getByText('Ticket 4711').waitFor();
  await picture(console.page, 'console-view');
  // The log of everything names for whom it was, and is narrowed to a span of days.
  await console.go('/activity');
  await console.page
    .getByText(/^Tess Tester, for /)
    .first()
    .waitFor();
  await console.page.getByRole('button', { name: 'Filter' }).click();
  await console.page.getByRole('button', { name: 'The last 7 days' }).click();
  await console.page.getByText('Since: The last 7 days').waitFor();
  // Whatever is named can be asked for, and all that is left leaves as lines of JSON.
  await console.page.getByRole('button', { name: 'Filter', exact: true }).click();
  await console.page.getByRole('combobox', { name: 'What' }).selectOption('Portal opened as customer');
  await console.page.getByText('What: Portal opened as customer').waitFor();
  await expectFits(console.page, 'activity-narrowed');
  const coming = console.page.waitForEvent('download');
  await console.page.getByRole('button', { name: 'Export all' }).click();
  const lines = readFileSync(await (await coming).path(), 'utf8')
    .trimEnd()
    .split('\n');
  expect(new Set(lines.map((line) => JSON.parse(line).action))).toEqual(new Set(['login-as.started']));
  await console.page
    .getByText(/^Tess Tester, for /)
    .first()
    .waitFor();
  expect([...portal.errors, ...console.errors].filter((text) => !text.includes('401'))).toEqual([]);
  await customer.context().close();
  await console.page.context().close();
});

test('PM15 in somebody else’s page nobody is let in by a button that the person does not see', async () => {
  const person = await tokenOf(demo, 'keysmith');
  const lure = `<h1>Shop</h1>
    <div id="lure" style="display:none;position:absolute;inset:0;z-index:9;pointer-events:none;background:#fff">Win a bicycle</div>
    <iframe src="${demo.portico}/p/keysmith/activity#token=${person}" style="width:900px;height:1400px;border:0"></iframe>`;
  const { page, errors } = await watchedPage(browser, { viewport: { width: 1000, height: 1500 } });
  await page.goto(demo.host(lure));
  const portal = page.frameLocator('iframe');
  await portal.getByRole('button', { name: 'Let somebody in' }).click();
  const give = portal.getByRole('button', { name: 'Let Keysmith in' });
  await give.waitFor();
  // A layer that lets every press through, as a thief of clicks lays it.
  await page.evaluate(() => {
    (document.getElementById('lure') as HTMLElement).style.display = 'block';
  });
  await page.waitForTimeout(700);
  await give.click();
  await portal.getByText('we cannot be sure that you see this button').waitFor();
  const link = portal.getByRole('link', { name: 'Open your portal in its own window' });
  expect(await link.getAttribute('href')).toBe(`${demo.portico}/p/keysmith/activity`);
  expect(await portal.getByText(/Keysmith’s staff may look/).count()).toBe(0);

  await page.evaluate(() => document.getElementById('lure')?.remove());
  // Pressed until it has been seen for half a second.
  await expect
    .poll(
      async () => {
        await give.click({ timeout: 1_000 }).catch(() => {});
        return portal.getByText(/Keysmith’s staff may look at your portal until/).count();
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  expect(errors).toEqual([]);
  await page.context().close();
});
