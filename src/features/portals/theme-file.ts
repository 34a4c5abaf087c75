import * as v from 'valibot';
import { Difference } from '../../kit/common/differences.ts';
import { line } from '../../kit/common/text.ts';
import { mostImageBytes, PublicFileId, PublicFileKind } from '../files/schema.ts';
import { PortalDraftChange } from './drafted.ts';

/** What of a portal is its look: it goes from one portal to another as one file. */
export const lookFields = ['theme', 'customCss', 'logo', 'favicon', 'footer'] as const;

/** A look names two fonts, three pictures of the brand, and what its style sheet draws. */
const mostInOne = 24;
/** Of a whole file: its pictures and fonts in Base64, and everything else. */
export const mostThemeFileBytes = 8_000_000;

/**
 * A look as one file. It is JSON and nothing is packed in it: what it holds is as large as it looks, and files have
 * names to be shown, not paths to be written to.
 */
export const PortalThemeFile = v.strictObject({
  format: v.literal('portico-theme'),
  version: v.literal(1),
  /** Of the portal that it was written from. */
  name: line(80),
  /** Absent parts are left as they are. */
  ...v.pick(PortalDraftChange, lookFields).entries,
  /** Fonts and pictures that the parts name by their ids. */
  files: v.pipe(
    v.array(
      v.strictObject({
        id: PublicFileId,
        name: v.pipe(line(120), v.minLength(1)),
        mediaType: line(40),
        kind: v.optional(v.picklist(['logo', 'favicon'])),
        /** The bytes in Base64. */
        content: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(mostImageBytes / 3) * 4)),
      }),
    ),
    v.maxLength(mostInOne),
  ),
});
export type PortalThemeFile = v.InferOutput<typeof PortalThemeFile>;

/** GET /api/v1/portals/:id/theme-file. */
export const ThemeFileQuery = v.strictObject({
  /** `draft`: the look as it is to be. */
  of: v.optional(v.picklist(['live', 'draft']), 'live'),
});

/** POST /api/v1/portals/:id/theme-file. */
export const TakeThemeFile = v.strictObject({
  /** Tell what would change, and change nothing. */
  dryRun: v.optional(v.boolean(), false),
  /** As the comparison said it; another difference is not taken. */
  seen: v.optional(v.pipe(v.string(), v.maxLength(100))),
  file: PortalThemeFile,
});

export const ThemeFileTaken = v.object({
  /** What is live now, and what the file has in its place. */
  differences: v.array(Difference),
  /** What comes to the public files; what is there already is taken from there. */
  files: v.array(v.object({ name: v.string(), kind: PublicFileKind, size: v.number() })),
  seen: v.string(),
});
export type ThemeFileTaken = v.InferOutput<typeof ThemeFileTaken>;
