import type { Browser, Page } from 'playwright-core';
import { demoVendor } from '../../src/apps/server/demo/load.ts';
import { type PanelId, panelIds } from '../../src/features/portals/schema.ts';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import type { ThemeName } from '../../src/features/portals/theme-schema.ts';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import type { LanguageTag } from '../../src/kit/common/languages.ts';
import { directionOf } from '../../src/kit/common/languages.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { overflow, patienceMs } from './browser.ts';
import { axeFindings } from './console.ts';
import { type Demo, tokenOf } from './demo.ts';

export const matrixThemes = ['harbour', 'beacon', 'host'] as const satisfies ThemeName[];
export const matrixLanguages = ['en', 'de', 'ar', 'ja'] as const satisfies LanguageTag[];
/** 320 × 256 is a window of 1280 × 1024 at 400 %. */
export const matrixSizes = [
  { width: 320, height: 256 },
  { width: 1280, height: 1024 },
] as const;
export type Size = (typeof matrixSizes)[number];

/** Whose portal shows which panels, with a customer who has something in each of them. */
export const panelsOf = {
  stromwerk: ['contracts', 'documents', 'payments', 'order', 'profile', 'activity'],
  keysmith: ['licences'],
  cookiewise: ['domains', 'accounts'],
  voxline: ['usage', 'routes', 'packages', 'alerts', 'approvals'],
  koelwacht: ['sites'],
} as const satisfies Record<string, readonly PanelId[]>;
/** Not everybody has customers of their own. */
const personOf: Partial<Record<string, number>> = { cookiewise: 1 };
export type Site = keyof typeof panelsOf;
export const sites = Object.keys(panelsOf) as Site[];

/** Panels that no portal of the list above shows. */
export const panelsLeftOut = (): string[] => {
  const shown: readonly string[] = Object.values(panelsOf).flat();
  return panelIds.filter((panel) => !shown.includes(panel));
};

const change = async (demo: Demo, site: string, settings: Parameters<typeof updatePortal>[3]) => {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  await inTransaction(db, (tx) =>
    updatePortal(tx, vendor?.id ?? '', `ext:${site}`, settings, { at: new Date(), testSide: true }),
  );
};

/** Each portal of the matrix offers its languages from now on; its theme is worn as it comes. */
export async function dress(demo: Demo, name: ThemeName): Promise<void> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  for (const site of sites) {
    const { theme } = await requirePortal(db, vendor?.id ?? '', `ext:${site}`);
    await change(demo, site, {
      languages: [...matrixLanguages],
      theme: { name, scheme: theme.scheme, light: {}, dark: {} },
      customCss: { enabled: false, source: '' },
    });
  }
}

/** Ways to each site's portal as one of its customers, by the vendor's own number; they hold by the service's clock. */
export async function tokensOf(demo: Demo): Promise<(site: Site, customer: string) => Promise<string>> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  const { key } = await inTransaction(db, (tx) =>
    createApiKey(tx, vendor as never, { name: 'ways in' }, new Date()),
  );
  return async (portal, customer) => {
    const response = await fetch(`${demo.portico}/api/v1/portal-tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ portal, customerId: `ext:${customer}` }),
    });
    const answer = (await response.json()) as { token: string };
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer.token;
  };
}

export interface Opened {
  readonly page: Page;
  show(panel: PanelId): Promise<void>;
  close(): Promise<void>;
}

/** A portal as a page of its own, in one language and at one size. */
export async function openPortal(
  browser: Browser,
  demo: Demo,
  { site, language, size }: { site: Site; language: LanguageTag; size: Size },
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { ...size }, locale: 'en-GB' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const way = await tokenOf(demo, site, personOf[site]);
  await page.goto(`${demo.portico}/p/${site}?language=${language}#token=${way}`);
  await page.locator('[data-portico-panel][data-portico-state]').first().waitFor();
  return {
    page,
    async show(panel) {
      // Under "More" it can't be pressed before that is opened; how that feels is looked at by the keyboard.
      await page
        .locator(`.nav a[href*="/${panel}"]`)
        .first()
        .evaluate((link) => (link as HTMLElement).click());
      const there = `[data-portico-panel="${panel}"]`;
      await page.locator(`${there}:not([data-portico-state="loading"])`).first().waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    },
    close: () => context.close(),
  };
}

/** What a look at one screen finds: rules of axe, and what sticks out. */
export async function look(page: Page, language: LanguageTag): Promise<string[]> {
  const found = await axeFindings(page);
  const { lang, dir } = await page.evaluate(() => {
    const { lang: tag, dir: way } = document.documentElement;
    return { lang: tag, dir: way };
  });
  if (lang !== language || dir !== directionOf(language)) found.push(`it speaks ${lang}, ${dir}`);
  return [...found, ...(await sticksOut(page))];
}

async function sticksOut(page: Page): Promise<string[]> {
  const over = await overflow(page);
  return over > 0 ? [`sticks out by ${over} px`] : [];
}

/** WCAG 1.4.12: with the spacing that readers may set nothing is cut off. */
export async function spacedText(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '*{line-height:1.5 !important;letter-spacing:.12em !important;word-spacing:.16em !important}p{margin-block-end:2em !important}',
    );
    document.adoptedStyleSheets.push(sheet);
    // Whoever measures does so with the next frames.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
    const found: string[] = [];
    const root = document.documentElement;
    const over = () => root.scrollWidth - root.clientWidth;
    for (let left = 60; over() > 0 && left > 0; left--) await new Promise((go) => setTimeout(go, 50));
    if (over() > 0) found.push(`spaced, it sticks out by ${over()} px`);
    const clips = (way: string) => way === 'hidden' || way === 'clip';
    for (const box of document.body.querySelectorAll<HTMLElement>('*')) {
      const { overflowX, overflowY } = getComputedStyle(box);
      // What is shortened on purpose says itself whole in its title; what is for screen readers alone is not seen.
      if (
        (!clips(overflowX) && !clips(overflowY)) ||
        box.closest('.vh, [title], [aria-hidden=true], svg, textarea, iframe')
      )
        continue;
      const frame = box.getBoundingClientRect();
      for (const part of [box, ...box.querySelectorAll<HTMLElement>('*')]) {
        if (part.closest('.vh') || !part.checkVisibility({ visibilityProperty: true })) continue;
        for (const text of part.childNodes) {
          if (text.nodeType !== Node.TEXT_NODE || !text.textContent?.trim()) continue;
          const range = document.createRange();
          range.selectNodeContents(text);
          const { left, right, top, bottom } = range.getBoundingClientRect();
          const isCut =
            (clips(overflowX) && (left < frame.left - 1 || right > frame.right + 1)) ||
            (clips(overflowY) && (top < frame.top - 1 || bottom > frame.bottom + 1));
          if (isCut) found.push(`spaced, it is cut: ${box.tagName}.${box.className} “${text.textContent}”`);
        }
      }
    }
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    return found;
  });
}

