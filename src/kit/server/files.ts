import { createHash } from 'node:crypto';
import { newId } from '../common/id.ts';
import type { Db } from './db/db.ts';

/**
 * Files of a vendor, in the database: backup, move and several processes need nothing else. A file never changes: who
 * wants other bytes keeps a new one and drops the old, which stays readable for a day to those who are reading it.
 */
interface FileTable {
  vendor_id: string;
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  content: Uint8Array;
  created_at: string;
  dropped_at: string | null;
}

declare module './db/db.ts' {
  interface Tables {
    file: FileTable;
  }
}

/** Bytes of one file at most. */
export const maxFileBytes = 10 * 1024 * 1024;

export interface NewFile {
  /** Of one that came with an export: what names it goes on finding it. */
  readonly id?: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Of the content, in lower-case hex. */
  readonly sha256: string;
}

/** @throws RangeError above `maxFileBytes`; what comes from outside is refused before, by `acceptBytes` */
export async function keepFile(tx: Db, vendorId: string, file: NewFile, at: Date): Promise<StoredFile> {
  const { name, mediaType, bytes } = file;
  if (bytes.byteLength > maxFileBytes) throw new RangeError(`A file may have ${maxFileBytes} bytes at most.`);
  const stored = {
    id: file.id ?? newId('fil', at.getTime()),
    name,
    mediaType,
    size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  await tx
    .insertInto('file')
    .values({
      vendor_id: vendorId,
      id: stored.id,
      name,
      media_type: mediaType,
      size: stored.size,
      sha256: stored.sha256,
      content: bytes,
      created_at: at.toISOString(),
      dropped_at: null,
    })
    .execute();
  return stored;
}

/** What is known of a file, without its content. */
export async function findFile(db: Db, vendorId: string, id: string): Promise<StoredFile | undefined> {
  const row = await db
    .selectFrom('file')
    .select(['id', 'name', 'media_type', 'size', 'sha256'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { id: row.id, name: row.name, mediaType: row.media_type, size: row.size, sha256: row.sha256 };
}

export async function readFileBytes(db: Db, vendorId: string, id: string): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('file')
    .select('content')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.content;
}

/** Nobody points to it any more; it is removed a day later. */
export async function dropFile(tx: Db, vendorId: string, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('file')
    .set({ dropped_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** Removes what was dropped more than a day ago. */
export async function sweepFiles(tx: Db, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - 86_400_000).toISOString();
  await tx.deleteFrom('file').where('dropped_at', '<', dayAgo).execute();
}
