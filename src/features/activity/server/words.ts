import { serverWords } from '../../../kit/server/words.ts';
import type en from '../acts/messages/en.json';

export type ActMessage = keyof typeof en;

/** What was done, and what of a thing changed: said by the server, since a page holds a few of all of them. */
export const actWords = serverWords<ActMessage>(new URL('../acts/messages/', import.meta.url));
