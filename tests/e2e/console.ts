import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { createOperator } from '../../src/features/operators/server/operators-store.ts';
import { findVendorBySlug } from '../../src/features/vendors/server/store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { hashPassword } from '../../src/kit/server/passwords.ts';
import { overflow, patienceMs } from './browser.ts';
import type { Demo } from './demo.ts';

const email = 'tester@demo.example';
const password = 'correct horse battery';

/** An operator of the demo whose password the tests know. */
export async function addOperator(demo: Demo): Promise<void> {
  const { db } = demo.opened.database;
  const vendor = await findVendorBySlug(db, 'demo', 'live');
  const passwordHash = await hashPassword(password);
  await inTransaction(db, (tx) =>
    createOperator(
      tx,
      vendor?.id as string,
      { name: 'Tess Tester', email, role: 'owner', language: null, passwordHash },
      new Date(),
    ),
  );
}

export interface OpenConsole {
  readonly page: Page;
  /** What the browser's console called an error, and every policy violation. */
  readonly errors: string[];
  /** Opens an address below vendor and side: `/customers`. */
  go(path: string, side?: 'live' | 'test'): Promise<void>;
}

/** A page that writes down what goes wrong in it. */
export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.exposeFunction('tellViolation', (text: string) => errors.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellViolation: (text: string) => void }).tellViolation;
      tell(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { page, errors };
}

export async function fillSignIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** The console with the demo's operator signed in, at the start page of the live side. */
export async function openConsole(
  browser: Browser,
  demo: Demo,
  options?: BrowserContextOptions,
): Promise<OpenConsole> {
  const { page, errors } = await watchedPage(browser, options);
  await page.goto(`${demo.portico}/console/demo/live`);
  await fillSignIn(page);
  await page.locator('#main h1').waitFor();
  return {
    page,
    errors,
    async go(path, side = 'live') {
      await page.goto(`${demo.portico}/console/demo/${side}${path}`);
      await page.locator('#main h1').waitFor();
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    },
  };
}

const source = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe finds wrong in a document as it stands, or in a part of it: rule and place. */
export async function axeFindings(seen: Page | Frame, within = ':root'): Promise<string[]> {
  // What is still fading in has less contrast than what it becomes; what was just asked for is drawn with the next
  // frame. A page that nobody looks at may draw none: it is not waited for long.
  const isLoaded = await seen.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const settle = async () => {
      await frame();
      await frame();
      await Promise.all(
        document
          .getAnimations()
          .filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
          .map((animation) => animation.finished.catch(() => undefined)),
      );
    };
    await Promise.race([settle(), new Promise((done) => setTimeout(done, 5_000))]);
    return 'axe' in window;
  });
  if (!isLoaded) await seen.evaluate(source);
  return seen.evaluate(async (part) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(
      { include: [part], exclude: ['iframe'] },
      {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
      },
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
  }, within);
}

export const expectAccessible = async (seen: Page | Frame): Promise<void> =>
  expect(await axeFindings(seen)).toEqual([]);

const shots = process.env.PORTICO_SHOTS;

/**
 * A screen at three widths in both schemes: nothing sticks out and no rule of axe is broken, asked of a telephone in the
 * dark and of a wide window in the light, in the long run of all six. Pictures go where `PORTICO_SHOTS` says.
 */
export async function expectFits(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [320, 768, 1280]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      expect(await overflow(page)).toBe(0);
      const isEnd = scheme === 'light' ? width === 1280 : width === 320;
      if (isEnd || process.env.PORTICO_LONG) await expectAccessible(page);
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png` });
    }
}
