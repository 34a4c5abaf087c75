import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/apps/server/config.ts';
import { openData, type Service, startService } from '../../src/apps/server/service.ts';
import { setupToken } from '../../src/features/operators/server/setup.ts';
import { systemClock } from '../../src/kit/server/clock.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { openBrowser } from './browser.ts';
import { expectAccessible, watchedPage } from './console.ts';
import { freePort } from './demo.ts';

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

test('an empty service is set up once, by the address it prints; the token leaves the address at once', async () => {
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
  await page.getByRole('heading', { name: 'Your portal, 0 of 6 steps done' }).waitFor();
  expect(page.url()).toBe(`${address}/console/nordlicht-energie/live`);
  await expectAccessible(page);

  await page.goto(`${address}/console/setup#${token}`);
  await page.getByText('Portico is set up already.').waitFor();
  expect(errors).toEqual([]);
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
