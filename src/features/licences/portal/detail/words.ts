import type { Translate } from '../../../../kit/browser/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { LicencesMessage } from '../words.ts';
import type en from './messages/en.json';

export type DetailMessage = keyof typeof en;
export type DetailWords = Translate<DetailMessage | LicencesMessage | UiMessage>;
