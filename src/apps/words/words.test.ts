import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { completeLanguages, knownLanguages } from '../../kit/common/languages.ts';
import { shapeOf } from '../../kit/common/message-check.ts';
import { pseudo } from '../../kit/common/pseudo.ts';
import { foldersFor, languageProblems, operatorLanguages } from './check.ts';
import { messageFolders, readJson } from './folders.ts';
import { wordParts } from './parts.ts';
import { problemsIn, type WordRules } from './rules.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folders = messageFolders(root);

test('there are sentences of customers and of operators to check', () => {
  const count = (audience: string) => folders.filter((one) => one.audience === audience).length;
  expect(count('customers')).toBeGreaterThan(50);
  expect(count('operators')).toBeGreaterThan(30);
  expect(completeLanguages).toEqual(expect.arrayContaining([...operatorLanguages]));
});

test.each(completeLanguages)(
  'BIL-28 in %s every text is there, compiles, asks for the same values, has its forms of counts, fits, and is written as one writes it there',
  (tag) => {
    expect(Object.fromEntries(languageProblems(root, tag))).toEqual({});
  },
);

test('an operator’s language has the console too, every other one what customers read', () => {
  const paths = (tag: 'nl' | 'pl') => foldersFor(root, tag).map(({ path }) => path);
  expect(paths('nl')).toContain('src/features/contracts/console/messages');
  expect(paths('pl')).not.toContain('src/features/contracts/console/messages');
  expect(paths('pl')).toEqual(
    expect.arrayContaining([
      'src/features/contracts/messages',
      'src/features/mails/texts',
      'src/features/access/sheet',
    ]),
  );
});

test('each part of the portal’s words is folders that there are, read by customers', () => {
  const customers = new Set(
    folders.filter(({ audience }) => audience === 'customers').map(({ path }) => path),
  );
  for (const path of Object.values(wordParts).flat()) expect(customers).toContain(path);
});

test('a language that nobody has finished is not offered', () => {
  const files = knownLanguages.filter((tag) => existsSync(`${root}src/apps/words/rules/${tag}.json`));
  expect(files).toEqual(expect.arrayContaining(['en', 'de', 'nl', 'fr']));
});

const english: WordRules = { glossary: { contract: 'contracts?' } };
const polish: WordRules = { glossary: { contract: 'umow' }, informal: 'ty|ciebie', foreign: '\\bkontrakt' };
const source = {
  count: '{n, plural, one {# contract} other {# contracts}}',
  say: 'Ask <link>{who}</link>',
  ok: 'Save',
};

test.each([
  ['a text that is missing', {}, 'count: is missing'],
  ['a key of nobody', { more: 'Więcej' }, 'more: is no key of English'],
  [
    'a form of a count that is missing',
    { count: '{n, plural, one {# umowa} other {# umowy}}' },
    'lack [few, many]',
  ],
  ['a sentence that is none', { say: 'Zapytaj <link>{who}' }, 'say: is no ICU message'],
  ['a value that English has not', { say: 'Zapytaj <link>{whom}</link>' }, 'say: names whom'],
  ['a value that is left out', { say: 'Zapytaj <link>go</link>' }, 'say: lacks who'],
  ['a tag that is left out', { say: 'Zapytaj {who}' }, 'say: lacks <link>'],
  ['English', { ok: 'Save' }, 'ok: is the same as in English'],
  ['a friend’s word', { ok: 'Ty' }, 'says “Ty” to a stranger'],
  ['another word for the thing', { count: 'Kontrakt' }, 'says “Kontrakt”'],
  ['a straight quote', { ok: '"Zapisz' }, 'has a straight quote'],
  ['a text that is too long', { ok: 'Zapisz to wszystko teraz natychmiast' }, 'symbols, 24 fit'],
])('the check finds %s', (_, change, told) => {
  expect(problemsIn('pl', change, source, polish, english).join('\n')).toContain(told);
});

test('a text that is right passes', () => {
  const table = {
    count: '{n, plural, one {# umowa} few {# umowy} many {# umów} other {# umowy}}',
    say: 'Zapytaj <link>{who}</link>',
    ok: 'Zapisz',
  };
  expect(problemsIn('pl', table, source, polish, english)).toEqual([]);
});

test.each(['en-XA', 'ar-XB'])('%s is made of each English text and asks for the same values', (tag) => {
  let seen = 0;
  for (const { path, format } of folders) {
    if (format !== 'icu') continue;
    for (const text of Object.values(readJson<Record<string, string>>(root, path, 'en.json'))) {
      const [made, wanted] = [shapeOf(pseudo(text, tag)), shapeOf(text)];
      expect([text, made.args, made.tags]).toEqual([text, wanted.args, wanted.tags]);
      seen++;
    }
  }
  expect(seen).toBeGreaterThan(2_000);
  expect(pseudo('Your {n, plural, one {# contract} other {# contracts}}', 'en-XA')).toMatch(
    /^\[Ýöûŕ \{n, plural, one \{# çöñţŕåçţ\} other \{# çöñţŕåçţš\}\}.+\]$/,
  );
});
