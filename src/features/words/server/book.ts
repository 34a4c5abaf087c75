import type { LanguageTag } from '../../../kit/common/languages.ts';
import type { OwnWords } from '../../../kit/server/own-words.ts';
import { isProtected } from '../protected.ts';
import { findingsIn, isRefused, sayRefusal, type UsualText } from '../rules.ts';
import type { TextFinding, WordText } from '../schema.ts';

/** Everything that customers read, as it comes with the program: by key, in each language. */
export interface WordBook {
  readonly keys: () => readonly string[];
  readonly find: (key: string, language: LanguageTag) => UsualText | undefined;
}

/** A text to be said from now on; `of`: the English it was written for, where that is not today's. */
export interface GivenText {
  readonly text: string;
  readonly of?: string | undefined;
}

/** The texts of one language in a set, changed; `null` takes one away. */
export function changedWords(
  words: OwnWords,
  language: LanguageTag,
  texts: ReadonlyMap<string, GivenText | null>,
  book: WordBook,
): {
  readonly words: OwnWords;
  readonly refused: readonly TextFinding[];
  readonly warnings: readonly TextFinding[];
} {
  const now = new Map(Object.entries(words[language] ?? {}));
  const findings: TextFinding[] = [];
  for (const [key, given] of texts) {
    const usual = book.find(key, language);
    if (given === null) {
      // What we no longer say can always be taken away.
      if (!now.delete(key) && !usual) findings.push({ key, code: 'key', what: '' });
      continue;
    }
    const found = findingsIn(key, given.text, usual, language);
    findings.push(...found);
    if (!usual || found.some(isRefused)) continue;
    const before = now.get(key);
    // A file that brings a text back as it was says nothing of its having been looked at.
    if (given.of === undefined || before?.text !== given.text)
      now.set(key, { text: given.text, of: given.of ?? usual.english });
  }
  return {
    words: { ...words, [language]: Object.fromEntries(now) },
    refused: findings.filter(isRefused),
    warnings: findings.filter((finding) => !isRefused(finding)),
  };
}

export const refusedFields = (refused: readonly TextFinding[]) =>
  refused.slice(0, 50).map((finding) => ({
    path: `texts.${finding.key}`.slice(0, 200),
    code: finding.code,
    message: sayRefusal(finding),
  }));

/** What stands between braces in a sentence of ours, and its tags. */
const valuesOf = (english: string): string[] => [
  ...new Set(
    [...english.matchAll(/\{(\w+)\s*[,}]|<(\w+)>/g)].map(([, value, tag]) =>
      value ? `{${value}}` : `<${tag}>`,
    ),
  ),
];

/** All texts of a language, with the vendor's own ones; own ones of keys that are gone are left out. */
export function textsOf(book: WordBook, language: LanguageTag, words: OwnWords): WordText[] {
  const own = new Map(Object.entries(words[language] ?? {}));
  return book.keys().map((key) => {
    const { english, usual } = book.find(key, language) as UsualText;
    const mine = own.get(key);
    return {
      ...{ key, group: key.slice(0, key.indexOf(':')), english, usual },
      ...{ text: mine?.text ?? null, of: mine?.of ?? null },
      state: !mine ? 'usual' : mine.of === english ? 'own' : 'stale',
      values: valuesOf(english),
      protected: isProtected(key),
    };
  });
}

export const countsOf = (texts: readonly WordText[]) => ({
  all: texts.length,
  own: texts.filter(({ state }) => state !== 'usual').length,
  stale: texts.filter(({ state }) => state === 'stale').length,
});
