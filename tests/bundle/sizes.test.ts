import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWordPart, type WordPart, wordParts } from '../../src/apps/words/parts.ts';
import { panelIds } from '../../src/features/portals/schema.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { brotliBytes, filesIn, root, textOf } from './files.ts';
import { type PortalBuild, readPortal } from './portal-build.ts';

const languages = ['en', 'de', 'nl', 'fr'];
const allParts = Object.keys(wordParts).filter(isWordPart);
let app: TestApp;
let build: PortalBuild;
let documents: Record<string, number> = {};
/** Documents of pages that are known beforehand carry their words too. */
const publicPaths = ['/p/acme?', '/p?', '/signup/acme?', '/order/acme?'];
let largestPublic = 0;

/** The document as a browser gets it, its nonce made the same each time. */
async function documentOf(language: string, path = '/p/acme?v=1&'): Promise<string> {
  const { status, body } = await app.anonymous.get(`${path}language=${language}`);
  expect(status).toBe(200);
  return String(body).replaceAll(/nonce="[^"]+"/g, 'nonce="AAAAAAAAAAAAAAAAAAAAAA"');
}

beforeAll(async () => {
  app = await testApp('sqlite');
  await app.vendor('acme');
  build = readPortal();
  documents = Object.fromEntries(
    await Promise.all(
      languages.map(async (language) => [language, brotliBytes(await documentOf(language))] as const),
    ),
  );
  const open = publicPaths.flatMap((path) => languages.map((language) => documentOf(language, path)));
  largestPublic = Math.max(...(await Promise.all(open)).map((html) => brotliBytes(html)));
  for (const language of languages)
    for (const part of allParts) {
      const { body } = await app.anonymous.get(`/words/acme/1/${language}/${part}`);
      spoken.set(`${part} ${language}`, brotliBytes(JSON.stringify(body)));
    }
  known = measured();
});
afterAll(() => app.close());

const bytesOf = (file: string): number => brotliBytes(textOf(file));
const sum = (files: Iterable<string>): number =>
  [...new Set(files)].reduce((all, file) => all + bytesOf(file), 0);
const largestDocument = (): number => Math.max(...Object.values(documents));
/** Which parts of the words a panel fetches, where not the one of its name. */
const wordsFrom: Readonly<Record<string, readonly WordPart[]>> = {
  'contract-actions': ['ending', 'goesOn'],
  'own-fields': ['fields'],
  arrival: ['entrance'],
  'sign-in-step': ['steps'],
  'order-details': ['orderDetails'],
  'order-send': ['orderSend'],
  'order-extras': ['orderExtras'],
  'order-done': ['orderDone'],
  terms: ['signup'],
  'unproven-email': ['signup'],
  // The server says every word of a list.
  records: [],
  'records-opened': ['records'],
  'plugin-frame': ['frame'],
};
const partsOf = (panel: string): readonly WordPart[] => wordsFrom[panel] ?? [panel].filter(isWordPart);
const spoken = new Map<string, number>();
/** Bytes of parts of the words in one language, each as it is answered. */
const wordBytes = (parts: Iterable<WordPart>, language: string): number =>
  [...new Set(parts)].reduce((all, part) => all + (spoken.get(`${part} ${language}`) ?? Number.NaN), 0);
/** Parts of a panel that are fetched once it is there; what it brought is not fetched again. */
const after: Readonly<Record<string, string>> = {
  'order-details': 'order',
  'order-send': 'order',
  'order-extras': 'order',
  'order-done': 'order',
};
const beyond = (name: string, files: readonly string[]): readonly string[] => {
  const there = build.panels.get(after[name] ?? '') ?? [];
  return files.filter((file) => !there.includes(file));
};
/** What a panel costs with its words in the language in which they are longest. */
const withWords = (panel: string, files: readonly string[]): number => {
  expect(panel === 'records' || partsOf(panel).length > 0, panel).toBe(true);
  return sum(files) + Math.max(...languages.map((tongue) => wordBytes(partsOf(panel), tongue)));
};
/** What somebody who is signed in can open, as told from the pages before that: sign-in, sign-up, terms. */
const isPanel = (name: string): boolean => name === 'records' || panelIds.some((id) => id === name);
/** All panels with their words of one language; what several of them share counts once. */
function everything(language: string): number {
  const later = [...build.panels].filter(([name]) => isPanel(name));
  const files = later.flatMap(([, one]) => one);
  const parts = later.flatMap(([name]) => partsOf(name));
  return (documents[language] ?? 0) + sum([...build.entry, ...files]) + wordBytes(parts, language);
}
/** The portal to its last page and part: libraries, what opens by a press, pages before the sign-in. */
function whole(language: string): number {
  const files = [...build.entry, ...[...build.panels.values()].flat(), ...build.others];
  return (documents[language] ?? 0) + sum(files) + wordBytes(allParts, language);
}
/** Fetched behind the first screen, whatever is opened then: the library of views, the session, the way to pages. */
const behind = (): readonly string[] =>
  build.others.filter((file) => /\/(?:app|doors)-[\w-]+\.js$/.test(file));
