import { baseOf, type LanguageTag } from './languages.ts';

/** What a vendor wrote in a language; of a variant what was written in the language itself, until it has its own. */
export function writtenIn<Text>(
  texts: { readonly [tag in LanguageTag]?: Text | undefined },
  language: LanguageTag,
): Text | undefined {
  const base = baseOf(language);
  return texts[language] ?? (base && texts[base]);
}

/** The same for each of these languages that it is said in. */
export const writtenFor = <Tag extends LanguageTag, Text>(
  texts: { readonly [tag in LanguageTag]?: Text | undefined },
  languages: readonly Tag[],
): { [tag in Tag]?: Text } =>
  Object.fromEntries(
    languages.flatMap((tag) => {
      const text = writtenIn(texts, tag);
      return text ? [[tag, text]] : [];
    }),
  ) as { [tag in Tag]?: Text };
