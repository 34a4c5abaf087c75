import { contrast, reaching } from '../../kit/common/colour.ts';
import { brandTokens, tokenNames } from './brand.ts';
import type { Theme, ThemeFile, ThemeTokens } from './theme-schema.ts';

export type Scheme = 'light' | 'dark';
type Field = keyof ThemeTokens;

/** Two colours of a portal that cannot be told apart well enough, and what would mend it. */
export interface PoorPair {
  readonly scheme: Scheme;
  readonly front: Field;
  readonly ground: Field;
  readonly ratio: number;
  /** WCAG 2.2: 4.5 for words, 3 for what bounds or marks (1.4.3, 1.4.11). */
  readonly needed: number;
  /** The nearest colour of the same hue that passes, and the field it is for; `null`: none of the two alone can. */
  readonly fix: { readonly field: Field; readonly colour: string } | null;
}

const grounds = ['bg', 'surface', 'surface2'] as const;
const words = ['text', 'textMuted', 'link', 'success', 'warning', 'danger', 'info'] as const;
const marks = ['controlBorder', 'focus', 'primary'] as const;

/** Every pair that must be told apart: what stands in front, on what, and the least ratio. */
export const contrastPairs: readonly (readonly [Field, Field, number])[] = [
  ...grounds.flatMap((ground) => words.map((word) => [word, ground, 4.5] as const)),
  ...grounds.flatMap((ground) => marks.map((mark) => [mark, ground, 3] as const)),
  ['onPrimary', 'primary', 4.5],
  ['onPrimary', 'primaryHover', 4.5],
];

const isHex = (value: string | undefined): value is string => /^#[0-9a-f]{6}$/i.test(value ?? '');

/**
 * The pairs of a portal's own colours that fall short, each front once, on the ground where it is worst. What the vendor
 * did not touch is the theme's own and was measured with it. Where a ground is transparent the page around decides.
 */
export function poorPairs(theme: Theme, file: Pick<ThemeFile, Scheme>): PoorPair[] {
  return (['light', 'dark'] as const).flatMap((scheme) => {
    const own = brandTokens(theme[scheme], file[scheme]);
    const colourOf = (field: Field): string | undefined => {
      const name = tokenNames[field];
      return own[name] ?? file[scheme][name];
    };
    const poor = contrastPairs.flatMap(([front, ground, needed]) => {
      const [one, other] = [colourOf(front), colourOf(ground)];
      if (!isHex(one) || !isHex(other)) return [];
      const isSet = theme[scheme][front] !== undefined || theme[scheme][ground] !== undefined;
      const ratio = contrast(one, other);
      return isSet && ratio < needed ? [{ scheme, front, ground, ratio, needed, one, other }] : [];
    });
    const worst = new Map<Field, (typeof poor)[number]>();
    for (const pair of poor)
      if (pair.ratio < (worst.get(pair.front)?.ratio ?? 22)) worst.set(pair.front, pair);
    return [...worst.values()].map(({ one, other, ...pair }) => ({
      ...pair,
      fix: fixOf(pair.front, pair.ground, pair.needed, one, other),
    }));

    function fixOf(front: Field, ground: Field, needed: number, one: string, other: string): PoorPair['fix'] {
      const all = contrastPairs
        .filter(([field, , least]) => field === front && least === needed)
        .map(([, field]) => colourOf(field))
        .filter(isHex);
      const moved = reaching(one, all, needed);
      if (all.every((each) => contrast(moved, each) >= needed)) return { field: front, colour: moved };
      // Its grounds are too far apart for any colour: the ground that somebody set comes nearer to the others.
      if (theme[scheme][ground] === undefined) return null;
      return { field: ground, colour: reaching(other, [one], needed) };
    }
  });
}
