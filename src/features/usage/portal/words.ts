import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type tools from './options/messages/en.json';

export type UsageMessage = keyof typeof en;
export type UsageWords = Translate<UsageMessage | UiMessage>;
export type ToolsMessage = keyof typeof tools;
export type ToolsWords = Translate<ToolsMessage | UiMessage>;
