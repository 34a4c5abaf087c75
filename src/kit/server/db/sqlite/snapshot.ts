import { Kysely } from 'kysely';
import type { Db, Tables } from '../db.ts';
import type { DatabaseValue } from '../values.ts';
import { sqliteDialect } from './dialect.ts';
import { toSqliteProblem } from './errors.ts';
import { openReader } from './settings.ts';
import { StatementCache } from './statements.ts';

/**
 * Reads the file as it is now, whatever is written meanwhile: a connection of its own that stays in one read
 * transaction. Until it ends, the WAL can't be emptied, so it is for work of minutes.
 */
export async function withSqliteSnapshot<T>(path: string, use: (db: Db) => Promise<T>): Promise<T> {
  const database = openReader(path);
  try {
    database.exec('begin');
    database.prepare('select count(*) from sqlite_schema').get(); // the first read is what fixes the moment
    const statements = new StatementCache(database, 50);
    const reader = {
      async query(sql: string, values: readonly DatabaseValue[]) {
        try {
          return statements.run(sql, values);
        } catch (error) {
          throw toSqliteProblem(error);
        }
      },
      close: () => undefined,
    };
    const writer = {
      begin: () => Promise.reject(new Error('a snapshot can only be read')),
      drain: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    return await use(new Kysely<Tables>({ dialect: sqliteDialect(reader, writer) }));
  } finally {
    database.close();
  }
}
