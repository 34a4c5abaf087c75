import { type Say as SayIn, serverWords } from '../../../kit/server/words.ts';
import type en from '../messages/en.json';

export type Say = SayIn<keyof typeof en>;

/** Sentences of pages and papers that the server writes itself. */
export const paymentWords = serverWords<keyof typeof en>(new URL('../messages/', import.meta.url));
