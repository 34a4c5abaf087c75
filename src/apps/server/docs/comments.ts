import { globSync, readFileSync } from 'node:fs';

const root = new URL('../../../../', import.meta.url);

type Comments = ReadonlyMap<string, string>;

/** A doc comment as one line of text; ids of our own lists say nothing to others. */
const plain = (comment: string): string =>
  comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s*\((?:[A-Z]+-\d+(?:, )?)+\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The doc comment right above `field:`, by the field's name; of names that a file uses once only. */
function commentsOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, comment = '', name = ''] of text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+):/g))
    if (text.match(new RegExp(`^\\s+${name}:`, 'gm'))?.length === 1) found.set(name, plain(comment));
  return found;
}

let files: readonly { readonly text: string; readonly comments: Comments }[] | undefined;

/**
 * Comments on the fields of one body. Which schema it is nobody tells, so it is the file that names most of its fields;
 * the shapes that go over the wire stand in `schema.ts` and the like of each feature.
 */
export function commentsFor(fields: readonly string[]): Comments {
  files ??= globSync('src/features/*/*.ts', { cwd: root, exclude: (path) => path.endsWith('.test.ts') })
    .map((file) => readFileSync(new URL(file, root), 'utf8'))
    .filter((text) => text.includes('strictObject('))
    .map((text) => ({ text, comments: commentsOf(text) }));
  const named = (text: string) => fields.filter((name) => new RegExp(`\\b${name}:`).test(text)).length;
  const [best, next] = files
    .map((file) => ({ ...file, count: named(file.text) }))
    .sort((one, other) => other.count - one.count);
  // A comment on another field of the same name would be worse than none.
  const isClear = best && best.count > (next?.count ?? 0) && best.count >= fields.length - 1;
  return isClear && fields.length > 2 ? best.comments : new Map();
}
