import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pinOf } from '../../src/apps/server/pinned-loaders.ts';
import { snippetOf } from '../../src/features/portals/console/snippets.ts';
import type { LoaderPin } from '../../src/features/portals/loader-pin.ts';
import { writeServiceValue } from '../../src/kit/server/service-values.ts';
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

describe('a page that names its loader by what is in it', () => {
  const element = '<portico-portal portal="stromwerk" panel="contracts" language="en"></portico-portal>';
  const shown = async (tag: string) => {
    const token = JSON.stringify(await tokenOf(demo, 'stromwerk'));
    const { page, events } = await openPage(browser);
    await page.goto(
      demo.host(`<script>window.portico = { fetchToken: () => ${token} }</script>${tag}${element}`),
    );
    return { page, events };
  };
  const today = async () => pinOf(await (await fetch(`${demo.portico}/v1/portico.js`)).text());
  const tagOf = ({ name, integrity }: LoaderPin) =>
    /<script async.*?<\/script>/s.exec(
      snippetOf('html', {
        ...{ origin: demo.portico, slug: 'stromwerk', name: 'x', pin: { name, integrity } },
      }),
    )?.[0] as string;

  test('EMBED 3k DAY-35 shows the portal with its checksum, also after an upgrade brought another loader', async () => {
    const { page, events } = await shown(tagOf(await today()));
    await expect.poll(events, { timeout: 15_000 }).toContain('ready');
    await page.context().close();

    // What an earlier release served and kept: the same with a word more.
    const earlier = `${await (await fetch(`${demo.portico}/v1/portico.js`)).text()}\nwindow.earlier = true;`;
    const pin = pinOf(earlier);
    await writeServiceValue(demo.opened.database.db, `loader:${pin.name}`, earlier, new Date());
    const old = await shown(tagOf(pin));
    await expect.poll(old.events, { timeout: 15_000 }).toContain('ready');
    expect(await old.page.evaluate('window.earlier')).toBe(true);
    await old.page.context().close();
  });

  test('is not run where a byte of it is another one', async () => {
    const { name } = await today();
    const { integrity } = pinOf('something else');
    const { page } = await shown(tagOf({ name, integrity }));
    await page.waitForLoadState('networkidle');
    expect(await page.locator('portico-portal iframe').count()).toBe(0);
    await page.context().close();
    expect((await fetch(`${demo.portico}/v1/${'0'.repeat(16)}/portico.js`)).status).toBe(404);
  });
});
