import type { Translate } from '../../../../kit/browser/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { LicencesMessage } from '../words.ts';
import type en from './messages/en.json';

export type FormsMessage = keyof typeof en;
export type FormsWords = Translate<FormsMessage | LicencesMessage | UiMessage>;
