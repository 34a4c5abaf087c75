import { globSync, readFileSync } from 'node:fs';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';

type Table = Readonly<Record<string, string>>;
const root = new URL('../../../', import.meta.url);
const read = (file: string): Table => JSON.parse(readFileSync(new URL(file, root), 'utf8'));
const english = globSync('src/**/messages/en.json', { cwd: root }).sort();

/** The longest of a sentence's readings, each value as four symbols: what a place on the screen has to hold. */
const longest = (elements: readonly MessageFormatElement[]): string =>
  elements
    .map((element) => {
      if (element.type === TYPE.literal) return element.value;
      if (element.type === TYPE.tag) return longest(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        const readings = Object.values(element.options).map(({ value }) => longest(value));
        return readings.sort((one, other) => other.length - one.length)[0] ?? '';
      }
      return element.type === TYPE.pound ? '1' : 'xxxx';
    })
    .join('');

/** Short words may grow a lot, sentences less; measured on 16 languages, with some room. */
const limit = (length: number): number => {
  if (length <= 10) return Math.max(24, length * 3);
  return length <= 30 ? length * 1.9 + 8 : length * 1.75;
};

/** Every word of a sentence in all of its readings, without the names of its values. */
const wordsOf = (elements: readonly MessageFormatElement[]): string =>
  elements
    .map((element) => {
      if (element.type === TYPE.literal) return element.value;
      if (element.type === TYPE.tag) return wordsOf(element.children);
      const options = element.type === TYPE.plural || element.type === TYPE.select ? element.options : {};
      return Object.values(options)
        .map(({ value }) => wordsOf(value))
        .join(' ');
    })
    .join('');

/** Sentences that say the thing without its word, because what stands around them names it; added on purpose. */
const named = new Set([
  ...['de', 'nl', 'fr'].flatMap((tag) => [`contacts.make ${tag}`, `signin.new.text ${tag}`]),
  'documents.owed.show de',
  'documents.owed.show nl',
  'access.text fr',
  'portals.snippet.iframe.about fr',
]);

type Tag = 'de' | 'nl' | 'fr';
const tags: readonly Tag[] = ['de', 'nl', 'fr'];

/** One word for one thing in each language; where English says it, the translation says its word for it. */
const glossary: Readonly<Record<string, Readonly<Record<Tag | 'en', RegExp>>>> = {
  contract: { en: /\bcontracts?\b/i, de: /vertr[aä]g/i, nl: /contract/i, fr: /contrat/i },
  invoice: { en: /\binvoices?\b/i, de: /rechnung/i, nl: /factu/i, fr: /facture/i },
  'credit note': { en: /\bcredit notes?\b/i, de: /gutschrift/i, nl: /creditnota/i, fr: /avoir/i },
  customer: { en: /\bcustomers?\b/i, de: /kund/i, nl: /klant/i, fr: /client/i },
  contact: { en: /\b(an?|the|new) contact\b|\bcontacts\b/i, de: /kontakt/i, nl: /contact/i, fr: /contact/i },
  domain: { en: /\bdomains?\b/i, de: /domain/i, nl: /domein/i, fr: /domaine/i },
  licence: { en: /\blicences?\b/i, de: /lizenz/i, nl: /licentie/i, fr: /licence/i },
  notice: { en: /\bnotice\b/i, de: /k[üu]ndig/i, nl: /opzeg/i, fr: /r[ée]sili|pr[ée]avis/i },
  portal: { en: /\bportals?\b/i, de: /portal/i, nl: /porta/i, fr: /portai/i },
  password: { en: /\bpasswords?\b/i, de: /passw/i, nl: /wachtwoord/i, fr: /mots? de passe/i },
};

/** Words that would name the same thing a second way. */
const foreign: Readonly<Record<Tag | 'en', RegExp>> = {
  en: /\b(log ?in|agreements?|licenses?|subscriptions?|clients?|bills?|email)\b/i,
  de: /\b(log(ge)?in|einloggen|faktura|klient|e?mail(adresse)?(?<!e-mail)(?<!e-mail-adresse))\b/i,
  nl: /\b(rekening(en)?|overeenkomst(en)?|cliënt(en)?|paswoord)\b/i,
  fr: /\b(abonnements?|login|courriel|mail(?<!e-mail))\b/i,
};

/**
 * OpenID Connect's own words, which stand in the provider's settings too: somebody copies from one to the other. And the
 * mandate as banks want it, word for word.
 */
const theirs = /^portals\.oidc\.(client|secret)|^payments\.mandate\.text$/;
const foreignIn = (tag: Tag | 'en', key: string, text: string): string[] => {
  const [found] = theirs.test(key) ? [] : (foreign[tag].exec(wordsOf(parse(text))) ?? []);
  return found ? [`${key}: ${found}`] : [];
};

test('there are sentences to compare', () => {
  expect(english.length).toBeGreaterThanOrEqual(6);
});

describe.each(english)('%s', (file) => {
  const source = read(file);

  test('English names each thing by its one word', () => {
    expect(Object.entries(source).flatMap(([key, text]) => foreignIn('en', key, text))).toEqual([]);
  });

  test.each(tags)('%s fits where English fits', (tag) => {
    const table = read(file.replace('en.json', `${tag}.json`));
    const long = Object.entries(source).flatMap(([key, text]) => {
      const [wanted, given] = [longest(parse(text)).length, longest(parse(table[key] ?? '')).length];
      return given > limit(wanted) ? [`${key}: ${given} symbols instead of ${wanted}`] : [];
    });
    expect(long).toEqual([]);
  });

  test.each(tags)('%s uses the words of the glossary', (tag) => {
    const table = read(file.replace('en.json', `${tag}.json`));
    const others = Object.entries(source).flatMap(([key, text]) => [
      ...Object.entries(glossary).flatMap(([name, words]) => {
        const lacks = words.en.test(wordsOf(parse(text))) && !words[tag].test(table[key] ?? '');
        return lacks && !named.has(`${key} ${tag}`) ? [`${key} lacks “${name}”`] : [];
      }),
      ...foreignIn(tag, key, table[key] ?? ''),
    ]);
    expect(others).toEqual([]);
  });
});
