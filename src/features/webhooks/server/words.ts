import { readFileSync } from 'node:fs';
import { type Args, formatText, type Words } from '../../../kit/common/message.ts';
import { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

/** Sentences of mails to operators. */
export type SayPaused = (language: Language, key: keyof typeof en, args?: Args) => string;

let kept: Promise<SayPaused> | undefined;

/** Compiled when first needed: the parser is large, and a transaction waits for nothing but the database. */
export function pausedWords(): Promise<SayPaused> {
  kept ??= compile();
  return kept;
}

async function compile(): Promise<SayPaused> {
  const { compileWords } = await import('../../../kit/common/message-compile.ts');
  const words = Object.fromEntries(
    Language.options.map((tag): [Language, Words] => {
      const file = new URL(`../messages/${tag}.json`, import.meta.url);
      return [tag, compileWords(JSON.parse(readFileSync(file, 'utf8')))];
    }),
  ) as Readonly<Record<Language, Words>>;
  return (language, key, args = {}) =>
    formatText(words[language][key] ?? key, args, {
      locale: language === 'en' ? 'en-GB' : language,
      timeZone: 'UTC',
      today: '1970-01-01',
    });
}
