import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = (pattern: string): string =>
  globSync(pattern)
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

/** Names of the events that `embed/npm.ts` promises to a page. */
const promised = (): string[] => {
  const [, body = ''] = /interface PortalEvents \{\n([\s\S]*?)\n\}/.exec(source('embed/npm.ts')) ?? [];
  return [...body.matchAll(/^ {2}'?([a-z_.]+)'?:/gm)].map(([, name = '']) => name);
};

test('EMBED 3g what a page is promised to hear is told somewhere, nothing else is, and the docs list it', () => {
  const names = promised();
  expect(names.length).toBeGreaterThan(20);
  const code = source('src/{apps/portal,bridge}/**/*.{ts,tsx}') + source('embed/core.ts');
  for (const name of names)
    expect(code, name).toMatch(new RegExp(`['"\`]${name.replaceAll('.', '\\.')}['"]|name: '${name}'`));
  const told = [...code.matchAll(/(?:\bemit|\btellEvent|\btold)\((?:portal, |host, )?'([a-z_.]+)'/g)];
  expect(told.length).toBeGreaterThan(10);
  expect(told.map(([, name]) => name).filter((name) => !names.includes(name as string))).toEqual([]);
  const docs = source('docs/embedding.md');
  const rows = [...docs.matchAll(/^\| `portico:([a-z_.]+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...names].sort());
});
