import { type Say, serverSpeakers } from '../../../kit/server/words.ts';
import type en from '../operators/messages/en.json';

/** Sentences of mails to operators. */
export type SayPaused = (language: string) => Say<keyof typeof en>;

/** To be had before a transaction. */
export const pausedWords = serverSpeakers<keyof typeof en>(
  new URL('../operators/messages/', import.meta.url),
);
