import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { overflow, panelReady } from './browser.ts';
import { tokenOf } from './demo.ts';
import { offer, overflowsIn } from './overflow.ts';
import { browser, demo, withDemo } from './stage.ts';

vi.hoisted(() => {
  process.env['PORTICO_PSEUDO_LANGUAGES'] = '1';
});

withDemo();

/** Stromwerk's portal as a page of its own, with its list of contracts. */
async function openPortal(forcedColors: 'active' | 'none', width = 1000): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, forcedColors });
  const page = await context.newPage();
  await page.goto(`${demo.portico}/p/stromwerk#token=${await tokenOf(demo, 'stromwerk')}`);
  await page.locator(panelReady('contracts')).waitFor();
  return page;
}

test.each([1000, 1400])(
  'where colours are forced, one entry of the menu is marked (%i px)',
  async (width) => {
    const page = await openPortal('active', width);
    const lines = await page.locator('.nav a').evaluateAll((all) =>
      all.map((entry) => {
        const { borderBottomColor, borderInlineStartColor, borderBottomWidth } = getComputedStyle(entry);
        const colour = borderBottomWidth === '0px' ? borderInlineStartColor : borderBottomColor;
        return { current: entry.hasAttribute('aria-current'), colour };
      }),
    );
    const ground = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'Canvas';
      return getComputedStyle(probe).color;
    });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter(({ colour }) => colour !== ground).map(({ current }) => current)).toEqual([true]);
    await page.context().close();
  },
);

test('written from right to left, every text of a row begins at its right edge, and nothing sticks out', async () => {
  const page = await openPortal('none');
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  const gaps = await page.locator('.row .what').evaluateAll((all) =>
    all.flatMap((what) =>
      [...what.children].map((line) => {
        const range = document.createRange();
        range.selectNodeContents(line);
        return Math.round(what.getBoundingClientRect().right - range.getBoundingClientRect().right);
      }),
    ),
  );
  expect(gaps.length).toBeGreaterThan(4);
  expect(gaps.every((gap) => Math.abs(gap) <= 1)).toBe(true);
  const [track, past] = await page.evaluate(() =>
    ['.term-track', '.term-past'].map((part) => document.querySelector(part)?.getBoundingClientRect().right),
  );
  expect(past).toBe(track);
  expect(await overflow(page)).toBe(0);
  await page.context().close();
});

test.each(['en-XA', 'ar-XB'] as const)('on a telephone no panel sticks out in %s', async (language) => {
  await offer(demo, ['de', 'en', 'en-XA', 'ar-XB']);
  expect(await overflowsIn(browser, demo, language)).toEqual([]);
});
