import type { Translate } from '../../../kit/browser/words.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';

export type TeamWords = Translate<keyof typeof en | UiMessage | FormMessage>;
