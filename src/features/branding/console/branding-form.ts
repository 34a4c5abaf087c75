import type { FormValues } from '../../../kit/ui/console/Form.tsx';
import { type Branding, type BrandingColours, brandingColours } from '../schema.ts';

export const mostLinks = 8;
const places = Array.from({ length: mostLinks }, (_, at) => at);
const schemes = ['light', 'dark'] as const;
export const textOf = (values: FormValues, name: string): string => String(values[name] ?? '').trim();

export const startOf = (branding: Branding): FormValues => ({
  'logo.light': branding.logo.light ?? '',
  'logo.dark': branding.logo.dark ?? '',
  picture: branding.picture ?? '',
  'credit.text': branding.credit?.text ?? '',
  'credit.href': branding.credit?.href ?? '',
  documentation: branding.documentation ?? '',
  ...Object.fromEntries(
    schemes.flatMap((scheme) =>
      brandingColours.map((colour) => [`${scheme}.${colour}`, branding[scheme][colour] ?? '']),
    ),
  ),
  ...Object.fromEntries(
    places.flatMap((at) => [
      [`links.${at}.label`, branding.links[at]?.label ?? ''],
      [`links.${at}.href`, branding.links[at]?.href ?? ''],
    ]),
  ),
});

/** Only what stands there already, and one line more. */
export const linksShown = (values: FormValues): readonly number[] => {
  const isFilled = (at: number) => textOf(values, `links.${at}.label`) || textOf(values, `links.${at}.href`);
  return places.slice(0, places.findLastIndex(isFilled) + 2);
};

export const coloursOf = (values: FormValues, scheme: (typeof schemes)[number]): BrandingColours =>
  Object.fromEntries(
    brandingColours.flatMap((colour) => {
      const value = textOf(values, `${scheme}.${colour}`);
      return value ? [[colour, value]] : [];
    }),
  );

export function brandingOf(values: FormValues): Branding {
  const credit = textOf(values, 'credit.text');
  return {
    logo: {
      light: textOf(values, 'logo.light') || null,
      dark: textOf(values, 'logo.dark') || null,
    },
    picture: textOf(values, 'picture') || null,
    credit: credit ? { text: credit, href: textOf(values, 'credit.href') || null } : null,
    light: coloursOf(values, 'light'),
    dark: coloursOf(values, 'dark'),
    documentation: textOf(values, 'documentation') || null,
    links: places.flatMap((at) => {
      const [label, href] = [textOf(values, `links.${at}.label`), textOf(values, `links.${at}.href`)];
      return label || href ? [{ label, href }] : [];
    }),
  };
}
