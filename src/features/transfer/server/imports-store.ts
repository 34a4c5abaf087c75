import { newId } from '../../../kit/common/id.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import type { Paging } from '../../../kit/server/collection.ts';
import { type Db, hasManyWriters, inTransaction } from '../../../kit/server/db/db.ts';
import { dropFile } from '../../../kit/server/files.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { searchText } from '../../../kit/server/search.ts';
import { enqueue, findWork } from '../../../kit/server/work.ts';
import type { Actor } from '../../activity/server/record.ts';
import { transferProblem } from '../problems.ts';
import type { Import, ImportState, Mapping, NewImport } from '../schema.ts';
import type {} from './tables.ts';

/** Imports of a vendor that wait or run at most. */
const maxWaiting = 20;

/** What the queue hands to the import's handler. */
export interface ImportWork {
  readonly importId: string;
}

/** How far the imports are that this process has in hand. */
const rowsRead = new Map<string, number>();

/**
 * Notes how far an import is while its own transaction is open. On SQLite that is the one writer, so it is kept here,
 * where whoever asks is answered; on PostgreSQL any process may be asked.
 */
export async function noteRowsRead(db: Db, vendorId: string, id: string, rows: number): Promise<void> {
  rowsRead.set(id, rows);
  if (!hasManyWriters(db)) return;
  await db
    .updateTable('import_run')
    .set({ done: rows })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

export const forgetRowsRead = (id: string): boolean => rowsRead.delete(id);

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
  done: Math.max(row.done, rowsRead.get(row.id) ?? 0),
  total: row.total,
  created: row.created,
  changed: row.changed,
  unchanged: row.unchanged,
  failed: row.failed,
  problem: row.problem,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  startAt: row.start_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

/** Newest first. */
export async function listImports(db: Db, vendorId: string, paging: Paging): Promise<Import[]> {
  let query = db.selectFrom('import_run').selectAll().where('vendor_id', '=', vendorId);
  if (paging.after) query = query.where('id', '<', paging.after.at(-1) ?? '');
  const rows = await query
    .orderBy('id', 'desc')
    .limit(paging.limit + 1)
    .execute();
  paging.lastKey = [rows[paging.limit - 1]?.id ?? ''];
  return rows.map(toImport);
}

const isBusy = (state: ImportState): boolean =>
  state === 'planned' || state === 'waiting' || state === 'checking' || state === 'applying';

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
      ...{ state: 'receiving', dry_run: 0, bytes: 0, search_text: searchText(wanted.kind) },
      ...{ actor_kind: actor.kind, actor_id: actor.id, created_at: now, updated_at: now },
    })
    .execute();
  return requireImport(tx, vendorId, id);
}

/** Puts an import into the queue. @throws `import.not-ready`, `import.incomplete`, `import.too-many` */
export async function queueImport(
  tx: Db,
  vendorId: string,
  id: string,
  { dryRun, startAt }: { readonly dryRun: boolean; readonly startAt?: Date | undefined },
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
    .where('state', 'in', ['planned', 'waiting', 'checking', 'applying'])
    .executeTakeFirstOrThrow();
  if (n >= maxWaiting) throw transferProblem('import.too-many', { headers: { 'retry-after': '60' } });
  const payload: ImportWork = { importId: id };
  const work_id = await enqueue(tx, { vendorId, kind: 'import', payload, at, dueAt: startAt });
  const change = {
    state: startAt ? ('planned' as const) : ('waiting' as const),
    ...{ dry_run: dryRun ? 1 : 0, work_id },
    // Whoever comes before it is not kept waiting by what is for later.
    ...{ queued_at: (startAt ?? at).toISOString(), start_at: startAt?.toISOString() ?? null },
  };
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
    | 'start_at'
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

/** @throws `import.not-found`, `import.running` */
export async function deleteImport(tx: Db, vendorId: string, id: string, at: Date): Promise<Import> {
  await lockRow(tx, 'import_run', vendorId, id);
  const found = await requireImport(tx, vendorId, id);
  if (found.state === 'checking' || found.state === 'applying') throw transferProblem('import.running');
  await dropImportFiles(tx, vendorId, id, at);
  await tx.deleteFrom('import_run').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  return found;
}

/** Files that no row took. */
export async function dropImportFiles(tx: Db, vendorId: string, id: string, at: Date): Promise<void> {
  const left = tx
    .selectFrom('import_file')
    .select('file_id')
    .where('vendor_id', '=', vendorId)
    .where('import_id', '=', id);
  for (const { file_id } of await left.execute()) await dropFile(tx, vendorId, file_id, at);
  await tx.deleteFrom('import_file').where('vendor_id', '=', vendorId).where('import_id', '=', id).execute();
}

/** Imports nobody finished within a day, and those that were over a month ago. */
export async function sweepImports(db: Db, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
  const old = await db
    .selectFrom('import_run')
    .select(['vendor_id', 'id'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', 'in', ['receiving', 'checked']), eb('updated_at', '<', before(1))]),
        eb.and([eb('state', 'in', ['done', 'failed']), eb('updated_at', '<', before(30))]),
      ]),
    )
    .limit(500)
    .execute();
  for (const { vendor_id, id } of old) {
    await inTransaction(db, (tx) => deleteImport(tx, vendor_id, id, now)).catch(ignoreGone);
  }
}

/** Somebody started or deleted it in the same moment. */
function ignoreGone(error: unknown): void {
  if (!isProblem(error) || !error.code.startsWith('import.')) throw error;
}
