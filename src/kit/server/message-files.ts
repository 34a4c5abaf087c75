import { existsSync, readFileSync } from 'node:fs';
import { isLanguage, languages } from '../common/languages.ts';
import { pseudo } from '../common/pseudo.ts';

export type Texts = Readonly<Record<string, string>>;
type Json = string | { readonly [key: string]: Json };

const each = <Value extends Json>(value: Value, change: (text: string) => string): Value =>
  (typeof value === 'string'
    ? change(value)
    : Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, each(one as Json, change)]),
      )) as Value;

/** Swiss German knows no ß, and quotes as its neighbours do. */
const swiss = (text: string): string =>
  text
    .replaceAll('ß', 'ss')
    .replaceAll('„', '«')
    .replaceAll('“', '»')
    .replaceAll('‚', '‹')
    .replaceAll('‘', '›');

/**
 * The sentences of one folder in one language, as its files say them: those of a variant over those of its language, and
 * those of a language for development made of the English ones.
 * @param folder `new URL('../messages/', import.meta.url)`
 */
export function readMessages<Table extends Json = Texts>(folder: URL, tag: string): Table {
  const read = (name: string): Table =>
    JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Table;
  const { base, isPseudo } = isLanguage(tag) ? languages[tag] : {};
  if (isPseudo) return each(read('en'), (text) => pseudo(text, tag));
  if (!base) return read(tag);
  const own = existsSync(new URL(`${tag}.json`, folder)) ? read(tag) : undefined;
  const whole = { ...(read(base) as object), ...(own as object | undefined) } as Table;
  return tag === 'de-CH' ? each(whole, swiss) : whole;
}
