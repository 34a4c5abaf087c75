import * as v from 'valibot';

/** Why a line of vendor CSS is not taken. The console has words for each. */
export const CssFindingCode = v.picklist([
  'size',
  'character',
  'depth',
  'syntax',
  'limit',
  'at-rule',
  'nested',
  'selector',
  'hook',
  'pseudo',
  'property',
  'own-property',
  'decor',
  'function',
  'string',
  'address',
  'value',
]);
export type CssFindingCode = v.InferOutput<typeof CssFindingCode>;

export const CssFinding = v.object({
  /** From 1. */
  line: v.number(),
  code: CssFindingCode,
  /** The words it is about, as they stand there: `position: fixed`. */
  what: v.string(),
});
export type CssFinding = v.InferOutput<typeof CssFinding>;

/** The vendor's own style sheet; `enabled: false` keeps it and shows nobody. */
export const CustomCss = v.strictObject({
  enabled: v.boolean(),
  /** 64 kB at most, of what docs/theming.md names. */
  source: v.pipe(v.string(), v.maxLength(65_536)),
});
export type CustomCss = v.InferOutput<typeof CustomCss>;

/** POST /api/v1/portals/:id/css-check. */
export const CssToCheck = v.strictObject({ source: v.pipe(v.string(), v.maxLength(200_000)) });
export const CssCheck = v.object({
  /** What browsers would be given; empty where something was found. */
  css: v.string(),
  findings: v.array(CssFinding),
});
export type CssCheck = v.InferOutput<typeof CssCheck>;

const sentences: Readonly<Record<CssFindingCode, string>> = {
  size: 'is more than 64 kB',
  character: 'holds a character that is not taken: a backslash, “<”, or a control character',
  depth: 'is nested more than 16 deep',
  syntax: 'is no CSS',
  limit: 'is more than a portal takes',
  'at-rule': 'is not taken: media, supports, container, layer, keyframes and font-face are',
  nested: 'stands inside a rule: write it beside it',
  selector: 'is not taken: elements and data-portico-* hooks are; classes and ids change with each version',
  hook: 'is none of the published hooks',
  pseudo: 'is not taken',
  property: 'is not taken',
  'own-property': 'is not taken: properties of your own begin with --my-; tokens are set under “Look”',
  decor: 'is taken with ::before and ::after alone',
  function: 'is not taken',
  string: 'is not taken: words come from the portal',
  address: 'is none of your uploaded files',
  value: 'is outside what is taken',
};

/** `Line 3: “position: fixed” is not taken` */
export const sayFinding = ({ line, code, what }: CssFinding): string =>
  `Line ${line}: “${what}” ${sentences[code]}.`;
