import { fillTemplate } from '../../../kit/common/template.ts';
import type { Language } from '../../portals/schema.ts';
import type { HandOverWords } from '../hand-over.ts';
import type en from '../sheet/en.json';

export type SheetWords = Readonly<Record<keyof typeof en, string>>;

/** What is printed speaks the customer's language, whatever the console speaks. */
const files: Readonly<Record<Language, () => Promise<{ readonly default: SheetWords }>>> = {
  en: () => import('../sheet/en.json'),
  de: () => import('../sheet/de.json'),
  nl: () => import('../sheet/nl.json'),
  fr: () => import('../sheet/fr.json'),
};

/** The words as they come. */
export const usualWords = async (language: Language): Promise<SheetWords> =>
  (await files[language]()).default;

/** With the vendor's own in place of those, filled in. */
export function filledWords(
  usual: SheetWords,
  own: HandOverWords | undefined,
  texts: { readonly Brand: string; readonly Name: string },
): SheetWords {
  const said = Object.fromEntries(Object.entries(own ?? {}).filter(([, text]) => text));
  const words = Object.entries({ ...usual, ...said });
  return Object.fromEntries(words.map(([key, text]) => [key, fillTemplate(text, { texts })])) as SheetWords;
}