/** Where colours are forced, whatever is operated has a border or is underlined or is text of a link. */
export async function forcedColours(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const found = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'Canvas';
    const ground = getComputedStyle(probe).color;
    probe.remove();
    const bare: string[] = [];
    const parts =
      'input:not([type=hidden]),select,textarea,button.button-primary,[data-portico-part~="button-primary"]';
    for (const element of document.body.querySelectorAll<HTMLElement>(parts)) {
      if (!element.checkVisibility({ opacityProperty: true }) || element.closest('.vh')) continue;
      const style = getComputedStyle(element);
      if (
        style.appearance !== 'none' &&
        /checkbox|radio|range|file/.test((element as HTMLInputElement).type ?? '')
      )
        continue;
      const lined = ['Top', 'Right', 'Bottom', 'Left'].some(
        (side) =>
          Number.parseFloat(style[`border${side}Width` as 'borderTopWidth']) > 0 &&
          style[`border${side}Color` as 'borderTopColor'] !== ground,
      );
      const round = element.closest('.field-box, .search, .combo, label');
      const roundLined = round && Number.parseFloat(getComputedStyle(round).borderTopWidth) > 0;
      const isUnderlined = style.textDecorationLine === 'underline';
      if (!lined && !roundLined && !isUnderlined)
        bare.push(`no line in forced colours: ${element.outerHTML.slice(0, 120)}`);
    }
    return bare;
  });
  await page.emulateMedia({ forcedColors: 'none' });
  return found;
}

/**
 * Goes through the page with Tab alone: each stop is seen, marked, and not covered; everything that is operated is a
 * stop; and at the end one is out again.
 */
export async function keyboardRun(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
    // Tab goes on from where one was: from the very beginning.
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
    const able =
      'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[contenteditable]';
    const stops = [...document.querySelectorAll<HTMLElement>(able)].filter(
      (one) =>
        one.checkVisibility({ visibilityProperty: true }) &&
        one.tabIndex >= 0 &&
        !(one as HTMLButtonElement).disabled &&
        !one.closest('[inert]') &&
        // Of a group of choices one is the stop, and arrows lead to the others.
        (one as HTMLInputElement).type !== 'radio',
    );
    Object.assign(window, { stops: new Set(stops), reached: new Set() });
    return stops.length;
  });
  const found: string[] = [];
  for (let at = 0; at <= wanted + 60; at++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return 'out';
      const { reached } = window as unknown as { reached: Set<Element> };
      // A day has three parts, each a stop of its own.
      if (reached.has(element)) return element === (window as unknown as { last: Element }).last ? '' : 'out';
      reached.add(element);
      Object.assign(window, { last: element });
      const name = element.outerHTML.slice(0, 140);
      // What is drawn for a field that is not may stand in for it.
      const marked = [element, element.parentElement, element.nextElementSibling].some((one) => {
        if (!one) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (
          (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) ||
          /0px 0px 0px [2-9]px/.test(boxShadow)
        );
      });
      if (!marked) return `no mark of the focus: ${name}`;
      const box = element.getBoundingClientRect();
      if (box.width < 1 || box.height < 1) return `a stop that is not seen: ${name}`;
      if (box.bottom <= 0 || box.top >= innerHeight) return `a stop outside of the window: ${name}`;
      const covered = [0.1, 0.5, 0.9].every((part) => {
        const [x, y] = [
          box.left + box.width * part,
          Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1),
        ];
        const top = document.elementFromPoint(x, y);
        return (
          !top || !(element.contains(top) || top.contains(element) || element.parentElement?.contains(top))
        );
      });
      return covered ? `covered: ${name}` : '';
    });
    if (stop === 'out') break;
    if (stop) found.push(stop);
  }
  const missed = await page.evaluate(() => {
    const { stops, reached } = window as unknown as { stops: Set<Element>; reached: Set<Element> };
    return [...stops]
      .filter((one) => one.isConnected && !reached.has(one))
      .map((one) => one.outerHTML.slice(0, 140));
  });
  return [...found, ...missed.map((one) => `no stop: ${one}`)];
}

