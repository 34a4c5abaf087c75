import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { entriesOf } from '../helpers/zip.ts';
import { openBrowser, openPage, overflow, panelReady, portalIn, textOf } from './browser.ts';
import { expectAccessible } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
let key: string;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, 'demo', 'live');
  const made = await inTransaction(db, (tx) =>
    createApiKey(tx, vendor as never, { name: 'documents' }, new Date()),
  );
  key = made.key;
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

async function openDocuments(width = 1280, query = '') {
  const watched = await openPage(browser, width);
  const token = await tokenOf(demo, 'stromwerk');
  await watched.page.goto(`${demo.portico}/p/stromwerk/documents${query}#token=${token}`);
  await watched.page.locator(panelReady('documents')).waitFor();
  return watched;
}
const bytesOf = async (download: Download) => readFileSync(await download.path());
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const api = async (path: string) => {
  const response = await fetch(`${demo.portico}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status, path).toBe(200);
  return response;
};
const rows = (page: Page) => page.locator('.docs [data-portico-part="row"]');

test('BIL-8 find an invoice by its amount, look into it and download it: the same bytes as by the API', async () => {
  const { page, errors } = await openDocuments();
  await page.getByRole('searchbox').fill('64,18');
  await page.getByText('1 von', { exact: false }).waitFor();
  expect(await rows(page).count()).toBe(1);
  expect(page.url()).toContain('search=64%2C18');
  await rows(page).getByRole('link').click();
  const preview = page.getByRole('complementary', { name: 'Vorschau' });
  await preview.getByRole('row', { name: /Arbeitspreis/ }).waitFor();
  const text = await textOf(preview);
  expect(text).toContain('3.212 kWh × 0,3142 €');
  expect(text).toContain('Zu zahlen 64,18 €');
  const number = /RE-\d{4}-\d{5}/.exec(text)?.[0] ?? '';
  const waiting = page.waitForEvent('download');
  await preview.getByRole('button', { name: /PDF laden/ }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(new RegExp(`^\\d{4}-\\d{2}_${number}\\.pdf$`));
  const [found] = (await (await api(`/invoices?search=${number}`)).json()).items;
  const same = Buffer.from(await (await api(`/invoices/${found.id}/pdf`)).arrayBuffer());
  expect(sum(await bytesOf(download))).toBe(sum(same));
  expect(errors).toEqual([]);
  await page.reload();
  await page.getByRole('complementary', { name: 'Vorschau' }).getByText('64,18').first().waitFor();
  expect(await rows(page).count()).toBe(1);
  await page.context().close();
});

test('BIL-9 three documents as ZIP: every file and the table of contents, inside a frame of another site too', async () => {
  const { page, errors } = await openPage(browser);
  await page.goto(`${demo.sites}/stromwerk/`);
  const portal = portalIn(page);
  await portal.getByRole('link', { name: 'Dokumente' }).click();
  await portal.locator(panelReady('documents')).waitFor();
  for (const at of [0, 1, 2]) await portal.locator('.docs .row input').nth(at).check();
  await portal.getByText('3 ausgewählt').waitFor();
  const waiting = page.waitForEvent('download');
  await portal.getByRole('button', { name: 'ZIP laden' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^documents-\d{4}-\d{2}-\d{2}\.zip$/);
  const entries = await entriesOf(await bytesOf(download));
  const names = [...entries.keys()];
  expect(names).toHaveLength(7);
  expect(names[0]).toBe('index.csv');
  const index = entries.get('index.csv')?.toString('utf8') ?? '';
  const papers = names.filter((name) => /^\d{4}-\d{2}_[A-Za-z0-9-]+\.pdf$/.test(name));
  expect(papers).toHaveLength(3);
  for (const name of papers) {
    expect(index).toContain(name);
    // Beside each paper its e-invoice.
    const data = entries.get(name.replace(/pdf$/, 'xml'))?.toString('utf8');
    expect(data).toContain(`<ram:ID>${name.slice(8, -4)}</ram:ID>`);
    const number = name.slice(8, -4);
    const collection = number.startsWith('GS') ? 'credit-notes' : 'invoices';
    const [found] = (await (await api(`/${collection}?search=${number}`)).json()).items;
    const same = Buffer.from(await (await api(`/${collection}/${found.id}/pdf`)).arrayBuffer());
    expect(sum(entries.get(name) as Buffer), name).toBe(sum(same));
  }
  expect(errors).toEqual([]);
  await page.context().close();
});

test('BIL-8 CON-39 keyboard alone: columns, filter, open, close; nothing scrolls sideways at 320 px; no rule of axe is broken', async () => {
  for (const [width, scheme] of [
    [1280, 'light'],
    [320, 'dark'],
  ] as const) {
    const { page } = await openDocuments(width, `?scheme=${scheme}`);
    await page.emulateMedia({ colorScheme: scheme });
    expect(await overflow(page), `${width}`).toBe(0);
    await page.getByRole('button', { name: 'Spalten' }).press('Enter');
    await page.getByRole('checkbox', { name: 'Betrag' }).press('Space');
    await page.getByRole('checkbox', { name: 'Vertrag' }).press('Space');
    expect(await rows(page).locator('.money').count(), `${width} columns`).toBe(0);
    await expect.poll(() => page.url()).toContain('columns=number%2Cday%2Cdue%2Cstatus%2Ccontract');
    if (width > 320) {
      // The choice is still there for who comes back from another panel.
      await page.getByRole('link', { name: 'Verträge' }).first().press('Enter');
      await page.locator(panelReady('contracts')).waitFor();
      await page.getByRole('link', { name: 'Dokumente' }).first().press('Enter');
      await page.locator(panelReady('documents')).waitFor();
      await rows(page).first().waitFor();
      expect(await rows(page).locator('.money').count(), 'columns, again').toBe(0);
    }
    await page.getByRole('combobox', { name: 'Art' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('combobox', { name: 'Art' }).selectOption('credit-note');
    await page.getByText('Gutschrift Treuebonus').waitFor();
    await rows(page).getByRole('checkbox').first().focus();
    await page.keyboard.press('Space');
    await page.getByText('1 ausgewählt').waitFor();
    await rows(page).getByRole('link').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Vorschau' }).getByRole('table').waitFor();
    expect(await overflow(page), `${width} open`).toBe(0);
    await expectAccessible(page);
    await page.context().close();
  }
});
