import { fileURLToPath } from 'node:url';
import type { WordBook } from '../../features/words/server/book.ts';
import { readMessages, type Texts } from '../../kit/server/message-files.ts';
import { nameOfFolder } from '../../kit/server/own-words.ts';
import { messageFolders } from '../words/folders.ts';

const root = new URL('../../../', import.meta.url);

/** Every sentence that customers read. Files are read when somebody first looks, each language for itself. */
export function wordBook(): WordBook {
  let folders: readonly { readonly url: URL; readonly name: string }[] | undefined;
  const found = () =>
    (folders ??= messageFolders(fileURLToPath(root))
      .filter(({ audience, format }) => audience === 'customers' && format === 'icu')
      .map(({ path }) => new URL(`${path}/`, root))
      .map((url) => ({ url, name: nameOfFolder(url) })));
  const kept = new Map<string, ReadonlyMap<string, string>>();
  const textsIn = (language: string) => {
    const known = kept.get(language);
    if (known) return known;
    const texts = new Map(
      found().flatMap(({ url, name }) =>
        Object.entries(readMessages<Texts>(url, language)).map(
          ([key, text]) => [`${name}:${key}`, text] as const,
        ),
      ),
    );
    kept.set(language, texts);
    return texts;
  };
  let keys: readonly string[] | undefined;
  return {
    keys: () => (keys ??= [...textsIn('en').keys()]),
    find: (key, language) => {
      const english = textsIn('en').get(key);
      if (english === undefined) return undefined;
      return { english, usual: textsIn(language).get(key) ?? english };
    },
  };
}
