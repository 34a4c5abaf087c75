import type { Translate } from '../../../kit/browser/words.ts';
import type { KitMessage, ViewProps } from '../../../kit/ui/console/desk.ts';
import type en from './messages/en.json';

export type KeysMessage = keyof typeof en;
export type KeysWords = Translate<KeysMessage | KitMessage>;
export type Part = Omit<ViewProps<KeysMessage>, 'path'>;
