import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { enqueue, findWork } from '../../../kit/server/work.ts';
import type { Owner } from '../../access/server/env.ts';
import { documentProblem } from '../problems.ts';
import type { Download, DownloadFormat } from '../schema.ts';

interface DownloadTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  session_id: string;
  documents: string;
  format: DownloadFormat;
  total: number;
  work_id: string | null;
  created_at: string;
  ticket_hash: string | null;
  ticket_until: string | null;
  ends_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    download: DownloadTable;
  }
}

/** How long a made download can be asked for, and how long an address of it works. */
const keptMs = 30 * 60_000;
const ticketMs = 60_000;
/** Letters that are set while the file is being sent; more are set before, and their number is told meanwhile. */
export const setWhileSending = 200;
export const prepareKind = 'documents-download';

/** Who asks: a download belongs to one session and ends with it. */
export interface Asking {
  readonly owner: Owner;
  readonly sessionId: string;
  readonly at: Date;
}

async function toBeMade(db: Db, vendorId: string, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (let at = 0; at < ids.length; at += 500) {
    const row = await db
      .selectFrom('document')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('vendor_id', '=', vendorId)
      .where('id', 'in', ids.slice(at, at + 500))
      .where('origin', '=', 'portico')
      .where('pdf_file_id', 'is', null)
      .executeTakeFirstOrThrow();
    count += Number(row.count);
  }
  return count;
}

/** Writes down what is wanted: its documents are those of this moment. `ids` are the customer's own, newest first. */
export async function createDownload(
  tx: Db,
  { owner, sessionId, at }: Asking,
  ids: readonly string[],
  format: DownloadFormat = 'pdf',
): Promise<Download> {
  const id = newId('dwl', at.getTime());
  const slow = format === 'pdf' && (await toBeMade(tx, owner.vendorId, ids)) > setWhileSending;
  const payload = { ids };
  const workId = slow
    ? await enqueue(tx, { vendorId: owner.vendorId, kind: prepareKind, payload, at })
    : null;
  await tx
    .insertInto('download')
    .values({
      vendor_id: owner.vendorId,
      id,
      customer_id: owner.customerId,
      session_id: sessionId,
      documents: JSON.stringify(ids),
      format,
      total: ids.length,
      work_id: workId,
      created_at: at.toISOString(),
      ticket_hash: null,
      ticket_until: null,
      ends_at: new Date(at.getTime() + keptMs).toISOString(),
    })
    .execute();
  if (workId) return { id, state: 'preparing', done: 0, total: ids.length, url: null };
  return ready(tx, owner.vendorId, id, { total: ids.length, at });
}

/** With a new address, in place of the one before. */
async function ready(
  tx: Db,
  vendorId: string,
  id: string,
  { total, at }: { total: number; at: Date },
): Promise<Download> {
  const ticket = `dl_${vendorId.slice(4)}_${randomSecret()}`;
  await tx
    .updateTable('download')
    .set({ ticket_hash: digest(ticket), ticket_until: new Date(at.getTime() + ticketMs).toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  return { id, state: 'ready', done: total, total, url: `/portal/v1/downloads/${ticket}` };
}

/** How far it is; another session's is none. @throws `download.not-found` */
export async function requireDownload(
  tx: Db,
  { owner, sessionId, at }: Asking,
  id: string,
): Promise<Download> {
  const row = await tx
    .selectFrom('download')
    .selectAll()
    .where('vendor_id', '=', owner.vendorId)
    .where('id', '=', id)
    .where('customer_id', '=', owner.customerId)
    .where('session_id', '=', sessionId)
    .where('ends_at', '>', at.toISOString())
    .executeTakeFirst();
  if (!row) throw documentProblem('download.not-found');
  const work = row.work_id ? await findWork(tx, owner.vendorId, row.work_id) : undefined;
  if (work?.state === 'failed' || work?.state === 'cancelled') {
    return { id, state: 'failed', done: work.done, total: row.total, url: null };
  }
  if (work && work.state !== 'done') {
    return { id, state: 'preparing', done: work.done, total: row.total, url: null };
  }
  return ready(tx, owner.vendorId, id, { total: row.total, at });
}

export interface Redeemed {
  readonly vendorId: string;
  readonly customerId: string;
  readonly sessionId: string;
  readonly ids: readonly string[];
  readonly format: DownloadFormat;
}

const shape = /^dl_([0-9a-z]{26})_[\w-]{43}$/;

/** Whose the address would be, if it were one; nothing is looked up. */
export const vendorOfTicket = (ticket: string): string | undefined => shape.exec(ticket)?.[1];

/**
 * What an address was made for, once: guessed, used before, over, or of a session that ended are all the same "no".
 * @throws `download.not-found`
 */
export async function redeemTicket(tx: Db, ticket: string, at: Date): Promise<Redeemed> {
  const vendor = shape.exec(ticket)?.[1];
  if (!vendor) throw documentProblem('download.not-found');
  const vendorId = `ven_${vendor}`;
  const [hash, now] = [digest(ticket), at.toISOString()];
  const taken = await tx
    .updateTable('download')
    .set({ ticket_until: null })
    .where('vendor_id', '=', vendorId)
    .where('ticket_hash', '=', hash)
    .where('ticket_until', '>', now)
    .where('ends_at', '>', now)
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) throw documentProblem('download.not-found');
  const row = await tx
    .selectFrom('download')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('ticket_hash', '=', hash)
    .executeTakeFirstOrThrow();
  const ids = JSON.parse(row.documents) as string[];
  return { vendorId, customerId: row.customer_id, sessionId: row.session_id, ids, format: row.format };
}

export async function sweepDownloads(tx: Db, now: Date): Promise<void> {
  await tx.deleteFrom('download').where('ends_at', '<', now.toISOString()).execute();
}
