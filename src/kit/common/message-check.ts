import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { compileMessage } from './message-compile.ts';

/** What a sentence asks for, whatever it says. */
export interface Shape {
  /** Value → what is done with it: `text`, `number`, `date`, `select`, `plural`. */
  readonly args: Readonly<Record<string, string>>;
  /** Values that it names for others to choose by: `{country, select, other {Invoice}}` says the same whatever they are. */
  readonly offered: readonly string[];
  /** Sorted; one that stands twice is named twice. */
  readonly tags: readonly string[];
  readonly plurals: readonly { readonly ordinal: boolean; readonly categories: readonly string[] }[];
  readonly depth: number;
}

const names: Readonly<Partial<Record<TYPE, string>>> = {
  [TYPE.argument]: 'text',
  [TYPE.number]: 'number',
  [TYPE.date]: 'date',
  [TYPE.time]: 'date',
  [TYPE.select]: 'select',
  [TYPE.plural]: 'plural',
};

/** @throws SyntaxError for a source that is no ICU MessageFormat */
export function shapeOf(source: string): Shape {
  // Values may be called anything: `constructor` is none that every object has.
  const args: Record<string, string> = Object.create(null);
  const offered: string[] = [];
  const tags: string[] = [];
  const plurals: { ordinal: boolean; categories: string[] }[] = [];
  let deepest = 0;
  const look = (elements: readonly MessageFormatElement[], depth: number): void => {
    deepest = Math.max(deepest, depth);
    for (const element of elements) {
      const name = names[element.type];
      // A value that is both tested and shown, `{hours, select, none {} other {, {hours}}}`, counts as tested.
      if (name && 'value' in element && !(name === 'text' && args[element.value])) args[element.value] = name;
      if (element.type === TYPE.select && Object.keys(element.options).join() === 'other')
        offered.push(element.value);
      if (element.type === TYPE.tag) {
        tags.push(element.value);
        look(element.children, depth);
      }
      if (element.type === TYPE.plural) {
        const categories = Object.keys(element.options).filter((option) => !option.startsWith('='));
        plurals.push({ ordinal: element.pluralType === 'ordinal', categories: categories.sort() });
      }
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) look(option.value, depth + 1);
    }
  };
  look(parse(source), 0);
  return { args, offered, tags: tags.sort(), plurals, depth: deepest };
}

export const longestMessage = 2_000;
export const deepestMessage = 3;

/** The forms that a count takes in a language: `['few', 'many', 'one', 'other']`. */
export const pluralCategories = (tag: string, ordinal: boolean): string[] =>
  [
    ...new Intl.PluralRules(tag, { type: ordinal ? 'ordinal' : 'cardinal' }).resolvedOptions()
      .pluralCategories,
  ].sort();

export type MessageFault =
  | { readonly kind: 'syntax'; readonly detail: string }
  | { readonly kind: 'long' }
  | { readonly kind: 'deep' }
  /** A value or tag that the English sentence does not have, or has for something else. */
  | { readonly kind: 'unknown'; readonly name: string }
  /** One that it has, not only offers, and this lacks. */
  | { readonly kind: 'dropped'; readonly name: string }
  /** Forms of a count that the language has and this lacks, or the other way round. */
  | { readonly kind: 'plural'; readonly missing: readonly string[]; readonly extra: readonly string[] };

/**
 * A value may be shown where the source only counts or chooses by it; a number where the source shows text as well. A
 * day as it is stored, `2026-03-31`, is none that anybody reads.
 */
const fits = (wanted: string, given: string): boolean =>
  wanted === given || (given === 'text' && wanted !== 'date') || (wanted === 'text' && given === 'select');

/** What is wrong with a sentence in a language beside the English one that it stands for. */
export function faultsOf(source: string, english: string, tag: string): MessageFault[] {
  if (source.length > longestMessage) return [{ kind: 'long' }];
  let own: Shape;
  try {
    compileMessage(source);
    own = shapeOf(source);
  } catch (error) {
    return [{ kind: 'syntax', detail: error instanceof Error ? error.message : String(error) }];
  }
  const wanted = shapeOf(english);
  const faults: MessageFault[] = own.depth > deepestMessage ? [{ kind: 'deep' }] : [];
  for (const [name, kind] of Object.entries(own.args)) {
    const known = Object.hasOwn(wanted.args, name) ? wanted.args[name] : undefined;
    if (known === undefined || !fits(known, kind)) faults.push({ kind: 'unknown', name });
  }
  for (const name of new Set(own.tags))
    if (!wanted.tags.includes(name)) faults.push({ kind: 'unknown', name: `<${name}>` });
  for (const name of Object.keys(wanted.args))
    if (!Object.hasOwn(own.args, name) && !wanted.offered.includes(name))
      faults.push({ kind: 'dropped', name });
  for (const name of new Set(wanted.tags))
    if (!own.tags.includes(name)) faults.push({ kind: 'dropped', name: `<${name}>` });
  for (const { ordinal, categories } of own.plurals) {
    const forms = pluralCategories(tag, ordinal);
    const missing = forms.filter((form) => !categories.includes(form));
    const extra = categories.filter((form) => !forms.includes(form));
    if (missing.length + extra.length > 0) faults.push({ kind: 'plural', missing, extra });
  }
  return faults;
}

/** What a reader can live with: a value that is not shown, a form of a count that falls back to another. */
export const isHarmless = ({ kind }: MessageFault): boolean => kind === 'dropped' || kind === 'plural';

/** The longest of a sentence's readings, each value as four symbols: what a place on the screen has to hold. */
const longest = (elements: readonly MessageFormatElement[]): string =>
  elements
    .map((element) => {
      if (element.type === TYPE.literal) return element.value;
      if (element.type === TYPE.tag) return longest(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        const readings = Object.values(element.options).map(({ value }) => longest(value));
        return readings.sort((one, other) => other.length - one.length)[0] ?? '';
      }
      return element.type === TYPE.pound ? '1' : 'xxxx';
    })
    .join('');
export const readingLength = (source: string): number => longest(parse(source)).length;

/** Short words may grow a lot, sentences less; measured on 16 languages, with some room. */
export const roomFor = (length: number): number => {
  if (length <= 10) return Math.max(24, length * 3);
  return length <= 30 ? length * 1.9 + 8 : length * 1.75;
};
