import type { Translate } from '../../../../kit/browser/words.ts';
import type { FormMessage } from '../../../../kit/ui/form/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { ProfileMessage } from '../words.ts';
import type en from './messages/en.json';

export type OwnMessage = keyof typeof en;
export type OwnWords = Translate<OwnMessage | ProfileMessage | UiMessage | FormMessage>;
