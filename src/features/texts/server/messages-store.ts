import type { Db } from '../../../kit/server/db/db.ts';
import type { SentText, TextState } from '../schema.ts';

export interface TextMessageTable {
  vendor_id: string;
  /** What the gateway knows it by: the header `webhook-id`. */
  id: string;
  contact_id: string | null;
  purpose: SentText['purpose'];
  masked_to: string;
  state: TextState;
  tries: number;
  status: number | null;
  detail: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    text_message: TextMessageTable;
  }
}

/** A process that dies while it sends leaves its text behind: after so long nobody is sending it any more. */
const longestMs = 60_000;

const shown = 50;

export const insertText = (tx: Db, row: TextMessageTable) =>
  tx.insertInto('text_message').values(row).execute();

export const noteText = (
  db: Db,
  { vendorId, id }: { readonly vendorId: string; readonly id: string },
  came: Pick<TextMessageTable, 'state' | 'tries' | 'status' | 'detail' | 'updated_at'>,
) =>
  db.updateTable('text_message').set(came).where('vendor_id', '=', vendorId).where('id', '=', id).execute();

export async function countSince(db: Db, vendorId: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('text_message')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('created_at', '>', since.toISOString())
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The last ones, the newest first. */
export async function lastTexts(db: Db, vendorId: string, now: Date): Promise<SentText[]> {
  const rows = await db
    .selectFrom('text_message')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('id', 'desc')
    .limit(shown)
    .execute();
  const over = new Date(now.getTime() - longestMs).toISOString();
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    to: row.masked_to,
    contactId: row.contact_id,
    state: row.state === 'sending' && row.created_at < over ? 'unknown' : row.state,
    tries: row.tries,
    status: row.status,
    detail: row.detail,
    createdAt: row.created_at,
  }));
}
