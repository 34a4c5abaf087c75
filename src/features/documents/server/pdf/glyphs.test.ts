import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { knownLanguages, languages } from '../../../../kit/common/languages.ts';
import { hasLetters, letterLanguage } from '../../../../kit/common/letter-languages.ts';
import { readMessages } from '../../../../kit/server/message-files.ts';
import { openSheet, Pen } from './pen.ts';

/** Sentences of every PDF: letters and reminders, the paper of a mandate, an approved contract. */
const folders = [
  ['.', ''],
  ['../../../payments', 'payments.mandate.'],
  ['../../../approvals', 'approvals.pdf.'],
] as const;

/** Days, amounts and countries as they are written in a language. */
function figuresIn(tag: string): string {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, 9, 17, 5)));
  const day = new Intl.DateTimeFormat(`${tag}-u-ca-gregory-nu-latn`, {
    dateStyle: 'full',
    timeStyle: 'long',
    timeZone: 'Europe/Berlin',
  });
  const country = new Intl.DisplayNames([tag], { type: 'region' });
  const money = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'PLN', 'CZK', 'HUF', 'UAH', 'TRY', 'ILS', 'JPY'].map(
    (currency) =>
      new Intl.NumberFormat(`${tag}-u-nu-latn`, { style: 'currency', currency }).format(-1234567.89),
  );
  const countries = ['DE', 'AT', 'CH', 'GR', 'BG', 'UA', 'TR', 'IL', 'AE', 'JP', 'CI', 'TW'];
  return [...months.map((at) => day.format(at)), ...countries.map((code) => country.of(code)), ...money].join(
    ' ',
  );
}

async function lacks(tag: string, text: string): Promise<string> {
  const doc = await openSheet({ title: '', author: '', language: tag, issuedOn: '2026-11-09' });
  const pen = new Pen(doc, languages[tag as 'en'].isRightToLeft);
  const found = [false, true].flatMap((strong) => pen.missing(text, { size: 10, strong }));
  return [...new Set(found)].join('');
}

const written = knownLanguages.filter((tag) => !languages[tag].isPseudo && hasLetters(tag));

describe('letters in every language', () => {
  test.each(written)('BIL-8 in %s no sign of a letter is without a glyph', async (tag) => {
    const words = folders.flatMap(([folder, prefix]) => {
      const url = new URL(`${folder}/messages/`, import.meta.url);
      // A language that is not offered yet may have no words of letters; its figures are looked at all the same.
      const isThere = languages[tag].base !== undefined || existsSync(new URL(`${tag}.json`, url));
      const table = isThere ? readMessages(url, tag) : {};
      return Object.entries(table).flatMap(([key, text]) => (key.startsWith(prefix) ? [String(text)] : []));
    });
    expect(await lacks(tag, [...words, languages[tag].name, figuresIn(tag)].join(' '))).toBe('');
  });

  test('BIL-8 a language without a font is written in the first of the portal that has one, else in English', async () => {
    for (const tag of knownLanguages.filter((one) => !hasLetters(one)))
      expect(await lacks(tag, languages[tag].name), tag).not.toBe('');
    expect(letterLanguage('ja', ['ko', 'uk', 'de'])).toBe('uk');
    expect(letterLanguage('ja', ['ja', 'zh-Hans'])).toBe('en');
    expect(letterLanguage('el', ['en'])).toBe('el');
  });
});
