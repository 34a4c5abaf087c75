import { expect, test } from 'vitest';
import { formatParts, formatText, type Manner } from './message.ts';
import { compileMessage } from './message-compile.ts';

const german: Manner = { locale: 'de', timeZone: 'Europe/Berlin', today: '2026-11-22' };
const say = (source: string, args = {}, manner = german) => formatText(compileMessage(source), args, manner);
/** `Intl` of another engine may use another kind of space; what counts is that lines don't break there. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, '~');

test('a plain sentence stays text and needs no work', () => {
  expect(compileMessage('Kein Vertrag.')).toBe('Kein Vertrag.');
});

test('money is exact and keeps the digits of ISO 4217, not those of the engine', () => {
  const amount = (amount: number, currency: string) => plain(say('{price}', { price: { amount, currency } }));
  expect(amount(11840, 'EUR')).toBe('118,40~€');
  expect(amount(-5000, 'EUR')).toBe('−50,00~€');
  expect(amount(123456, 'HUF')).toBe('1.234,56~HUF');
  expect(amount(9007199254740991, 'EUR')).toBe('90.071.992.547.409,91~€');
  expect(amount(500, 'JPY')).toContain('500');
});

test('a calendar day is the same day west of Greenwich', () => {
  const manner = { ...german, timeZone: 'America/Los_Angeles' };
  expect(plain(say('{d, date, long}', { d: '2027-03-01' }, manner))).toBe('1.~März~2027');
});

test('a near day names its weekday, and its year only when that is another one', () => {
  expect(plain(say('{d, date, near}', { d: '2026-12-01' }))).toBe('Di., 1.~Dezember');
  expect(plain(say('{d, date, near}', { d: '2027-02-28' }))).toBe('So., 28.~Februar~2027');
});

test('a Thai or Persian page still counts years as the contract does', () => {
  expect(say('{d, date, long}', { d: '2026-12-01' }, { ...german, locale: 'th' })).toContain('2026');
});

test('a moment is shown in the zone of the portal', () => {
  expect(say('{at, date, time}', { at: '2026-11-22T22:30:00Z' })).toBe('23:30');
});

test('plurals follow the language, exact cases come first, and # is the figure', () => {
  const source = '{n, plural, =0 {keine Posten} one {# Posten} other {# Posten}}';
  expect(say(source, { n: 0 })).toBe('keine Posten');
  expect(say(source, { n: 1200 })).toBe('1.200 Posten');
  // What `other` says anyway does not travel; an exact figure goes before every category, so it stays.
  expect(compileMessage('{n, plural, =0 {# x} one {# y} many {# x} other {# x}}')).toEqual([
    [3, 'n', { '=0': [[5], ' x'], one: [[5], ' y'], other: [[5], ' x'] }, 0, 0],
  ]);
  const polish = '{n, plural, one {#a} few {#b} many {#c} other {#d}}';
  expect(say(polish, { n: 22 }, { ...german, locale: 'pl' })).toBe('22b');
  expect(
    say(
      '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
      { n: 22 },
      { ...german, locale: 'en' },
    ),
  ).toBe('22nd');
});

test('a select falls back to other', () => {
  expect(say('{how, select, a {A} other {sonst}}', { how: 'x' })).toBe('sonst');
});

test('a tag becomes what its function makes of the words inside', () => {
  const parts = formatParts<{ link: string }>(
    compileMessage('Fragen? <link>{phone}</link>, Mo.'),
    { phone: '0431', link: (inner: string[]) => ({ link: inner.join('') }) },
    german,
  );
  expect(parts).toEqual(['Fragen? ', { link: '0431' }, ', Mo.']);
});

test('a style that nobody defined and a skeleton do not compile', () => {
  expect(() => compileMessage('{d, date, medium}')).toThrow(SyntaxError);
  expect(() => compileMessage('{n, number, ::compact}')).toThrow(SyntaxError);
  expect(() => compileMessage('{n, plural, one {x}}')).toThrow(SyntaxError);
});

test('a number in a sentence from the right keeps its own order, an address stays as it is', () => {
  const sentence = compileMessage('رقم العميل {number}: {where}');
  const from = (locale: string, where: string) =>
    formatText(sentence, { number: '4471-0925', where }, { ...german, locale });
  expect(from('ar', 'https://acme.example/a')).toBe(
    'رقم العميل \u20684471-0925\u2069: https://acme.example/a',
  );
  expect(from('de', 'x')).toBe('رقم العميل 4471-0925: x');
});
