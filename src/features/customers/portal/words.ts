import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';

export type ProfileMessage = keyof typeof en;
export type ProfileWords = Translate<ProfileMessage | UiMessage>;
