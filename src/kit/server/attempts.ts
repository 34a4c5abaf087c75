import { sql } from 'kysely';
import { type Db, inTransaction } from './db/db.ts';
import { tooMany } from './http/problems.ts';

/** A budget of guesses: at most `most` under one `key` within `perMs`. */
export interface Budget {
  readonly key: string;
  readonly most: number;
  readonly perMs: number;
}

interface AttemptTable {
  key: string;
  count: number;
  resets_at: string;
}
declare module './db/db.ts' {
  interface Tables {
    attempt: AttemptTable;
  }
}

/**
 * Counts one guess against each budget, in the database, so that many processes count together and a restart forgives
 * nothing. Call it before the guess is looked at: of fifty at once, no more pass than may.
 * @returns milliseconds to wait until every budget has room again; 0: go on
 */
export async function countAttempt(tx: Db, budgets: readonly Budget[], now: Date): Promise<number> {
  let wait = 0;
  // Always in one order, so that two guesses never wait for each other crosswise.
  for (const { key, most, perMs } of [...budgets].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const at = now.toISOString();
    const resetsAt = new Date(now.getTime() + perMs).toISOString();
    const row = await tx
      .insertInto('attempt')
      .values({ key, count: 1, resets_at: resetsAt })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          count: sql`case when attempt.resets_at <= ${at} then 1 else attempt.count + 1 end`,
          resets_at: sql`case when attempt.resets_at <= ${at} then excluded.resets_at else attempt.resets_at end`,
        }),
      )
      .returning(['count', 'resets_at'])
      .executeTakeFirstOrThrow();
    if (Number(row.count) > most) wait = Math.max(wait, Date.parse(row.resets_at) - now.getTime());
  }
  return wait;
}

/** Counts one guess in a transaction of its own. @throws `request.too-many` with the time to wait */
export async function spendAttempt(db: Db, budgets: readonly Budget[], now: Date): Promise<void> {
  const waitMs = await inTransaction(db, (tx) => countAttempt(tx, budgets, now));
  if (waitMs > 0) throw tooMany(waitMs);
}

/** Takes back what a right guess cost. */
export async function forgiveAttempt(tx: Db, budgets: readonly Budget[]): Promise<void> {
  const keys = budgets.map(({ key }) => key).sort();
  for (const key of keys) {
    await tx
      .updateTable('attempt')
      .set({ count: sql`count - 1` })
      .where('key', '=', key)
      .where('count', '>', 0)
      .execute();
  }
}

export async function sweepAttempts(tx: Db, now: Date): Promise<void> {
  await tx.deleteFrom('attempt').where('resets_at', '<', now.toISOString()).execute();
}
