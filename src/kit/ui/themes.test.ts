import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contrast } from '../common/colour.ts';

type Tokens = Readonly<Record<string, string>>;
const root = new URL('../../../', import.meta.url);
const files = globSync('themes/*/theme.css', { cwd: root }).sort();

/** Light and dark values of a theme, by token without `--portico-`. */
const schemesOf = (file: string): readonly Tokens[] =>
  [...readFileSync(new URL(file, root), 'utf8').matchAll(/\{([^}]*)\}/g)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(/--portico-([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
    ),
  );

const pairs: readonly (readonly [string, number])[] = [
  ['text', 7],
  ['text-muted', 4.5],
  ['link', 4.5],
  ['success', 4.5],
  ['warning', 4.5],
  ['danger', 4.5],
  ['info', 4.5],
  ['control-border', 3],
  ['focus', 3],
  ['primary', 3],
];

test('there are themes to check', () => {
  expect(files.length).toBeGreaterThanOrEqual(2);
});

describe.each(files)('%s', (file) => {
  const schemes = schemesOf(file);

  test('has a light and a dark scheme, and says who made it', () => {
    expect(schemes).toHaveLength(2);
    const about = JSON.parse(readFileSync(new URL(file.replace('.css', '.json'), root), 'utf8'));
    expect(about).toMatchObject({
      name: expect.any(String),
      license: expect.any(String),
      schemes: ['light', 'dark'],
    });
  });

  test.each([
    ['light', 0],
    ['dark', 1],
  ] as const)('is readable in the %s scheme, on each of its grounds', (_, index) => {
    const tokens = schemes[index] ?? {};
    const grounds = [tokens['bg'], tokens['surface'], tokens['surface-2']].filter((one) =>
      one?.startsWith('#'),
    );
    expect(grounds.length).toBeGreaterThanOrEqual(2);
    const poor = pairs.flatMap(([token, ratio]) =>
      grounds
        .map((ground) => ({ token, ground, found: contrast(tokens[token] ?? '', ground ?? '') }))
        .filter(({ found }) => !(found >= ratio)),
    );
    expect(poor).toEqual([]);
    expect(contrast(tokens['on-primary'] ?? '', tokens['primary'] ?? '')).toBeGreaterThanOrEqual(4.5);
    for (const tone of ['success', 'warning', 'danger', 'info']) {
      expect(contrast(tokens[tone] ?? '', tokens[`${tone}-soft`] ?? ''), tone).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tokens['text'] ?? '', tokens[`${tone}-soft`] ?? ''), tone).toBeGreaterThanOrEqual(7);
    }
  });
});
