import { readFileSync } from 'node:fs';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireVendorContract, updateContract } from '../../src/features/contracts/server/store.ts';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openBrowser, openPage, overflow, panelReady, textOf } from './browser.ts';
import { addOperator, expectAccessible, expectFits, openConsole } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await addOperator(demo);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const shots = process.env.PORTICO_SHOTS;
const headsOf = (table: Locator) =>
  table
    .locator('thead th')
    .allInnerTexts()
    .then((all) => all.map((text) => text.trim()));

/** Of the portal's operators; what a customer sees is left as it is. */
async function operatorsSee(change: object): Promise<void> {
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id ?? '';
  await inTransaction(db, async (tx) => {
    const { usage } = await requirePortal(tx, vendorId, 'ext:voxline');
    const wanted = { usage: { ...usage, ...change } };
    await updatePortal(tx, vendorId, 'ext:voxline', wanted, { at: new Date(), testSide: false });
  });
}

test('CON-16 CON-40 a customer asks for last month, walks along the chart, chooses columns, keeps the view and saves the file', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/voxline/usage#token=${await tokenOf(demo, 'voxline')}`);
  const panel = page.locator(panelReady('usage'));
  await panel.waitFor();
  await panel.getByLabel('Days', { exact: true }).selectOption('last-month');
  const chart = panel.locator('.chart .plot');
  await chart.waitFor();
  const rows = panel.locator('tbody tr');
  await expect.poll(() => rows.count()).toBeGreaterThan(15);
  const table = panel.locator('table');
  expect(await headsOf(table)).toEqual([
    'Day',
    'Calls',
    'Answered',
    'Billed duration',
    'Average duration',
    'Price',
  ]);

  // Every day that the table names is said of the chart with the same figure, and the cursor ends at its ends.
  await chart.focus();
  await page.keyboard.press('Home');
  const said = new Map<string, string>();
  const telling = panel.locator('.said');
  for (let day = 0; day < 31; day++) {
    const [label = '', figure = ''] = (await textOf(telling)).split(': ');
    said.set(label, figure);
    await page.keyboard.press('ArrowRight');
  }
  for (const row of await rows.all()) {
    const cells = (await row.locator('td').allInnerTexts()).map((text) =>
      text.replaceAll(/[\u00a0\u202f]/g, ' '),
    );
    expect(said.get(cells[0] ?? ''), cells[0]).toBe(cells[1]);
  }
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/usage-1280-light.png`, fullPage: true });

  await panel.getByRole('button', { name: 'Columns' }).click();
  await panel.getByRole('checkbox', { name: 'Price' }).uncheck();
  await expect.poll(() => headsOf(table)).not.toContain('Price');
  const up = panel.getByRole('button', { name: 'Move “Answered” up' });
  await up.press('Enter');
  const chosen = ['Day', 'Answered', 'Calls', 'Billed duration', 'Average duration'];
  await expect.poll(() => headsOf(table)).toEqual(chosen);
  await expect.poll(() => up.evaluate((button) => button === document.activeElement)).toBe(true);
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Saved views' }).click();
  await panel.getByLabel('Name of this view').fill('Without money');
  await panel.getByRole('button', { name: 'Save view' }).click();
  const view = panel.getByRole('button', { name: 'Without money', exact: true });
  await view.waitFor();
  // Sent each month, with the file unless it is taken off; it stands so after another look.
  await panel.getByLabel('“Without money” by e-mail').selectOption('month');
  await panel.getByText(/It goes to \S+@\S+ early in the morning/).waitFor();
  const own = panel.locator('.views li').filter({ hasText: 'Without money' });
  await own.getByLabel('With the CSV file').uncheck();
  await panel.getByRole('button', { name: 'Saved views' }).click();
  await panel.getByRole('button', { name: 'Saved views' }).click();
  await expect.poll(() => own.locator('select').inputValue()).toBe('month');
  expect(await own.getByLabel('With the CSV file').isChecked()).toBe(false);
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/usage-views-1280-light.png`, fullPage: true });
  await panel.getByRole('button', { name: 'CSV file' }).click();
  const waiting = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as CSV' }).click();
  const lines = readFileSync(await (await waiting).path(), 'utf8').split('\r\n');
  expect(lines[0]).toBe('\ufeffDay,Answered,Calls,Billed duration,Average duration');
  expect(lines.length).toBeGreaterThan(15);

  // The view brings its days and columns back after others were asked for.
  await panel.getByLabel('Days', { exact: true }).selectOption('year');
  await panel.getByLabel('Report').selectOption('destination');
  await expect.poll(() => headsOf(table)).toContain('Destination');
  await panel.getByRole('button', { name: 'Saved views' }).click();
  await view.click();
  await expect.poll(() => headsOf(table)).toEqual(chosen);
  expect(await panel.getByLabel('Days', { exact: true }).inputValue()).toBe('last-month');

  for (const scheme of ['light', 'dark'] as const) {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    if (shots) await page.screenshot({ path: `${shots}/usage-320-${scheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  if (shots) await page.screenshot({ path: `${shots}/usage-1280-dark.png`, fullPage: true });
  expect(errors).toEqual([]);
  await page.context().close();
});

/** Calls are billed by the minute, and of each month some are included. */
async function includeMinutes(upTo: number): Promise<void> {
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id ?? '';
  const at = new Date();
  await inTransaction(db, async (tx) => {
    const { usage } = await requirePortal(tx, vendorId, 'ext:voxline');
    const metrics = usage.metrics.map((metric) => ({ ...metric, bills: ['Minutes'] }));
    const how = { at, testSide: false };
    await updatePortal(tx, vendorId, 'ext:voxline', { usage: { ...usage, metrics } }, how);
    const { id, items } = await requireVendorContract(tx, vendorId, 'ext:VX-70112', at);
    const tiers = [
      { upTo, unitPrice: '0' },
      { upTo: null, unitPrice: '0.03' },
    ];
    const minutes = {
      ...{ kind: 'usage' as const, title: 'Minutes', quantity: 0, unit: 'min' },
      ...{ unitPrice: { amount: 0, currency: 'USD' }, metered: { mode: 'graduated' as const, tiers } },
    };
    await updateContract(
      tx,
      vendorId,
      id,
      { items: [...items.filter(({ title }) => title !== 'Minutes'), minutes] },
      at,
    );
  });
}

test('CON-40 the chart shows what is included as a line and what a running year comes to dashed, and says both in words', async () => {
  await includeMinutes(300);
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.portico}/p/voxline/usage#token=${await tokenOf(demo, 'voxline')}`);
  const panel = page.locator(panelReady('usage'));
  await panel.waitFor();
  const chart = panel.locator('.chart');
  const keys = chart.locator('.keys li');
  await chart.waitFor();
  if (shots) await page.screenshot({ path: `${shots}/usage-days-1280-light.png`, fullPage: true });
  await panel.getByLabel('Days', { exact: true }).selectOption('year');
  await panel.getByLabel('Report').selectOption('month');
  await chart.locator('select').selectOption('billedSeconds');
  await keys.filter({ hasText: /^as it goes \S+ by 31.December/ }).waitFor();
  await keys.filter({ hasText: /^Included \(.+ – .+\): 5:00:00\. Spread evenly: 5:00:00\.$/ }).waitFor();
  expect(await chart.locator('.plot .limit').count()).toBe(1);
  expect(await chart.locator('.plot rect.ahead').count()).toBeGreaterThan(0);
  // The months to come are walked along too; what is a guess says so.
  await chart.locator('.plot').focus();
  await page.keyboard.press('End');
  expect(await textOf(panel.locator('.said'))).toMatch(/^December \d{4}: .*≈ \d+:\d\d:\d\d$/);
  await chart.locator('select').selectOption('average');
  await expect.poll(() => keys.count()).toBe(0);
  await chart.locator('select').selectOption('billedSeconds');
  await expect.poll(() => keys.count()).toBe(2);
  await expectFits(page, 'usage-limit');
  await panel.getByLabel('Report').selectOption('day');
  await expect.poll(() => chart.locator('polyline.ahead').count()).toBe(1);
  if (shots) await page.screenshot({ path: `${shots}/usage-line-1280-dark.png` });
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CON-16 an operator reads one customer’s report, in which a column that was not chosen is missing', async () => {
  await operatorsSee({
    operatorBreakout: ['day', 'destination', 'disposition', 'records', 'answered', 'billedSeconds'],
  });
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/usage');
  await page.getByRole('searchbox').first().fill('Delgado');
  await page.getByRole('link', { name: 'Delgado Freight Brokers Inc.' }).click();
  const table = page.locator('.usage-report table');
  await table.waitFor();
  expect(await headsOf(table)).toEqual(['Day', 'Calls', 'Answered', 'Billed duration']);
  await page.locator('.usage-report .plot').focus();
  await page.keyboard.press('End');
  expect(await textOf(page.locator('.usage-report .said'))).toMatch(/: (?:≈ )?\d+$/);
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/console-usage-1280-light.png`, fullPage: true });
  await page.locator('.usage-filters select').nth(0).selectOption('destination');
  await expect.poll(() => headsOf(table)).toContain('Destination');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8').split('\r\n')[0]).toBe(
    '\ufeffDestination,Calls,Answered,Billed duration',
  );
  await page.getByText('Saved views').click();
  const views = page.locator('.usage-views');
  await views.getByLabel('Name of this view').fill('By place');
  await views.getByRole('button', { name: 'Save view' }).click();
  const own = views.locator('li').filter({ hasText: 'By place' });
  await own.getByLabel('“By place” by e-mail').selectOption('week');
  await views.getByText(/It goes to \S+@\S+ early in the morning/).waitFor();
  // One of everybody's opens what it holds, and one's own comes back to what it was.
  await views.getByRole('button', { name: 'Busy and unanswered', exact: true }).click();
  await expect.poll(() => headsOf(table)).toContain('Result');
  await page.getByText('Saved views').click();
  await own.getByRole('button', { name: 'By place', exact: true }).click();
  await expect.poll(() => headsOf(table)).toContain('Destination');
  await page.getByText('Saved views').click();
  await views.getByLabel('Name of this view').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/console-views-1280-light.png`, fullPage: true });
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/console-usage-320-light.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  if (shots) await page.screenshot({ path: `${shots}/console-usage-320-dark.png`, fullPage: true });
  expect(errors).toEqual([]);
  await page.context().close();
});
