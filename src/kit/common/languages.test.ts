import { expect, test } from 'vitest';
import { completeLanguages, directionOf, knownLanguages, languages, matchLanguage } from './languages.ts';

test.each([
  ['iw', 'he'],
  ['he-IL', 'he'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['zh', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['nn', 'nb'],
  ['nn-NO', 'nb'],
  ['no', 'nb'],
  ['pt-AO', 'pt-PT'],
  ['pt', 'pt-BR'],
  ['pt-BR', 'pt-BR'],
  ['es-MX', 'es'],
  ['de-AT', 'de-AT'],
  ['de-LI', 'de'],
  ['DE_de', undefined],
  ['EN-us', 'en'],
  ['ja-JP', 'ja'],
  ['tlh', undefined],
  ['__proto__', undefined],
  ['', undefined],
] as const)('who asks for %s reads %s', (wish, found) => {
  expect(matchLanguage(wish, knownLanguages)).toBe(found);
});

test('a variant stands in for its language, never one script of Chinese for the other', () => {
  expect(matchLanguage('de', ['fr', 'de-CH'])).toBe('de-CH');
  expect(matchLanguage('de-AT', ['fr', 'de-CH'])).toBe('de-CH');
  expect(matchLanguage('de-CH', ['en', 'de'])).toBe('de');
  expect(matchLanguage('zh-TW', ['zh-Hans'])).toBeUndefined();
  expect(matchLanguage('pt-AO', ['pt-BR'])).toBe('pt-BR');
  expect(matchLanguage('en-XA', ['en'])).toBe('en');
});

test('there are 32 languages, two variants of German, and two made of English for development', () => {
  const real = knownLanguages.filter((tag) => !languages[tag].base && !languages[tag].isPseudo);
  expect(real).toHaveLength(32);
  expect(knownLanguages.filter((tag) => languages[tag].base)).toEqual(['de-AT', 'de-CH']);
  expect(knownLanguages.filter((tag) => directionOf(tag) === 'rtl')).toEqual(['ar', 'he', 'ar-XB']);
  expect(completeLanguages).not.toContain('en-XA');
  for (const tag of knownLanguages) expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
});
