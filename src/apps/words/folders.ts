import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What customers read, and what operators do. A folder of messages that lies in a console is the operators' alone, as is
 * one called `operators`; every other is the customers' too.
 */
export interface MessageFolder {
  /** From the project's root: `src/features/contracts/messages`. */
  readonly path: string;
  readonly audience: 'customers' | 'operators';
  /** `icu`: sentences; `template`: plain texts with `{Names}`, such as the vendor's mails. */
  readonly format: 'icu' | 'template';
}

/** Texts that vendors change as they are, with nothing in them but names to be filled in. */
const templates = ['src/features/mails/texts/en.json', 'src/features/access/sheet/en.json'];

export function messageFolders(root: string): MessageFolder[] {
  const found = globSync('src/**/messages/en.json', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  return [...found, ...templates].sort().map((file) => ({
    path: dirname(file),
    audience: /\/(console|operators)\//.test(file) ? 'operators' : 'customers',
    format: templates.includes(file) ? 'template' : 'icu',
  }));
}

export const readJson = <Content>(root: string, ...path: readonly string[]): Content =>
  JSON.parse(readFileSync(join(root, ...path), 'utf8')) as Content;
