import type contracts from '../../features/contracts/messages/en.json';
import type { Language } from '../../features/portals/schema.ts';
import type parts from '../../kit/ui/messages/en.json';
import type shell from './messages/en.json';

export type ShellMessage = keyof typeof shell;
/** All keys of the first screen; a language that lacks one does not compile. */
export type EntryMessage = ShellMessage | keyof typeof parts | keyof typeof contracts;

interface Spoken {
  readonly words: Readonly<Record<EntryMessage, string>>;
}

/** The first screen's words in another language than the document came with. */
export const languages: Readonly<Record<Language, () => Promise<Spoken>>> = {
  en: () => import('./words/en.ts'),
  de: () => import('./words/de.ts'),
  nl: () => import('./words/nl.ts'),
  fr: () => import('./words/fr.ts'),
};
