import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heard, heardNames, openWorld, portalFrame, tokenSource, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const element = '<portico-portal portal="acme"></portico-portal>';
const shown = (before = '', after = '', head = '') =>
  world.open(
    `<!doctype html><html lang="en"><head>${head}</head><body>${before}${tokenSource()}${world.loader}${element}${after}</body></html>`,
  );
const frameBox = (page: Page) => page.locator('portico-portal iframe').boundingBox();
const linked = (page: Page) =>
  page.waitForFunction(() => 'navigate' in (document.querySelector('portico-portal') ?? {}));

describe('height', () => {
  test('H35 vendor CSS with 100vh in the frame settles in three messages', async () => {
    world.portals.acme = { css: '#content{min-height:100vh}' };
    const page = await shown();
    await heard(page, 'ready');
    await linked(page);
    await page.waitForTimeout(300);
    expect((await heardNames(page)).filter((name) => name === 'resize').length).toBeLessThanOrEqual(3);
    world.portals = {};
  });

  test('a frame that drives its own height is frozen, and its developer told', async () => {
    world.portals.acme = { css: '#content{min-height:100vh;padding-bottom:40px}' };
    const page = await shown();
    await heard(page, 'ready');
    expect(await heard(page, 'error')).toMatchObject({ code: 'resize_loop', fatal: false });
    const first = (await frameBox(page))?.height;
    await page.waitForTimeout(150);
    expect((await frameBox(page))?.height).toBe(first);
    world.portals = {};
  });

  test('H37 fractional heights at every zoom: no inner scroll bar, no swing', async () => {
    world.portals.acme = { content: '<div style="height:601.37px"></div>' };
    const page = await shown();
    await heard(page, 'ready');
    const frame = await portalFrame(page);
    for (const zoom of ['0.9', '1.1', '1.25']) {
      await frame.evaluate((value) => document.documentElement.style.setProperty('zoom', value), zoom);
      await page.waitForTimeout(120);
      expect(await frame.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    }
    world.portals = {};
  });

  test('H38 a narrow page: the frame is as wide as its place, and stays so', async () => {
    const page = await shown('<style>main{width:320px}</style>');
    await page.setViewportSize({ width: 360, height: 700 });
    await heard(page, 'ready');
    const width = (await frameBox(page))?.width;
    await (await portalFrame(page)).evaluate(() => {
      const tall = document.createElement('div');
      tall.style.height = '900px';
      document.querySelector('#content')?.append(tall);
    });
    await expect.poll(async () => (await frameBox(page))?.height).toBeGreaterThan(900);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(Math.abs(((await frameBox(page))?.width ?? 0) - (width ?? 0))).toBeLessThanOrEqual(16);
  });

  test('EMBED 3e a panel on its way leaves the frame as high as it was, until it is there', async () => {
    world.portals.acme = { content: '<div style="height:2000px"></div>' };
    const page = await shown();
    const height = async () => (await frameBox(page))?.height ?? 0;
    await expect.poll(height).toBeGreaterThanOrEqual(2000);
    const frame = await portalFrame(page);
    const put = (html: string) =>
      frame.evaluate((content) => {
        (document.querySelector('#content') as HTMLElement).innerHTML = content;
      }, html);
    await put('<div class="skeleton" style="height:200px"></div>');
    await page.waitForTimeout(300);
    expect(await height()).toBeGreaterThanOrEqual(2000);
    await put('<div style="height:900px"></div>');
    await expect.poll(height).toBeLessThan(1_000);
    // One that does not come is no reason to leave a hole in the page.
    await put('<div class="skeleton" style="height:600px"></div>');
    await expect.poll(height, { timeout: 5_000 }).toBeLessThan(700);
  });

  test('H39 a portal in a hidden tab has its height when it is shown', async () => {
    world.portals.acme = { content: '<div style="height:800px"></div>' };
    const page = await world.open(
      `${tokenSource()}${world.loader}<div id="tab" style="display:none">${element}</div>`,
    );
    await heard(page, 'ready');
    await page.evaluate(() => document.querySelector('#tab')?.removeAttribute('style'));
    await expect.poll(async () => (await frameBox(page))?.height).toBeGreaterThan(800);
    world.portals = {};
  });

  test('H42 a page that resizes every iframe it finds', async () => {
    const page = await shown(
      '',
      `<script>setInterval(() => { for (const each of document.querySelectorAll('iframe'))
      each.style.height = '100px' }, 10)</script><style>iframe{height:100px!important;width:50px!important}</style>`,
    );
    await heard(page, 'ready');
    expect((await frameBox(page))?.height).toBeGreaterThanOrEqual(480);
  });

  test('H43 in a box with its own scroll bar all of the portal can be reached', async () => {
    world.portals.acme = { content: '<div style="height:1500px"></div><a href="#end" id="end">end</a>' };
    const page = await world.open(
      `${tokenSource()}${world.loader}<div id="box" style="height:300px;overflow:auto">${element}</div>`,
    );
    await heard(page, 'ready');
    const frame = await portalFrame(page);
    await linked(page);
    await frame.evaluate(() => window.standIn.link?.reveal(1500));
    await expect.poll(() => page.locator('#box').evaluate((box) => box.scrollTop)).toBeGreaterThan(1_000);
    world.portals = {};
  });

  test('H45 B9 the documented CSS gives a layout shift of 0', async () => {
    world.portals.acme = { content: '<p>some text</p>' };
    const page = await world.open('<p></p>');
    const html = `<!doctype html><html><head><style>portico-portal{display:block;min-height:480px}</style></head>
      <body><script>window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
      .observe({ type: 'layout-shift', buffered: true })</script><h1>Shop</h1>${tokenSource()}${element}<p>Below</p>
      ${world.loader}</body></html>`;
    await page.route('**/v1/portico.js', async (route) => {
      await new Promise((done) => setTimeout(done, 200));
      await route.continue();
    });
    world.serve('/slow', html);
    await page.goto(`${world.shop}/slow`);
    await heard(page, 'ready');
    await page.waitForTimeout(150);
    expect(await page.evaluate('shift')).toBe(0);
    world.portals = {};
  });
});

describe('focus and dialogs', () => {
  const button = '<button id="open" data-portico-open="profile">Account</button>';

  test('H46 a portal below the fold neither scrolls the page nor takes the focus', async () => {
    const page = await shown('<input id="search"><div style="height:2000px"></div>');
    await page.focus('#search');
    await heard(page, 'ready');
    expect(await page.evaluate(() => [scrollY, document.activeElement?.id])).toEqual([0, 'search']);
  });

  test('H47 Tab stays in the dialog, in both directions, and goes back to the opener', async () => {
    const page = await shown(button, '<a href="#x" id="after">after</a>');
    await heard(page, 'ready');
    await page.click('#open');
    await heard(page, 'open');
    await heard(page, 'ready', 2);
    const inside = () =>
      page.evaluate(
        () => document.activeElement?.localName !== 'body' && document.activeElement?.id !== 'after',
      );
    for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
      await page.keyboard.press(key);
      await expect.poll(inside).toBe(true);
    }
    await page.locator('dialog button').click();
    expect(await heard(page, 'close')).toMatchObject({ by: 'user' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('open');
  });

  test('Escape closes, from the page by the browser and from the frame by request; a second press opens again', async () => {
    const page = await shown(button);
    await heard(page, 'ready');
    await page.click('#open');
    await heard(page, 'ready', 2);
    await page.keyboard.press('Escape');
    expect(await heard(page, 'close')).toMatchObject({ by: 'escape' });
    await page.click('#open');
    await heard(page, 'open', 2);
    await page.mouse.click(3, 3); // Beside it.
    expect(await heard(page, 'close', 2)).toMatchObject({ by: 'user' });
    await page.click('#open');
    await heard(page, 'open', 3);
    const frame = await portalFrame(page, 1);
    await frame.fill('#name', 'kept');
    await frame.press('#name', 'Escape');
    await heard(page, 'close', 3);
    expect(await frame.inputValue('#name')).toBe('kept');
    expect(world.requests.filter((each) => each === 'GET /p/acme/profile')).toHaveLength(1);
  });

  test("H49 the page's own scroll lock is given back exactly", async () => {
    const page = await shown(button, '<div style="height:3000px"></div>');
    await heard(page, 'ready');
    const style = () =>
      page.evaluate(() => document.documentElement.style.cssText.split(/;\s*/).filter(Boolean).sort());
    for (const own of [[], ['overflow: hidden'], ['overflow: clip !important', 'padding-right: 3px']]) {
      await page.evaluate((css) => {
        document.documentElement.style.cssText = css;
        window.heardEvents = [];
      }, own.join(';'));
      await page.locator('#open').evaluate((it) => (it as HTMLElement).click());
      await heard(page, 'open');
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe('hidden');
      await page.keyboard.press('Escape');
      await heard(page, 'close');
      expect(await style()).toEqual(own);
    }
    await page.locator('#open').evaluate((it) => (it as HTMLElement).click());
    await page.locator('dialog[open]').waitFor();
    await page.evaluate(() => document.body.replaceChildren());
    await expect.poll(style).toEqual(['overflow: clip !important', 'padding-right: 3px']);
  });

  test('H50 H51 a header over everything is under the dialog, and a closed dialog covers nothing', async () => {
    const page = await shown(
      `<header style="position:fixed;inset:0 0 auto;height:60px;z-index:2147483647;background:red">Shop</header>
      <div style="height:80px"></div>${button}<button id="other">Other</button>`,
    );
    await heard(page, 'ready');
    const at = (x: number, y: number) =>
      page.evaluate(
        ([left, top]) => document.elementFromPoint(left as number, top as number)?.localName,
        [x, y],
      );
    await page.click('#open');
    await heard(page, 'open');
    const box = await page.locator('dialog').boundingBox();
    expect(await at((box?.x ?? 0) + 20, Math.max(20, (box?.y ?? 0) + 5))).toBe('div');
    await page.keyboard.press('Escape');
    await heard(page, 'close');
    await page.click('#other', { timeout: 1_000 });
  });
});

describe('look', () => {
  test('H53 a right-to-left page with a left-to-right portal, and the reverse', async () => {
    const page = await world.open(
      `<!doctype html><html lang="ar" dir="rtl"><body>${world.loader}<portico-portal portal="acme" language="en"></portico-portal></body></html>`,
    );
    const frame = await portalFrame(page);
    expect(await frame.evaluate(() => [document.documentElement.lang, document.dir])).toEqual(['en', '']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test.each([
    { page: 'dark', person: 'light' },
    { page: 'light', person: 'dark' },
    { page: 'light dark', person: 'dark' },
  ] as const)(
    'H54 a $page page for a person who likes $person: frame and page agree',
    async ({ page: scheme, person }) => {
      const page = await world.open('<p></p>');
      await page.emulateMedia({ colorScheme: person });
      world.serve(
        '/scheme',
        `<html style="color-scheme:${scheme}"><body>${world.loader}${element}</body></html>`,
      );
      await page.goto(`${world.shop}/scheme`);
      const wanted = scheme === 'light dark' ? person : scheme;
      const frame = await portalFrame(page);
      expect(await frame.evaluate(() => document.documentElement.style.colorScheme)).toBe(wanted);
      expect(
        await page.locator('portico-portal iframe').evaluate((it) => getComputedStyle(it).colorScheme),
      ).toBe(wanted);
    },
  );

  test("H55 two portals with different looks each get their own, before first paint; unsafe values don't pass", async () => {
    const page = await world.open(
      `<style>:root{--portico-radius:2px;--portico-font:Georgia, "A & B"}#one{--portico-primary:teal}
      #two{--portico-primary:rgb(1 2 3);--portico-bg:url(https://evil.test/x)}</style>${world.loader}
      <portico-portal id="one" portal="acme"></portico-portal><portico-portal id="two" portal="acme"></portico-portal>`,
    );
    const tokens = async (nth: number) =>
      (await portalFrame(page, nth)).evaluate(() => window.standIn.fragment.tokens);
    expect(await tokens(0)).toMatchObject({ primary: 'teal', radius: '2px', font: 'Georgia, "A & B"' });
    const second = await tokens(1);
    expect(second).toMatchObject({ primary: 'rgb(1 2 3)', radius: '2px' });
    expect(second).not.toHaveProperty('bg');
  });

  test('theme Host gets the computed font, colours, links and corners of the page', async () => {
    const page = await shown(
      '<style>body{background:rgb(9, 9, 9);color:rgb(1, 1, 1);font-family:Georgia}a{color:rgb(3, 3, 3)}button{border-radius:7px}</style><button>x</button>',
    );
    const frame = await portalFrame(page);
    expect(await frame.evaluate(() => window.standIn.fragment.tokens)).toEqual({
      'host-font': 'Georgia',
      'host-text': 'rgb(1, 1, 1)',
    });
    await heard(page, 'ready');
    await expect
      .poll(() => frame.evaluate(() => window.standIn.heard.at(-1)))
      .toMatchObject({
        name: 'update',
        value: { tokens: { 'host-link': 'rgb(3, 3, 3)', 'host-bg': 'rgb(9, 9, 9)', 'host-radius': '7px' } },
      });
  });

  test('H57 each frame is named for screen readers, and a failure is announced', async () => {
    world.portals.acme = { title: 'Customer portal – Invoices' };
    const page = await shown('', '<portico-portal portal="none" panel="orders"></portico-portal>');
    await heard(page, 'ready', 2);
    const titles = () =>
      page
        .locator('portico-portal iframe')
        .evaluateAll((all) => all.map((each) => (each as HTMLIFrameElement).title));
    await expect.poll(titles).toEqual(['Customer portal – Invoices', 'Portal none']);
    await (await portalFrame(page)).evaluate(() => {
      document.title = 'Customer portal – Contracts';
    });
    await expect.poll(titles).toEqual(['Customer portal – Contracts', 'Portal none']);
    world.portals = {};
  });
});

describe('cost', () => {
  test('B10 a hundred mounts and unmounts leave no frame, no element and no memory behind', async () => {
    const page = await world.open(`${world.loader}<div id="here"></div>`);
    await page.waitForFunction(() => customElements.get('portico-portal'));
    const session = await page.context().newCDPSession(page);
    const round = (times: number) =>
      page.evaluate(async (count) => {
        const here = document.querySelector('#here') as HTMLElement;
        for (let i = 0; i < count; i += 1) {
          here.innerHTML = '<portico-portal portal="acme"></portico-portal>';
          await new Promise((done) => setTimeout(done, 5));
          here.innerHTML = '';
        }
        await new Promise((done) => setTimeout(done, 50));
      }, times);
    const counts = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return session.send('Memory.getDOMCounters');
    };
    await round(10);
    const before = await counts();
    await round(100);
    const after = await counts();
    expect(page.frames()).toHaveLength(1);
    expect(after.documents - before.documents).toBeLessThanOrEqual(2);
    expect(after.jsEventListeners - before.jsEventListeners).toBeLessThanOrEqual(20);
  });
});
