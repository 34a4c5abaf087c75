import type { Translate } from '../../../../kit/browser/words.ts';
import type { UiMessage } from '../../../../kit/ui/words.ts';
import type { DocumentsMessage } from '../words.ts';
import type en from './messages/en.json';

export type FiltersMessage = keyof typeof en;
export type FiltersWords = Translate<FiltersMessage | DocumentsMessage | UiMessage>;
