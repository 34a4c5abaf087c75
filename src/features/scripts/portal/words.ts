import type { Translate } from '../../../kit/browser/words.ts';
import type en from '../messages/en.json';

export type ScriptMessage = keyof typeof en;
export type ScriptWords = Translate<ScriptMessage>;
