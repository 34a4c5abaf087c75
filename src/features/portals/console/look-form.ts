import type { FormValues } from '../../../kit/ui/console/Form.tsx';
import type { Portal, Theme, ThemeTokens } from '../schema.ts';

/** The colours that the editor shows at once, and those behind “More colours”. */
export const mainColours = ['primary', 'bg', 'surface', 'text', 'link'] as const;
export const moreColours = [
  ...(['onPrimary', 'primaryHover', 'surface2', 'textMuted', 'border', 'controlBorder', 'focus'] as const),
  ...(['success', 'warning', 'danger', 'info'] as const),
] as const;
const allColours = [...mainColours, ...moreColours];
const schemes = ['light', 'dark'] as const;

export const startOf = ({ theme }: Portal): FormValues => ({
  name: theme.name,
  scheme: theme.scheme,
  radiusPx: theme.radiusPx === undefined ? '' : String(theme.radiusPx),
  pill: theme.pill === undefined ? '' : String(theme.pill),
  density: theme.density ?? '',
  font: theme.font ?? '',
  headingFont: theme.headingFont ?? '',
  fontSizePx: theme.fontSizePx === undefined ? '' : String(theme.fontSizePx),
  ...Object.fromEntries(
    schemes.flatMap((scheme) =>
      allColours.map((colour) => [`${scheme}.${colour}`, theme[scheme][colour] ?? '']),
    ),
  ),
});

/** What the form says as a theme; what is left empty is the theme's own. */
export function themeOf(values: FormValues): Theme {
  const text = (name: string) => String(values[name] ?? '').trim();
  const tokens = (scheme: 'light' | 'dark'): ThemeTokens =>
    Object.fromEntries(
      allColours.flatMap((colour) => {
        const value = text(`${scheme}.${colour}`);
        return value ? [[colour, value]] : [];
      }),
    );
  return {
    name: text('name') as Theme['name'],
    scheme: text('scheme') as Theme['scheme'],
    light: tokens('light'),
    dark: tokens('dark'),
    ...(text('radiusPx') && { radiusPx: Number(text('radiusPx')) }),
    ...(text('pill') && { pill: text('pill') === 'true' }),
    ...(text('density') && { density: text('density') as NonNullable<Theme['density']> }),
    ...(text('font') && { font: text('font') }),
    ...(text('headingFont') && { headingFont: text('headingFont') }),
    ...(text('fontSizePx') && { fontSizePx: Number(text('fontSizePx')) }),
  } as Theme;
}

/** Whether a colour may be measured: `transparent` and half-typed ones may not. */
export const isWhole = (theme: Theme): boolean =>
  schemes.every((scheme) =>
    Object.values(theme[scheme]).every(
      (value) => value === 'transparent' || /^#[0-9a-f]{6}$/i.test(value ?? ''),
    ),
  );
