import type { Translate } from '../../../../kit/browser/words.ts';
import type { KitMessage } from '../../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type ContrastMessage = keyof typeof en;
export type ContrastWords = Translate<ContrastMessage | KitMessage>;
