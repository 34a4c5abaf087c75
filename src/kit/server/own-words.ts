import { fileURLToPath } from 'node:url';
import { baseOf, isLanguage } from '../common/languages.ts';
import type { Message } from '../common/message.ts';

/** A sentence in a vendor's own words, and the English one of ours that it was written for. */
export interface OwnText {
  readonly text: string;
  readonly of: string;
}
/** By language, by key: `contracts:contracts.title`, the folder that says it and its key there. */
export type OwnWords = Readonly<Record<string, Readonly<Record<string, OwnText>>>>;

/**
 * Sets of own words that were read, by the id that follows from what is in them: speakers in a transaction wait for
 * nothing. Whoever reads a portal sees to it that its set is here.
 */
const kept = new Map<string, OwnWords>();
const mostKept = 500;

export function keepOwnWords(id: string, words: OwnWords): void {
  kept.delete(id);
  kept.set(id, words);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value as string);
}

export function ownWords(id: string | null | undefined): OwnWords | undefined {
  const words = id ? kept.get(id) : undefined;
  if (id && words) {
    // The one that was asked for last goes last.
    kept.delete(id);
    kept.set(id, words);
  }
  return words;
}

const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');

/** `src/features/order-page/portal/send/messages` is `order-page/portal/send`, `src/apps/portal/messages` is `portal`. */
export const nameOfFolder = (folder: URL): string =>
  fileURLToPath(folder)
    .replaceAll('\\', '/')
    .replace(root, '')
    .replace(/^(?:features|apps|kit)\//, '')
    .replace(/(?:\/messages)?\/?$/, '');

/** The same for words that hold no values, as they were written. */
export function ownTexts(id: string | null, folder: URL, language: string): Readonly<Record<string, string>> {
  const prefix = `${nameOfFolder(folder)}:`;
  const base = isLanguage(language) ? baseOf(language) : undefined;
  const words = ownWords(id) ?? {};
  return Object.fromEntries(
    [base ?? language, language].flatMap((tag) =>
      Object.entries(words[tag] ?? {}).flatMap(([key, { text }]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), text]] : [],
      ),
    ),
  );
}

/** What compiling and checking need; they bring a parser, so they come when something is spoken first. */
export interface Compiler {
  readonly compile: (source: string) => Message;
  /** Whether a sentence still says nothing that the English one of today does not give it. */
  readonly fits: (source: string, english: string, tag: string) => boolean;
}

/**
 * The own words for one folder in one language, compiled: those of the language behind a variant, then its own. What was
 * written for an English sentence that has since lost a value is left out: ours stands in until somebody looks at it.
 */
export function compiledOwn(
  words: OwnWords,
  folder: URL,
  language: string,
  english: () => Readonly<Record<string, string>>,
  { compile, fits }: Compiler,
): Record<string, Message> {
  const prefix = `${nameOfFolder(folder)}:`;
  const found: Record<string, Message> = {};
  const base = isLanguage(language) ? baseOf(language) : undefined;
  for (const tag of base ? [base, language] : [language])
    for (const [key, { text, of }] of Object.entries(words[tag] ?? {})) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      const now = Object.hasOwn(english(), name) ? english()[name] : undefined;
      if (now === undefined || (of !== now && !fits(text, now, tag))) continue;
      found[name] = compile(text);
    }
  return found;
}
