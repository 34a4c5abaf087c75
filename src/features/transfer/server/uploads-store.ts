import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile, type NewFile } from '../../../kit/server/files.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { TransferFile } from '../../../kit/server/transfer/kind.ts';
import { transferProblem } from '../problems.ts';
import type { Import } from '../schema.ts';
import { requireImport, setImport } from './imports-store.ts';

/** Bytes of a file at most, and of one part of it. */
const maxFileBytes = 500_000_000;
export const maxPartBytes = 1024 * 1024;
const maxFiles = 100_000;

/** The import, locked, while it still takes bytes. @throws `import.not-found`, `import.not-receiving` */
async function receiving(tx: Db, vendorId: string, id: string): Promise<Import> {
  await lockRow(tx, 'import_run', vendorId, id);
  const found = await requireImport(tx, vendorId, id);
  if (found.state !== 'receiving') throw transferProblem('import.not-receiving');
  return found;
}

/**
 * Keeps one part of the file; the same part again replaces it.
 * @throws `import.not-found`, `import.not-receiving`, `import.too-large`
 */
export async function keepPart(
  tx: Db,
  vendorId: string,
  id: string,
  part: { readonly number: number; readonly content: Uint8Array },
  at: Date,
): Promise<Import> {
  const { bytes } = await receiving(tx, vendorId, id);
  const ofPart = { vendor_id: vendorId, import_id: id, number: part.number };
  const before = await tx
    .selectFrom('import_part')
    .select('size')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id)
    .where('number', '=', part.number)
    .executeTakeFirst();
  const size = part.content.byteLength;
  const total = bytes - (before?.size ?? 0) + size;
  if (total > maxFileBytes)
    throw transferProblem('import.too-large', {
      detail: `A file may have ${maxFileBytes / 1e6} MB at most.`,
    });
  await tx
    .insertInto('import_part')
    .values({ ...ofPart, size, content: part.content })
    .onConflict((conflict) =>
      conflict.columns(['vendor_id', 'import_id', 'number']).doUpdateSet({ size, content: part.content }),
    )
    .execute();
  await setImport(tx, vendorId, id, { bytes: total }, at);
  return requireImport(tx, vendorId, id);
}

/** Keeps a file that rows name, `R-2024-118.pdf`; the same name again replaces it. */
export async function keepImportFile(
  tx: Db,
  vendorId: string,
  id: string,
  file: NewFile,
  at: Date,
): Promise<void> {
  await receiving(tx, vendorId, id);
  const ofImport = tx.selectFrom('import_file').where('vendor_id', '=', vendorId).where('import_id', '=', id);
  const before = await ofImport.select('file_id').where('name', '=', file.name).executeTakeFirst();
  if (before) await dropFile(tx, vendorId, before.file_id, at);
  const { n } = await ofImport.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  if (n >= maxFiles)
    throw transferProblem('import.too-large', { detail: `At most ${maxFiles} files belong to one table.` });
  const kept = await keepFile(tx, vendorId, file, at);
  const row = { file_id: kept.id, media_type: kept.mediaType, size: kept.size };
  await tx
    .insertInto('import_file')
    .values({ vendor_id: vendorId, import_id: id, name: file.name, ...row })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'import_id', 'name']).doUpdateSet(row))
    .execute();
}

/** The parts of the file, one after the other. */
export async function* partsOf(db: Db, vendorId: string, id: string): AsyncGenerator<Uint8Array> {
  for (let number = 1; ; number++) {
    const part = await db
      .selectFrom('import_part')
      .select('content')
      .where('vendor_id', '=', vendorId)
      .where('import_id', '=', id)
      .where('number', '=', number)
      .executeTakeFirst();
    if (!part) return;
    yield part.content;
  }
}

/** The files of these names that came with an import. */
export async function filesOf(
  db: Db,
  vendorId: string,
  id: string,
  names: readonly string[],
): Promise<Map<string, TransferFile>> {
  const rows = await db
    .selectFrom('import_file')
    .innerJoin('file', (on) =>
      on.onRef('file.vendor_id', '=', 'import_file.vendor_id').onRef('file.id', '=', 'import_file.file_id'),
    )
    .select(['file.id', 'import_file.name', 'file.media_type', 'file.size', 'file.sha256'])
    .where('import_file.vendor_id', '=', vendorId)
    .where('import_file.import_id', '=', id)
    .where('import_file.name', 'in', [...names])
    .execute();
  const toFile = (row: (typeof rows)[number]): TransferFile => {
    const { id: fileId, name, media_type: mediaType, size, sha256 } = row;
    return { id: fileId, name, mediaType, size, sha256 };
  };
  return new Map(rows.map((row) => [row.name, toFile(row)]));
}

/** Files that belong to something now are no longer the import's. */
export async function filesTaken(
  tx: Db,
  vendorId: string,
  id: string,
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  await tx
    .deleteFrom('import_file')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id)
    .where('file_id', 'in', [...files])
    .execute();
}

export async function dropParts(tx: Db, vendorId: string, id: string): Promise<void> {
  await tx.deleteFrom('import_part').where('vendor_id', '=', vendorId).where('import_id', '=', id).execute();
}
