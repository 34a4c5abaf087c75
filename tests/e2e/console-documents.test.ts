import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignPdf } from '../helpers/pdf.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo(addOperator);
/** A whole PNG of one black point. */
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('DAY-5 an invoice made elsewhere is added with its PDF, found, downloaded byte for byte and marked as paid', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/documents/new');
  const bytes = foreignPdf('OLD-99');
  const path = join(tmpdir(), `old-${process.pid}.pdf`);
  writeFileSync(path, bytes);
  await page.getByLabel('Customer', { exact: true }).fill('jana petersen');
  await page.getByLabel('Found').waitFor();
  await page.getByLabel('Number', { exact: true }).fill('OLD-99');
  await page.getByLabel('Date', { exact: true }).fill('2024-05-06');
  await page.getByLabel('Total with tax').fill('118,40');
  await page.getByLabel('PDF file', { exact: false }).setInputFiles(path);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add document' }).click();
  await page.getByRole('heading', { name: 'Invoice OLD-99' }).waitFor();
  await expectAccessible(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download PDF' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('2024-05_OLD-99.pdf');
  expect(sum(readFileSync(await download.path()))).toBe(sum(bytes));
  await page.getByRole('button', { name: 'Mark as paid' }).click();
  await page.getByText('Marked as paid').waitFor();
  await go('/documents?search=OLD-99');
  await page.getByRole('link', { name: 'OLD-99' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('BIL-8 an operator says who writes the letters, gives them a logo and sets how they are numbered', async () => {
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/documents/letters');
  await page.getByRole('button', { name: 'Save letterhead' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('IBAN', { exact: false }).fill('');
  await page.getByLabel('Bank', { exact: false }).last().fill('Hausbank');
  await page.getByRole('button', { name: 'Save letterhead' }).click();
  await page.getByText('Enter the IBAN of this bank account').first().waitFor();
  await page.getByLabel('IBAN', { exact: false }).fill('DE02 1203 0000 0000 2020 51');
  await page.getByRole('button', { name: 'Save letterhead' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();

  const logo = page.getByLabel('Choose a logo');
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByText('The logo could not be used').waitFor();
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: onePixel });
  await page.getByText('The logo is kept').waitFor();
  await page.locator('img.letters-logo').waitFor();
  await expectAccessible(page);
  expect(errors.filter((text) => !text.includes('422'))).toEqual([]);
  await page.context().close();
});
