/** The browser's own variant of the language where it has one: `de-AT` says Jänner. English without one is British. */
export const localeFor = (language: string, preferred: readonly string[]): string =>
  preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ??
  (language === 'en' ? 'en-GB' : language);
