import { reaching, wordsOn } from '../../kit/common/colour.ts';
import type { ThemeTokens } from './theme-schema.ts';

export type Tokens = Readonly<Record<string, string>>;

/** A field of `light` and `dark` → the token it sets. */
export const tokenNames = {
  bg: 'bg',
  surface: 'surface',
  surface2: 'surface-2',
  text: 'text',
  textMuted: 'text-muted',
  border: 'border',
  controlBorder: 'control-border',
  primary: 'primary',
  onPrimary: 'on-primary',
  primaryHover: 'primary-hover',
  link: 'link',
  focus: 'focus',
  success: 'success',
  warning: 'warning',
  danger: 'danger',
  info: 'info',
} as const satisfies Record<keyof ThemeTokens, string>;

/**
 * What the vendor set, and what follows from it: a pale brand colour keeps its fill, but words on it turn dark,
 * edges and marks move to 3:1 and links to 4.5:1. The hue is never changed. The same for document and preview.
 */
export function brandTokens(set: ThemeTokens, theme: Tokens): Tokens {
  const own = Object.fromEntries(
    Object.entries(set)
      .filter((entry): entry is [string, string] => Boolean(entry[1]))
      .map(([token, value]) => [tokenNames[token as keyof ThemeTokens], value]),
  );
  const { primary } = set;
  if (!primary) return own;
  const grounds = ['bg', 'surface', 'surface-2']
    .map((token) => own[token] ?? theme[token])
    .filter((ground): ground is string => ground?.startsWith('#') ?? false);
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
