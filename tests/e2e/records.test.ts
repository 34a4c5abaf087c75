import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlugin } from '../../src/features/plugins/server/store.ts';
import { findPortal } from '../../src/features/portals/server/store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openBrowser, openPage, panelReady, textOf } from './browser.ts';
import { addOperator, expectAccessible, openConsole } from './console.ts';
import { type Demo, startDemo, tokenOf } from './demo.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Does what a page must not be able to do, and tells over the one way there is what came of it. */
const hostile = `<!doctype html><title>x</title><body>mine<script>
const came = []
const attempt = (name, act) => { try { came.push(name + ':' + String(act())) } catch (error) { came.push(name + ':' + error.name) } }
attempt('parent', () => parent.document.title)
attempt('top', () => { top.location = 'https://evil.example/' ; return 'asked' })
attempt('storage', () => sessionStorage.length)
attempt('cookie', () => document.cookie)
attempt('popup', () => String(window.open('https://evil.example/')))
document.title = came.join(' ')
document.body.dataset.came = came.join(' ')
const { port1: port, port2 } = new MessageChannel()
parent.postMessage({ portico: 'hello' }, '*', [port2])
port.onmessage = ({ data }) => {
  if (data?.portico !== 'context') return
  document.body.dataset.context = JSON.stringify(data)
  port.postMessage({ portico: 'height', px: 1e9 })
  port.postMessage({ portico: 'navigate', panel: 'contracts' })
  port.postMessage({ portico: 'navigate', panel: '../../console' })
}
window.flood = () => { for (let at = 0; at < 5000; at++) { parent.postMessage({ portico: 'hello' }, '*'); port.postMessage({ portico: 'token' }) } }
</script>`;

const open = async (panel: string, width = 1280) => {
  const opened = await openPage(browser, width);
  await opened.page.goto(
    `${demo.portico}/p/voxline${panel && `/${panel}`}#token=${await tokenOf(demo, 'voxline')}`,
  );
  return opened;
};
const fits = (page: Page) =>
  page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, undefined, {
    timeout: 5_000,
  });

test('CON-28 a customer adds a user name, is shown its password once, and writes an alert as a sentence that it tries', async () => {
  const { page, errors } = await open('routes', 320);
  const routes = page.locator(panelReady('routes'));
  await routes.waitFor();
  expect(await textOf(routes)).toContain('+120155501');
  await fits(page);
  await page.getByRole('link', { name: 'Add a user name' }).click();
  await page.getByLabel('User name').fill('Warehouse');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Keep it now').waitFor();
  expect(await page.locator('.key').innerText()).toMatch(/^(\w{5}-){4}\w{5}$/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByText('warehouse').waitFor();

  await page.goto(`${demo.portico}/p/voxline/alerts#token=${await tokenOf(demo, 'voxline')}`);
  await page.locator(panelReady('alerts')).waitFor();
  await page.getByRole('link', { name: 'New alert' }).click();
  const figure = page.getByLabel('From which figure on');
  // What is usual follows what it is about, until somebody types a figure.
  await page.getByLabel('What it is about').selectOption('balance|money|USD');
  expect(await figure.inputValue()).toBe('10');
  await page.getByLabel('What it is about').selectOption('packages|percent');
  expect(await figure.inputValue()).toBe('80');
  await figure.fill('');
  await page.getByRole('button', { name: 'Save alert' }).click();
  await page.getByRole('link', { name: 'Enter a figure, for example 80.' }).waitFor();
  await figure.fill('70');
  await expectAccessible(page);
  await fits(page);
  await page.getByRole('button', { name: 'Save alert' }).click();
  await page.getByRole('link', { name: /package is used to 70/ }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The test is on its way.').waitFor();
  await page.getByRole('heading', { name: 'What was told' }).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-24 a page in a frame is told what it may know, leads to a panel when somebody is in it, and a list is drawn', async () => {
  const { page, errors } = await open('');
  await page.getByRole('link', { name: 'Rates' }).click();
  const frame = page.frameLocator('iframe.plugin-frame');
  await frame.getByText('Germany').waitFor();
  expect(await page.locator('iframe.plugin-frame').getAttribute('sandbox')).toBe('allow-scripts allow-forms');
  await expectAccessible(page);
  await frame.getByRole('button', { name: 'My packages' }).click();
  await page.locator(panelReady('packages')).waitFor();
  await page.getByText('North America 1500').waitFor();
  await page.getByRole('link', { name: 'Porting' }).click();
  await page.getByText('Call queue “Dispatch”').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});

test('CCM-25 DAY-29 an operator looks at a plugin that is switched off, as a customer would see it', async () => {
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const voxline = await findPortal(db, vendorId, 'ext:voxline');
  const url = demo.host('<!doctype html><title>x</title><p>Fibre is coming</p>');
  await inTransaction(db, (tx) =>
    createPlugin(
      tx,
      vendorId,
      { name: 'Fibre', kind: 'frame', url, active: false, portalId: voxline?.id as string },
      new Date(),
    ),
  );
  await addOperator(demo);
  const { page, errors, go } = await openConsole(browser, demo);
  await go('/plugins');
  await page.getByRole('link', { name: 'Fibre' }).click();
  await page.getByRole('link', { name: 'Preview' }).click();
  const portal = page.frameLocator('.canvas iframe');
  await portal.frameLocator('iframe.plugin-frame').getByText('Fibre is coming').waitFor();
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('J01 PM03 a hostile page in a frame reads nothing, leads the window nowhere, and is stopped when it floods', async () => {
  const { db } = demo.opened.database;
  const vendorId = (await findVendorBySlug(db, 'demo', 'live'))?.id as string;
  const url = demo.host(hostile);
  await inTransaction(db, (tx) =>
    createPlugin(tx, vendorId, { name: 'Hostile', kind: 'frame', url }, new Date()),
  );
  const { page } = await open('');
  await page.getByRole('link', { name: 'Hostile' }).first().click(); // A second try finds the first one’s frame too.
  const body = page.frameLocator('iframe.plugin-frame').locator('body[data-context]');
  await body.waitFor();
  const came = (await body.getAttribute('data-came')) ?? '';
  expect(came).toContain('parent:SecurityError');
  expect(came).toContain('top:SecurityError');
  expect(came).toContain('storage:SecurityError');
  expect(came).toContain('popup:null');
  expect(came).not.toMatch(/cookie:.*portico/);
  const told = JSON.parse((await body.getAttribute('data-context')) ?? '{}');
  expect(Object.keys(told).sort()).toEqual(
    ['expiresAt', 'language', 'portico', 'readOnly', 'scheme', 'timeZone', 'token'].sort(),
  );
  expect(told.token).toBeNull();
  // It asked for a billion pixels, and to be led away with nobody in it.
  expect((await page.locator('iframe.plugin-frame').boundingBox())?.height).toBeLessThanOrEqual(5010);
  expect(new URL(page.url()).pathname).toMatch(/\/plg_/);
  const handle = await page.locator('iframe.plugin-frame').elementHandle();
  const inside = await handle?.contentFrame();
  // Nor does it lead itself elsewhere: where frames may lead is in the document's policy.
  await inside?.evaluate(() => (window as unknown as { flood(): void }).flood()).catch(() => undefined);
  await page.getByText('This page was stopped.').waitFor();
  expect(await page.locator('iframe.plugin-frame').count()).toBe(0);
  await page.context().close();
});
