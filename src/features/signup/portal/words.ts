import type { Translate } from '../../../kit/browser/words.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import type parts from '../../../kit/ui/messages/en.json';
import type en from '../messages/en.json';

export type SignUpWords = Translate<keyof typeof en | FormMessage | keyof typeof parts>;
