import { type Generated, sql } from 'kysely';
import { type Db, hasManyWriters, inTransaction } from './db/db.ts';
import type { OutboxEvent } from './outbox.ts';

interface OutboxTable {
  vendor_id: string;
  id: string;
  type: string;
  data: string;
  created_at: string;
  attempts: Generated<number>;
  /** Next attempt; null when all attempts were used up. */
  due_at: string | null;
  claimed_by: string | null | undefined;
  claimed_until: string | null | undefined;
  done_at: string | null | undefined;
  last_error: string | null | undefined;
}

declare module './db/db.ts' {
  interface Tables {
    outbox: OutboxTable;
  }
}

export interface Claim {
  readonly runner: string;
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
}

/** Takes events that are due and that nobody holds; a row goes to one runner only. */
export async function claimDue(db: Db, claim: Claim): Promise<OutboxEvent[]> {
  const now = claim.now.toISOString();
  const due = sql`
    select vendor_id, id from outbox
    where done_at is null and due_at is not null and due_at <= ${now}
      and (claimed_until is null or claimed_until <= ${now})
    order by due_at limit ${claim.limit}`;
  const { rows: any } = await due.execute(db); // a read: looking in vain must not cost a turn at the writer
  if (any.length === 0) return [];
  // Where many write at once, two runners pass each other by.
  const locked = hasManyWriters(db) ? sql`${due} for update skip locked` : due;
  const { rows } = await inTransaction(db, (tx) =>
    sql<Omit<OutboxTable, 'attempts'> & { attempts: number }>`
      with due as materialized (${locked})
      update outbox
      set claimed_by = ${claim.runner}, claimed_until = ${claim.until.toISOString()}, attempts = attempts + 1
      from due where outbox.vendor_id = due.vendor_id and outbox.id = due.id
      returning outbox.vendor_id, outbox.id, outbox.type, outbox.data, outbox.created_at, outbox.attempts`.execute(
      tx,
    ),
  );
  return rows.map((row) => ({
    vendorId: row.vendor_id,
    id: row.id,
    type: row.type,
    data: JSON.parse(row.data),
    createdAt: row.created_at,
    attempt: row.attempts,
  }));
}

type Change = Partial<Pick<OutboxTable, 'due_at' | 'done_at' | 'last_error'>> & { attempts?: number };

/** Ends a claim; changes nothing when the lease ran out and another runner has it. */
const endClaim = (db: Db, event: OutboxEvent, runner: string, change: Change): Promise<unknown> =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('outbox')
      .set({ ...change, claimed_by: null, claimed_until: null })
      .where('vendor_id', '=', event.vendorId)
      .where('id', '=', event.id)
      .where('claimed_by', '=', runner)
      .execute(),
  );

export const finish = (db: Db, event: OutboxEvent, runner: string, at: Date) =>
  endClaim(db, event, runner, { done_at: at.toISOString(), last_error: null });

export const postpone = (db: Db, event: OutboxEvent, runner: string, dueAt: Date | null, error: string) =>
  endClaim(db, event, runner, { due_at: dueAt?.toISOString() ?? null, last_error: error });

/** As if it had not been claimed: the attempt does not count. */
export const release = (db: Db, event: OutboxEvent, runner: string) =>
  endClaim(db, event, runner, { attempts: event.attempt - 1 });
