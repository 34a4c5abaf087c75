import { newId } from '../../../kit/common/id.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { enqueue, findWork, type Work } from '../../../kit/server/work.ts';
import type { PanelId } from '../../portals/schema.ts';
import { mostOwnExports } from '../own-data-rules.ts';
import type { DataExport } from '../own-data-schema.ts';
import { transferProblem } from '../problems.ts';
import { lifetimeMs } from './exports-store.ts';
import type { ArchiveStore } from './keep-archive.ts';

interface CustomerExportTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  /** Who finds it: the customer its own, the vendor those that it asked for. */
  side: Side;
  /** What whoever asked for it sees. */
  panels: string;
  files: number;
  work_id: string;
  size: number | null;
  sha256: string | null;
  created_at: string;
  expires_at: string | null;
}
interface CustomerExportPartTable {
  vendor_id: string;
  export_id: string;
  number: number;
  content: Uint8Array;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    customer_export: CustomerExportTable;
    customer_export_part: CustomerExportPartTable;
  }
}

export type Side = 'customer' | 'vendor';
/** Whose archive, and for whom. */
export interface Of {
  readonly vendorId: string;
  readonly customerId: string;
  readonly side: Side;
}
export interface OwnDataWork {
  readonly exportId: string;
}
export const ownDataWork = 'customer-export';

const rowsOf = (db: Db, { vendorId, customerId, side }: Of) =>
  db
    .selectFrom('customer_export')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('side', '=', side);

const states = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'failed',
} as const;

const toDataExport = (row: CustomerExportTable, work: Work | undefined): DataExport => ({
  state: row.size !== null ? 'done' : work ? states[work.state] : 'failed',
  done: work?.done ?? 0,
  total: work?.total ?? null,
  size: row.size,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
});

/** Those of the last 24 hours, newest first. */
const recent = (db: Db, of: Of, now: Date): Promise<CustomerExportTable[]> =>
  rowsOf(db, of)
    .where('created_at', '>', new Date(now.getTime() - lifetimeMs).toISOString())
    .orderBy('id', 'desc')
    .execute();

/** The newest one that can still be fetched or is on its way, and how many more may be asked for. */
export async function ownExportOf(
  db: Db,
  of: Of,
  now: Date,
): Promise<{ readonly export: DataExport | null; readonly left: number }> {
  const newest = await rowsOf(db, of).orderBy('id', 'desc').limit(1).executeTakeFirst();
  const left = Math.max(0, mostOwnExports - (await recent(db, of, now)).length);
  if (!newest || (newest.expires_at !== null && new Date(newest.expires_at) <= now))
    return { export: null, left };
  return { export: toDataExport(newest, await findWork(db, of.vendorId, newest.work_id)), left };
}

/** One at a time, and some a day. @throws `data-export.open`, `data-export.too-many` */
export async function createOwnExport(
  tx: Db,
  of: Of,
  wish: { readonly panels: readonly PanelId[]; readonly files: boolean },
  at: Date,
): Promise<void> {
  await lockRow(tx, 'customer', of.vendorId, of.customerId);
  const [newest, ...others] = await recent(tx, of, at);
  const work = newest && (await findWork(tx, of.vendorId, newest.work_id));
  if (work?.state === 'queued' || work?.state === 'running') throw transferProblem('data-export.open');
  if (newest && others.length + 1 >= mostOwnExports) {
    const oldest = others.at(-1) ?? newest;
    const free = new Date(oldest.created_at).getTime() + lifetimeMs;
    const seconds = Math.max(1, Math.ceil((free - at.getTime()) / 1000));
    throw transferProblem('data-export.too-many', { headers: { 'retry-after': String(seconds) } });
  }
  const id = newId('exp', at.getTime());
  const payload: OwnDataWork = { exportId: id };
  const work_id = await enqueue(tx, { vendorId: of.vendorId, kind: ownDataWork, payload, at });
  await tx
    .insertInto('customer_export')
    .values({
      ...{ vendor_id: of.vendorId, id, customer_id: of.customerId, side: of.side, work_id },
      ...{ panels: JSON.stringify(wish.panels), files: wish.files ? 1 : 0, size: null, sha256: null },
      ...{ created_at: at.toISOString(), expires_at: null },
    })
    .execute();
}

export interface OwnWish extends Of {
  readonly panels: readonly PanelId[];
  readonly files: boolean;
}

/** What the handler needs to know; `undefined`: gone with its customer. */
export async function ownWishOf(db: Db, vendorId: string, id: string): Promise<OwnWish | undefined> {
  const row = await db
    .selectFrom('customer_export')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      ...{ vendorId, customerId: row.customer_id, side: row.side },
      ...{ panels: JSON.parse(row.panels) as PanelId[], files: row.files === 1 },
    }
  );
}

/** Where the pieces lie. The one that is finished is the only one of its customer that can be fetched. */
export const ownArchive = (of: Of, id: string): ArchiveStore => ({
  async drop(tx) {
    await tx
      .deleteFrom('customer_export_part')
      .where('vendor_id', '=', of.vendorId)
      .where('export_id', '=', id)
      .execute();
  },
  async keep(tx, number, content) {
    await tx
      .insertInto('customer_export_part')
      .values({ vendor_id: of.vendorId, export_id: id, number, content })
      .execute();
  },
  async finish(tx, made, at) {
    const older = rowsOf(tx, of).clearSelect().select('id').where('id', '<', id);
    await tx
      .deleteFrom('customer_export_part')
      .where('vendor_id', '=', of.vendorId)
      .where('export_id', 'in', older)
      .execute();
    await tx
      .updateTable('customer_export')
      .set({ ...made, expires_at: new Date(at.getTime() + lifetimeMs).toISOString() })
      .where('vendor_id', '=', of.vendorId)
      .where('id', '=', id)
      .execute();
  },
});

/** The one that can be fetched. @throws `data-export.not-found`, `data-export.not-ready` */
export async function requireArchive(
  db: Db,
  of: Of,
  now: Date,
): Promise<{
  readonly id: string;
  readonly size: number;
  readonly day: string;
  readonly panels: readonly PanelId[];
}> {
  const row = await rowsOf(db, of).orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (!row || (row.expires_at !== null && new Date(row.expires_at) <= now))
    throw transferProblem('data-export.not-found');
  if (row.size === null) throw transferProblem('data-export.not-ready');
  return {
    ...{ id: row.id, size: row.size, day: row.created_at.slice(0, 10) },
    panels: JSON.parse(row.panels) as PanelId[],
  };
}

/** The archive, part by part. */
export async function* ownParts(db: Db, vendorId: string, id: string): AsyncGenerator<Uint8Array> {
  for (let number = 1; ; number++) {
    const part = await db
      .selectFrom('customer_export_part')
      .select('content')
      .where('vendor_id', '=', vendorId)
      .where('export_id', '=', id)
      .where('number', '=', number)
      .executeTakeFirst();
    if (!part) return;
    yield part.content;
  }
}

/** Archives that can't be fetched any more, and those that came to nothing. */
export async function sweepOwnExports(db: Db, now: Date): Promise<void> {
  const dayAgo = new Date(now.getTime() - lifetimeMs).toISOString();
  await inTransaction(db, async (tx) => {
    await tx.deleteFrom('customer_export').where('expires_at', '<=', now.toISOString()).execute();
    await tx
      .deleteFrom('customer_export')
      .where('expires_at', 'is', null)
      .where('created_at', '<', dayAgo)
      .execute();
  });
}
