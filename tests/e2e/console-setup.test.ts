import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/apps/server/config.ts';
import { openData, type Service, startService } from '../../src/apps/server/service.ts';
import { setupToken } from '../../src/features/operators/server/setup.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { freePort } from '../helpers/free-port.ts';
import { openBrowser } from './browser.ts';
import { expectAccessible, watchedPage } from './console.ts';

let browser: Browser;
let service: Service;
let address: string;
let token: string;
const folder = mkdtempSync(join(tmpdir(), 'portico-setup-'));
beforeAll(async () => {
  browser = await openBrowser();
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
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// Once only: a service that is set up cannot be set up again.
test('an empty service is set up once, by the address it prints; the token leaves the address at once', {
  retry: 0,
}, async () => {
  const { page, errors } = await watchedPage(browser);
  await page.goto(`${address}/console/setup#${token}`);
  await page.getByLabel('Name of the company').fill('Nordlicht Energie');
  expect(page.url()).toBe(`${address}/console/setup`);
  await page.getByText('Left empty it becomes “nordlicht-energie”.').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Name', { exact: true }).fill('Mia Muster');
  await page.getByLabel('E-mail').fill('mia@nordlicht.example');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create company' }).click();
  await page.getByRole('link', { name: 'Use 12 symbols or more' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill('a long enough one');
  await page.getByRole('button', { name: 'Create company' }).click();
  await page.getByRole('heading', { name: 'Your portal, 0 of 12 steps done' }).waitFor();
  expect(page.url()).toBe(`${address}/console/nordlicht-energie/live`);
  await expectAccessible(page);

  await page.goto(`${address}/console/setup#${token}`);
  await page.getByText('Portico is set up already.').waitFor();

  // From here to a portal on a page, by the console alone; on the test side the page may be on one's own machine.
  await page.goto(`${address}/console/nordlicht-energie/test`);
  await page.getByRole('link', { name: 'Create portal' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Nordlicht');
  await page.getByLabel('What you sell').selectOption('licences');
  await page.getByLabel('Address', { exact: true }).fill('nordlicht');
  await page.getByRole('button', { name: 'Create portal' }).click();
  await page.getByText('Your portal was not seen on any page yet.').waitFor();
  await expectAccessible(page);
  const snippet = (await page.locator('pre.code').first().textContent()) ?? '';
  const site = createServer((_, answer) =>
    answer
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<!doctype html><title>Site</title>${snippet}`),
  );
  const port = await freePort();
  await new Promise<void>((ready) => site.listen(port, '127.0.0.1', ready));
  const visitor = await browser.newPage();
  const loaded = visitor.waitForResponse((answer) => answer.url().startsWith(`${address}/p/nordlicht`));
  await visitor.goto(`http://127.0.0.1:${port}/`);
  expect((await loaded).status()).toBe(200);
  await visitor.close();
  site.close();
  await page.goto(`${address}/console/nordlicht-energie/test`);
  await page.getByText(`Your portal was seen on http://127.0.0.1:${port}`).waitFor();
  // A seller of licences is led to a product, prices and a test order; nobody else is.
  for (const step of ['A first product', 'Plans and prices', 'A test order', 'A first licence'])
    await page.getByRole('heading', { name: step }).waitFor();

  // What a test order needs is copied from the live side, and what is missing there is said.
  await page.goto(`${address}/console/nordlicht-energie/live/portals/new`);
  await page.getByLabel('Name', { exact: true }).fill('Nordlicht Energie');
  await page.getByLabel('What you sell').selectOption('licences');
  await page.getByLabel('Address', { exact: true }).fill('nordlicht-energie');
  await page.getByRole('button', { name: 'Create portal' }).click();
  await page.getByText('Your portal was not seen on any page yet.').waitFor();
  await page.goto(`${address}/console/nordlicht-energie/live`);
  await page.getByRole('button', { name: 'Order on the test side' }).click();
  await page.getByText(/^The test side lacks/).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Copy to the test side' }).click();
  await page.getByText('Nothing can be ordered yet.').waitFor();
  await page.goto(`${address}/console/nordlicht-energie/test/portals`);
  await page.getByRole('link', { name: 'Nordlicht Energie' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('DAY-26 a passkey signs in without a password, stands in for the second factor, and is removed', async () => {
  const { page, errors } = await watchedPage(browser);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const signIn = async () => {
    await page.getByLabel('E-mail').fill('mia@nordlicht.example');
    await page.getByLabel('Password', { exact: true }).fill('a long enough one');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await page.goto(`${address}/console/nordlicht-energie/live/account`);
  await signIn();
  await page.getByRole('link', { name: 'Secure your sign-in' }).click();
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Laptop');
  await page.getByRole('button', { name: 'Make passkey' }).click();
  await page.getByText('Keep these codes now').waitFor();
  await expectAccessible(page);
  const paper = await page.locator('.recovery-codes li').first().innerText();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('Laptop', { exact: true }).waitFor();
  await page.getByText('this browser').waitFor();
  await expectAccessible(page);

  // The team is asked for one, and one somebody has is enough.
  await page.goto(`${address}/console/nordlicht-energie/live/operators`);
  await page.getByRole('button', { name: 'Ask everybody for it' }).click();
  await page.getByText('It is asked of everybody.').waitFor();
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ole Olsen');
  await page.getByLabel('E-mail').fill('ole@nordlicht.example');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const invitation = (await page.locator('.secret code').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Take back' }).waitFor();
  await expectAccessible(page);

  const signOut = async () => {
    await page.goto(`${address}/console/nordlicht-energie/live/account`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  };
  await signOut();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.locator('#main h1').waitFor();
  await signOut();
  await signIn();
  await page.getByText('Your password is right.').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.locator('#main h1').waitFor();
  await signOut();
  await signIn();
  await page.getByLabel('Code', { exact: true }).fill(paper);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('#main h1').waitFor();

  // Who was invited chooses a password, and is led to a second factor before anything else.
  const other = await watchedPage(browser);
  await other.page.goto(invitation);
  await other.page.getByRole('heading', { name: 'Join Nordlicht Energie' }).waitFor();
  expect(other.page.url()).toBe(`${address}/console/join`);
  await expectAccessible(other.page);
  await other.page.getByLabel('Password', { exact: true }).fill('another long enough one');
  await other.page.getByRole('button', { name: 'Join the team' }).click();
  await other.page.getByRole('heading', { name: 'One more step' }).waitFor();
  await other.page.getByRole('button', { name: 'Add an app' }).click();
  await other.page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  await expectAccessible(other.page);
  const key = (await other.page.locator('.app-key').innerText()).replace(/\s/g, '');
  await other.page
    .getByLabel('Code of the app')
    .fill(new TOTP({ secret: Secret.fromBase32(key) }).generate());
  await other.page.getByRole('button', { name: 'Add app' }).click();
  await other.page.getByRole('button', { name: 'I have kept them' }).click();
  await other.page.locator('#main h1').waitFor();
  expect(other.page.url()).toBe(`${address}/console/nordlicht-energie/live`);
  // What is refused until then is told by the browser as an error of the network: nothing else may be.
  expect(other.errors.filter((error) => !/status of 40[13]/.test(error))).toEqual([]);
  await other.page.context().close();

  await page.goto(`${address}/console/nordlicht-energie/live/security`);
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await page.getByRole('button', { name: 'Remove passkey' }).click();
  await page.getByText('Add another one first.').waitFor();
  expect(errors.filter((error) => !/status of 4\d\d/.test(error))).toEqual([]);
  await page.context().close();
});

test('the document is ours alone: nobody frames it, nothing runs in it that it does not name', async () => {
  const answer = await fetch(`${address}/console/anything/live/customers`);
  expect(answer.status).toBe(200);
  const policy = answer.headers.get('content-security-policy') ?? '';
  const html = await answer.text();
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe/);
  expect(html).not.toMatch(/\son\w+="/);
  expect([...html.matchAll(/<script(?! type="application\/json")[^>]*>/g)].length).toBe(1);
  expect(html).toContain(`nonce="${nonce}"`);
  const again = await fetch(`${address}/console`);
  expect(again.headers.get('content-security-policy')).not.toContain(String(nonce));
  expect(again.headers.get('cache-control')).toBe('no-store');
  const entry = /src="(\/console\/assets\/[^"]+)"/.exec(html)?.[1] ?? '';
  expect((await fetch(`${address}${entry}`)).headers.get('cache-control')).toContain('immutable');
});
