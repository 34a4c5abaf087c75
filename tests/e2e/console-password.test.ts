import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/apps/server/config.ts';
import { type Opened, openData, type Service, startService } from '../../src/apps/server/service.ts';
import { createOperator } from '../../src/features/operators/server/operators-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import { hashPassword } from '../../src/kit/server/passwords.ts';
import { freePort } from '../helpers/free-port.ts';
import { openBrowser } from './browser.ts';
import { expectAccessible, watchedPage } from './console.ts';

const email = 'mia@nordlicht.example';
const folder = mkdtempSync(join(tmpdir(), 'portico-password-'));
let browser: Browser;
let opened: Opened;
let service: Service;
let silent: Service;
let address: string;
let silentAddress: string;

async function serve(name: string, more: Record<string, string>) {
  const port = await freePort();
  const at = `http://localhost:${port}`;
  const config = readConfig({
    PORT: String(port),
    PORTICO_DATABASE: join(folder, `${name}.db`),
    PORTICO_PUBLIC_URL: at,
    PORTICO_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
    ...more,
  });
  const log = makeLog('fatal');
  const data = await openData(config, 'server', { clock: systemClock, log });
  return { at, data, service: await startService(data, { ...config, clock: systemClock, log }) };
}

beforeAll(async () => {
  browser = await openBrowser();
  // Nobody answers there: mail stays with its link, where the test reads it.
  const first = await serve('mails', { PORTICO_SMTP_URL: 'smtp://127.0.0.1:9' });
  ({ at: address, data: opened, service } = first);
  const second = await serve('silent', {});
  ({ at: silentAddress, service: silent } = second);
  const passwordHash = await hashPassword('what she forgot long ago');
  await inTransaction(opened.database.db, async (tx) => {
    const { live } = await createVendor(tx, opened.secrets, {
      ...{ slug: 'nordlicht', name: 'Nordlicht', now: new Date() },
    });
    const person = { name: 'Mia Muster', email, role: 'owner', language: null, passwordHash } as const;
    await createOperator(tx, live.id, person, new Date());
  });
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await silent?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const linksSent = async () => {
  const { db } = opened.database;
  const rows = await db.selectFrom('mail').selectAll().where('template', '=', 'operator-reset').execute();
  return rows.flatMap((row) => openMailSecrets(opened.secrets, row)?.link ?? []);
};

test('DAY-21 an operator asks for a link on the sign-in page, chooses a password behind it, and signs in with it', async () => {
  const { page, errors } = await watchedPage(browser);
  await page.goto(`${address}/console/`);
  await page.getByRole('button', { name: 'Forgot your password?' }).click();
  await page.getByLabel('E-mail').fill(email);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Send link' }).click();
  await page.getByText(`If ${email} is known here, a mail is on its way.`).waitFor();
  await expect.poll(linksSent).toHaveLength(1);
  const [link = ''] = await linksSent();

  await page.goto(link);
  await page.getByText(`For ${email}, at Nordlicht.`).waitFor();
  expect(page.url()).toBe(`${address}/console/password`);
  await expectAccessible(page);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('link', { name: 'Use 12 symbols or more' }).waitFor();
  await page.getByLabel('New password').fill('several new words of hers');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your new password is set.').waitFor();
  await expectAccessible(page);
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
  await page.getByLabel('Password', { exact: true }).fill('several new words of hers');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: /Your portal/ }).waitFor();
  expect(page.url()).toBe(`${address}/console/nordlicht/live`);
  expect(errors).toEqual([]);

  // Once: whoever opens it again is led to a new one.
  const other = await watchedPage(browser);
  await other.page.goto(link);
  await other.page.getByText('This link was used, replaced by a newer one, or has run out.').waitFor();
  await expectAccessible(other.page);
  await other.page.getByRole('button', { name: 'Ask for a new link' }).click();
  await other.page.getByRole('button', { name: 'Send link' }).waitFor();
  await other.page.getByRole('button', { name: 'Back to sign-in' }).click();
  await other.page.getByRole('button', { name: 'Forgot your password?' }).waitFor();
  expect(other.page.url()).toBe(`${address}/console`);
  await other.page.context().close();
  await page.context().close();
});

test('where no mail leaves, the page says what an administrator does instead', async () => {
  const { page, errors } = await watchedPage(browser);
  await page.goto(`${silentAddress}/console/`);
  await page.getByRole('button', { name: 'Forgot your password?' }).click();
  await page.getByText('This service sends no mail').waitFor();
  await page.getByText('npm run -s portico -- operator reset --email').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Back to sign-in' }).click();
  await page.getByRole('button', { name: 'Forgot your password?' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
