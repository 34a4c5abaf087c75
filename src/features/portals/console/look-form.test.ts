import { expect, test } from 'vitest';
import type { Portal } from '../schema.ts';
import { logoColours } from './logo-colours.ts';
import { startOf, themeOf } from './look-form.ts';

test('BIL-23 what the editor shows of a look is what it saves, and what is left empty is the theme’s own', () => {
  const theme = {
    ...{ name: 'plum', scheme: 'host', radiusPx: 12, pill: true, density: 'airy', fontSizePx: 18 },
    ...{
      light: { primary: '#0b5a45', bg: 'transparent', controlBorder: '#777777' },
      dark: { danger: '#ff8877' },
    },
    ...{ font: 'serif', headingFont: 'fil_000000000001' },
  };
  expect(themeOf(startOf({ theme } as unknown as Portal))).toEqual(theme);
  const plain = { name: 'harbour', scheme: 'auto', light: {}, dark: {} };
  expect(themeOf(startOf({ theme: plain } as unknown as Portal))).toEqual(plain);
});

test('BIL-23 colours of a logo are those it is made of: no white ground, no black letters, no average', () => {
  const pixels = [
    ...Array.from({ length: 300 }, () => [255, 255, 255, 255]),
    ...Array.from({ length: 90 }, () => [12, 12, 12, 255]),
    ...Array.from({ length: 80 }, (_, at) => [180 + (at % 6), 20, 40, 255]),
    ...Array.from({ length: 40 }, () => [20, 90, 160, 255]),
    ...Array.from({ length: 100 }, () => [0, 255, 0, 20]),
    ...Array.from({ length: 100 }, () => [140, 141, 140, 255]),
  ].flat();
  const [first, second, ...others] = logoColours(pixels);
  expect(first).toMatch(/^#b[4-9]1428$/);
  expect(second).toBe('#145aa0');
  expect(others).toEqual([]);
  expect(logoColours(Array.from({ length: 64 }, () => [250, 250, 250, 255]).flat())).toEqual([]);
});
