import { readFileSync } from 'node:fs';
import { type Args, formatText, type Words } from '../../../kit/common/message.ts';
import { Language } from '../../portals/schema.ts';
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

let kept: Promise<Readonly<Record<Language, Words>>> | undefined;

async function compile(): Promise<Readonly<Record<Language, Words>>> {
  const { compileWords } = await import('../../../kit/common/message-compile.ts');
  const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;
  return Object.fromEntries(
    Language.options.map((tag) => [
      tag,
      compileWords({
        ...read(`../said/messages/${tag}.json`),
        ...read(`../messages/${tag}.json`),
      } as Parameters<typeof compileWords>[0]),
    ]),
  ) as Readonly<Record<Language, Words>>;
}

const locales: Partial<Record<Language, string>> = { en: 'en-GB' };

/** All languages at once: a transaction waits for nothing but the database. */
export async function endingWords(): Promise<(language: Language, timeZone: string) => EndingWords> {
  kept ??= compile();
  const words = await kept;
  return (language, timeZone) => {
    const locale = locales[language] ?? language;
    const manner = { locale, timeZone, today: '1970-01-01' };
    const say = (key: EndingMessage, args: Args = {}) =>
      formatText(words[language][key] ?? key, args, manner);
    const moment = (at: Date) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', timeZone }).format(at);
    return Object.assign(say, { moment, language, timeZone });
  };
}
