import type { FrameLocator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openPage, panelReady, portalIn } from './browser.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

/** A site whose first screen is drawn, while the files that come later wait for `let`. */
async function drawnFirst(site: string, width = 1280) {
  const { page, errors, events } = await openPage(browser, width);
  let open: () => void = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  await page.route(/\/assets\/doors-[\w-]+\.js$/, async (route) => {
    await opened;
    await route.continue();
  });
  await page.goto(`${demo.sites}/${site}/`);
  const portal = portalIn(page);
  await portal.locator(panelReady('contracts')).waitFor();
  await expect.poll(events).toContain('ready');
  return { page, portal, errors, letGo: open };
}

/** The portal has taken over when Preact has left its mark on the root. */
const takenOver = (page: Page) =>
  page.frames()[1]?.waitForFunction(() => {
    const root = document.querySelector('#portico') as object;
    return Object.keys(root).length + Object.getOwnPropertySymbols(root).length > 0;
  });

/** What is on the screen, without what only a measurement can know, and the vendor's lines that come below all of it. */
const markup = async (portal: FrameLocator) =>
  (
    await portal.locator('#portico').evaluate((root) => {
      const copy = root.cloneNode(true) as HTMLElement;
      copy.querySelector('footer > div')?.remove();
      return copy.innerHTML;
    })
  ).replace(/ style="[^"]*"| class="(over)?"/g, '');

describe('the first screen is drawn before the portal’s own libraries are there', () => {
  test.each(['stromwerk', 'keysmith'])(
    'B7 %s: taking over changes no node that is on the screen',
    async (site) => {
      const { page, portal, errors, letGo } = await drawnFirst(site);
      const before = await markup(portal);
      const row = await portal.locator('.panel').elementHandle();
      letGo();
      await takenOver(page);
      await portal.locator('.panel').waitFor();
      expect(await markup(portal)).toBe(before);
      expect(await row?.evaluate((node) => node.isConnected)).toBe(true);
      expect(errors).toEqual([]);
      await page.context().close();
    },
  );

  test('B7 a link pressed before the portal has taken over is followed when it has', async () => {
    const { page, portal, errors, letGo } = await drawnFirst('stromwerk');
    await portal.locator('.nav a[href*="profile"]').first().click();
    expect(await portal.locator(panelReady('contracts')).count()).toBe(1);
    letGo();
    await portal.locator(panelReady('profile')).waitFor();
    expect(page.frames()[1]?.url()).toContain('/p/stromwerk?');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('B7 a language chosen before the portal has taken over is spoken when it has', async () => {
    const { page, portal, letGo } = await drawnFirst('stromwerk');
    const [, other = ''] = await portal
      .locator('footer option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    await portal.locator('footer select').selectOption(other);
    letGo();
    await expect.poll(() => portal.locator('html').getAttribute('lang')).toBe(other);
    await page.context().close();
  });

  test('B7 a page that has to fetch its token first shows waiting bars meanwhile', async () => {
    const { page } = await openPage(browser, 1280);
    // The page around holds its answer back, as one does that asks a slow backend.
    await page.addInitScript(() => {
      window.addEventListener(
        'message',
        (event) => {
          if (event.data?.type === 'hello') event.stopImmediatePropagation();
        },
        true,
      );
    });
    await page.goto(`${demo.sites}/stromwerk/`);
    await portalIn(page).locator('.skeleton').waitFor();
    await page.context().close();
  });

  test('B7 where the answer is quick, no bars are seen on the way', async () => {
    const { page } = await openPage(browser, 1280);
    await page.addInitScript(() => {
      const look = () => {
        const bars = document.querySelector('.skeleton');
        if (bars && bars.getBoundingClientRect().height > 0) Object.assign(window, { barsWereSeen: true });
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    // Quick enough on a machine of any pace: the frame's own wait alone is made longer.
    await page.addInitScript(() => {
      const { setTimeout: wait } = window;
      window.setTimeout = ((act: () => void, ms: number) => wait(act, ms === 150 ? 20_000 : ms)) as never;
    });
    await page.goto(`${demo.sites}/stromwerk/`);
    const portal = portalIn(page);
    await portal.locator(panelReady('contracts')).waitFor();
    expect(await portal.locator('html').evaluate(() => 'barsWereSeen' in window)).toBe(false);
    await page.context().close();
  });
});
