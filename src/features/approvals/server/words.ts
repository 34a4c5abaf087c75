import { serverWords } from '../../../kit/server/words.ts';
import type en from '../messages/en.json';

/** Sentences of the paper. */
export const approvalWords = serverWords<keyof typeof en>(new URL('../messages/', import.meta.url));
