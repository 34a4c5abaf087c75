import { mkdirSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage, portalIn } from './browser.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

/** Each kind of business and the areas that its customer finds; a page of the company's own comes last. */
const businesses = [
  { kind: 'subscriptions', site: 'stromwerk', areas: '' },
  { kind: 'licences', site: 'keysmith', areas: 'licences usage' },
  { kind: 'an agency with quotas', site: 'cookiewise', areas: 'domains' },
  { kind: 'telephony', site: 'voxline', areas: 'usage routes packages alerts approvals', own: 2 },
  { kind: 'service at locations', site: 'koelwacht', areas: 'sites' },
] as const;
const everywhere = ['contracts', 'documents', 'order', 'payments', 'profile', 'activity'];

// PORTICO_SHOTS=<folder> takes a picture of each, at all widths in both schemes.
const shots = process.env.PORTICO_SHOTS;
const looks = shots
  ? [320, 768, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })))
  : ([
      { width: 320, scheme: 'light' },
      { width: 768, scheme: 'light' },
      { width: 1280, scheme: 'dark' },
    ] as const);

/** Panels of the menu by their names in addresses, as a person finds them one below the other. */
const menuOf = (portal: FrameLocator): Promise<string[]> =>
  portal
    .locator('.nav [data-tab] a:not([target])')
    .evaluateAll((all) =>
      all.map((a) => new URL((a as HTMLAnchorElement).href).pathname.split('/')[3] ?? ''),
    );

/** Opens a panel and tells what is wrong: nothing in it, a name in place of words, wider than its frame, a tab cut off. */
async function look(portal: FrameLocator, panel: string): Promise<string[]> {
  await portal.locator('.nav [data-tab] a').evaluateAll((all, name) => {
    (all as HTMLAnchorElement[])
      .find((a) => new URL(a.href).pathname.split('/')[3] === (name || undefined))
      ?.click();
  }, panel);
  const name = panel || 'contracts';
  const own = name.startsWith('plg_') ? ', [data-portico-panel="plugin"]' : '';
  const shown = portal.locator(
    `[data-portico-panel="${name}"]:is([data-portico-state="ready"], [data-portico-state="filled"])${own}`,
  );
  await shown.first().waitFor();
  await portal.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  // What the panel's parts fetch for themselves.
  await shown
    .locator('li, tr, input, iframe, .facts')
    .first()
    .waitFor()
    .catch(() => undefined);
  return portal.locator('html').evaluate(async (html) => {
    const lookAt = (): string[] => {
      const wrong: string[] = [];
      const part = html.querySelector('[data-portico-panel]');
      if (!part?.querySelector('li, tr, input, iframe, .facts')) wrong.push('empty');
      if (part?.querySelector('[role="alert"]')) wrong.push('failed');
      const texts = [...html.querySelectorAll('h1, h2, h3, button, label, p, dt, th, summary')];
      const keys = texts
        .map((text) => (text as HTMLElement).innerText)
        .filter((text) => /^[a-z]+\.[a-z.-]+$/.test(text));
      if (keys.length > 0) wrong.push(`no words: ${keys.join(', ')}`);
      const bar = html.querySelector('.nav > ul')?.getBoundingClientRect();
      for (const { firstChild } of html.querySelectorAll('.nav > ul > li:not(.over) > a')) {
        const text = document.createRange();
        text.selectNodeContents(firstChild as Node);
        if (bar && text.getBoundingClientRect().right > bar.right)
          wrong.push(`cut off: ${firstChild?.textContent}`);
      }
      if (html.scrollWidth > html.clientWidth)
        wrong.push(`${html.scrollWidth - html.clientWidth} px too wide`);
      return wrong;
    };
    // What follows the width may be a moment behind it.
    for (let left = 60; lookAt().length > 0 && left > 0; left--)
      await new Promise((go) => setTimeout(go, 50));
    return lookAt();
  });
}

test.each(businesses)(
  '$kind: on $site’s own page each area opens, filled, in its language, and fits a telephone, a tablet and a wide window, light and dark',
  async (business) => {
    const { site, areas } = business;
    for (const { width, scheme } of looks) {
      const { page, errors } = await openPage(browser, width);
      await page.goto(`${demo.sites}/${site}/`);
      const portal = portalIn(page);
      await portal.locator('[data-portico-panel="contracts"][data-portico-state="ready"]').waitFor();
      await page.locator('portico-portal').evaluateAll((all, wanted) => {
        for (const one of all) one.setAttribute('scheme', wanted);
        document.documentElement.dataset.scheme = wanted;
      }, scheme);
      const menu = await menuOf(portal);
      const panels = menu.map((name) => name || 'contracts');
      const own = panels.filter((name) => name.startsWith('plg_'));
      expect(own).toHaveLength('own' in business ? business.own : 0);
      expect(panels.filter((name) => !own.includes(name)).sort()).toEqual(
        [...everywhere, ...areas.split(' ').filter(Boolean)].sort(),
      );
      const wrong: Record<string, string[]> = {};
      const frame = page.locator('portico-portal iframe');
      for (const panel of menu) {
        const found = await look(portal, panel);
        // Nothing is cut off: the frame has taken its height. A frame without a script has one of its own.
        if ((await frame.count()) > 0)
          await expect
            .poll(async () => {
              const height = await portal.locator('body').evaluate((body) => body.scrollHeight);
              return (await frame.evaluate((element) => element.clientHeight)) - height;
            })
            .toBeGreaterThanOrEqual(0);
        if (found.length > 0) wrong[panel || 'contracts'] = found;
        if (!shots) continue;
        mkdirSync(`${shots}/${site}`, { recursive: true });
        const name = own.includes(panel) ? `own-${own.indexOf(panel)}` : panel || 'contracts';
        await page.screenshot({ path: `${shots}/${site}/${name}-${width}-${scheme}.png`, fullPage: true });
      }
      expect([width, scheme, wrong]).toEqual([width, scheme, {}]);
      expect(errors).toEqual([]);
      await page.context().close();
    }
  },
  240_000,
);