/** All that is looked at in one panel after the other of these sites; nothing, where all is well. */
export async function findingsOf(
  browser: Browser,
  demo: Demo,
  { language, size, of = sites }: { language: LanguageTag; size: Size; of?: readonly Site[] },
): Promise<string[]> {
  const found: string[] = [];
  for (const site of of) {
    const { page, show, close } = await openPortal(browser, demo, { site, language, size });
    for (const panel of panelsOf[site]) {
      await show(panel);
      for (const check of [look, spacedText, forcedColours, keyboardRun] as const)
        found.push(...(await check(page, language)).map((one) => `${site} ${panel}: ${one}`));
    }
    await close();
  }
  return found;
}

/** What the service answers goes unanswered, or badly, until it is let through again. */
async function hinder(page: Page, way: 'wait' | 'fail'): Promise<() => Promise<void>> {
  const reads = /\/portal\/v1\/(?!session|bootstrap)/;
  await page.route(reads, (route) =>
    way === 'fail'
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"status":503}' })
      : undefined,
  );
  return () => page.unroute(reads);
}

/** The first thing in each list opened, and each panel while it waits and where it could not be had. */
export async function findingsInFaces(
  browser: Browser,
  demo: Demo,
  { language, size, of = sites }: { language: LanguageTag; size: Size; of?: readonly Site[] },
): Promise<string[]> {
  const found: string[] = [];
  for (const site of of) {
    for (const panel of panelsOf[site]) {
      const { page, show, close } = await openPortal(browser, demo, { site, language, size });
      await show(panel);
      const first = page.locator(`[data-portico-panel="${panel}"] :is([data-portico-part="row"], .rows) a`);
      if (await first.count()) {
        await first.first().click();
        await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
        for (const check of [look, spacedText] as const)
          found.push(...(await check(page, language)).map((one) => `${site} ${panel} opened: ${one}`));
      }
      await close();
      for (const way of ['wait', 'fail'] as const) {
        const other = await openPortal(browser, demo, { site, language, size });
        // What the portal opens with came with its first answer: it neither waits nor fails.
        if (await other.page.locator(`[data-portico-panel="${panel}"]`).count()) {
          await other.close();
          continue;
        }
        const letGo = await hinder(other.page, way);
        const face = way === 'wait' ? 'loading' : 'failed';
        await other.page
          .locator(`.nav a[href*="/${panel}"]`)
          .first()
          .evaluate((link) => (link as HTMLElement).click());
        const there = other.page.locator(`[data-portico-panel="${panel}"][data-portico-state="${face}"]`);
        const reached = await there
          .first()
          .waitFor()
          .then(
            () => true,
            () => false,
          );
        if (!reached) found.push(`${site} ${panel} ${face}: never seen`);
        else
          found.push(...(await look(other.page, language)).map((one) => `${site} ${panel} ${face}: ${one}`));
        await letGo();
        await other.close();
      }
    }
  }
  return found;
}

/** Pages that open without anybody being known. */
const doors = [
  'p/keysmith',
  'signup/keysmith',
  'order/stromwerk',
  'cancel/stromwerk',
  'accessibility/stromwerk',
];

export async function findingsAtDoors(
  browser: Browser,
  demo: Demo,
  { language, size }: { language: LanguageTag; size: Size },
): Promise<string[]> {
  const context = await browser.newContext({ viewport: { ...size }, locale: 'en-GB' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const found: string[] = [];
  for (const door of doors) {
    await page.goto(`${demo.portico}/${door}?language=${language}`);
    await page.locator('h1').first().waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    for (const check of [look, spacedText, forcedColours, keyboardRun] as const)
      found.push(...(await check(page, language)).map((one) => `${door}: ${one}`));
  }
  await context.close();
  return found;
}
