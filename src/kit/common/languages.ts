interface KnownLanguage {
  /** In itself: what a person looks for who reads nothing else on the page. */
  readonly name: string;
  readonly isRightToLeft?: true;
  /** Takes every message from there but those that its own files name. */
  readonly base?: string;
  /** Made of English by the program, to see what was never translated, and what is too narrow: for development alone. */
  readonly isPseudo?: true;
  /** Its messages are not all there yet: nobody can choose it, and no build asks for it. */
  readonly isUnfinished?: true;
}

/**
 * Every language there is. A new one is one entry here and its files beside the English ones; without `isUnfinished` the
 * build fails for each message that it lacks. `node scripts/words.mjs check <tag>` says what is missing.
 */
const known = {
  en: { name: 'English' },
  de: { name: 'Deutsch' },
  'de-AT': { name: 'Deutsch (Österreich)', base: 'de' },
  'de-CH': { name: 'Deutsch (Schweiz)', base: 'de' },
  nl: { name: 'Nederlands' },
  fr: { name: 'Français' },
  sv: { name: 'Svenska' },
  da: { name: 'Dansk' },
  nb: { name: 'Norsk bokmål' },
  fi: { name: 'Suomi' },
  es: { name: 'Español' },
  it: { name: 'Italiano' },
  'pt-PT': { name: 'Português (Portugal)' },
  'pt-BR': { name: 'Português (Brasil)' },
  pl: { name: 'Polski' },
  cs: { name: 'Čeština' },
  sk: { name: 'Slovenčina' },
  hu: { name: 'Magyar' },
  bg: { name: 'Български' },
  el: { name: 'Ελληνικά' },
  et: { name: 'Eesti' },
  ro: { name: 'Română' },
  hr: { name: 'Hrvatski' },
  sl: { name: 'Slovenščina' },
  lv: { name: 'Latviešu' },
  lt: { name: 'Lietuvių' },
  uk: { name: 'Українська' },
  tr: { name: 'Türkçe' },
  ar: { name: 'العربية', isRightToLeft: true },
  he: { name: 'עברית', isRightToLeft: true },
  ja: { name: '日本語' },
  ko: { name: '한국어' },
  'zh-Hans': { name: '简体中文' },
  'zh-Hant': { name: '繁體中文' },
  'en-XA': { name: '[Éñĝļîšĥ]', isPseudo: true },
  'ar-XB': { name: '\u202ehsilgnE\u202c', isPseudo: true, isRightToLeft: true },
} as const satisfies Readonly<Record<string, KnownLanguage>>;

export type LanguageTag = keyof typeof known;
export const languages: Readonly<Record<LanguageTag, KnownLanguage>> = known;
export const knownLanguages = Object.keys(known) as LanguageTag[];

export const nameOfLanguage = (tag: LanguageTag): string => languages[tag].name;
export const isLanguage = (tag: string): tag is LanguageTag => Object.hasOwn(known, tag);
export const baseOf = (tag: LanguageTag): LanguageTag | undefined =>
  languages[tag].base as LanguageTag | undefined;

/** Those with files of their own, complete: what the build checks, in the order in which they are offered. */
export const completeLanguages = knownLanguages.filter(
  (tag) => !languages[tag].isUnfinished && !languages[tag].isPseudo,
);

/** A server for development shows the portal in English that is longer, accented, or runs from the right. */
const showsPseudo = (): boolean =>
  (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[
    'PORTICO_PSEUDO_LANGUAGES'
  ] === '1';

/** What a portal may offer. */
export const offeredLanguages: readonly LanguageTag[] = knownLanguages.filter(
  (tag) => completeLanguages.includes(tag) || (languages[tag].isPseudo && showsPseudo()),
);

export const directionOf = (tag: string): 'ltr' | 'rtl' =>
  isLanguage(tag) && languages[tag].isRightToLeft ? 'rtl' : 'ltr';

/**
 * The languages that serve who asks for `wish`, the best first. Tags are made canonical (`iw` is `he`), and CLDR says what
 * stands behind one: Mexican Spanish is `es`, the Portuguese of Angola that of Portugal, and Chinese of Taiwan or Hong
 * Kong is written in its own script, never in the other.
 */
function candidates(wish: string): string[] {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(wish);
  } catch {
    return [];
  }
  const { language, region } = locale;
  if (language === 'zh' || language === 'yue') {
    return [`zh-${new Intl.Locale(language === 'yue' ? `zh-HK` : wish).maximize().script}`];
  }
  if (language === 'pt') {
    return !region || region === 'BR' ? ['pt-BR', 'pt-PT'] : ['pt-PT', 'pt-BR'];
  }
  // Norwegian without a name, and Nynorsk, which every reader of Bokmål reads.
  if (language === 'no' || language === 'nn') return ['nb'];
  return [...(region ? [`${language}-${region}`] : []), language];
}

/** The language among `offered` that serves who asks for `wish`, a tag of any kind; `undefined`: none does. */
export function matchLanguage(wish: string, offered: readonly LanguageTag[]): LanguageTag | undefined {
  const exact = offered.find((tag) => tag === wish);
  if (exact) return exact;
  const wanted = candidates(wish);
  for (const one of wanted) {
    const found = offered.find((tag) => tag === one);
    if (found) return found;
  }
  // Whoever asks for German reads that of Austria too.
  const last = wanted.at(-1);
  return offered.find((tag) => last !== undefined && languages[tag].base === last);
}
