import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast } from '../../../kit/common/colour.ts';
import { brandTokens, tokenNames } from '../brand.ts';
import { contrastPairs, poorPairs } from '../contrast.ts';
import { ThemeName } from '../theme-schema.ts';
import { readTheme } from './themes.ts';

const root = new URL('../../../../', import.meta.url);
const isHex = (value: string | undefined): value is string => /^#[0-9a-f]{6}$/.test(value ?? '');

test('BIL-23 each folder of themes/ is a theme that a portal may have, and no other', () => {
  const folders = globSync('themes/*/theme.css', { cwd: root }).map((path) => path.split('/')[1]);
  expect(folders.sort()).toEqual([...ThemeName.options].sort());
  expect(folders).toHaveLength(7);
});

test('letters that a theme names first, and no system has, come with it by ranges', () => {
  for (const [name, family] of [
    ['paper', 'Source Serif 4 Variable'],
    ['graphite', 'Inter Variable'],
    ['plum', 'Nunito Variable'],
  ] as const) {
    const { fonts, light } = readTheme(name);
    expect(`${light.font} ${light['font-heading']}`).toContain(family);
    const faces = fonts.match(/@font-face\{.*?\}/g) ?? [];
    expect(faces.length, name).toBeGreaterThanOrEqual(5);
    for (const face of faces) {
      expect(face).toContain(family);
      expect(face).toContain('font-display:swap');
      expect(face).toMatch(/unicode-range:U\+/);
      expect(face.match(/url\([^)]*\)/g)).toEqual([
        expect.stringMatching(/^url\(\/fonts\/[a-z0-9-]+-\d+\.\d+\.\d+\/[\w-]+\.woff2\)$/),
      ]);
    }
    expect(fonts.length).toBeLessThan(4_096);
  }
  expect(readTheme('harbour').fonts).toBe('');
});

test('no two themes differ in colours alone', () => {
  const shapes = ThemeName.options.map((name) => {
    const { light, rules } = readTheme(name);
    const shape = Object.entries(light).filter(([token]) => !isHex(light[token]) && !/shadow/.test(token));
    return JSON.stringify([shape, rules]);
  });
  expect(new Set(shapes).size).toBe(shapes.length);
});

describe.each(ThemeName.options)('%s', (name) => {
  const theme = readTheme(name);

  test('has every token in light, every colour in dark, and 2 kB of rules at most', () => {
    const harbour = readTheme('harbour');
    expect(Object.keys(theme.light).sort()).toEqual(Object.keys(harbour.light).sort());
    expect(Object.keys(theme.dark).sort()).toEqual(Object.keys(harbour.dark).sort());
    expect(theme.rules.length).toBeLessThanOrEqual(2_048);
    expect(theme.rules === '' || theme.rules.startsWith('@layer theme{')).toBe(true);
    expect(statSync(new URL(`themes/${name}/theme.css`, root)).size).toBeLessThan(8_192);
    const about = JSON.parse(readFileSync(new URL(`themes/${name}/theme.json`, root), 'utf8'));
    expect(about).toMatchObject({ license: expect.any(String), schemes: ['light', 'dark'] });
  });

  test.each(['light', 'dark'] as const)(
    'rank 18: every pair can be told apart in the %s scheme',
    (scheme) => {
      const tokens = theme[scheme];
      let measured = 0;
      const poor = contrastPairs.flatMap(([front, ground, needed]) => {
        const [one, other] = [tokens[tokenNames[front]], tokens[tokenNames[ground]]];
        if (!isHex(one) || !isHex(other)) return [];
        measured += 1;
        const ratio = contrast(one, other);
        const least = name === 'beacon' && needed === 4.5 ? 7 : front === 'text' ? 7 : needed;
        return ratio < least ? [{ front, ground, ratio, least }] : [];
      });
      expect(poor).toEqual([]);
      expect(measured).toBeGreaterThanOrEqual(name === 'host' ? 21 : contrastPairs.length);
      for (const tone of ['success', 'warning', 'danger', 'info']) {
        const soft = tokens[`${tone}-soft`] as string;
        expect(contrast(tokens[tone] as string, soft), tone).toBeGreaterThanOrEqual(4.5);
        expect(contrast(tokens.text as string, soft), tone).toBeGreaterThanOrEqual(7);
      }
      const on = tokens['on-primary'] as string;
      expect(contrast(on, tokens['primary-hover'] as string)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

test.each(ThemeName.options)(
  'rank 18: what is made of a brand colour can be told apart on each ground of %s',
  (name) => {
    const file = readTheme(name);
    // Any: spread over all colours, the same each time.
    const colours = Array.from(
      { length: 80 },
      (_, n) => `#${((n * 0x9e3779b1) >>> 8).toString(16).padStart(6, '0')}`,
    );
    for (const scheme of ['light', 'dark'] as const)
      for (const primary of colours) {
        const tokens = { ...file[scheme], ...brandTokens({ primary }, file[scheme]) };
        for (const ground of ['bg', 'surface', 'surface-2'].map((token) => tokens[token]).filter(isHex))
          for (const [front, least] of [
            ['link', 4.5],
            ['focus', 3],
            ['primary-edge', 3],
          ] as const)
            expect(
              contrast(tokens[front] as string, ground),
              `${scheme} ${primary} ${front} ${ground}`,
            ).toBeGreaterThanOrEqual(least);
      }
  },
);

describe('rank 17: a pair that falls short is measured, and the nearest colour that passes is named', () => {
  const look = (light: object) => ({ name: 'harbour', scheme: 'light', light, dark: {} }) as const;
  const harbour = readTheme('harbour');

  test('a pale accent on white', () => {
    const [pair, ...others] = poorPairs(look({ primary: '#ffd54a' }), harbour);
    expect(others).toEqual([]);
    expect(pair).toMatchObject({ scheme: 'light', front: 'primary', needed: 3, fix: { field: 'primary' } });
    expect(pair?.ratio).toBeCloseTo(1.26, 1);
    const colour = pair?.fix?.colour as string;
    expect(poorPairs(look({ primary: colour }), harbour)).toEqual([]);
    expect(contrast(colour, harbour.light['surface-2'] as string)).toBeLessThan(3.3);
  });

  test('a dark ground under the theme’s own dark words: the words move, or the ground where no words could', () => {
    const pairs = poorPairs(look({ bg: '#1b1b1b' }), harbour);
    expect(pairs.find(({ front }) => front === 'text')).toMatchObject({ ground: 'bg', fix: { field: 'bg' } });
  });

  test('grey words, and words on the button; what nobody touched is not named', () => {
    const pairs = poorPairs(
      look({ textMuted: '#9aa7b4', primary: '#1f5fd6', onPrimary: '#6688cc' }),
      harbour,
    );
    expect(pairs.map(({ front, fix }) => [front, fix?.field])).toEqual([
      ['textMuted', 'textMuted'],
      ['onPrimary', 'onPrimary'],
    ]);
    expect(poorPairs(look({}), harbour)).toEqual([]);
  });
});
