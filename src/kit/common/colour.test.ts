import { expect, test } from 'vitest';
import { contrast, reaching, wordsOn } from './colour.ts';

test('contrast is what WCAG counts', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('a colour that reads well is left as it is', () => {
  expect(reaching('#0b5a45', ['#ffffff'], 4.5)).toBe('#0b5a45');
});

test.each(['#ffd84d', '#7fe0d0', '#ff9ecb', '#cccccc'])(
  'pale %s moves until it reads, and no further',
  (pale) => {
    const moved = reaching(pale, ['#ffffff', '#f6f8fb'], 4.5);
    expect(contrast(moved, '#f6f8fb')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(moved, '#f6f8fb')).toBeLessThan(5.2);
  },
);

test('words on a fill are light where that reads, else dark', () => {
  expect(wordsOn('#0b5a45')).toBe('#ffffff');
  expect(wordsOn('#ffd84d')).toBe('#0a1420');
});
