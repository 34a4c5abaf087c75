import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import type { Language } from '../../features/portals/schema.ts';
import type { Args, Words } from '../../kit/common/message.ts';
import { formatText } from '../../kit/common/message.ts';
import { compiledWords, mannerIn } from '../../kit/server/words.ts';
import { type WordPart, wordParts } from '../words/parts.ts';

/** Pages that are known before anybody has asked: their words stand in the document. */
export const firstPages = [
  'gate',
  'door',
  'entrance',
  'signup',
  'order',
] as const satisfies readonly WordPart[];
export type FirstPage = (typeof firstPages)[number];

/** What stands in the console's document. `apps/console/words/<tag>.ts` names the same. */
export const consoleMessages = [
  'src/apps/console/messages',
  'src/kit/ui/messages',
  'src/kit/ui/form/messages',
  'src/kit/ui/console/messages',
] as const;

const root = new URL('../../../', import.meta.url);
const folderOf = (path: string): URL => new URL(`${path}/`, root);
const speaking = (paths: readonly string[]) => compiledWords(...paths.map(folderOf));

const parts = new Map<WordPart, ReturnType<typeof speaking>>();

/** A part of what a portal says, complete in one language, in its vendor's own words where it has any. */
export async function wordsOf(part: WordPart, language: Language, own?: string | null): Promise<Words> {
  const words = parts.get(part) ?? speaking(wordParts[part]);
  parts.set(part, words);
  return (await words())(language, own);
}

/** In the address of a portal's words: another one whenever ours change, or the vendor's own. */
export const portalWordsVersion = (own: string | null): string =>
  own ? `${wordsVersion()}.${own}` : wordsVersion();

let version: string | undefined;
/** Another one whenever a file of words is: what is kept by browsers under it stays as it is. */
export function wordsVersion(): string {
  version ??= hashOf([...new Set(Object.values(wordParts).flat())]);
  return version;
}
function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of paths.map(folderOf))
    for (const name of readdirSync(folder).sort()) {
      const { size, mtimeMs } = statSync(new URL(name, folder));
      hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  return hash.digest('base64url').slice(0, 8);
}

const consoleWordsIn = speaking(consoleMessages);
/** The console's own words and those of its parts, complete in one language; each view brings its own. */
export const consoleWords = async (language: Language): Promise<Words> => (await consoleWordsIn())(language);

const documentWordsIn = speaking(['src/apps/server/messages']);
/** Sentences of pages that the server writes itself. */
export async function documentWords(
  language: Language,
  own?: string | null,
): Promise<(key: string, args?: Args) => string> {
  const words = (await documentWordsIn())(language, own);
  return (key, args = {}) => formatText(words[key] ?? key, args, mannerIn(language));
}
