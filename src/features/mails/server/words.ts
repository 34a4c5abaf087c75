import { type Args, formatText } from '../../../kit/common/message.ts';
import { compiledWords, mannerIn } from '../../../kit/server/words.ts';
import type { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

export type MailMessage = keyof typeof en;
export type SayMail = (key: MailMessage, args?: Args) => string;

/** The sentences of all mails, in every language, in a portal's own words: `say('de', 'UTC', portal.words)`. */
export type MailWords = (language: Language, timeZone: string, own?: string | null) => SayMail;

const wordsIn = compiledWords(new URL('../messages/', import.meta.url));

/** To be had before a transaction, which waits for nothing but the database. */
export async function mailWords(): Promise<MailWords> {
  const inLanguage = await wordsIn();
  return (language, timeZone, own) => {
    const [words, manner] = [inLanguage(language, own), mannerIn(language, timeZone)];
    return (key, args = {}) => formatText(words[key] ?? key, args, manner);
  };
}
