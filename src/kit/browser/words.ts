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
import type { Money, UnitPrice } from '../common/money.ts';

declare global {
  /** Values of each sentence by its key, filled in by `scripts/message-types.mjs`; a key that is absent takes any. */
  interface PorticoMessages {}
}

/** Of several keys the values of all; `never` in a function's place makes an intersection of a union. */
type AllOf<Values> = (Values extends unknown ? (values: Values) => void : never) extends (
  values: infer All,
) => void
  ? All
  : never;
type Values<Key> = AllOf<Key extends keyof PorticoMessages ? PorticoMessages[Key] : Args>;

/** What stands behind the key: nothing, or the values that its sentence asks for. */
export type Given<Key> = [keyof Values<Key>] extends [never]
  ? []
  : string extends keyof Values<Key>
    ? [args?: Args]
    : [args: Values<Key>];

/** Says a sentence by its key, in the customer's language. */
export interface Translate<Key extends string> {
  <K extends Key>(key: K, ...args: Given<K>): string;
  /** For sentences with tags: `<link>…</link>` becomes what `args.link` makes of the words inside. */
  rich<K extends Key>(key: K, ...args: Given<K>): (string | VNode)[];
  money(value: Money | UnitPrice): string;
  number(value: number): string;
  day(value: string, style?: 'long' | 'full' | 'near'): string;
  readonly manner: Manner;
}

/** A key without words shows itself: ugly enough to be found, and the page still works. */
export function translator<Key extends string>(words: Words, manner: Manner): Translate<Key> {
  const t = (key: Key, args: Args = {}) => formatText(words[key] ?? key, args, manner);
  const more = {
    manner,
    rich: (key: Key, args: Args = {}) => formatParts<VNode>(words[key] ?? key, args, manner),
    money: (value: Money | UnitPrice) => formatMoney(value, manner),
    number: (value: number) => formatNumber(value, manner),
    day: (value: string, style?: string) => formatDate(value, manner, style),
  };
  // Which values belong to which key is known to whoever calls, not in here.
  return Object.assign(t, more) as Translate<string> as Translate<Key>;
}
