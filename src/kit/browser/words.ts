import type { VNode } from 'preact';
import {
  type Args,
  formatDate,
  formatMoney,
  formatNumber,
  formatParts,
  formatText,
  type Manner,
  type Words,
} from '../common/message.ts';
import type { Money } from '../common/money.ts';

/** Says a sentence by its key, in the customer's language. */
export interface Translate<Key extends string> {
  (key: Key, args?: Args): string;
  /** For sentences with tags: `<link>…</link>` becomes what `args.link` makes of the words inside. */
  rich(key: Key, args: Args): (string | VNode)[];
  money(value: Money): string;
  number(value: number): string;
  day(value: string, style?: 'long' | 'full' | 'near'): string;
  readonly manner: Manner;
}

/** A key without words shows itself: ugly enough to be found, and the page still works. */
export function translator<Key extends string>(words: Words, manner: Manner): Translate<Key> {
  const t = (key: Key, args: Args = {}) => formatText(words[key] ?? key, args, manner);
  return Object.assign(t, {
    manner,
    rich: (key: Key, args: Args) => formatParts<VNode>(words[key] ?? key, args, manner),
    money: (value: Money) => formatMoney(value, manner),
    number: (value: number) => formatNumber(value, manner),
    day: (value: string, style?: string) => formatDate(value, manner, style),
  });
}

/** The browser's own variant of the language where it has one: `de-AT` says Jänner. English without one is British. */
export const localeFor = (language: string, preferred: readonly string[]): string =>
  preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ??
  (language === 'en' ? 'en-GB' : language);
