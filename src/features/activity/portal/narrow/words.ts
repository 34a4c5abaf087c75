import type { Translate } from '../../../../kit/browser/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { ActivityMessage } from '../words.ts';
import type en from './messages/en.json';

export type NarrowMessage = keyof typeof en;
export type NarrowWords = Translate<NarrowMessage | ActivityMessage | UiMessage>;
