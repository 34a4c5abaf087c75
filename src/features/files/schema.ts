import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';

export const PublicFileId = idOf('fil');

/** `image`: for the vendor's own style sheet. `font`: letters of a theme. `logo`, `favicon`: the brand's own pictures. */
export const PublicFileKind = v.picklist(['image', 'font', 'logo', 'favicon']);
export type PublicFileKind = v.InferOutput<typeof PublicFileKind>;

/** A file of the vendor's that everybody may see who knows its address. Its bytes never change. */
export const PublicFile = v.object({
  id: PublicFileId,
  kind: PublicFileKind,
  name: line(120),
  mediaType: v.string(),
  size: v.number(),
  /** Of pictures, in pixels. */
  width: v.nullable(v.number()),
  height: v.nullable(v.number()),
  /** Where browsers find it, below the service's own address. */
  address: v.string(),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type PublicFile = v.InferOutput<typeof PublicFile>;

/** What an upload is called. */
export const FileName = v.strictObject({ name: v.optional(v.pipe(line(120), v.minLength(1)), 'file') });
/** …, and what a picture is for; without it a picture is an `image`, and letters are letters. */
export const NewFile = v.strictObject({
  ...FileName.entries,
  kind: v.optional(v.picklist(['logo', 'favicon'])),
});

export const FileList = v.object({ items: v.array(PublicFile) });
export const FileQuery = v.strictObject({ kind: v.optional(PublicFileKind) });

/** A picture that a portal shows; wider ones belong on the vendor's own site. */
export const mostImageBytes = 1_048_576;
/** A logo that came as JPEG is kept as PNG, and may be larger than it came: 350 × 1,400 pixels at the most. */
export const mostKeptBytes = 1_500_000;
export const mostFiles = 100;
export const fileTypes = ['font/woff2', 'image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;
/** Of logos. */
export const logoTypes = ['image/jpeg', 'image/png', 'image/gif'] as const;
export const widestLogo = 350;

export const publicFileAddress = (vendorId: string, id: string): string => `/files/${vendorId}/${id}`;
