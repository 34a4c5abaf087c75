import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSource, readManifest } from '../../src/features/transfer/server/source.ts';
import { openBrowser } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
const path = (name: string) => join(tmpdir(), `transfer-${process.pid}-${name}`);
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await addOperator(demo);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  for (const name of ['good.csv', 'bad.csv', 'late.csv', 'out.zip']) rmSync(path(name), { force: true });
});

test('DAY-4 an operator says what the columns of a file mean, has it checked, and imports it', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  writeFileSync(path('bad.csv'), 'Kundennr;Name;Stand\nx-1;Blum GmbH;aktiv\n');
  await go('/transfer/new');
  await page.getByLabel('File', { exact: true }).setInputFiles(path('bad.csv'));
  await page.getByLabel('“Kundennr” means').selectOption('externalId');
  await page.getByLabel('“Stand” means').selectOption('status');
  expect(await page.getByLabel('“Name” means').inputValue()).toBe('name');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByText('One row can not be accepted. Nothing was written.').waitFor();
  await page.getByRole('row', { name: /2\s*Stand/ }).waitFor();
  await expectAccessible(page);

  writeFileSync(path('good.csv'), 'externalId,name\nx-1,Blum GmbH\nx-2,Roth AG\n');
  await page.getByRole('link', { name: 'Import another file' }).click();
  await page.getByLabel('File', { exact: true }).setInputFiles(path('good.csv'));
  await page.getByLabel('“name” means').waitFor();
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByText('Nothing was written yet.').waitFor();
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByText('Everything in this file is imported.').waitFor();
  await go('/transfer');
  await page.getByRole('cell', { name: 'Done' }).waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
});

test('DAY-4 a checked file is planned for later, stands in the list with its time, and is called off', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  writeFileSync(path('late.csv'), 'externalId,name\nx-9,Spät AG\n');
  await go('/transfer/new');
  await page.getByLabel('File', { exact: true }).setInputFiles(path('late.csv'));
  await page.getByLabel('“name” means').waitFor();
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByRole('button', { name: 'Plan for later' }).click();
  const form = page.getByRole('dialog');
  // As the field takes it: the time of the browser, to the minute.
  const inHours = (hours: number) =>
    new Date(Date.now() + hours * 3_600_000 - new Date().getTimezoneOffset() * 60_000)
      .toISOString()
      .slice(0, 16);
  await form.getByLabel('Day and time').fill(inHours(8 * 24));
  await form.getByRole('button', { name: 'Plan it' }).click();
  await form.getByText('Enter a moment within the next seven days').first().waitFor();
  await expectAccessible(page);
  await form.getByLabel('Day and time').fill(inHours(24));
  await form.getByRole('button', { name: 'Plan it' }).click();
  await page.getByText('The file is read and checked once more then.').waitFor();
  await expectAccessible(page);
  const run = page.url();
  await go('/transfer');
  await page.getByRole('cell', { name: 'Planned' }).waitFor();
  await page.goto(run);
  await page.getByRole('button', { name: 'Call it off' }).click();
  await page.getByRole('button', { name: 'Call it off' }).waitFor({ state: 'detached' });
  await go('/transfer');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByRole('cell', { name: 'Planned' }).count()).toBe(0);
  const { db } = demo.opened.database;
  const made = await db.selectFrom('customer').select('id').where('name', '=', 'Spät AG').execute();
  expect(made).toEqual([]);
  expect(errors).toEqual([]);
});

test('DAY-36 an operator exports everything and fetches the archive', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/transfer');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await (await waiting).saveAs(path('out.zip'));
  expect(readFileSync(path('out.zip')).subarray(0, 2).toString()).toBe('PK');
  const source = await openSource(path('out.zip'));
  const { kinds } = await readManifest(source);
  source.close();
  expect(kinds.find(({ kind }) => kind === 'customers')?.count).toBeGreaterThan(5);
  expect(errors).toEqual([]);
});
