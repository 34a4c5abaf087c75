import { readFileSync } from 'node:fs';
import { brandTokens, type Tokens } from '../../features/portals/brand.ts';
import type { Theme } from '../../features/portals/schema.ts';

interface ThemeFile {
  readonly light: Tokens;
  readonly dark: Tokens;
}

const files = new Map<string, ThemeFile>();

/** The two blocks of `themes/<name>/theme.css`, light then dark, as token → value. */
export function readTheme(name: string): ThemeFile {
  let file = files.get(name);
  if (!file) {
    const css = readFileSync(new URL(`../../../themes/${name}/theme.css`, import.meta.url), 'utf8');
    const [light = {}, dark = {}] = [...css.matchAll(/\{([^}]*)\}/g)].map(([, body = '']) =>
      Object.fromEntries(
        [...body.matchAll(/--portico-([\w-]+):\s*([^;]+);/g)].map(([, token = '', value = '']) => [
          token,
          value,
        ]),
      ),
    );
    file = { light, dark };
    files.set(name, file);
  }
  return file;
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
export function themeStyle(theme: Theme): string {
  const file = readTheme(theme.name);
  const radius: Tokens =
    theme.radiusPx === undefined
      ? {}
      : { radius: `${theme.radiusPx}px`, 'radius-control': `${theme.radiusPx * 0.75}px` };
  const light = { ...brandTokens(theme.light, file.light), ...radius };
  const dark = brandTokens({ ...theme.dark }, { ...file.dark });
  return (
    '@layer guard,base,theme,vendor;' +
    `@layer theme{${blocks(`color-scheme:light;${declared(file.light)}`, `color-scheme:dark;${declared(file.dark)}`)}}` +
    `@layer vendor{${blocks(declared(light), declared({ ...darkReset(light, dark, file.dark), ...dark }))}}`
  );
}

/** A light brand value must not shine through in the dark: what `dark` leaves open is the theme's own again. */
const darkReset = (light: Tokens, dark: Tokens, theme: Tokens): Tokens =>
  Object.fromEntries(
    Object.keys(light)
      .filter((token) => !(token in dark) && !token.startsWith('radius'))
      .map((token) => [token, theme[token] ?? 'initial']),
  );
