import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/apps/server/config.ts';
import { type Opened, openData, type Service, startService } from '../../src/apps/server/service.ts';
import type { OperatorRole } from '../../src/features/operators/schema.ts';
import { createOperator } from '../../src/features/operators/server/operators-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { hashPassword } from '../../src/kit/server/passwords.ts';
import { freePort } from '../helpers/free-port.ts';
import { startProvider, type TestProvider } from '../helpers/oidc.ts';
import { openBrowser } from './browser.ts';
import { expectAccessible, watchedPage } from './console.ts';

const password = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'portico-console-ways-'));
let browser: Browser;
let opened: Opened;
let service: Service;
let provider: TestProvider;
let address: string;
const vendors = new Map<string, string>();

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
  opened = await openData(config, 'server', { clock: systemClock, log });
  service = await startService(opened, { ...config, clock: systemClock, log });
  provider = await startProvider(`${address}/console/sso-callback`);
  const { database, secrets } = opened;
  for (const [slug, name] of [
    ['nordlicht', 'Nordlicht'],
    ['suedwind', 'Südwind'],
  ] as const) {
    const made = await inTransaction(database.db, (tx) =>
      createVendor(tx, secrets, { slug, name, now: new Date() }),
    );
    vendors.set(slug, made.live.id);
  }
  await addOperator('nordlicht', 'Mia Muster', 'mia@nordlicht.example');
  await addOperator('suedwind', 'Sven Sund', 'sven@suedwind.example');
});
afterAll(async () => {
  await browser?.close();
  await provider?.close();
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function addOperator(
  slug: string,
  name: string,
  email: string,
  role: OperatorRole = 'owner',
): Promise<void> {
  const passwordHash = await hashPassword(password);
  await inTransaction(opened.database.db, (tx) =>
    createOperator(
      tx,
      vendors.get(slug) as string,
      { name, email, role, language: null, passwordHash },
      new Date(),
    ),
  );
}

/** A page of the console, opened by somebody who signs in with the password. */
async function openAs(email: string, path: string) {
  const watched = await watchedPage(browser);
  const { page } = watched;
  await page.goto(`${address}/console${path}`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('#main h1').waitFor();
  return watched;
}

// What is refused on purpose is told by the browser as an error of the network: nothing else may be.
const unexpected = (errors: readonly string[]) => errors.filter((text) => !/status of 4\d\d/.test(text));

/** Everybody's last proof of who they are is older than what counts. */
const forgetProofs = () =>
  inTransaction(opened.database.db, (tx) =>
    tx
      .updateTable('operator_session')
      .set({ proved_at: new Date(Date.now() - 20 * 60_000).toISOString() })
      .execute(),
  );

test('DAY-26 an owner fills in the company’s own sign-in, and somebody new comes in by it with the role it gives', async () => {
  const { page, errors } = await openAs('mia@nordlicht.example', '/nordlicht/live/operators');
  await page.getByRole('button', { name: 'Set up' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Address of the provider (issuer)').fill(provider.issuer);
  await form.getByLabel('Application id').fill(provider.clientId);
  await form.getByLabel('Application secret').fill(provider.clientSecret);
  await form.getByLabel('Claim with the roles').fill('groups');
  await form.getByLabel('Which value gives which role').fill('helpdesk: support');
  await form.getByLabel('Somebody new who has a role joins').check();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save sign-in' }).click();
  await form.getByRole('link', { name: 'Write value = role in each line' }).waitFor();
  await form.getByLabel('Which value gives which role').fill('helpdesk = support');
  await form.getByRole('button', { name: 'Save sign-in' }).click();
  await page.getByText(`${address}/console/sso-callback`).waitFor();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('The provider answers as it should.').waitFor();
  await expectAccessible(page);
  expect(unexpected(errors)).toEqual([]);
  await page.context().close();

  const other = await watchedPage(browser);
  provider.person = { sub: 'lea', email: 'lea@nordlicht.example', name: 'Lea Lund', groups: ['cleaners'] };
  await other.page.goto(`${address}/console/`);
  await other.page.getByRole('button', { name: 'Sign in with your company' }).click();
  await other.page.getByLabel('Your company’s short name').fill('nordlicht');
  await other.page.getByRole('button', { name: 'Sign in with your company' }).click();
  await other.page.getByText('Your company’s sign-in knows you').waitFor();
  await expectAccessible(other.page);
  // The provider remembers who was there: its own cookies go, and somebody with a role comes.
  await other.page.context().clearCookies();
  provider.person = { sub: 'ole', email: 'ole@nordlicht.example', name: 'Ole Olsen', groups: ['helpdesk'] };
  await other.page.getByRole('button', { name: 'Sign in with your company' }).click();
  await other.page.locator('#main h1').waitFor();
  expect(other.page.url()).toBe(`${address}/console/nordlicht/live`);
  await other.page.goto(`${address}/console/nordlicht/live/account`);
  await other.page.getByText('ole@nordlicht.example, Support').waitFor();
  expect(unexpected(other.errors)).toEqual([]);
  await other.page.context().close();
});

test('DAY-26 an act that opens doors asks once more who it is, and goes on by itself', async () => {
  const { page, errors } = await openAs('mia@nordlicht.example', '/nordlicht/live/keys/new');
  await page.getByLabel('Name', { exact: true }).fill('Invoicing');
  await page.getByLabel('customers:read', { exact: true }).check();
  await forgetProofs();
  await page.getByRole('button', { name: 'Make API key' }).click();
  const asked = page.getByRole('dialog', { name: 'Is it you?' });
  await expectAccessible(page);
  await asked.getByLabel('Password', { exact: true }).fill('not it at all');
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await asked.getByText('The current password is wrong.').waitFor();
  await asked.getByLabel('Password', { exact: true }).fill(password);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I stored it' }).click();
  await page.getByRole('row', { name: /Invoicing/ }).waitFor();
  expect(await page.getByRole('row', { name: /Invoicing/ }).count()).toBe(1);

  // Whoever turns away has done nothing, and what was typed stands there still.
  await page.goto(`${address}/console/nordlicht/live/keys/new`);
  await page.getByLabel('Name', { exact: true }).fill('Never made');
  await page.getByLabel('customers:read', { exact: true }).check();
  await forgetProofs();
  await page.getByRole('button', { name: 'Make API key' }).click();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Never made');
  const made = await opened.database.db.selectFrom('api_key').select('name').execute();
  expect(made.map(({ name }) => name)).not.toContain('Never made');
  expect(unexpected(errors)).toEqual([]);
  await page.context().close();
});

test('DAY-26 a passkey is given another name', async () => {
  const { page, errors } = await openAs('sven@suedwind.example', '/suedwind/live/security');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Laptop');
  await page.getByRole('button', { name: 'Make passkey' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('button', { name: 'Rename Laptop' }).click();
  const form = page.getByRole('dialog');
  expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Laptop');
  await form.getByLabel('Name', { exact: true }).fill('Old laptop');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Save name' }).click();
  await page.getByText('Old laptop', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('Old laptop', { exact: true }).waitFor();
  expect(await page.getByText('Laptop', { exact: true }).count()).toBe(0);
  expect(unexpected(errors)).toEqual([]);
  await page.context().close();
});

test('ID14 DAY-26 one sign-in works for two companies: invited there, one switches between them with the role of each', async () => {
  await addOperator('suedwind', 'Berta Boss', 'berta@suedwind.example');
  await addOperator('nordlicht', 'Anna Amsel', 'anna@nordlicht.example');
  const boss = await openAs('berta@suedwind.example', '/suedwind/live/operators');
  await boss.page.getByRole('button', { name: 'Invite somebody' }).click();
  await boss.page.getByLabel('Name', { exact: true }).fill('Anna Amsel');
  await boss.page.getByLabel('E-mail').fill('anna@nordlicht.example');
  await boss.page.getByLabel('Role').selectOption('viewer');
  await boss.page.getByRole('button', { name: 'Send invitation' }).click();
  const invitation = (await boss.page.locator('.secret code').first().textContent()) ?? '';
  expect(unexpected(boss.errors)).toEqual([]);
  await boss.page.context().close();

  const { page, errors } = await openAs('anna@nordlicht.example', '/nordlicht/live/customers');
  await page.getByRole('link', { name: 'New customer' }).first().waitFor();
  await page.goto(invitation);
  await page.getByRole('heading', { name: 'Join Südwind' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add Südwind to my sign-in' }).click();
  await page.locator('#main h1').waitFor();
  const switchTo = async (name: RegExp) => {
    await page.getByRole('button', { name: 'Change vendor or side' }).click();
    await page.getByRole('link', { name }).click();
    await page.locator('#main h1').waitFor();
  };
  await switchTo(/^Südwind Live/);
  await page.waitForURL(`${address}/console/suedwind/live`);
  await page.goto(`${address}/console/suedwind/live/customers`);
  await page.locator('#main h1').waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  expect(await page.getByRole('link', { name: 'New customer' }).count()).toBe(0);
  await switchTo(/^Nordlicht Test side/);
  await page.waitForURL(`${address}/console/nordlicht/test`);
  await switchTo(/^Nordlicht Live/);
  await page.waitForURL(`${address}/console/nordlicht/live`);
  await page.goto(`${address}/console/nordlicht/live/customers`);
  await page.getByRole('link', { name: 'New customer' }).first().waitFor();
  expect(unexpected(errors)).toEqual([]);
  await page.context().close();
});
