import { readFileSync } from 'node:fs';
import type { Language } from '../../features/portals/schema.ts';
import { type Args, formatText, type Words } from '../../kit/common/message.ts';

/** What stands in the portal's document: shell, parts and first panel. `apps/portal/words/<tag>.ts` names the same. */
export const entryMessages = [
  'src/apps/portal/messages',
  'src/kit/ui/messages',
  'src/features/contracts/messages',
] as const;

/** What stands in the document of a page that is known beforehand. The loaders in `apps/portal/panels.ts` name the same. */
export const pageMessages: Readonly<Record<FirstPage, readonly string[]>> = {
  gate: ['src/features/access/messages', 'src/kit/ui/form/messages'],
  entrance: [
    'src/features/access/messages',
    'src/kit/ui/form/messages',
    'src/features/access/portal/steps/messages',
  ],
  signup: ['src/features/signup/messages', 'src/kit/ui/form/messages'],
  order: ['src/features/order-page/messages'],
};
export type FirstPage = 'gate' | 'entrance' | 'signup' | 'order';

/** What stands in the console's document. `apps/console/words/<tag>.ts` names the same. */
export const consoleMessages = [
  'src/apps/console/messages',
  'src/kit/ui/messages',
  'src/kit/ui/form/messages',
  'src/kit/ui/console/messages',
] as const;

const root = new URL('../../../', import.meta.url);

async function compile(folders: readonly string[], language: Language): Promise<Words> {
  // The parser is large and needed once per language: imported when first used.
  const { compileWords } = await import('../../kit/common/message-compile.ts');
  const sources = folders.map((folder) =>
    JSON.parse(readFileSync(new URL(`${folder}/${language}.json`, root), 'utf8')),
  );
  return compileWords(Object.assign({}, ...sources));
}

const kept = new Map<string, Promise<Words>>();
function once(folders: readonly string[], language: Language): Promise<Words> {
  const key = `${folders.join()} ${language}`;
  let words = kept.get(key);
  if (!words) {
    words = compile(folders, language);
    kept.set(key, words);
  }
  return words;
}

/** The words that the portal's first screen needs, complete in one language. */
export const portalWords = (language: Language): Promise<Words> => once(entryMessages, language);

/** Words of a page that the document leads to, beside those of the first screen. */
export const pageWords = (page: FirstPage, language: Language): Promise<Words> =>
  once(pageMessages[page], language);

/** The console's own words and those of its parts, complete in one language; each view brings its own. */
export const consoleWords = (language: Language): Promise<Words> => once(consoleMessages, language);

/** Sentences of pages that the server writes itself. */
export async function documentWords(language: Language): Promise<(key: string, args?: Args) => string> {
  const words = await once(['src/apps/server/messages'], language);
  const manner = { locale: language, timeZone: 'UTC', today: '1970-01-01' };
  return (key, args = {}) => formatText(words[key] ?? key, args, manner);
}
