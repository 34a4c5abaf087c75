import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';

/** Of the file that runs: a worker has one at a time. */
export let browser: Browser;
export let demo: Demo;

/** A browser and a demo of their own for the tests of a file, `prepare`d before the first of them. */
export function withDemo(prepare?: (demo: Demo) => Promise<void>): void {
  beforeAll(async () => {
    [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
    await prepare?.(demo);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });
}
