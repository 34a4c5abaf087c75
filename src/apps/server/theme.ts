import { readFileSync } from 'node:fs';
import type { Theme, ThemeTokens } from '../../features/portals/schema.ts';
import { reaching, wordsOn } from '../../kit/common/colour.ts';

type Tokens = Readonly<Record<string, string>>;
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

const tokenNames = {
  bg: 'bg',
  surface: 'surface',
  surface2: 'surface-2',
  text: 'text',
  textMuted: 'text-muted',
  border: 'border',
  primary: 'primary',
  onPrimary: 'on-primary',
  primaryHover: 'primary-hover',
  link: 'link',
  focus: 'focus',
} as const satisfies Record<keyof ThemeTokens, string>;

/**
 * What the vendor set, and what follows from it: a pale brand colour keeps its fill, but words on it turn dark,
 * edges and marks move to 3:1 and links to 4.5:1. The hue is never changed.
 */
export function brandTokens(set: ThemeTokens, theme: Tokens): Tokens {
  const own = Object.fromEntries(
    Object.entries(set)
      .filter((entry): entry is [string, string] => Boolean(entry[1]))
      .map(([token, value]) => [tokenNames[token as keyof ThemeTokens], value]),
  );
  const { primary } = set;
  if (!primary) return own;
  const grounds = [own.bg ?? theme.bg, own.surface ?? theme.surface].filter(
    (ground): ground is string => ground?.startsWith('#') ?? false,
  );
  const derived = {
    'primary-edge': reaching(primary, grounds, 3),
    'on-primary': wordsOn(primary),
    'primary-hover': `color-mix(in oklab, ${primary} 86%, ${wordsOn(primary) === '#ffffff' ? '#000' : '#fff'})`,
    'primary-soft': `color-mix(in oklab, ${primary} 12%, var(--portico-surface))`,
    link: reaching(primary, grounds, 4.5),
    focus: reaching(primary, grounds, 3),
  };
  return { ...derived, ...own };
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
