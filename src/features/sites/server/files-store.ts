import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile, readFileBytes } from '../../../kit/server/files.ts';
import type { Upload } from '../../../kit/server/http/accept-bytes.ts';
import { cleanPhoto, photoTypes } from '../../../kit/server/photo.ts';
import { maxPhotos } from '../limits.ts';
import { siteProblem } from '../problems.ts';
import type { SiteFile } from '../records-schema.ts';
import { type SiteFileTable, toSiteFile } from './records-table.ts';

export const fileTypes = ['application/pdf', ...photoTypes];

/** What an upload is by its bytes, as it will be kept; what it calls itself does not count. */
export interface CheckedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Photos are written anew, without place and time; @throws `site-file.not-readable` */
export function checkedPhoto({ bytes }: Upload, name = 'photo'): CheckedFile {
  const photo = cleanPhoto(bytes);
  if (!photo) throw siteProblem('site-file.not-readable');
  return { name: withEnding(name, photo.mediaType), mediaType: photo.mediaType, bytes: photo.bytes };
}

/** A PDF stays as it came, byte for byte. @throws `site-file.not-readable` */
export function checkedFile(upload: Upload, name: string): CheckedFile {
  if (!isPdf(upload.bytes)) return checkedPhoto(upload, name);
  const mediaType = 'application/pdf';
  return { name: withEnding(name, mediaType), mediaType, bytes: upload.bytes };
}

/** What every PDF reader takes for one: its mark at the start and its trailer at the end. */
function isPdf(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    /^%PDF-[12]\.\d/.test(view.toString('latin1', 0, 8)) &&
    view.subarray(-2048).includes('startxref') &&
    view.subarray(-1024).includes('%%EOF')
  );
}

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};
/** What no file system takes, and what turns a line of text around, is left out of a name. */
const withEnding = (name: string, mediaType: string): string => {
  const plain = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, 80);
  return `${plain || 'file'}.${endings[mediaType] ?? 'bin'}`;
};

/** Never inside a page, never as a page: whatever the bytes are, the browser saves them. */
export function fileHeaders({ name, mediaType }: { readonly name: string; readonly mediaType: string }) {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return {
    'content-type': Object.hasOwn(endings, mediaType) ? mediaType : 'application/octet-stream',
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  };
}

/** On what a file hangs; neither, while somebody is still writing. */
export interface Holder {
  readonly entryId?: string;
  readonly requestId?: string;
}

const held = (db: Db, vendorId: string, { entryId, requestId }: Holder) =>
  db
    .selectFrom('site_file')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where(entryId === undefined ? 'request_id' : 'entry_id', '=', entryId ?? requestId ?? '');

export const filesOf = async (db: Db, vendorId: string, holder: Holder): Promise<SiteFile[]> =>
  (await held(db, vendorId, holder).orderBy('id').execute()).map(toSiteFile);

/** Those of several, by what they hang on. */
export async function filesByHolder(
  db: Db,
  vendorId: string,
  column: 'entry_id' | 'request_id',
  ids: readonly string[],
): Promise<ReadonlyMap<string, SiteFile[]>> {
  const found = new Map<string, SiteFile[]>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom('site_file')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where(column, 'in', ids)
    .orderBy('id')
    .execute();
  for (const row of rows) {
    const holder = row[column] as string;
    found.set(holder, [...(found.get(holder) ?? []), toSiteFile(row)]);
  }
  return found;
}

