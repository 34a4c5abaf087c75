import type { OwnMessage } from '../../features/customers/portal/own/words.ts';
import type { WordLoaders } from './step-words.ts';

/** Words of what keeps a person's own account safe. */
export const ownWords: WordLoaders<OwnMessage> = {
  en: () => import('../../features/customers/portal/own/words/en.ts'),
  de: () => import('../../features/customers/portal/own/words/de.ts'),
  nl: () => import('../../features/customers/portal/own/words/nl.ts'),
  fr: () => import('../../features/customers/portal/own/words/fr.ts'),
};
