import type { FormsMessage } from '../../features/licences/portal/forms/words.ts';
import type { WordLoaders } from './step-words.ts';

/** Words of forms that the licences panel opens. */
export const licenceFormsWords: WordLoaders<FormsMessage> = {
  en: () => import('../../features/licences/portal/forms/words/en.ts'),
  de: () => import('../../features/licences/portal/forms/words/de.ts'),
  nl: () => import('../../features/licences/portal/forms/words/nl.ts'),
  fr: () => import('../../features/licences/portal/forms/words/fr.ts'),
};
