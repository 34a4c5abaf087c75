import type { HelpMessage } from '../../features/login-as/portal/words.ts';
import type { FormMessage } from '../../kit/ui/form/words.ts';
import type { WordLoaders } from './step-words.ts';

/** Words of the vendor's help: of the bar while somebody is in, and of letting them in. */
export const helpWords: WordLoaders<HelpMessage | FormMessage> = {
  en: () => import('../../features/login-as/portal/words/en.ts'),
  de: () => import('../../features/login-as/portal/words/de.ts'),
  nl: () => import('../../features/login-as/portal/words/nl.ts'),
  fr: () => import('../../features/login-as/portal/words/fr.ts'),
};
