import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from './messages/en.json';

export type PaymentsMessage = keyof typeof en;
export type PaymentsWords = Translate<PaymentsMessage | UiMessage>;
