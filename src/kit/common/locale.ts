/** The browser's own variant of the language where it has one: `de-AT` says Jänner. English without one is British. */
export const localeFor = (language: string, preferred: readonly string[]): string =>
  preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? plainLocale(language);

/** How the language writes figures where nothing is known of the reader. */
export const plainLocale = (language: string): string => (language === 'en' ? 'en-GB' : language);
