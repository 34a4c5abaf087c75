import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withdrawalUntil } from '../../src/features/cancellations/rules.ts';
import { updateContract } from '../../src/features/contracts/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openBrowser, openPage, overflow, panelReady, portalIn, still, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let vendorId: string;
/** Pictures, where somebody wants to look. */
const shots = process.env.PORTICO_SHOTS;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  vendorId = (await findVendorBySlug(demo.opened.database.db, 'demo', 'live'))?.id as string;
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

const contractWith = (externalId: string) =>
  demo.opened.database.db
    .selectFrom('contract')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('external_id', 'like', `${externalId}-20%`)
    .executeTakeFirstOrThrow();

test('BIL-6, BIL-7, U5 in the company’s page a contract is cancelled to the day that was shown, and the cancellation taken back', async () => {
  const { page, errors, events } = await openPage(browser);
  await page.goto(`${demo.sites}/stromwerk/`);
  const portal = portalIn(page);
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'Ökostrom Fix 12' }).first().click();
  await portal.getByRole('button', { name: 'Vertrag kündigen' }).click();
  await portal.getByRole('heading', { name: 'Vertrag kündigen' }).waitFor();
  const { starts_on: startsOn } = await contractWith('OF-44710925');
  await portal.getByText('Kündigen Sie heute, endet der Vertrag am').waitFor();
  const choice = portal.getByRole('radio').first();
  expect(await choice.isChecked()).toBe(true);
  if (shots) await page.screenshot({ path: `${shots}/cancel-1280.png`, fullPage: true });
  await portal.getByLabel('Warum gehen Sie?').selectOption('moving');
  await portal.getByRole('button', { name: 'Jetzt kündigen' }).click();
  await portal.getByRole('heading', { name: 'Ihre Kündigung ist da' }).waitFor();
  const told = await textOf(portal.locator('[data-portico-ending="done"]'));
  const cancelled = await contractWith('OF-44710925');
  expect(cancelled.ends_on?.slice(5)).not.toBe(startsOn.slice(5));
  expect(told).toContain(
    new Date(`${cancelled.ends_on}T12:00:00Z`).toLocaleDateString('de', { dateStyle: 'long' }),
  );
  // The frame has just grown.
  await still(page);
  const download = page.waitForEvent('download');
  await portal.getByRole('button', { name: 'Bestätigung speichern' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toContain('Jetzt kündigen');
  if (shots) await page.screenshot({ path: `${shots}/cancelled-1280.png`, fullPage: true });

  await portal.getByRole('button', { name: 'Zurück zum Vertrag' }).click();
  await portal.getByRole('button', { name: 'Kündigung zurücknehmen' }).click();
  if (shots) await page.screenshot({ path: `${shots}/undo-1280.png`, fullPage: true });
  await portal.getByRole('button', { name: 'Kündigung zurücknehmen' }).click();
  await portal.getByRole('button', { name: 'Vertrag kündigen' }).waitFor();
  expect((await contractWith('OF-44710925')).ends_on).toBeNull();
  // The page around the portal has heard of both.
  const heard = async () => (await events()).filter((name) => name.startsWith('contract.'));
  await expect.poll(heard).toEqual(['contract.cancelled', 'contract.cancel_withdrawn']);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('U30 logged out, two presses and a form end a contract; the receipt is there at once, without any script', async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    locale: 'de-DE',
    viewport: { width: 768, height: 1000 },
  });
  const page = await context.newPage();
  await page.goto(`${demo.portico}/cancel/stromwerk`);
  const button = page.getByRole('button', { name: 'Jetzt kündigen' });
  expect(await button.isVisible()).toBe(true);
  if (shots) await page.screenshot({ path: `${shots}/public-768.png`, fullPage: true });
  await page.getByLabel('Ihr Name').fill('Frauke Hinrichsen');
  await page.getByLabel('E-Mail-Adresse').fill('malte.brodersen@postfach.example');
  await page.getByLabel('Vertragsnummer').fill('Ökostrom Fix 12');
  await button.click();
  await page.getByRole('heading', { name: 'Bestätigung Ihrer Kündigung' }).waitFor();
  if (shots) await page.screenshot({ path: `${shots}/receipt-768.png`, fullPage: true });
  const id = await page.locator('h1').getAttribute('data-portico-receipt');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Als Datei speichern' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain(id as string);
  // The job that looks for the contract was woken by the form.
  await expect
    .poll(async () => (await contractWith('OF-44710931')).ends_on, { timeout: 10_000 })
    .not.toBeNull();
  const wide = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 320, height: 900 },
    colorScheme: 'dark',
  });
  const narrow = await wide.newPage();
  await narrow.goto(`${demo.portico}/cancel/stromwerk`);
  if (shots) await narrow.screenshot({ path: `${shots}/public-320-dark.png`, fullPage: true });
  expect(await overflow(narrow)).toBe(0);
  await expectAccessible(narrow);
  await wide.close();
  await context.close();
});

test('U30 a consumer withdraws in two steps while the time for it runs', async () => {
  const { page, errors } = await openPage(browser);
  const { id } = await contractWith('WB-44710925');
  const today = new Date().toISOString().slice(0, 10);
  await inTransaction(demo.opened.database.db, (tx) =>
    updateContract(tx, vendorId, id, { withdrawalUntil: withdrawalUntil(today) }, new Date()),
  );
  await page.goto(`${demo.sites}/stromwerk/`);
  const portal = portalIn(page);
  await portal.locator(panelReady('contracts')).waitFor();
  await portal.getByRole('link', { name: 'Wallbox-Tarif' }).click();
  await portal.getByRole('button', { name: 'Vertrag widerrufen' }).click();
  await portal.getByRole('button', { name: 'Widerruf bestätigen' }).waitFor();
  if (shots) await page.screenshot({ path: `${shots}/withdraw-1280.png`, fullPage: true });
  await portal.getByRole('button', { name: 'Widerruf bestätigen' }).click();
  await portal.getByRole('heading', { name: 'Ihr Widerruf ist da' }).waitFor();
  expect((await contractWith('WB-44710925')).ends_on).toBe((await contractWith('WB-44710925')).starts_on);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('U30 a clerk finds what nobody could match, with its evidence, and ends the contract that was meant', async () => {
  await addOperator(demo);
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/declarations?state=open');
  await page.getByRole('link', { name: 'Horst Brandt' }).click();
  await page.getByText('Text and checksum belong together.').waitFor();
  await page.getByText('Wärmestrom, Zähler 1ESY1160').first().waitFor();
  await expectAccessible(page);
  if (shots) await page.screenshot({ path: `${shots}/console-declaration.png`, fullPage: true });
  await page.getByRole('searchbox', { name: 'Find the contract' }).fill('Wärmestrom');
  await page.getByRole('button', { name: 'Find the contract' }).click();
  await page.getByRole('button', { name: 'End this contract' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'End this contract' }).click();
  await page.getByText('The contract ends by it.').waitFor();
  await page.getByText('In effect').first().waitFor();
  await go('/declarations');
  await page.getByRole('link', { name: 'Frauke Hinrichsen' }).first().waitFor();
  if (shots) await page.screenshot({ path: `${shots}/console-declarations.png`, fullPage: true });
  const { id } = await contractWith('FX-44710947');
  await go(`/contracts/${id}`);
  await page.getByRole('heading', { name: 'End of the contract' }).waitFor();
  if (shots) await page.screenshot({ path: `${shots}/console-contract.png`, fullPage: true });
  expect(errors).toEqual([]);
  await page.context().close();
});