/** @throws `site-file.too-many` */
export async function addFile(
  tx: Db,
  vendorId: string,
  { customerId, entryId, requestId }: Holder & { readonly customerId: string },
  file: CheckedFile,
  at: Date,
): Promise<SiteFile> {
  if (entryId ?? requestId) {
    const before = await held(
      tx,
      vendorId,
      entryId ? { entryId } : { requestId: requestId as string },
    ).execute();
    if (before.length >= maxOfOne) throw siteProblem('site-file.too-many');
  }
  const stored = await keepFile(tx, vendorId, file, at);
  const row: SiteFileTable = {
    vendor_id: vendorId,
    id: newId('att', at.getTime()),
    external_id: null,
    customer_id: customerId,
    entry_id: entryId ?? null,
    request_id: requestId ?? null,
    name: stored.name,
    media_type: stored.mediaType,
    size: stored.size,
    sha256: stored.sha256,
    file_id: stored.id,
    created_at: at.toISOString(),
    updated_at: at.toISOString(),
  };
  await tx.insertInto('site_file').values(row).execute();
  return toSiteFile(row);
}
const maxOfOne = 20;

/** @throws `site-file.not-found` */
export async function requireFile(
  db: Db,
  vendorId: string,
  holder: Holder,
  id: string,
): Promise<{ readonly file: SiteFile; readonly fileId: string }> {
  const row = await held(db, vendorId, holder).where('id', '=', id).executeTakeFirst();
  if (!row) throw siteProblem('site-file.not-found');
  return { file: toSiteFile(row), fileId: row.file_id };
}

/** @throws `site-file.not-found` */
export async function bytesOf(db: Db, vendorId: string, fileId: string): Promise<Buffer<ArrayBuffer>> {
  const bytes = await readFileBytes(db, vendorId, fileId);
  if (!bytes) throw siteProblem('site-file.not-found');
  return Buffer.from(bytes);
}

/** @throws `site-file.not-found` */
export async function removeFile(
  tx: Db,
  vendorId: string,
  holder: Holder,
  id: string,
  at: Date,
): Promise<SiteFile> {
  const { file, fileId } = await requireFile(tx, vendorId, holder, id);
  await tx.deleteFrom('site_file').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  await dropFile(tx, vendorId, fileId, at);
  return file;
}

/** The bytes of what goes with its holder by the foreign key. */
export async function dropFilesOf(tx: Db, vendorId: string, holder: Holder, at: Date): Promise<void> {
  for (const { file_id } of await held(tx, vendorId, holder).execute()) {
    await dropFile(tx, vendorId, file_id, at);
  }
}

/** Photos of a customer that hang on nothing yet: somebody is writing. */
const loose = (db: Db, vendorId: string, customerId: string) =>
  db
    .selectFrom('site_file')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('entry_id', 'is', null)
    .where('request_id', 'is', null);

const mostLoose = 4 * maxPhotos;

/** A photo before its request. @throws `site-file.too-many` */
export async function addLoosePhoto(
  tx: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  file: CheckedFile,
  at: Date,
): Promise<SiteFile> {
  if ((await loose(tx, vendorId, customerId).execute()).length >= mostLoose)
    throw siteProblem('site-file.too-many');
  return addFile(tx, vendorId, { customerId }, file, at);
}

/** Hangs photos on the request they were taken for: each once. @throws `site-file.not-found` */
export async function attachPhotos(
  tx: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  requestId: string,
  photoIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(photoIds)];
  if (ids.length === 0) return;
  const taken = await tx
    .updateTable('site_file')
    .set({ request_id: requestId })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('entry_id', 'is', null)
    .where('request_id', 'is', null)
    .where('id', 'in', ids)
    .executeTakeFirst();
  if (Number(taken.numUpdatedRows) !== ids.length) throw siteProblem('site-file.not-found');
}

const looseMs = 24 * 3_600_000;

/** Photos whose request never came. */
export async function sweepLoosePhotos(tx: Db, now: Date): Promise<void> {
  const rows = await tx
    .selectFrom('site_file')
    .select(['vendor_id', 'id', 'file_id'])
    .where('entry_id', 'is', null)
    .where('request_id', 'is', null)
    .where('created_at', '<', new Date(now.getTime() - looseMs).toISOString())
    .limit(500)
    .execute();
  for (const { vendor_id, id, file_id } of rows) {
    await tx.deleteFrom('site_file').where('vendor_id', '=', vendor_id).where('id', '=', id).execute();
    await dropFile(tx, vendor_id, file_id, now);
  }
}
