import type steps from '../../features/access/portal/steps/messages/en.json';
import type { Language } from '../../features/portals/schema.ts';

/** A loader for each language, each complete: one that lacks a key does not compile. */
export type WordLoaders<Key extends string> = Readonly<
  Record<Language, () => Promise<{ readonly words: Readonly<Record<Key, string>> }>>
>;

/** Words of what the sign-in page leads to. */
export const stepWords: WordLoaders<keyof typeof steps> = {
  en: () => import('../../features/access/portal/steps/words/en.ts'),
  de: () => import('../../features/access/portal/steps/words/de.ts'),
  nl: () => import('../../features/access/portal/steps/words/nl.ts'),
  fr: () => import('../../features/access/portal/steps/words/fr.ts'),
};
