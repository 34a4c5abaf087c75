import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { root } from '../bundle/files.ts';
import { freePort } from '../helpers/free-port.ts';
import { openBrowser, openPage, panelReady, portalIn, textOf } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';

let browser: Browser;
let demo: Demo;
let folder: string;
let site: ChildProcess;
let address: string;

/** The example as a newcomer would have it: installed by npm, set up by its own script, built and started. */
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  folder = mkdtempSync(join(tmpdir(), 'portico-nextjs-'));
  cpSync(join(root, 'examples/nextjs'), folder, {
    recursive: true,
    filter: (path) => !/node_modules|\.next|\.env|package-lock/.test(path.slice(root.length)),
  });
  const manifest = join(folder, 'package.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('file:../../dist', `file:${root}/dist`));
  const port = await freePort();
  address = `http://localhost:${port}`;
  const now = new Date();
  const { vendorId, key } = await inTransaction(demo.opened.database.db, async (tx) => {
    const { test: side } = await createVendor(tx, demo.opened.secrets, { slug: 'lumen', name: 'Lumen', now });
    return { vendorId: side.id, key: (await createApiKey(tx, side, { name: 'set-up' }, now)).key };
  });
  const env = {
    ...process.env,
    ...{ PORTICO_URL: demo.portico, PORTICO_KEY: key, VENDOR_ID: vendorId, SITE_URL: address },
    ...{ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  };
  const run = (command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 50_000_000 });
  await run('npm', 'install', '--include=dev', '--no-audit', '--no-fund');
  await run('node', 'set-up.mjs');
  const next = join(folder, 'node_modules/next/dist/bin/next');
  await run(process.execPath, next, 'build');
  site = spawn(process.execPath, [next, 'start', '--port', String(port)], {
    cwd: folder,
    env,
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 200; tries++) {
    if ((await fetch(address).catch(() => undefined))?.ok) return;
    await pause(100);
  }
  throw new Error('Next.js did not come up');
}, 400_000);
afterAll(async () => {
  site?.kill('SIGTERM');
  await browser?.close();
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('DAY-19 the Next.js example shows each person their own account', async () => {
  expect((await fetch(`${address}/api/portal-token`)).status).toBe(401);
  const { page, errors } = await openPage(browser);
  for (const [name, other] of [
    ['Anna', 'Ben'],
    ['Ben', 'Anna'],
  ]) {
    await page.goto(address);
    await page.getByRole('button', { name: `Sign in as ${name}` }).click();
    await page.getByRole('status').getByText('Your account is ready.').waitFor();
    const portal = portalIn(page);
    await portal.locator(panelReady('contracts')).waitFor();
    const text = await textOf(portal.locator('body'));
    expect(text).toContain(`Roast of the month for ${name}`);
    expect(text).not.toContain(`for ${other}`);
  }
  expect(errors).toEqual([]);
  const kept = await page.request.get(`${address}/api/portal-token`);
  expect([kept.status(), kept.headers()['cache-control']]).toEqual([200, 'no-store']);
});
