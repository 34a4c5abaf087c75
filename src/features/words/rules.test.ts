import { expect, test } from 'vitest';
import { wordBook } from '../../apps/server/word-book.ts';
import { completeLanguages } from '../../kit/common/languages.ts';
import { findingsIn, isRefused } from './rules.ts';
import { changedWords, countsOf, textsOf } from './server/book.ts';
import { csvFile, jsonFile, readFileTexts } from './server/file.ts';
import { sampleOf } from './server/sample.ts';

const of = (english: string, usual = english) => ({ english, usual });
const codes = (text: string, english: string, language = 'en', key = 'contracts:x') =>
  findingsIn(key, text, of(english), language).map(({ code, what }) => (what ? `${code} ${what}` : code));

test('X-6 a text says what ours says, with the same values, in the forms of its language', () => {
  expect(codes('My plans', 'Contracts')).toEqual([]);
  expect(codes('Ends {day, date, long}', 'Ends on {day, date, full}')).toEqual([]);
  expect(codes('Ends soon', 'Ends on {day, date, full}')).toEqual(['dropped {day}']);
  expect(
    codes(
      '{count, plural, one {# plan} other {# plans}}',
      '{count, plural, one {# contract} other {# contracts}}',
      'pl',
    ),
  ).toEqual(['plural few, many']);
  expect(codes('<link>Call us</link>', 'Questions? <link>{contact}</link>')).toEqual(['dropped {contact}']);
  expect(codes('A label that is far too long for where it stands', 'Save')).toEqual(['wide 48 / 24']);
});

test('F05 only the values of this very sentence are filled in', () => {
  expect(codes('{customer_email}', '{name} is here')).toEqual(['unknown {customer_email}', 'dropped {name}']);
  expect(codes('{constructor}', 'Contracts')).toEqual(['unknown {constructor}']);
  expect(codes('{__proto__}', 'Contracts')).toEqual(['unknown {__proto__}']);
  expect(codes('{name, number}', '{name} is here')).toEqual(['unknown {name}']);
  expect(codes('<a>{name}</a>', '{name} is here')).toEqual(['unknown <a>']);
  expect(codes('<script>{name}</script>', '{name} is here')).toEqual(['unknown <script>']);
});

test('F02 markup and other people’s templates are no text that is taken, or text as it stands', () => {
  expect(codes('<img src=x onerror=alert(1)>', 'Contracts')[0]).toMatch(/^syntax /);
  expect(codes('{{constructor}}', 'Contracts')[0]).toMatch(/^syntax /);
  expect(codes('$' + '{process.env}', 'Contracts')[0]).toMatch(/^(?:syntax|unknown) /);
  expect(sampleOf('1 < 2 & 3 > 2', 'en')).toBe('1 < 2 & 3 > 2');
});

test('F07 sentences that are nested, endless or huge are refused at once', () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'x' : `{n, plural, one {${nested(depth - 1)}} other {x}}`;
  const begin = performance.now();
  expect(codes(nested(5), '{n, plural, one {x} other {x}}')).toEqual(['deep']);
  expect(codes('{'.repeat(2000), 'Contracts')[0]).toMatch(/^syntax /);
  expect(codes('<b>'.repeat(600), 'Contracts')[0]).toMatch(/^syntax /);
  expect(codes('{n, select, other {'.repeat(100), 'Contracts')[0]).toMatch(/^syntax /);
  expect(codes('x'.repeat(2001), 'Contracts')).toEqual(['long']);
  expect(codes('x'.repeat(130), 'Contracts')).toEqual(['long 130']);
  expect(codes('{n, number, ::currency/EUR}', '{n, number}')[0]).toMatch(/^syntax /);
  expect(
    codes('{n, plural, offset:99999999999999999999 other {#}}', '{n, plural, other {#}}').length,
  ).toBeGreaterThanOrEqual(0);
  expect(performance.now() - begin).toBeLessThan(1000);
});

test('F09 signs that turn, hide or pile up are refused', () => {
  for (const sign of [
    '\u202e',
    '\u2066',
    '\u200f',
    '\u200b',
    '\ufeff',
    '\u0000',
    '\n',
    '\ue000',
    '\u{e0041}',
    'e\u0301\u0301\u0301\u0301\u0301',
  ])
    expect(codes(`Con${sign}tracts`, 'Contracts')[0], JSON.stringify(sign)).toMatch(/^signs U\+/);
  // Joiners, accents and unbreakable spaces are how people write.
  expect(codes('می‌خواهم\u00a0é 👩‍💻', 'Contracts')).toEqual([]);
});

