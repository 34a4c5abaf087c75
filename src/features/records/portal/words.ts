import type { FormMessage } from '../../../kit/ui/form/words.ts';
import type en from '../messages/en.json';

export type RecordsMessage = keyof typeof en | FormMessage;
