import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';

/** The folders of `themes/`, the calmest first. */
export const ThemeName = v.picklist(['harbour', 'paper', 'graphite', 'fjord', 'plum', 'beacon', 'host']);
export type ThemeName = v.InferOutput<typeof ThemeName>;

export const Colour = v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour like #0b5a45'));
const colour = v.optional(Colour);

/** The brand in tokens; an absent one is the theme's own. `dark` overrides single colours in the dark scheme. */
const Tokens = v.strictObject({
  bg: v.optional(v.union([Colour, v.literal('transparent')])),
  surface: colour,
  surface2: colour,
  text: colour,
  textMuted: colour,
  border: colour,
  /** The line of what one can operate: buttons and fields. */
  controlBorder: colour,
  primary: colour,
  onPrimary: colour,
  primaryHover: colour,
  link: colour,
  focus: colour,
  success: colour,
  warning: colour,
  danger: colour,
  info: colour,
});
export type ThemeTokens = v.InferOutput<typeof Tokens>;

/** Letters: a kind that every system has, or the id of an uploaded woff2 file. */
export const FontChoice = v.union([v.picklist(['system', 'serif', 'rounded', 'mono']), idOf('fil')]);
export type FontChoice = v.InferOutput<typeof FontChoice>;

export const Density = v.picklist(['compact', 'normal', 'airy']);
export type Density = v.InferOutput<typeof Density>;

export const Theme = v.strictObject({
  name: ThemeName,
  scheme: v.picklist(['light', 'dark', 'auto', 'host']),
  light: v.optional(Tokens, {}),
  dark: v.optional(Tokens, {}),
  /** Pixels, 0 to 24; controls take three quarters of it. */
  radiusPx: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24))),
  /** Buttons and fields with round ends, whatever `radiusPx` says. */
  pill: v.optional(v.boolean()),
  /** Gaps and the height of controls; absent: the theme's own. */
  density: v.optional(Density),
  font: v.optional(FontChoice),
  /** Of titles; absent: that of the theme, or `font` where that is set. */
  headingFont: v.optional(FontChoice),
  /** Of body text, 14 to 20 pixels; all other sizes follow. */
  fontSizePx: v.optional(v.pipe(v.number(), v.integer(), v.minValue(14), v.maxValue(20))),
});
export type Theme = v.InferOutput<typeof Theme>;

/** The uploaded files that a theme takes its letters from. */
export const fontFilesOf = ({ font, headingFont }: Theme): string[] =>
  [...new Set([font, headingFont])].filter((one): one is string => one?.startsWith('fil_') ?? false);

/** A theme as its folder in `themes/` says it. */
export const ThemeFile = v.object({
  name: ThemeName,
  title: v.string(),
  description: v.string(),
  /** Token → value, without `--portico-`. */
  light: v.record(v.string(), v.string()),
  dark: v.record(v.string(), v.string()),
  /** Rules beyond tokens, in `@layer theme`. */
  rules: v.string(),
  /** `@font-face` rules of the letters that it brings along. */
  fonts: v.string(),
});
export type ThemeFile = v.InferOutput<typeof ThemeFile>;