const bridge = (): string => filesIn(['dist/embed'], /\/bridge-[\w-]+\.js$/)[0] ?? '';

/** Brotli bytes of everything that has a budget; the largest of the four languages where words are in it. */
function measured(): Record<string, number> {
  const entry = sum(build.entry);
  return {
    'loader: portico.js': bytesOf('dist/embed/portico.js'),
    'host-side bridge': bytesOf(bridge()),
    'first screen: document with style, words and theme': largestDocument(),
    'first screen: script': entry,
    'first screen': largestDocument() + entry,
    'page before the sign-in: document and script': largestPublic + entry,
    ...Object.fromEntries(
      [...build.panels].map(([name, files]) => [
        `${isPanel(name) ? 'panel' : 'page'} with words: ${name}`,
        withWords(name, beyond(name, files)),
      ]),
    ),
    'all panels, one language': Math.max(...languages.map(everything)),
    'behind the first screen: library, session, way to pages': sum(behind()),
    'the whole portal, one language': Math.max(...languages.map(whole)),
  };
}

let known: Record<string, number>;

/** Fails above `must`; says so where `goal` is not met yet. */
function within(what: string, { must, goal }: { must: number; goal: number }): void {
  const bytes = known[what] ?? Number.NaN;
  const note = bytes > goal ? `, goal ${goal} not met yet` : '';
  console.log(`${what}: ${bytes} B of ${must}${note}`);
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThanOrEqual(must);
}

describe('bytes after brotli', () => {
  test('B1 the loader is all that a host page runs before the portal starts', () => {
    within('loader: portico.js', { must: 1_370, goal: 1_000 });
  });

  test('B2 the bridge on the host page comes beside the frame', () => {
    within('host-side bridge', { must: 5_000, goal: 4_000 });
  });

  test('B3 the first screen is the document and one script', () => {
    expect(build.entry, 'one script, without a waterfall behind it').toHaveLength(1);
    within('first screen', { must: 23_700, goal: 17_800 });
    within('page before the sign-in: document and script', { must: 23_700, goal: 17_800 });
  });

  test('B4 each further panel with its words', () => {
    expect(build.panels.size).toBeGreaterThan(0);
    const later = Object.keys(known).filter((what) => /^(?:panel|page) with words/.test(what));
    expect(later).toHaveLength(build.panels.size);
    for (const what of later) within(what, { must: 10_000, goal: 6_000 });
  });

  test('B5 every panel in one language', () => {
    within('all panels, one language', { must: 60_000, goal: 39_500 });
  });
});

/** Sizes that were committed; a change of more than 2 % has to be committed with its cause. */
test('no size changed without showing in the diff; UPDATE_SIZES=1 renews tests/bundle/sizes.json', () => {
  const file = 'tests/bundle/sizes.json';
  const now = known;
  if (process.env.UPDATE_SIZES) writeFileSync(join(root, file), `${JSON.stringify(now, null, 2)}\n`);
  expect(existsSync(join(root, file)), file).toBe(true);
  const committed = JSON.parse(textOf(file)) as Record<string, number>;
  expect(Object.keys(now)).toEqual(Object.keys(committed));
  const changed = Object.entries(now).filter(([what, bytes]) => {
    const before = committed[what] ?? 0;
    return Math.abs(bytes - before) > before * 0.02;
  });
  expect(changed.map(([what, bytes]) => `${what}: ${committed[what]} → ${bytes}`)).toEqual([]);
});
