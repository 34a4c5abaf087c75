import { plainLocale } from '../common/locale.ts';
import {
  type Args,
  formatMoney,
  formatNumber,
  formatText,
  type Manner,
  type Words,
} from '../common/message.ts';
import type { Money } from '../common/money.ts';
import { readMessages } from './message-files.ts';
import { type Compiler, compiledOwn, type OwnWords, ownWords } from './own-words.ts';

export interface Say<Key extends string> {
  (key: Key, args?: Args): string;
  number(value: number): string;
  money(value: Money): string;
}

/** `own`: the portal's own words, `portal.words`, where what is said is said for a portal. */
export type Speaker<Key extends string> = (
  language: string,
  timeZone?: string,
  own?: string | null,
) => Say<Key>;

/** How the server writes figures where it speaks by itself. */
export const mannerIn = (language: string, timeZone = 'UTC'): Manner => ({
  locale: plainLocale(language),
  timeZone,
  today: '1970-01-01',
});

/** `own`: the id of a portal's own words, which stand over ours. */
export type CompiledWords = (language: string, own?: string | null) => Words;

/**
 * The compiled sentences of some folders, each language when first asked for: the parser is large. Whoever has waited for
 * the function itself waits for nothing else, so that it may be called in a transaction.
 */
export function compiledWords(...folders: readonly URL[]): () => Promise<CompiledWords> {
  let ready: Promise<CompiledWords> | undefined;
  const prepare = async (): Promise<CompiledWords> => {
    const [{ compileMessage, compileWords }, { faultsOf, isHarmless }] = await Promise.all([
      import('../common/message-compile.ts'),
      import('../common/message-check.ts'),
    ]);
    const compiler: Compiler = {
      compile: compileMessage,
      fits: (source, english, tag) => faultsOf(source, english, tag).every(isHarmless),
    };
    const kept = new Map<string, Words>();
    /** By set of own words, by language. */
    const own = new WeakMap<OwnWords, Map<string, Words>>();
    const usual = (language: string) => {
      const words =
        kept.get(language) ??
        compileWords(Object.assign({}, ...folders.map((folder) => readMessages(folder, language))));
      kept.set(language, words);
      return words;
    };
    return (language, id) => {
      const set = ownWords(id);
      if (!set) return usual(language);
      const byLanguage = own.get(set) ?? new Map<string, Words>();
      own.set(set, byLanguage);
      const words = byLanguage.get(language) ?? {
        ...usual(language),
        ...Object.assign(
          {},
          ...folders.map((folder) =>
            compiledOwn(set, folder, language, () => readMessages(folder, 'en'), compiler),
          ),
        ),
      };
      byLanguage.set(language, words);
      return words;
    };
  };
  return () => (ready ??= prepare());
}

/**
 * Sentences that the server says itself, of a folder with one file a language. To be had before a transaction, where
 * nothing but the database is waited for; then in any language.
 * @param folder `new URL('../messages/', import.meta.url)`
 */
export function serverSpeakers<Key extends string>(folder: URL): () => Promise<Speaker<Key>> {
  const wordsIn = compiledWords(folder);
  return async () => {
    const inLanguage = await wordsIn();
    return (language, timeZone, own) => {
      const [words, manner] = [inLanguage(language, own), mannerIn(language, timeZone)];
      const say = (key: Key, args: Args = {}) => formatText(words[key] ?? key, args, manner);
      return Object.assign(say, {
        number: (value: number) => formatNumber(value, manner),
        money: (value: Money) => formatMoney(value, manner),
      });
    };
  };
}

/** The same in one language. */
export function serverWords<Key extends string>(
  folder: URL,
): (language: string, timeZone?: string, own?: string | null) => Promise<Say<Key>> {
  const speakers = serverSpeakers<Key>(folder);
  return async (language, timeZone, own) => (await speakers())(language, timeZone, own);
}
