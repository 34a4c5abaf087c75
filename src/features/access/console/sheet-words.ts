import { baseOf } from '../../../kit/common/languages.ts';
import { fillTemplate } from '../../../kit/common/template.ts';
import type { Language } from '../../portals/schema.ts';
import type { HandOverWords } from '../hand-over.ts';
import type en from '../sheet/en.json';

export type SheetWords = Readonly<Record<keyof typeof en, string>>;

/** What is printed speaks the customer's language, whatever the console speaks; a variant speaks as its language does. */
const files = import.meta.glob<SheetWords>('../sheet/*.json', { import: 'default' });
const fileOf = (tag: string) => files[`../sheet/${tag}.json`];

/** The words as they come. */
export async function usualWords(language: Language): Promise<SheetWords> {
  const load = fileOf(language) ?? fileOf(baseOf(language) ?? 'en') ?? fileOf('en');
  return (await (load as () => Promise<SheetWords>)()) as SheetWords;
}

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
