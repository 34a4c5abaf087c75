import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely, sql } from 'kysely';
import { offerBatches, offerReads } from '../batches.ts';
import type { Database, DatabaseOptions, Tables } from '../db.ts';
import { sqliteDialect } from './dialect.ts';
import { lockForServer } from './lock.ts';
import { Reader } from './reader.ts';
import { withSqliteSnapshot } from './snapshot.ts';
import { Writer } from './writer.ts';

/** Opens a SQLite file for this process; see `openDatabase`. */
export async function openSqlite(file: string, options: DatabaseOptions): Promise<Database> {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  const unlock = options.role === 'command' ? () => undefined : lockForServer(path);
  try {
    const writer = await Writer.open(path, (error) => {
      options.log?.warn({ error }, 'the database cannot be written any more: a new start is needed');
      options.onFatal?.(error);
    });
    const reader = new Reader(path);
    const db = new Kysely<Tables>({ dialect: sqliteDialect(reader, writer) });
    await sql`select 1`.execute(db); // Kysely destroys only what was used once
    offerBatches(db, (statements) => writer.batch(statements));
    offerReads(db, (statement, values) => reader.query(statement, values));
    return {
      db,
      kind: 'sqlite',
      ping: async () => {
        writer.assertWorking();
        await sql`select count(*) from sqlite_schema`.execute(db);
      },
      withoutLimits: (use) => use(db),
      snapshot: (use) => withSqliteSnapshot(path, use),
      close: async () => {
        await db.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
