import { Kysely, PostgresDialect, sql } from 'kysely';
import { PlainError } from '../../plain-error.ts';
import type { Database, DatabaseLog, DatabaseOptions, Db, Tables } from '../db.ts';
import { openPool } from './pool.ts';

const POOL_SIZE = 10;

/** Opens a PostgreSQL database; see `openDatabase`. */
export async function openPostgres(url: string, options: DatabaseOptions): Promise<Database> {
  const open = (size: number, limited: boolean): Db =>
    new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, { size, limited }) }) });
  const db = open(options.poolSize ?? POOL_SIZE, true);
  try {
    await assertDurable(db, options.log);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    kind: 'postgres',
    ping: async () => void (await sql`select 1`.execute(db)),
    withoutLimits: async (use) => {
      const patient = open(1, false);
      try {
        return await use(patient);
      } finally {
        await patient.destroy();
      }
    },
    snapshot: async (use) => {
      const patient = open(1, false);
      try {
        const reading = patient.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
        return await reading.execute(use);
      } finally {
        await patient.destroy();
      }
    },
    close: () => db.destroy(),
  };
}

/** What was answered must be on disk: a server that was told not to sync is refused. */
async function assertDurable(db: Db, log: DatabaseLog | undefined): Promise<void> {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await sql<{ value: string | null }>`
      select current_setting(${name}, true) as value`.execute(db);
    const value = rows[0]?.value;
    if (value == null)
      log?.warn({ setting: name }, 'PostgreSQL does not say whether it keeps what it acknowledges');
    else if (value === 'off')
      throw new PlainError(
        `PostgreSQL runs with ${name} = off and could lose what it acknowledged: set it to on`,
      );
  }
}
