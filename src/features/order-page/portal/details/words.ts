import type { Translate } from '../../../../kit/browser/words.ts';
import type { FormMessage } from '../../../../kit/ui/form/words.ts';
import type send from '../send/messages/en.json';
import type { OrderMessage } from '../words.ts';
import type en from './messages/en.json';

export type DetailsWords = Translate<OrderMessage | FormMessage | keyof typeof en | keyof typeof send>;
