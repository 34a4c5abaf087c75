import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publicNames } from '../../../tests/promises/names.ts';
import { guarded, hooks, kept } from './hooks.ts';

const docs = readFileSync(new URL('../../../docs/theming.md', import.meta.url), 'utf8');
const named = (kind: string) => {
  const line = docs.split('\n').find((one) => one.startsWith(`- \`data-portico-${kind}\``)) ?? '';
  return [...line.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).slice(1);
};

test('hooks in style sheets, in the documentation and in the portal are the same', async () => {
  const found = (await publicNames()).hooks;
  // Panels of records are named by what they hold: one component for several.
  const records = ['routes', 'packages', 'alerts'];
  expect([...found.panel, ...records].sort()).toEqual([...hooks.panel].sort());
  expect([...found.part].sort()).toEqual([...hooks.part].sort());
  expect(named('panel')).toEqual([...hooks.panel]);
  expect(named('part')).toEqual([...hooks.part]);
});

test('what is guarded is named by hooks that there are', () => {
  const names = [...guarded, ...kept].flatMap((one) => /-(?:panel|part)=([\w-]+)\]/.exec(one)?.[1] ?? []);
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) expect([...hooks.panel, ...hooks.part]).toContain(name);
});
