import type { OpenedMessage } from '../../features/documents/portal/opened/words.ts';
import type { WordLoaders } from './step-words.ts';

/** Words of a document that is open, and of several that are chosen. */
export const openedWords: WordLoaders<OpenedMessage> = {
  en: () => import('../../features/documents/portal/opened/words/en.ts'),
  de: () => import('../../features/documents/portal/opened/words/de.ts'),
  nl: () => import('../../features/documents/portal/opened/words/nl.ts'),
  fr: () => import('../../features/documents/portal/opened/words/fr.ts'),
};
