import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { panelReady } from './browser.ts';
import { tokenOf } from './demo.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo();

/** Notes when a document first showed something of `selector`; runs in every frame before its own scripts. */
function watch(selector: string): void {
  const look = (): void => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    if (!box?.height) requestAnimationFrame(look);
    else Object.assign(window, { seenAt: performance.timeOrigin + performance.now() });
  };
  requestAnimationFrame(look);
}

async function firstSight(page: Page): Promise<number> {
  const sights = page
    .frames()
    .map((frame) =>
      frame.evaluate(() => (window as unknown as { seenAt?: number }).seenAt ?? 0).catch(() => 0),
    );
  return Math.max(...(await Promise.all(sights)));
}

/** What a cold browser asks for until the wanted thing stands there. */
async function askedUntil(selector: string, url: string): Promise<string[]> {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  await page.addInitScript(watch, selector);
  const asked: { path: string; at: number }[] = [];
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    // A page around the portal has files of its own; a vendor's logo, on pages of their own alone, is one more.
    if (origin === demo.portico && !/^\/(favicon\.ico|files\/)/.test(pathname))
      asked.push({ path: pathname, at: Date.now() });
  });
  await page.goto(url);
  await expect
    .poll(() => firstSight(page), { timeout: 8_000, message: url.replace(/#.*/, '') })
    .toBeGreaterThan(0);
  const seenAt = await firstSight(page);
  await context.close();
  return asked.filter(({ at }) => at <= seenAt).map(({ path }) => path);
}

const field = '[data-portico-panel] input:not([type=hidden])';
const figures = `${panelReady('contracts')} [data-portico-part="row"]`;

/** At most so many requests, so many of them to the portal's API: what it takes today, and none may be added unseen. */
const most: Readonly<Record<string, readonly [number, number]>> = {
  link: [4, 1],
  embedded: [4, 1],
  'order, signed in': [4, 1],
  'order, embedded': [3, 0],
  'order, embedded and signed in': [4, 1],
  'sign-in': [4, 0],
  'sign-in by a code': [4, 0],
  // Only its page knows that nobody is signed in: the door's file and words come with what leads to all pages.
  'sign-in, embedded': [6, 0],
  entrance: [4, 0],
  'sign-up': [4, 0],
  order: [3, 0],
  cancel: [2, 0],
};

test('B6 no page asks for more than it may until its first field or figure stands there', async () => {
  const { portico, sites } = demo;
  const token = () => tokenOf(demo, 'stromwerk');
  const around = (before: string, what = 'data-portal="stromwerk" data-panel="order"') =>
    demo.host(`${before}<script async src="${portico}/v1/portico.js" ${what}></script>`);
  const asked: Record<string, readonly string[]> = {
    link: await askedUntil(figures, `${portico}/p/stromwerk#token=${await token()}`),
    embedded: await askedUntil(figures, `${sites}/stromwerk/`),
    'order, signed in': await askedUntil(
      'main input[type=radio]',
      `${portico}/p/stromwerk/order#token=${await token()}`,
    ),
    'order, embedded': await askedUntil(field, around('')),
    'order, embedded and signed in': await askedUntil(
      'main input[type=radio]',
      around(`<script>window.portico={fetchToken:async()=>${JSON.stringify(await token())}}</script>`),
    ),
    'sign-in': await askedUntil(field, `${portico}/p/keysmith`),
    'sign-in by a code': await askedUntil(field, `${portico}/p/koelwacht`),
    'sign-in, embedded': await askedUntil(field, around('', 'data-portal="koelwacht"')),
    entrance: await askedUntil(field, `${portico}/p`),
    'sign-up': await askedUntil(field, `${portico}/signup/stromwerk`),
    order: await askedUntil(field, `${portico}/order/stromwerk`),
    cancel: await askedUntil('form input:not([type=hidden])', `${portico}/cancel/stromwerk`),
  };
  for (const [page, [requests, calls]] of Object.entries(most)) {
    const paths = asked[page] ?? [];
    expect(paths.length, `${page}: ${paths.join(' ')}`).toBeLessThanOrEqual(requests);
    expect(paths.filter((path) => path.startsWith('/portal/v1/')).length, page).toBeLessThanOrEqual(calls);
    expect(paths.length, page).toBeGreaterThan(0);
  }
});
