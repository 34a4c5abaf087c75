import type { Translate } from '../browser/words.ts';
import type en from './messages/en.json';

export type UiMessage = keyof typeof en;
export type UiWords = Translate<UiMessage>;
