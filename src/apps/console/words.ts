import type { ConsoleLanguage } from '../../features/portals/schema.ts';
import type { Words } from '../../kit/common/message.ts';
import type { KitMessage } from '../../kit/ui/console/desk.ts';
import type shell from './messages/en.json';

export type ShellMessage = keyof typeof shell;
/** All keys that stand in the console's document. */
export type EntryMessage = ShellMessage | KitMessage;

interface Spoken {
  readonly words: Readonly<Record<EntryMessage, string>>;
}

/** The console's own words in another language than the document came with. */
const languages: Readonly<Record<ConsoleLanguage, () => Promise<Spoken>>> = {
  en: () => import('./words/en.ts'),
  de: () => import('./words/de.ts'),
  nl: () => import('./words/nl.ts'),
  fr: () => import('./words/fr.ts'),
};

/** `undefined` where the file can't be had: the language then stays as it is. */
export const entryWords = (language: ConsoleLanguage): Promise<Words | undefined> =>
  languages[language]().then(
    ({ words }) => words,
    () => undefined,
  );
