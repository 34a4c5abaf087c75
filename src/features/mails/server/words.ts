import { readFileSync } from 'node:fs';
import { type Args, formatText, type Words } from '../../../kit/common/message.ts';
import { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

export type MailMessage = keyof typeof en;
export type SayMail = (key: MailMessage, args?: Args) => string;

/** The sentences of all mails, in every language: `say('de', 'UTC')`. */
export type MailWords = (language: Language, timeZone: string) => SayMail;

let kept: Promise<MailWords> | undefined;

/** Compiled when first needed: the parser is large, and a transaction waits for nothing but the database. */
export function mailWords(): Promise<MailWords> {
  kept ??= compile();
  return kept;
}

async function compile(): Promise<MailWords> {
  const { compileWords } = await import('../../../kit/common/message-compile.ts');
  const words = Object.fromEntries(
    Language.options.map((tag): [Language, Words] => {
      const file = new URL(`../messages/${tag}.json`, import.meta.url);
      return [tag, compileWords(JSON.parse(readFileSync(file, 'utf8')))];
    }),
  ) as Readonly<Record<Language, Words>>;
  return (language, timeZone) => {
    const manner = { locale: language === 'en' ? 'en-GB' : language, timeZone, today: '1970-01-01' };
    return (key, args = {}) => formatText(words[language][key] ?? key, args, manner);
  };
}
