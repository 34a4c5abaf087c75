import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/apps/server/config.ts';
import { openData, type Service, startService } from '../../src/apps/server/service.ts';
import { setupToken } from '../../src/features/operators/server/setup.ts';
import type { Business } from '../../src/features/portals/schema.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { freePort } from '../helpers/free-port.ts';
import { openBrowser, portalIn } from './browser.ts';
import { expectAccessible, watchedPage } from './console.ts';

const site = 'shop.nordlicht.example';
const root = join(import.meta.dirname, '../..');
let browser: Browser;
let service: Service;
let address: string;
let token: string;
let folder: string;
beforeAll(async () => {
  // The vendor's own page on https, as live portals ask for: its name leads to this machine.
  browser = await openBrowser(`--host-resolver-rules=MAP ${site} 127.0.0.1`);
});
afterAll(() => browser?.close());
// Each kind of business begins with nothing: a service that is set up cannot be set up again.
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portico-newcomer-'));
  const port = await freePort();
  address = `http://localhost:${port}`;
  const config = readConfig({
    PORT: String(port),
    PORTICO_DATABASE: join(folder, 'portico.db'),
    PORTICO_PUBLIC_URL: address,
    PORTICO_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  });
  const log = makeLog('fatal');
  const opened = await openData(config, 'server', { clock: systemClock, log });
  service = await startService(opened, { ...config, clock: systemClock, log });
  token = setupToken(opened.secrets);
});
afterEach(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Pictures for whoever looks: `PORTICO_PICTURES=<folder>`. */
let taken = 0;
const picture = async (page: Page): Promise<void> => {
  const where = process.env.PORTICO_PICTURES;
  if (where) await page.screenshot({ path: `${where}/newcomer-${++taken}.png`, fullPage: true });
};

/** The vendor's own machine: a folder with a key file, and what runs there. */
const shell = (command: string, env = {}): string =>
  execFileSync('sh', ['-c', command], { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' });

const steps = (page: Page) => (name: string) =>
  page.locator('li.step').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** From the printed address to a portal of this kind; `begin` goes back to the list of steps, and on to where one is done. */
async function openedPortal(business: Business) {
  const { page, errors } = await watchedPage(browser);
  await page.goto(`${address}/console/setup#${token}`);
  await page.getByLabel('Name of the company').fill('Nordlicht');
  await page.getByLabel('Name', { exact: true }).fill('Mia Muster');
  await page.getByLabel('E-mail').fill('mia@nordlicht.example');
  await page.getByLabel('Password', { exact: true }).fill('a long enough one');
  await page.getByRole('button', { name: 'Create company' }).click();
  const step = steps(page);
  const begin = async (name: string, words: string) => {
    await page.getByRole('link', { name: 'Start', exact: true }).first().click();
    await picture(page);
    await step(name).getByRole('link', { name: words }).click();
  };
  await step('Name and address').getByRole('link', { name: 'Create portal' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Nordlicht');
  await page.getByLabel('What you sell').selectOption(business);
  await page.getByLabel('Address', { exact: true }).fill('nordlicht');
  await picture(page);
  await page.getByRole('button', { name: 'Create portal' }).click();
  await page.getByText('Your portal was not seen on any page yet.').waitFor();
  return { page, errors, step, begin };
}

async function addCustomer(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('Werft Nordhafen GmbH');
  await page.getByLabel('Own id').fill('4471');
  await page.getByRole('button', { name: 'Create customer' }).click();
  await page.getByRole('heading', { name: 'Werft Nordhafen GmbH' }).waitFor();
}

// What is not there yet stays open: nobody ticks by hand.
test.each([
  ['subscriptions', ['Plans and prices', 'Terms', 'How customers pay', 'Letterhead', 'Take orders']],
  ['licences', ['Plans and prices', 'Terms', 'How customers pay', 'Letterhead', 'Take orders']],
  ['agency', []],
  ['telecom', ['How customers pay', 'Letterhead']],
] as const)(
  'a newcomer (%s) gets from an empty service to a live portal on their site, with nothing but what the console shows',
  {
    timeout: 120_000,
  },
  async (business, open) => {
    const { page, errors, step, begin } = await openedPortal(business);

    // A key of their own, made by the lines that stand beside the field.
    await begin('How customers get in', 'Add key');
    await page.getByLabel('Name', { exact: true }).fill('Website');
    const publicKey = shell((await page.locator('pre.code').textContent()) ?? '');
    await page.getByLabel('Public key').fill(publicKey);
    await picture(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add signing key' }).click();
    await page.getByText('The key is added.').waitFor();

    await begin('First customers', 'Add customer');
    await addCustomer(page);

    // What is to be pasted, taken as it is given.
    await begin('Put the portal on your site', 'Show the lines');
    const codes = page.locator('pre.code');
    const snippet = (await codes.first().textContent()) ?? '';
    await page.getByText('Sign the token yourself').click();
    const values = Object.fromEntries(
      ((await codes.nth(1).textContent()) ?? '').split('\n').map((line) => line.split(/=(.*)/s)),
    );
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'portico'));
    writeFileSync(join(folder, 'token.mjs'), (await codes.nth(2).textContent()) ?? '');
    await picture(page);
    shell(
      `openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.pem -days 1 -subj /CN=${site} 2>&1`,
    );
    const read = (file: string) => readFileSync(join(folder, file));
    const server = createServer({ key: read('tls.key'), cert: read('tls.pem') }, (request, answer) => {
      if (request.url === '/portal-token') {
        answer.setHeader('cache-control', 'no-store');
        return answer.end(shell(`"${process.execPath}" token.mjs`, values).trim());
      }
      const html = `<!doctype html><html lang="en"><title>Nordlicht</title><h1>Nordlicht</h1>${snippet}</html>`;
      return answer.writeHead(200, { 'content-type': 'text/html' }).end(html);
    });
    const port = await freePort();
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    const host = `https://${site}:${port}`;
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const pages = page.locator('form', { hasText: 'Save pages' });
    await pages.getByRole('textbox').last().fill(host);
    await pages.getByRole('button', { name: 'Save pages' }).click();
    await expect.poll(() => step('Put the portal on your site').count()).toBe(0);

    await page.getByRole('link', { name: 'Start', exact: true }).first().click();
    await step('Put the portal on your site').getByText('1 page may show it').waitFor();
    const customer = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' });
    const visitor = await customer.newPage();
    await visitor.goto(host);
    await portalIn(visitor).getByText('Werft Nordhafen GmbH').first().waitFor();
    await picture(visitor);
    await customer.close();
    await new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });

    await page.reload();
    // “Seen on your site” stays open here alone: a page on https does not name itself to a service on http.
    await step('A customer signs in').getByText('Werft Nordhafen GmbH was there last').waitFor();
    for (const name of ['Name and address', 'What you sell', 'How customers get in', 'First customers'])
      expect(await step(name).getAttribute('class'), name).toContain('done');
    for (const name of open) expect(await step(name).getAttribute('class'), name).not.toContain('done');
    await picture(page);
    await expectAccessible(page);
    expect(errors).toEqual([]);
    await page.context().close();
  },
);

test('a newcomer (service) gets from an empty service to a customer who comes by a code on paper', {
  timeout: 120_000,
}, async () => {
  const { page, errors, step, begin } = await openedPortal('service');
  await begin('First customers', 'Add customer');
  await addCustomer(page);
  await begin('A code to hand over', 'Choose customer');
  await page.getByRole('link', { name: 'Werft Nordhafen GmbH' }).first().click();
  await page.getByRole('button', { name: 'Make access code' }).click();
  const sheet = page.locator('.secret code');
  await sheet
    .filter({ hasText: `${address}/p/nordlicht` })
    .first()
    .waitFor();
  const code = (await sheet.first().textContent()) ?? '';
  await expectAccessible(page);
  const customer = await browser.newContext({ locale: 'en-GB' });
  const visitor = await customer.newPage();
  await visitor.goto(`${address}/p/nordlicht`);
  await visitor.getByLabel('Your code').fill(code);
  await visitor.getByRole('button', { name: 'Open with code' }).click();
  await visitor.getByLabel('Your code').waitFor({ state: 'detached' });
  await picture(visitor);
  await customer.close();
  await page.getByRole('link', { name: 'Start', exact: true }).first().click();
  await step('A customer signs in').getByText('Werft Nordhafen GmbH was there last').waitFor();
  for (const name of ['Name and address', 'First customers', 'A code to hand over'])
    expect(await step(name).getAttribute('class'), name).toContain('done');
  for (const name of ['A first location', 'A first installation', 'Work orders and certificates'])
    expect(await step(name).getAttribute('class'), name).not.toContain('done');
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await page.context().close();
});
