import { type Args, formatText } from '../../../kit/common/message.ts';
import { compiledWords, mannerIn } from '../../../kit/server/words.ts';
import type { Language } from '../../portals/schema.ts';
import type en from '../messages/en.json';

const wordsIn = compiledWords(new URL('../messages/', import.meta.url));

/** The sentences of texts, in every language, in a portal's own words; to be had before a transaction. */
export async function textWords(): Promise<
  (language: Language, own: string | null | undefined, key: keyof typeof en, args: Args) => string
> {
  const inLanguage = await wordsIn();
  return (language, own, key, args) =>
    formatText(inLanguage(language, own)[key] ?? key, args, mannerIn(language));
}
