import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeLanguages } from '../../src/kit/common/languages.ts';
import { openBrowser } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import { offer, overflowsIn } from './overflow.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
  await offer(demo, completeLanguages);
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test.each(completeLanguages)('on a telephone no panel sticks out in %s', async (language) => {
  expect(await overflowsIn(browser, demo, language)).toEqual([]);
});
