import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LanguageTag, languages } from '../../kit/common/languages.ts';
import { templateNames } from '../../kit/common/template.ts';
import { type MessageFolder, messageFolders, readJson } from './folders.ts';
import { problemsIn, type WordRules, writingFaults } from './rules.ts';

/** What operators read is there in these; customers' words in every language that is finished. */
export const operatorLanguages: readonly LanguageTag[] = ['en', 'de', 'nl', 'fr'];

type Template = string | { readonly [key: string]: Template };

const flat = (value: Template, path = ''): [key: string, text: string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value).flatMap(([key, one]) => flat(one, path ? `${path}.${key}` : key));

const templateProblems = (own: Template, english: Template, tag: string, rules: WordRules): string[] => {
  const [table, source] = [new Map(flat(own)), flat(english)];
  const extra = [...table.keys()].filter((key) => !source.some(([one]) => one === key));
  return [
    ...extra.map((key) => `${key}: is no key of English`),
    ...source.flatMap(([key, text]) => {
      const said = table.get(key);
      if (said === undefined) return [`${key}: is missing`];
      const [given, wanted] = [templateNames(said), templateNames(text)].map((names) => names.sort().join());
      const plain = said
        .replace(/\{\w+\}|\n+/g, ' ')
        .replace(/ {2,}/g, ' ')
        .trim();
      return [
        ...(given === wanted ? [] : [`${key}: fills in {${given}} where English fills in {${wanted}}`]),
        ...writingFaults(plain, tag, rules).map((fault) => `${key}: ${fault}`),
        ...(said === text && tag !== 'en' && !rules.same?.includes(key)
          ? [`${key}: is the same as in English`]
          : []),
      ];
    }),
  ];
};

/** The files that a language needs: of everything that customers read, and of the console where it speaks it. */
export const foldersFor = (root: string, tag: LanguageTag): MessageFolder[] =>
  messageFolders(root).filter(({ audience }) => audience === 'customers' || operatorLanguages.includes(tag));

export const rulesOf = (root: string, tag: string): WordRules | undefined => {
  const path = ['src/apps/words/rules', `${tag}.json`] as const;
  return existsSync(join(root, ...path)) ? readJson<WordRules>(root, ...path) : undefined;
};

/** The texts alone that are not there: what a build asks for, without reading any of them. */
export function missingTexts(root: string, tag: LanguageTag): string[] {
  if (languages[tag].base) return [];
  return foldersFor(root, tag).flatMap(({ path }) => {
    const file = `${path}/${tag}.json`;
    if (!existsSync(join(root, file))) return [`${file} is missing`];
    const own = new Set(flat(readJson<Template>(root, file)).map(([key]) => key));
    return flat(readJson<Template>(root, path, 'en.json')).flatMap(([key]) =>
      own.has(key) ? [] : [`${file} lacks ${key}`],
    );
  });
}

/**
 * Everything that keeps a language from being offered, by file: what is missing, what does not compile, what is written
 * as nobody writes it there. Empty: it is complete.
 */
export function languageProblems(root: string, tag: LanguageTag): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const note = (file: string, problems: readonly string[]) => {
    if (problems.length > 0) found.set(file, [...(found.get(file) ?? []), ...problems]);
  };
  const { base } = languages[tag];
  // A variant is the language behind it where its files say nothing.
  const rules = rulesOf(root, base ?? tag);
  const englishRules = rulesOf(root, 'en') as WordRules;
  if (!rules) {
    note(`src/apps/words/rules/${tag}.json`, ['the file is missing']);
    return found;
  }
  for (const name of Object.keys(englishRules.glossary))
    if (!rules.glossary[name]) note(`src/apps/words/rules/${tag}.json`, [`glossary: no word for “${name}”`]);
  for (const { path, format } of foldersFor(root, tag)) {
    const file = `${path}/${tag}.json`;
    if (!existsSync(join(root, file))) {
      if (!base) note(file, ['the file is missing']);
      continue;
    }
    const english = readJson<Template>(root, path, 'en.json');
    const own = readJson<Template>(root, file);
    const whole = base ? { ...readJson<object>(root, path, `${base}.json`), ...(own as object) } : own;
    note(
      file,
      format === 'icu'
        ? problemsIn(
            tag,
            whole as Record<string, string>,
            english as Record<string, string>,
            rules,
            englishRules,
          )
        : templateProblems(whole as Template, english, tag, rules),
    );
  }
  return found;
}
