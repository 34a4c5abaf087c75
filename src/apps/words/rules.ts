import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { faultsOf, type MessageFault, readingLength, roomFor } from '../../kit/common/message-check.ts';

/**
 * What holds for the words of one language, beside `rules/<tag>.json`. Regular expressions are written as they stand
 * between slashes; those of `informal` and `foreign` are found as whole words, those of `glossary` anywhere.
 */
export interface WordRules {
  /** Words that would say “you” to a friend: `du|dich|dir`. */
  readonly informal?: string;
  /** One word for one thing: where the English says it, this language says its own. */
  readonly glossary: Readonly<Record<string, string>>;
  /** Words that would name the same thing a second way. */
  readonly foreign?: string;
  /** Keys whose words are the same in English on purpose. */
  readonly same?: readonly string[];
  /** Keys that say the thing without its word, because what stands around them names it. */
  readonly named?: readonly string[];
  /** Who read all of it after it was written, and when: `{ "by": "…", "on": "2026-11-22" }`. */
  readonly reviewed?: { readonly by: string; readonly on: string } | null;
}

type Table = Readonly<Record<string, string>>;

/** Every word of a sentence in all of its readings, without the names of its values. */
export const wordsOf = (elements: readonly MessageFormatElement[]): string =>
  elements
    .map((element) => {
      if (element.type === TYPE.literal) return element.value;
      if (element.type === TYPE.tag) return wordsOf(element.children);
      const options = element.type === TYPE.plural || element.type === TYPE.select ? element.options : {};
      return Object.values(options)
        .map(({ value }) => wordsOf(value))
        .join(' ');
    })
    .join('');

/** `\b` knows no letters with accents: it would find `tes` in `êtes`. */
const word = (words: string) => new RegExp(`(?<!\\p{L})(${words})(?!\\p{L})`, 'iu');

/** Chinese, Japanese: marks as wide as the signs around them. */
const wide =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}][,;:?!]|[,;:?!](?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/u;
const opens = /[\u202a\u202b\u202d\u202e\u2066-\u2068]/g;
const closes = /[\u202c\u2069]/g;

const writing: readonly { readonly says: string; readonly broken: (text: string, tag: string) => boolean }[] =
  [
    { says: 'a space at an end, or two together', broken: (text) => /^\s|\s$| {2}/.test(text) },
    { says: 'a straight quote', broken: (text) => /["']/.test(text) },
    { says: 'an ellipsis of three dots', broken: (text) => text.includes('...') },
    { says: 'an exclamation mark', broken: (text) => /[!！]/.test(text) },
    {
      says: 'no unbreakable space before : ; ?',
      broken: (text, tag) =>
        tag === 'fr' && /[^\u00a0\u202f][:;!?](?![\w:])/.test(text.replace(/\{\w+, /g, '')),
    },
    {
      says: 'a narrow mark beside wide signs',
      broken: (text, tag) => /^(zh|ja)/.test(tag) && wide.test(text),
    },
    {
      says: 'a direction that is begun and not ended',
      broken: (text) => (text.match(opens)?.length ?? 0) !== (text.match(closes)?.length ?? 0),
    },
  ];

const toldOf = (fault: MessageFault): string => {
  if (fault.kind === 'syntax') return `is no ICU message: ${fault.detail}`;
  if (fault.kind === 'plural')
    return `its counts lack [${fault.missing.join(', ')}] and need no [${fault.extra.join(', ')}]`;
  if (fault.kind === 'unknown') return `names ${fault.name}, which English does not`;
  if (fault.kind === 'dropped') return `lacks ${fault.name}`;
  return fault.kind === 'long' ? 'is longer than 2,000 symbols' : 'is nested deeper than 3';
};

/**
 * OpenID Connect's own words, which stand in the provider's settings too: somebody copies from one to the other. And the
 * mandate as banks want it, word for word.
 */
const theirs = /^portals\.oidc\.(client|secret)|^payments\.mandate\.text$/;

/** What is wrong with the way a text is written, whatever it stands for: `has a straight quote`. */
export function writingFaults(text: string, tag: string, rules: WordRules, key = ''): string[] {
  const found = writing.filter(({ broken }) => broken(text, tag)).map(({ says }) => `has ${says}`);
  const plain = wordsOf(parse(text));
  const informal = rules.informal && word(rules.informal).exec(plain)?.[0];
  const foreign = rules.foreign && !theirs.test(key) && new RegExp(rules.foreign, 'iu').exec(plain)?.[0];
  return [
    ...found,
    ...(informal ? [`says “${informal}” to a stranger`] : []),
    ...(foreign ? [`says “${foreign}”, which is another word for it`] : []),
  ];
}

/** Everything that is wrong with the sentences of one folder in a language beside the English ones, by key. */
export function problemsIn(
  tag: string,
  table: Table,
  english: Table,
  rules: WordRules,
  englishRules: WordRules,
): string[] {
  const problems: string[] = [];
  for (const key of Object.keys(table))
    if (!Object.hasOwn(english, key)) problems.push(`${key}: is no key of English`);
  const order = Object.keys(english).filter((key) => Object.hasOwn(table, key));
  if (
    Object.keys(table)
      .filter((key) => Object.hasOwn(english, key))
      .join() !== order.join()
  )
    problems.push('the keys stand in another order than in English');
  for (const [key, source] of Object.entries(english)) {
    const text = table[key];
    const say = (what: string) => problems.push(`${key}: ${what}`);
    if (text === undefined) {
      say('is missing');
      continue;
    }
    const faults = faultsOf(text, source, tag);
    for (const fault of faults) say(toldOf(fault));
    if (faults.some(({ kind }) => kind === 'syntax')) continue;
    for (const fault of writingFaults(text, tag, rules, key)) say(fault);
    if (tag === 'en') continue;
    if (text === source && /\p{L}{2}/u.test(wordsOf(parse(source))) && !rules.same?.includes(key))
      say('is the same as in English; where that is right, name it in `same`');
    const [wanted, given] = [readingLength(source), readingLength(text)];
    if (given > roomFor(wanted)) say(`has ${given} symbols, ${Math.floor(roomFor(wanted))} fit`);
    for (const [name, english] of Object.entries(englishRules.glossary)) {
      const own = rules.glossary[name];
      const lacks =
        own !== undefined &&
        new RegExp(english, 'i').test(wordsOf(parse(source))) &&
        !new RegExp(own, 'iu').test(text);
      if (lacks && !rules.named?.includes(key)) say(`lacks the word for “${name}” (${own})`);
    }
  }
  return problems;
}
