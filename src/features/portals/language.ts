import * as v from 'valibot';
import { type LanguageTag, offeredLanguages } from '../../kit/common/languages.ts';
import { hasLetters } from '../../kit/common/letter-languages.ts';

/** The languages that are complete; a portal offers some of them. */
export const Language = v.picklist(offeredLanguages);
export type Language = LanguageTag;

/** Those in which there can be a PDF of it. */
export const LetterLanguage = v.picklist(offeredLanguages.filter(hasLetters));

/** What the console speaks: operators' own. */
export const ConsoleLanguage = v.picklist(['en', 'de', 'nl', 'fr']);
export type ConsoleLanguage = v.InferOutput<typeof ConsoleLanguage>;
