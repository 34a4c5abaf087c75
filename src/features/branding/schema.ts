import * as v from 'valibot';
import { line } from '../../kit/common/text.ts';
import { PublicFileId } from '../files/schema.ts';
import { FooterAddress, FooterLink } from '../portals/brand-settings.ts';
import { Colour } from '../portals/theme-schema.ts';

const colour = v.optional(Colour);

/** What of the console's colours a vendor may set; an absent one is ours. Its text stays: it stands on too many grounds. */
export const BrandingColours = v.strictObject({
  primary: colour,
  bg: colour,
  surface: colour,
  link: colour,
});
export type BrandingColours = v.InferOutput<typeof BrandingColours>;
export const brandingColours = ['primary', 'bg', 'surface', 'link'] as const;

/** A page on the web. */
const WebAddress = v.pipe(
  FooterAddress,
  v.check((text) => /^https:/i.test(text), 'expected an address that begins with https://'),
);

/** Who made the sign-in picture, and where it is from. */
export const PhotoCredit = v.strictObject({
  text: v.pipe(line(120), v.minLength(1)),
  href: v.optional(v.nullable(WebAddress), null),
});

const FileId = v.nullable(PublicFileId);

/** What the console of one side of a vendor looks like; nothing of it is set until somebody does. */
export const Branding = v.strictObject({
  /** Ids of files of the kind `logo`; `dark`: `null` shows the one for light grounds there too. */
  logo: v.strictObject({ light: FileId, dark: FileId }),
  /** The id of a file of the kind `image`, beside the sign-in. */
  picture: FileId,
  /** Shown on the picture. */
  credit: v.nullable(PhotoCredit),
  light: BrandingColours,
  dark: BrandingColours,
  /** Where operators read how things are done at this vendor. */
  documentation: v.nullable(WebAddress),
  /** At the bottom of the navigation and of the sign-in page. */
  links: v.pipe(v.array(FooterLink), v.maxLength(8)),
});
export type Branding = v.InferOutput<typeof Branding>;

export const BrandingChange = v.partial(Branding);
export type BrandingChange = v.InferOutput<typeof BrandingChange>;

/** A change that holds only while the looks are those that its sender saw. */
export const SeenBrandingChange = v.strictObject({ ...BrandingChange.entries, seen: v.optional(Branding) });

export const noBranding: Branding = {
  logo: { light: null, dark: null },
  ...{ picture: null, credit: null, light: {}, dark: {}, documentation: null, links: [] },
};

/** What browsers need of it: addresses in place of ids, and the colours as a style sheet. */
export const ShownBranding = v.object({
  logo: v.array(
    v.object({
      src: v.string(),
      width: v.number(),
      height: v.number(),
      /** `on-light`, `on-dark`; empty: on both. */
      class: v.string(),
    }),
  ),
  picture: v.nullable(v.string()),
  credit: v.nullable(PhotoCredit),
  css: v.string(),
  documentation: v.nullable(v.string()),
  links: v.array(FooterLink),
});
export type ShownBranding = v.InferOutput<typeof ShownBranding>;
