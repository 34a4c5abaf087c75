import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openPage, panelReady, portalIn, textOf } from './browser.ts';
import { tokenOf } from './demo.ts';
import { browser, demo, withDemo } from './stage.ts';

const folder = join(import.meta.dirname, '../promises/releases');
const releases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

withDemo();

/** Lets `/v1/<name>` be what a release served there, as a browser does that still has it. */
async function remember(page: Page, release: string, names: RegExp): Promise<string[]> {
  const asked: string[] = [];
  const files = readdirSync(join(folder, release, 'embed')).filter((name) => names.test(name));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    await page.route(`${demo.portico}/v1/${name}`, (route) => {
      asked.push(name);
      return route.fulfill({
        body: readFileSync(join(folder, release, 'embed', name), 'utf8'),
        headers: { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' },
      });
    });
  }
  return asked;
}

describe.each(releases)('a page that still has the files of %s', (release) => {
  const element = '<portico-portal portal="stromwerk" panel="contracts" language="en"></portico-portal>';
  const ways = [
    { name: 'its loader, with the bridge of today', files: /^portico\.js$/, module: false },
    { name: 'its loader and its bridge', files: /./, module: false },
    { name: 'its npm module, with the bridge of today', files: /^portico\.mjs$/, module: true },
  ];

  test.each(ways)(
    'DAY-35 $name: signed in, shown, as high as its content, and led to another panel',
    async (way) => {
      const token = JSON.stringify(await tokenOf(demo, 'stromwerk'));
      const html = way.module
        ? `<main></main><script type="module">import { createPortal } from '${demo.portico}/v1/portico.mjs';
         createPortal({ portal: 'stromwerk', panel: 'contracts', language: 'en', target: 'main', fetchToken: () => ${token} })</script>`
        : `<script>window.portico = { fetchToken: () => ${token} }</script>
         <script async src="${demo.portico}/v1/portico.js"></script>${element}`;
      const { page, errors, events } = await openPage(browser);
      const asked = await remember(page, release, way.files);
      await page.goto(demo.host(html));
      await expect.poll(events, { timeout: 15_000 }).toContain('ready');
      const portal = portalIn(page);
      await portal.locator(panelReady('contracts')).waitFor();
      expect(await textOf(portal.locator('body'))).toContain('Ökostrom Fix 12');
      expect(asked[0]).toMatch(/^portico\./);
      const frameHeight = () => page.locator('portico-portal iframe').evaluate((frame) => frame.clientHeight);
      await expect.poll(frameHeight).toBeGreaterThan(300);
      await page.waitForFunction(() => 'navigate' in (document.querySelector('portico-portal') ?? {}));
      await page.evaluate(() =>
        (document.querySelector('portico-portal') as unknown as { navigate(panel: string): void }).navigate(
          'profile',
        ),
      );
      await portal.locator(panelReady('profile')).waitFor();
      await expect.poll(events).toContain('navigate');
      await page.evaluate(() =>
        (document.querySelector('portico-portal') as unknown as { logout(): Promise<void> }).logout(),
      );
      await portal.locator('[data-portico-panel="gate"]').waitFor();
      expect(errors).toEqual([]);
      await page.context().close();
    },
  );
});
