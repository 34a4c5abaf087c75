import { brandTokens, type Tokens } from './brand.ts';
import { type Density, type FontChoice, fontFilesOf, type Theme, type ThemeFile } from './theme-schema.ts';

/** Where the browser finds an uploaded file. */
export type FileAddress = (fileId: string) => string;

const stacks: Readonly<Record<string, string>> = {
  system: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  serif: '"Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, "Liberation Serif", serif',
  rounded:
    '"SF Pro Rounded", ui-rounded, "Hiragino Maru Gothic ProN", Nunito, Quicksand, "Varela Round", system-ui, sans-serif',
  mono: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace',
};
const densities: Readonly<Record<Density, Tokens>> = {
  compact: { space: '3px', 'control-height': '36px' },
  normal: { space: '4px', 'control-height': '44px' },
  airy: { space: '5px', 'control-height': '48px' },
};

/** An uploaded font goes by its file's id; until it is there, and for what it lacks, the system's letters stand in. */
const lettersOf = (font: FontChoice): string => stacks[font] ?? `"${font}", ${stacks.system}`;

/** What does not differ between the schemes: corners, gaps, letters. */
export function shapeTokens({ radiusPx, pill, density, font, headingFont, fontSizePx }: Theme): Tokens {
  return {
    ...(radiusPx !== undefined && { radius: `${radiusPx}px`, 'radius-control': `${radiusPx * 0.75}px` }),
    ...(pill !== undefined && { 'radius-pill': pill ? '999px' : `${radiusPx ?? 6}px` }),
    ...(pill && { 'radius-control': '999px' }),
    ...(density && densities[density]),
    ...(font && { font: lettersOf(font), 'font-heading': lettersOf(font) }),
    ...(headingFont && { 'font-heading': lettersOf(headingFont) }),
    ...(fontSizePx && { 'font-size': `${fontSizePx / 16}rem` }),
  };
}

const declared = (tokens: Tokens): string =>
  Object.entries(tokens)
    .map(([token, value]) => `--portico-${token}:${value};`)
    .join('');

/** Light values, and dark ones both for a scheme that was asked for and for one the system decides (`auto`). */
const blocks = (light: string, dark: string): string =>
  `:root{${light}}[data-scheme=dark]{${dark}}` +
  `@media (prefers-color-scheme:dark){[data-scheme=auto]{${dark}}}`;

/** Theme and brand of one portal as the style of its document, in the layers `theme` and `vendor`. */
export function themeStyle(theme: Theme, file: ThemeFile, addressOf: FileAddress): string {
  const { light, dark } = portalTokens(theme, file);
  const fonts = fontFilesOf(theme).map(
    (id) =>
      `@font-face{font-family:"${id}";src:url("${addressOf(id)}") format("woff2");font-weight:100 900;font-display:swap}`,
  );
  return (
    '@layer guard,base,theme,vendor;' +
    `@layer theme{${blocks(`color-scheme:light;${declared(file.light)}`, `color-scheme:dark;${declared(file.dark)}`)}}` +
    `${file.rules}${file.fonts}@layer vendor{${blocks(declared(light), declared(dark))}}${fonts.join('')}`
  );
}

/** The brand alone, over a theme that is worn already. */
export function brandStyle(theme: Theme, file: ThemeFile): string {
  const { light, dark } = portalTokens(theme, file);
  return `@layer vendor{${blocks(declared(light), declared(dark))}}`;
}

/** What a portal sets beyond its theme, by scheme. */
export function portalTokens(
  theme: Theme,
  file: ThemeFile,
): { readonly light: Tokens; readonly dark: Tokens } {
  const shape = shapeTokens(theme);
  const light = brandTokens(theme.light, file.light);
  const dark = brandTokens(theme.dark, file.dark);
  return { light: { ...light, ...shape }, dark: { ...darkReset(light, dark, file.dark), ...dark } };
}

/** A light brand value must not shine through in the dark: what `dark` leaves open is the theme's own again. */
const darkReset = (light: Tokens, dark: Tokens, theme: Tokens): Tokens =>
  Object.fromEntries(
    Object.keys(light)
      .filter((token) => !(token in dark))
      .map((token) => [token, theme[token] ?? 'initial']),
  );
