/** What vendor CSS may be made of. All that is not named here is refused; widen it by what somebody can name a use for. */

const set = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/));

export const atRules = set('media supports container layer keyframes font-face');

export const pseudoClasses = set(
  `active checked disabled empty enabled first-child first-of-type focus focus-visible focus-within hover invalid
  last-child last-of-type link not is nth-child nth-last-child nth-of-type only-child open optional required root target
  valid visited where`,
);

export const pseudoElements = set('after before first-letter marker placeholder selection');

/** Sizes that would lay a thing over others are only for what stands before or after something. */
export const decorSizes = set('block-size height inline-size width');

export const properties = set(
  `accent-color align-content align-items align-self animation animation-delay animation-direction animation-duration
  animation-fill-mode animation-iteration-count animation-name animation-timing-function background background-clip
  background-color background-image background-origin background-position background-repeat background-size border
  border-block border-block-color border-block-end border-block-start border-block-style border-block-width
  border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style
  border-bottom-width border-collapse border-color border-end-end-radius border-end-start-radius border-inline
  border-inline-color border-inline-end border-inline-start border-inline-style border-inline-width border-left
  border-left-color border-left-width border-radius border-right border-right-color border-right-width border-spacing
  border-start-end-radius border-start-start-radius border-style border-top border-top-color border-top-left-radius
  border-top-right-radius border-top-style border-top-width border-width box-shadow caret-color color column-gap content
  cursor display fill flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap font font-family
  font-feature-settings font-kerning font-optical-sizing font-size font-stretch font-style font-variant
  font-variant-caps font-variant-ligatures font-variant-numeric font-weight gap grid-area grid-auto-columns
  grid-auto-flow grid-auto-rows grid-column grid-row grid-template-areas grid-template-columns grid-template-rows hyphens
  justify-content justify-items justify-self letter-spacing line-height list-style list-style-position list-style-type
  margin margin-block margin-block-end margin-block-start margin-bottom margin-inline margin-inline-end
  margin-inline-start margin-left margin-right margin-top max-inline-size max-width object-fit opacity overflow-wrap
  padding padding-block padding-block-end padding-block-start padding-bottom padding-inline padding-inline-end
  padding-inline-start padding-left padding-right padding-top place-content place-items place-self position quotes
  row-gap stroke stroke-width tab-size text-align text-decoration text-decoration-color text-decoration-line
  text-decoration-style text-decoration-thickness text-shadow text-transform text-underline-offset text-wrap transition
  transition-delay transition-duration transition-property transition-timing-function vertical-align white-space
  word-break word-spacing z-index`,
);

export const fontFaceProperties = set('font-family font-weight font-style font-display font-stretch src');

export const functions = set(
  `calc clamp max min var rgb rgba hsl hsla hwb lab lch oklab oklch color-mix linear-gradient radial-gradient
  conic-gradient repeating-linear-gradient repeating-radial-gradient repeating-conic-gradient minmax repeat fit-content
  cubic-bezier steps format`,
);

/** Where letters stand between quotes. */
export const quoted = set('font-family font quotes grid-template-areas content font-feature-settings src');

/** What may be taken from the vendor's own files. */
export const pictured = set('background background-image list-style list-style-image src');

/** The greatest amount of each unit; what has none is not taken. */
export const mostOf: Readonly<Record<string, number>> = {
  ...{
    px: 200,
    rem: 12,
    em: 6,
    ch: 100,
    '%': 400,
    fr: 20,
    deg: 360,
    turn: 1,
    s: 10,
    ms: 10_000,
    lh: 6,
    cqi: 100,
  },
};
/** Wider than any part of a portal is no use. */
export const wideOf: Readonly<Record<string, number>> = { ...mostOf, px: 2_000, rem: 120, em: 120, ch: 200 };
export const wide = set(
  'max-inline-size max-width grid-template-columns grid-auto-columns background-size background-position flex flex-basis inline-size width',
);
export const shadows = set('box-shadow text-shadow');
/** May also run the other way. */
export const negatives = set(
  'letter-spacing word-spacing background-position background text-underline-offset box-shadow text-shadow',
);

export const limits = {
  bytes: 65_536,
  depth: 16,
  selectors: 500,
  declarations: 3_000,
  /** Parts of one selector. */
  parts: 24,
  customProperties: 100,
  keyframes: 20,
  animations: 40,
  fonts: 8,
} as const;
