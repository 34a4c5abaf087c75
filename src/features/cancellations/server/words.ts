import { type Args, formatText } from '../../../kit/common/message.ts';
import { compiledWords, mannerIn } from '../../../kit/server/words.ts';
import type { Language } from '../../portals/schema.ts';
import type page from '../messages/en.json';
import type acts from '../said/messages/en.json';

export type EndingMessage = keyof typeof page | keyof typeof acts;
/** What is said, and on which page it was said: the portal's own words too, since they are evidence. */
export interface EndingWords {
  (key: EndingMessage, args?: Args): string;
  /** `Sunday, 22 November 2026 at 14:50:01 CET`, in the portal's zone. */
  moment(at: Date): string;
  readonly language: Language;
  readonly timeZone: string;
}

const wordsIn = compiledWords(
  new URL('../said/messages/', import.meta.url),
  new URL('../messages/', import.meta.url),
);

/** To be had before a transaction, which waits for nothing but the database. */
export async function endingWords(): Promise<
  (language: Language, timeZone: string, own: string | null) => EndingWords
> {
  const inLanguage = await wordsIn();
  return (language, timeZone, own) => {
    const [words, manner] = [inLanguage(language, own), mannerIn(language, timeZone)];
    const say = (key: EndingMessage, args: Args = {}) => formatText(words[key] ?? key, args, manner);
    const moment = (at: Date) =>
      new Intl.DateTimeFormat(manner.locale, { dateStyle: 'full', timeStyle: 'long', timeZone }).format(at);
    return Object.assign(say, { moment, language, timeZone });
  };
}
