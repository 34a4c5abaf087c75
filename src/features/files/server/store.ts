import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile, readFileBytes } from '../../../kit/server/files.ts';
import type { Upload } from '../../../kit/server/http/accept-bytes.ts';
import { readLogo } from '../../../kit/server/logo.ts';
import { cleanPhoto } from '../../../kit/server/photo.ts';
import { isWoff2 } from '../../../kit/server/woff2.ts';
import { fileProblem } from '../problems.ts';
import {
  mostFiles,
  mostImageBytes,
  type PublicFile,
  type PublicFileKind,
  publicFileAddress,
  widestLogo,
} from '../schema.ts';

interface PublicFileTable {
  vendor_id: string;
  id: string;
  kind: string;
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    public_file: PublicFileTable;
  }
}

const toFile = (row: PublicFileTable): PublicFile => ({
  id: row.id,
  kind: row.kind as PublicFileKind,
  name: row.name,
  mediaType: row.media_type,
  size: row.size,
  width: row.width,
  height: row.height,
  address: publicFileAddress(row.vendor_id, row.id),
  createdAt: row.created_at,
  updatedAt: row.created_at,
});

/** What an upload is, whatever it calls itself, as it is kept; pictures without anything that does not draw them. */
export interface ReadFile {
  readonly kind: PublicFileKind;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly width: number | null;
  readonly height: number | null;
}

/** @throws `file.not-taken`, `file.not-a-logo`, `file.too-wide`, `file.not-a-favicon` */
export function readUpload({ mediaType, bytes }: Upload, kind?: 'logo' | 'favicon'): ReadFile {
  if (kind) return readMark(bytes, kind);
  if (mediaType === 'font/woff2' && isWoff2(bytes))
    return { kind: 'font', mediaType, bytes, width: null, height: null };
  const photo = bytes.byteLength <= mostImageBytes ? cleanPhoto(bytes) : undefined;
  if (!photo || mediaType === 'font/woff2') throw fileProblem('file.not-taken');
  return { kind: 'image', ...photo };
}

/** What the vendor is known by: small, and written anew. */
function readMark(bytes: Uint8Array, kind: 'logo' | 'favicon'): ReadFile {
  const read = readLogo(bytes, widestLogo);
  if (typeof read === 'string') {
    if (kind === 'favicon') throw fileProblem('file.not-a-favicon');
    throw fileProblem(read === 'width' || read === 'height' ? 'file.too-wide' : 'file.not-a-logo');
  }
  const isSquare = read.width === read.height && read.width >= 16;
  if (kind === 'favicon' && !isSquare) throw fileProblem('file.not-a-favicon');
  return { kind, ...read };
}

/** All of them, the newest first: there are at most 100. */
export async function listPublicFiles(
  db: Db,
  vendorId: string,
  kind?: PublicFileKind,
): Promise<PublicFile[]> {
  let query = db.selectFrom('public_file').selectAll().where('vendor_id', '=', vendorId);
  if (kind) query = query.where('kind', '=', kind);
  return (await query.orderBy('id', 'desc').execute()).map(toFile);
}

/** Of pictures, in pixels. */
export async function readSizes(
  db: Db,
  vendorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly width: number; readonly height: number }>> {
  const rows = await db
    .selectFrom('public_file')
    .select(['id', 'width', 'height'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', ids)
    .execute();
  return new Map(
    rows.flatMap(({ id, width, height }) => (width && height ? [[id, { width, height }] as const] : [])),
  );
}

/** @throws `file.not-found` */
export async function requirePublicFile(db: Db, vendorId: string, id: string): Promise<PublicFile> {
  const row = await db
    .selectFrom('public_file')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw fileProblem('file.not-found');
  return toFile(row);
}

export interface NamedFile extends ReadFile {
  readonly name: string;
  /** Of one that comes with its vendor: what names it goes on finding it. */
  readonly id?: string;
}

/** @throws `file.too-many` */
export async function addPublicFile(
  tx: Db,
  vendorId: string,
  file: NamedFile,
  at: Date,
): Promise<PublicFile> {
  const { kind, name, mediaType, bytes, width, height, id } = file;
  const known = await tx.selectFrom('public_file').select('id').where('vendor_id', '=', vendorId).execute();
  if (known.length >= mostFiles) throw fileProblem('file.too-many');
  const kept = await keepFile(tx, vendorId, { name, mediaType, bytes, ...(id && { id }) }, at);
  await tx
    .insertInto('public_file')
    .values({
      ...{ vendor_id: vendorId, id: kept.id, kind, name, media_type: mediaType, size: kept.size },
      ...{ width, height, created_at: at.toISOString() },
    })
    .execute();
  return requirePublicFile(tx, vendorId, kept.id);
}

/** @throws `file.not-found`, `file.in-use` where the look of a portal names it */
export async function removePublicFile(tx: Db, vendorId: string, id: string, at: Date): Promise<PublicFile> {
  const file = await requirePublicFile(tx, vendorId, id);
  const shown = await tx
    .selectFrom('portal')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where((eb) =>
      eb.or([
        eb('theme', 'like', `%"${id}"%`),
        eb('custom_css', 'like', `%${id}%`),
        eb('logo', 'like', `%"${id}"%`),
        eb('favicon', '=', id),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  // What waits in a draft is shown soon; an earlier version that is called back says itself what is gone.
  const drafted = await tx
    .selectFrom('portal_draft')
    .select('portal_id')
    .where('vendor_id', '=', vendorId)
    .where('settings', 'like', `%${id}%`)
    .limit(1)
    .executeTakeFirst();
  const branded = await tx
    .selectFrom('branding')
    .select('vendor_id')
    .where('vendor_id', '=', vendorId)
    .where('settings', 'like', `%"${id}"%`)
    .executeTakeFirst();
  if (shown ?? drafted ?? branded) throw fileProblem('file.in-use');
  await tx.deleteFrom('public_file').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  await dropFile(tx, vendorId, id, at);
  return file;
}

export async function readPublicFile(
  db: Db,
  vendorId: string,
  id: string,
): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('public_file')
    .select('media_type')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  const bytes = row && (await readFileBytes(db, vendorId, id));
  return row && bytes ? { mediaType: row.media_type, bytes } : undefined;
}
