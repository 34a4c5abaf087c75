import { newId } from '../../../kit/common/id.ts';
import type { Paging } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { searchText } from '../../../kit/server/search.ts';
import { cancelWork, enqueue, findWork, type Work } from '../../../kit/server/work.ts';
import { transferProblem } from '../problems.ts';
import type { Export, Format } from '../schema.ts';
import type {} from './tables.ts';

/** Exports of a vendor that wait or run at most; two of them run at a time. */
const maxWaiting = 10;
/** How long the archive can be fetched. */
export const lifetimeMs = 24 * 3_600_000;

/** What the queue hands to the export's handler. */
export interface ExportWork {
  readonly exportId: string;
}

export interface ExportWish {
  readonly kinds: readonly string[];
  readonly format: Format;
  readonly files: boolean;
}

export async function createExport(tx: Db, vendorId: string, wish: ExportWish, at: Date): Promise<Export> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute(); // exports of one vendor are counted one after the other
  const { n } = await tx
    .selectFrom('work')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('vendor_id', '=', vendorId)
    .where('kind', '=', 'export')
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  if (n >= maxWaiting) throw transferProblem('export.too-many', { headers: { 'retry-after': '60' } });
  const id = newId('exp', at.getTime());
  const payload: ExportWork = { exportId: id };
  const work_id = await enqueue(tx, { vendorId, kind: 'export', payload, at });
  const now = at.toISOString();
  await tx
    .insertInto('export_run')
    .values({
      ...{ vendor_id: vendorId, id, kinds: JSON.stringify(wish.kinds), format: wish.format, work_id },
      ...{
        files: wish.files ? 1 : 0,
        search_text: searchText(...wish.kinds),
        created_at: now,
        updated_at: now,
      },
    })
    .execute();
  return requireExport(tx, vendorId, id, at);
}

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

const findRow = (db: Db, vendorId: string, id: string) =>
  db
    .selectFrom('export_run')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();

const states = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'failed',
} as const;

const toExport = (row: Row, work: Work | undefined): Export => ({
  id: row.id,
  kinds: JSON.parse(row.kinds) as string[],
  format: row.format,
  state: work ? states[work.state] : 'failed',
  done: work?.done ?? 0,
  total: work?.total ?? null,
  size: row.size,
  sha256: row.sha256,
  problem: work?.error ?? null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  expiresAt: row.expires_at,
});

/** What the handler needs to know. */
export async function wishOf(db: Db, vendorId: string, id: string): Promise<ExportWish | undefined> {
  const row = await findRow(db, vendorId, id);
  return row && { kinds: JSON.parse(row.kinds) as string[], format: row.format, files: row.files === 1 };
}

/** An export that has expired is gone. @throws `export.not-found` */
export async function requireExport(db: Db, vendorId: string, id: string, now: Date): Promise<Export> {
  const row = await findRow(db, vendorId, id);
  if (!row || isOver(row, now)) throw transferProblem('export.not-found');
  return toExport(row, await findWork(db, vendorId, row.work_id));
}

const isOver = ({ expires_at }: Row, now: Date): boolean =>
  expires_at !== null && new Date(expires_at) <= now;

/** Newest first. */
export async function listExports(db: Db, vendorId: string, paging: Paging, now: Date): Promise<Export[]> {
  let query = db
    .selectFrom('export_run')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now.toISOString())]));
  if (paging.after) query = query.where('id', '<', paging.after.at(-1) ?? '');
  const rows = await query
    .orderBy('id', 'desc')
    .limit(paging.limit + 1)
    .execute();
  paging.lastKey = [rows[paging.limit - 1]?.id ?? ''];
  return Promise.all(rows.map(async (row) => toExport(row, await findWork(db, vendorId, row.work_id))));
}

export async function keepExportPart(
  tx: Db,
  vendorId: string,
  id: string,
  number: number,
  content: Uint8Array,
): Promise<void> {
  await tx
    .insertInto('export_part')
    .values({ vendor_id: vendorId, export_id: id, number, content })
    .execute();
}

export async function dropExportParts(tx: Db, vendorId: string, id: string): Promise<void> {
  await tx.deleteFrom('export_part').where('vendor_id', '=', vendorId).where('export_id', '=', id).execute();
}

export async function finishExport(
  tx: Db,
  vendorId: string,
  id: string,
  made: { readonly size: number; readonly sha256: string },
  at: Date,
): Promise<void> {
  const expires_at = new Date(at.getTime() + lifetimeMs).toISOString();
  await tx
    .updateTable('export_run')
    .set({ ...made, expires_at, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** An export that still runs finds nothing to write into, and ends. @throws `export.not-found` */
export async function deleteExport(tx: Db, vendorId: string, id: string, at: Date): Promise<Export> {
  const found = await requireExport(tx, vendorId, id, at);
  const row = await findRow(tx, vendorId, id);
  if (row) await cancelWork(tx, vendorId, row.work_id, at);
  await tx.deleteFrom('export_run').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  return found;
}

/** Archives that can't be fetched any more, and exports that came to nothing. */
export async function sweepExports(db: Db, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - lifetimeMs).toISOString();
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom('export_run').where('expires_at', '<=', now.toISOString()).execute();
    await tx
      .deleteFrom('export_run')
      .where('expires_at', 'is', null)
      .where('updated_at', '<', dayAgo)
      .execute();
  });
}

/** The archive, part by part. */
export async function* exportParts(db: Db, vendorId: string, id: string): AsyncGenerator<Uint8Array> {
  for (let number = 1; ; number++) {
    const part = await db
      .selectFrom('export_part')
      .select('content')
      .where('vendor_id', '=', vendorId)
      .where('export_id', '=', id)
      .where('number', '=', number)
      .executeTakeFirst();
    if (!part) return;
    yield part.content;
  }
}
