import type { Translate } from '../../../../kit/browser/words.ts';
import type { FormMessage } from '../../../../kit/ui/form/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { SitesMessage } from '../words.ts';
import type en from './messages/en.json';

export type SiteMessage = keyof typeof en;
export type SiteWords = Translate<SiteMessage | SitesMessage | FormMessage | UiMessage>;
