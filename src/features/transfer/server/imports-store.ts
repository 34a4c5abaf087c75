import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile, type NewFile } from '../../../kit/server/files.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { TransferFile } from '../../../kit/server/transfer/kind.ts';
import { enqueue, findWork } from '../../../kit/server/work.ts';
import type { Actor } from '../../activity/server/record.ts';
import { transferProblem } from '../problems.ts';
import type { Import, ImportError, ImportState, Mapping, NewImport } from '../schema.ts';
import type {} from './tables.ts';

/** Bytes of a file at most, and of one part of it. */
export const maxFileBytes = 500_000_000;
export const maxPartBytes = 4 * 1024 * 1024;
export const maxErrors = 1000;
/** Imports of a vendor that wait or run at most. */
const maxWaiting = 20;
const maxFiles = 100_000;

/** What the queue hands to the import's handler. */
export interface ImportWork {
  readonly importId: string;
}

type Row = Awaited<ReturnType<typeof findRow>>;

const findRow = (db: Db, vendorId: string, id: string) =>
  db
    .selectFrom('import_run')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();

const toImport = (row: NonNullable<Row>): Import => ({
  id: row.id,
  kind: row.kind,
  format: row.format,
  separator: row.separator as Import['separator'],
  encoding: row.encoding as Import['encoding'],
  mapping: row.mapping === null ? null : (JSON.parse(row.mapping) as Mapping),
  state: row.state,
  dryRun: row.dry_run === 1,
  bytes: row.bytes,
  done: row.done,
  total: row.total,
  created: row.created,
  changed: row.changed,
  unchanged: row.unchanged,
  failed: row.failed,
  problem: row.problem,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

export async function listImports(db: Db, vendorId: string, paging: Paging): Promise<Import[]> {
  const query = db.selectFrom('import_run').selectAll().where('vendor_id', '=', vendorId);
  return (await paged(query, 'import_run', paging).execute()).map(toImport);
}

const isBusy = (state: ImportState): boolean =>
  state === 'waiting' || state === 'checking' || state === 'applying';

/** @throws `import.not-found` */
export async function requireImport(db: Db, vendorId: string, id: string): Promise<Import> {
  const row = await findRow(db, vendorId, id);
  if (!row) throw transferProblem('import.not-found');
  // Work that was given up says so by itself; nobody was left to write it down here.
  const work = isBusy(row.state) && row.work_id ? await findWork(db, vendorId, row.work_id) : undefined;
  const givenUp = work?.state === 'failed' || work?.state === 'cancelled';
  return givenUp ? { ...toImport(row), state: 'failed', problem: work.error } : toImport(row);
}

export async function createImport(
  tx: Db,
  vendorId: string,
  wanted: NewImport,
  actor: Actor,
  at: Date,
): Promise<Import> {
  const id = newId('imp', at.getTime());
  const now = at.toISOString();
  await tx
    .insertInto('import_run')
    .values({
      ...{ vendor_id: vendorId, id, kind: wanted.kind, format: wanted.format },
      separator: wanted.separator ?? null,
      encoding: wanted.encoding ?? null,
      mapping: wanted.mapping ? JSON.stringify(wanted.mapping) : null,
      ...{ state: 'receiving', dry_run: 0, bytes: 0, search_text: wanted.kind },
      ...{ actor_kind: actor.kind, actor_id: actor.id, created_at: now, updated_at: now },
    })
    .execute();
  return requireImport(tx, vendorId, id);
}

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

/** Puts an import into the queue. @throws `import.not-ready`, `import.incomplete`, `import.too-many` */
export async function queueImport(
  tx: Db,
  vendorId: string,
  id: string,
  dryRun: boolean,
  at: Date,
): Promise<Import> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute(); // imports of one vendor are counted, and queue up, one after the other
  const found = await requireImport(tx, vendorId, id);
  const ready = found.state === 'receiving' || (found.state === 'checked' && found.failed === 0);
  if (!ready) throw transferProblem('import.not-ready');
  const parts = await tx
    .selectFrom('import_part')
    .select('number')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id)
    .orderBy('number')
    .execute();
  const gap = parts.findIndex(({ number }, index) => number !== index + 1);
  if (parts.length === 0 || gap >= 0)
    throw transferProblem('import.incomplete', { detail: `Part ${gap + 1 || 1} was not sent.` });
  const { n } = await tx
    .selectFrom('import_run')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('vendor_id', '=', vendorId)
    .where('state', 'in', ['waiting', 'checking', 'applying'])
    .executeTakeFirstOrThrow();
  if (n >= maxWaiting) throw transferProblem('import.too-many', { headers: { 'retry-after': '60' } });
  const payload: ImportWork = { importId: id };
  const work_id = await enqueue(tx, { vendorId, kind: 'import', payload, at });
  const change = { state: 'waiting', dry_run: dryRun ? 1 : 0, work_id, queued_at: at.toISOString() } as const;
  await setImport(tx, vendorId, id, change, at);
  return requireImport(tx, vendorId, id);
}

type Change = Partial<
  Pick<
    NonNullable<Row>,
    | 'state'
    | 'dry_run'
    | 'bytes'
    | 'done'
    | 'total'
    | 'created'
    | 'changed'
    | 'unchanged'
    | 'failed'
    | 'problem'
    | 'work_id'
    | 'queued_at'
    | 'started_at'
    | 'finished_at'
  >
>;

export async function setImport(
  tx: Db,
  vendorId: string,
  id: string,
  change: Change,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('import_run')
    .set({ ...change, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** True while an import of this vendor that was started before this one is not over. */
export async function mustWait(db: Db, vendorId: string, id: string): Promise<boolean> {
  const row = await findRow(db, vendorId, id);
  if (!row?.queued_at) return false;
  const earlier = await db
    .selectFrom('import_run')
    .innerJoin('work', (on) =>
      on.onRef('work.vendor_id', '=', 'import_run.vendor_id').onRef('work.id', '=', 'import_run.work_id'),
    )
    .select('import_run.id')
    .where('import_run.vendor_id', '=', vendorId)
    .where('import_run.state', 'in', ['waiting', 'checking', 'applying'])
    .where('work.state', 'in', ['queued', 'running'])
    .where((eb) =>
      eb.or([
        eb('import_run.queued_at', '<', row.queued_at),
        eb.and([eb('import_run.queued_at', '=', row.queued_at), eb('import_run.id', '<', id)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
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

export async function listErrors(db: Db, vendorId: string, id: string): Promise<ImportError[]> {
  const rows = await db
    .selectFrom('import_error')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    row: row.row_number,
    column: row.column_name,
    code: row.code,
    message: row.message,
  }));
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
