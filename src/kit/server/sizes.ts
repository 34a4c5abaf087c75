import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import type { Database } from './db/db.ts';
import { readServiceValue, writeServiceValue } from './service-values.ts';

export interface TableSize {
  readonly name: string;
  /** On PostgreSQL what its statistics estimate. */
  readonly rows: number;
  /** With its indexes. */
  readonly bytes: number;
}

export interface Sizes {
  readonly measuredAt: string;
  readonly bytes: number;
  readonly tables: readonly TableSize[];
}

const noted = 'sizes';

/** What was measured last. */
export async function readSizes(db: Database['db']): Promise<Sizes | undefined> {
  const text = await readServiceValue(db, noted);
  return text === undefined ? undefined : (JSON.parse(text) as Sizes);
}

/**
 * Measures every table and notes the result: counting takes longer than anybody should wait for.
 * @param file path of a SQLite file; measured in a thread of its own
 */
export async function measureSizes(database: Database, now: Date): Promise<void> {
  const tables = database.kind === 'sqlite' ? await sizesOfFile(database) : await sizesOfServer(database);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const sizes: Sizes = { measuredAt: now.toISOString(), bytes, tables };
  await writeServiceValue(database.db, noted, JSON.stringify(sizes), now);
}

async function sizesOfServer({ db }: Database): Promise<TableSize[]> {
  const { rows } = await sql<TableSize>`
    select c.relname as name, greatest(c.reltuples, 0)::bigint as rows, pg_total_relation_size(c.oid) as bytes
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    order by bytes desc, name`.execute(db);
  return rows;
}

async function sizesOfFile({ db }: Database): Promise<TableSize[]> {
  const { rows } = await sql<{
    file: string;
  }>`select file from pragma_database_list where name = 'main'`.execute(db);
  const worker = new Worker(new URL('./sizes-thread.ts', import.meta.url), {
    workerData: { path: rows[0]?.file },
    execArgv: [],
    name: 'portico-sizes',
  });
  return new Promise((done, fail) => {
    worker.once('message', done);
    worker.once('error', fail);
    worker.once('exit', () => fail(new Error('the sizes were not measured')));
  });
}
