import { expect, test } from 'vitest';
import { completeLanguages } from '../../src/kit/common/languages.ts';
import { offer, overflowsIn } from './overflow.ts';
import { browser, demo, withDemo } from './stage.ts';

withDemo((demo) => offer(demo, completeLanguages));

test.each(completeLanguages)('on a telephone no panel sticks out in %s', async (language) => {
  expect(await overflowsIn(browser, demo, language)).toEqual([]);
});
