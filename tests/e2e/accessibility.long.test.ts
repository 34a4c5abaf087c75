import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import {
  dress,
  findingsAtDoors,
  findingsInFaces,
  findingsOf,
  matrixLanguages,
  matrixSizes,
  matrixThemes,
  panelsLeftOut,
} from './matrix.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('no panel is left out', () => {
  expect(panelsLeftOut()).toEqual([]);
});

describe.each(matrixThemes)('under %s', (theme) => {
  beforeAll(() => dress(demo, theme));

  for (const language of matrixLanguages)
    for (const size of matrixSizes) {
      test(`every panel in ${language} at ${size.width} px: axe, keyboard, forced colours, spaced text`, async () => {
        expect(await findingsOf(browser, demo, { language, size })).toEqual([]);
      }, 600_000);
      test(`every page before the sign-in in ${language} at ${size.width} px`, async () => {
        expect(await findingsAtDoors(browser, demo, { language, size })).toEqual([]);
      }, 300_000);
    }
  test.each(matrixLanguages)(
    'every panel in %s at 320 px: opened, loading and failed',
    async (language) => {
      expect(await findingsInFaces(browser, demo, { language, size: matrixSizes[0] })).toEqual([]);
    },
    600_000,
  );
});
