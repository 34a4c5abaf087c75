import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
// @ts-expect-error: plain JavaScript, shared with the scripts that run before anything is installed
import { findChromium, findHeadlessShell } from '../../scripts/chromium.mjs';

const flags = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What did not come by then does not come: less than the 30 seconds that a lost press would cost otherwise. */
export const patienceMs = 15_000;

async function open(executablePath: string | undefined, more: readonly string[]): Promise<Browser> {
  if (!executablePath) throw new Error('No Chromium was found: `npm test` installs one, or set CHROMIUM.');
  return chromium.launch({ executablePath, args: [...flags, ...more] });
}

/** For screens and journeys. */
export const openBrowser = (...more: readonly string[]): Promise<Browser> => open(findHeadlessShell(), more);

/** For what depends on how a browser keeps sites, storage and processes apart. */
export const openWholeBrowser = (...more: readonly string[]): Promise<Browser> => open(findChromium(), more);

/** By how many pixels something is wider than the window, once what follows the window's width has followed it. */
export const overflow = (seen: { evaluate(act: () => Promise<number>): Promise<number> }): Promise<number> =>
  seen.evaluate(async () => {
    const { documentElement: html } = document;
    const over = () => html.scrollWidth - html.clientWidth;
    for (let left = 60; over() > 0 && left > 0; left--) await new Promise((go) => setTimeout(go, 50));
    return over();
  });

export interface Watched {
  readonly page: Page;
  /** Errors of the page and its frames, as its console shows them. */
  readonly errors: string[];
  /** Names of the DOM events `portico:*` that the page heard, in order. */
  events(): Promise<string[]>;
}

/** A page of its own context, so that nothing is left over from another test. */
export async function openPage(browser: Browser, width = 1280): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'en-GB' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    // Of what failed to load, the text says nothing of what it was.
    const { url } = message.location();
    if (message.type() === 'error') errors.push(`${message.text()}${url ? ` (${url})` : ''}`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const names = [
      'ready',
      'error',
      'profile.updated',
      'session.signed_out',
      'navigate',
      'signup.completed',
      'order.placed',
      'contract.cancelled',
      'contract.cancel_withdrawn',
      'contract.changed',
      'contract.paused',
      'payment_method.updated',
      'payment.succeeded',
      'invoice.opened',
    ];
    for (const name of names) {
      document.addEventListener(`portico:${name}`, (event) => {
        const { code } = (event as CustomEvent<{ code?: string }>).detail;
        heard.push(code ? `${name} ${code}` : name);
      });
    }
  });
  return {
    page,
    errors,
    events: () => page.evaluate(() => (window as unknown as { heard: string[] }).heard),
  };
}

/** The portal inside a page: made by the loader, or a plain iframe. */
export const portalIn = (page: Page): FrameLocator => page.frameLocator('portico-portal iframe, iframe');

export const panelReady = (panel: string): string =>
  `[data-portico-panel="${panel}"][data-portico-state="ready"]`;

/** What a person reads there, every run of spaces (also the ones that do not break) as one plain space. */
export const textOf = async (locator: Locator): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: hidden text is not read, and this is no DOM node
  (await locator.innerText()).replace(/[\s\u00a0\u202f]+/g, ' ');

/**
 * Chromium gives no press to a frame of another site that moved or grew in the last half second, where the frame
 * watches whether it is seen, as the order button does.
 */
export const still = (page: Page): Promise<void> => page.waitForTimeout(800);
