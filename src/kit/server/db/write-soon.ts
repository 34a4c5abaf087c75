import type { Compilable, CompiledQuery } from 'kysely';
import type { Db } from './db.ts';

const soon = new WeakSet<CompiledQuery>();

/** Whether nobody waits for what this write answers. */
export const isSoon = (query: CompiledQuery): boolean => soon.has(query);

/**
 * A write of which nothing is asked, inside a transaction: on SQLite it goes to the writing thread together with the
 * next statement or the end of the transaction, so that it costs no message of its own. All that follows finds it
 * done. Where it fails, whatever was to come behind it fails in its place, and the transaction can't be kept; a
 * savepoint before it can be gone back to. On PostgreSQL it is an ordinary statement.
 */
export async function writeSoon(tx: Db, write: Compilable | CompiledQuery): Promise<void> {
  if (!tx.isTransaction) throw new Error('writeSoon belongs inside inTransaction');
  // A compiled query is used again and again by others: the mark is this one's own.
  const query = { ...('compile' in write ? write.compile() : write) };
  soon.add(query);
  await tx.executeQuery(query);
}
