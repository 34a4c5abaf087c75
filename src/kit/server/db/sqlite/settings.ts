import { DatabaseSync } from 'node:sqlite';
import { PlainError } from '../../plain-error.ts';

/** Below this, two connections writing and checkpointing at once can corrupt a WAL database (the WAL-reset bug). */
const OLDEST_SQLITE = [3, 51, 3] as const;

const COMMON = ['trusted_schema = off', 'foreign_keys = on', 'temp_store = memory'];

/**
 * Pages kept by each connection: the inner pages of every index in use, and for the writer what an act changes. The
 * system keeps the file's pages anyway, and a larger cache is but filled by whoever walks through a table, for good.
 */
const CACHE = { writer: 'cache_size = -8000', reader: 'cache_size = -4000' };

/** Opens the file to write, durable: what COMMIT returned is on disk. Makes the file when it is missing. */
export function openWriter(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 100 });
  const { version } = database.prepare('select sqlite_version() as version').get() as { version: string };
  refuseOldSqlite(version);
  const settings = [
    'journal_mode = wal',
    'synchronous = full',
    'journal_size_limit = 67108864',
    'wal_autocheckpoint = 4000', // 16 MB; the same pages are written again and again, and moved once
    CACHE.writer,
  ];
  for (const setting of [...COMMON, ...settings]) database.exec(`pragma ${setting}`);
  requireSetting(database, 'journal_mode', 'wal');
  requireSetting(database, 'synchronous', 2);
  try {
    forgetSmallStatistics(database);
  } catch {
    // Another process is writing just now; the next start does it.
  }
  return database;
}

/** A table below this is small: the statistics of a larger one are worth having. */
const FEW_ROWS = 10_000;

/**
 * Forgets what was counted in small tables. By such figures SQLite reads a table from end to end, and goes on doing so
 * when it has grown: a look-up of one session took the longer the more there were. Without figures it goes by indexes.
 */
export function forgetSmallStatistics(database: DatabaseSync): void {
  if (!database.prepare("select 1 from sqlite_master where name = 'sqlite_stat1'").get()) return;
  const forget = database.prepare('delete from sqlite_stat1 where cast(stat as integer) < ?');
  if (forget.run(FEW_ROWS).changes > 0) database.exec('analyze sqlite_schema');
}

/** Opens the file for reading only. Never waits for a lock: it runs on the event loop. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  for (const setting of [...COMMON, CACHE.reader]) database.exec(`pragma ${setting}`);
  return database;
}

/** @throws Error for a version that can corrupt a database */
export function refuseOldSqlite(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > oldest) return;
    if (part < oldest)
      throw new PlainError(
        `SQLite ${version} can corrupt this database: ${OLDEST_SQLITE.join('.')} or newer is needed`,
      );
  }
}

/** A setting that did not take (a file system without shared memory, say) must not go unnoticed. */
function requireSetting(database: DatabaseSync, name: string, expected: string | number): void {
  const row = database.prepare(`pragma ${name}`).get() as Record<string, unknown>;
  if (row[name] !== expected)
    throw new PlainError(
      `the database file does not take "pragma ${name} = ${expected}" (it says ${row[name]})`,
    );
}
