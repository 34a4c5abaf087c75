import { expect, test } from 'vitest';
import { sheetSizes, sheetsOf } from './label-sizes.ts';

test('DAY-23 labels of each size fit on an A4 sheet, with the same margin on both sides', () => {
  for (const { columns, rows, widthMm, heightMm, topMm, leftMm, gapMm } of sheetSizes) {
    const wide = 2 * leftMm + columns * widthMm + (columns - 1) * gapMm;
    expect(Math.abs(wide - 210)).toBeLessThan(0.3);
    expect(Math.abs(2 * topMm + rows * heightMm - 297)).toBeLessThan(0.3);
  }
});

test('DAY-23 labels go on from the first free place, sheet by sheet', () => {
  const size = { columns: 2, rows: 2 };
  expect(sheetsOf(['a', 'b', 'c'], size, 0)).toEqual([['a', 'b', 'c']]);
  expect(sheetsOf(['a', 'b', 'c'], size, 3)).toEqual([
    [undefined, undefined, undefined, 'a'],
    ['b', 'c'],
  ]);
});
