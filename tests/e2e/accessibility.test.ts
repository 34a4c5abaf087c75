import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import { dress, findingsAtDoors, findingsInFaces, findingsOf, matrixSizes } from './matrix.ts';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = [await openBrowser(), await startDemo('sqlite')];
});
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A slice; every theme, language and width is in accessibility.long.test.ts. */
test.each([
  { theme: 'harbour', language: 'de', size: matrixSizes[0], of: ['stromwerk', 'voxline'] },
  { theme: 'beacon', language: 'ar', size: matrixSizes[0], of: ['keysmith', 'koelwacht'] },
  { theme: 'host', language: 'ja', size: matrixSizes[1], of: ['cookiewise'] },
] as const)(
  '$theme in $language at $size.width px: axe, keyboard, forced colours and spaced text find nothing',
  async ({ theme, language, size, of }) => {
    await dress(demo, theme);
    expect(await findingsOf(browser, demo, { language, size, of })).toEqual([]);
    expect(await findingsAtDoors(browser, demo, { language, size })).toEqual([]);
  },
  120_000,
);

test('each panel opened, while it waits and where it failed: axe finds nothing', async () => {
  await dress(demo, 'harbour');
  expect(
    await findingsInFaces(browser, demo, {
      language: 'en',
      size: matrixSizes[0],
      of: ['keysmith'],
    }),
  ).toEqual([]);
}, 120_000);