test('X-6 words of the law and of who looks stay out of reach', () => {
  for (const key of [
    'cancellations:page.cancel.button',
    'cancellations/said:ending.cancel.button',
    'order-page/portal/send:order.start-now',
    'payments:payments.mandate.text',
    'login-as:help.title',
    'documents/server/pdf:pdf.invoice',
  ])
    expect(codes('Weiter', 'Cancel now', 'de', key), key).toEqual(['protected']);
});

const book = wordBook();

test('X-6 every sentence that customers read has a key, and ours pass what is asked of a vendor’s, in every language', () => {
  expect(book.keys().length).toBeGreaterThan(2000);
  expect(book.find('contracts:contracts.title', 'de')).toEqual({
    english: 'Your contracts',
    usual: 'Ihre Verträge',
  });
  expect(book.find('customers/console:x', 'en')).toBeUndefined();
  for (const key of ['__proto__', 'constructor', 'contracts:__proto__', 'contracts:hasOwnProperty'])
    expect(book.find(key, 'en'), key).toBeUndefined();
  // One language of each kind of plural and script; the files of all are checked where they are.
  for (const language of completeLanguages.filter((tag) => ['en', 'de', 'pl', 'ar', 'ja'].includes(tag)))
    for (const key of book.keys()) {
      const { english, usual } = book.find(key, language) as { english: string; usual: string };
      const refused = findingsIn(key, usual, { english, usual }, language).filter(isRefused);
      expect(
        refused.filter(({ code }) => code !== 'protected'),
        `${language} ${key}`,
      ).toEqual([]);
    }
});

test('X-6 stale: what was written for another English is marked, and writing it again takes the mark away', () => {
  const key = 'contracts:contracts.title';
  const words = { de: { [key]: { text: 'Tarife', of: 'Agreements' }, 'gone:key': { text: 'x', of: 'y' } } };
  const [stale] = textsOf(book, 'de', words).filter(({ state }) => state === 'stale');
  expect(stale).toMatchObject({ key, text: 'Tarife', of: 'Agreements', english: 'Your contracts' });
  expect(countsOf(textsOf(book, 'de', words))).toMatchObject({ own: 1, stale: 1 });
  const again = changedWords(words, 'de', new Map([[key, { text: 'Tarife' }]]), book);
  expect(countsOf(textsOf(book, 'de', again.words))).toMatchObject({ own: 1, stale: 0 });
  // A file that brings the old text back unchanged says nothing of its having been looked at.
  const same = changedWords(words, 'de', new Map([[key, { text: 'Tarife', of: 'Your contracts' }]]), book);
  expect(countsOf(textsOf(book, 'de', same.words))).toMatchObject({ stale: 1 });
});

test('X-6 what is exported is what is imported, and formulas of spreadsheets stay text', async () => {
  const key = 'contracts:contracts.title';
  const words = { de: { [key]: { text: '=1+1 “a”; b, "c"', of: 'Your contracts' } } };
  const texts = textsOf(book, 'de', words).filter(({ group }) => group === 'contracts');
  const table = csvFile(texts);
  expect(table).toContain(`"'=1+1 “a”; b, ""c"""`);
  const read = await readFileTexts('text/csv', Buffer.from(table));
  expect(read.get(key)).toEqual({ text: '=1+1 “a”; b, "c"', of: 'Your contracts' });
  expect([...read.values()].filter(Boolean)).toHaveLength(1);
  const json = await readFileTexts('application/json', Buffer.from(jsonFile(texts)));
  expect(json.get(key)).toEqual({ text: '=1+1 “a”; b, "c"' });
  for (const [type, text] of [
    ['application/json', '{"a":{"b":1}}'],
    ['application/json', '["a"]'],
    ['application/json', '{'],
    ['text/csv', 'a,b\n1,2'],
    ['text/csv', 'key,own\na,1\na,2'],
    ['text/csv', 'PK\u0003\u0004'],
  ] as const)
    await expect(readFileTexts(type, Buffer.from(text)), text).rejects.toMatchObject({ code: 'words.file' });
});
