import type { DatabaseSync } from 'node:sqlite';
import { PlainError } from '../plain-error.ts';
import { openSqliteFile } from '../portable/sqlite.ts';
import { migrationTable, quoted } from '../portable/types.ts';

export interface FileContents {
  readonly migrations: string[];
  readonly tables: Record<string, number>;
}

/** Migrations and rows of a SQLite file that nobody writes to. */
export function countRows(path: string): FileContents {
  return looking(path, (database) => {
    const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
    const names = all(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
    )
      .map(({ name }) => String(name))
      .filter((name) => name !== migrationTable);
    return {
      migrations: all(`select name from ${migrationTable} order by name`).map(({ name }) => String(name)),
      tables: Object.fromEntries(
        names.map((name) => [name, Number(all(`select count(*) as n from ${quoted(name)}`)[0]?.n)]),
      ),
    };
  });
}

/** Reads every page and every reference. @throws PlainError */
export function requireSound(path: string): void {
  looking(path, (database) => {
    const [row] = database.prepare('pragma integrity_check(1)').all() as { integrity_check: string }[];
    if (row?.integrity_check !== 'ok') throw new PlainError(`${path} is damaged: ${row?.integrity_check}.`);
    const broken = database.prepare('pragma foreign_key_check').all() as { table: string }[];
    if (broken.length > 0)
      throw new PlainError(
        `${path} is not whole: table “${broken[0]?.table}” refers to rows that are not there.`,
      );
  });
}

function looking<T>(path: string, look: (database: DatabaseSync) => T): T {
  let database: DatabaseSync | undefined;
  try {
    database = openSqliteFile(path, { still: true });
    return look(database);
  } catch (error) {
    if (error instanceof PlainError) throw error;
    throw new PlainError(`${path} is damaged or no database of Portico: ${(error as Error).message}.`, {
      cause: error,
    });
  } finally {
    database?.close();
  }
}
