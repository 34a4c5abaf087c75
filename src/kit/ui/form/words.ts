import type { Translate } from '../../browser/words.ts';
import type en from './messages/en.json';

export type FormMessage = keyof typeof en;
export type FormWords = Translate<FormMessage>;
