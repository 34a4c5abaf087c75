import type { LanguageTag } from './languages.ts';

/**
 * No font that letters (PDF) are set in has the signs of these: one for each would be ten times as large as all others
 * together. Whoever reads one of them has panels, pages and mails in it, and letters in another.
 */
const withoutFont: ReadonlySet<LanguageTag> = new Set(['ja', 'ko', 'zh-Hans', 'zh-Hant']);

export const hasLetters = (tag: LanguageTag): boolean => !withoutFont.has(tag);

/** What a letter to someone who reads `wish` is written in: that, else the first of the portal's languages that can be set. */
export const letterLanguage = (wish: LanguageTag, ofPortal: readonly LanguageTag[]): LanguageTag =>
  [wish, ...ofPortal].find(hasLetters) ?? 'en';
