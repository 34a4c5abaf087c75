import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { PlainError } from '../plain-error.ts';
import {
  batchOf,
  inOrder,
  migrationTable,
  quoted,
  type Row,
  type Source,
  type TableShape,
  type Target,
} from './types.ts';

/** @param still nobody writes to the file, so that nothing beside it is needed nor made */
export function openSqliteFile(path: string, { still = false } = {}): DatabaseSync {
  const url = pathToFileURL(path);
  if (still) url.searchParams.set('immutable', '1');
  return new DatabaseSync(url, { readOnly: true, timeout: 5_000 });
}

/** Reads a SQLite file as it is now, beside whoever writes to it. */
export function sqliteSource(path: string, options: { still?: boolean } = {}): Source {
  const database = openSqliteFile(path, options);
  database.exec('begin');
  const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  const names = all(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  );
  const tables = names
    .map(({ name }) => String(name))
    .filter((name) => name !== migrationTable)
    .map((name): TableShape => {
      const columns = all(`pragma table_xinfo(${quoted(name)})`).filter(({ hidden }) => hidden === 0);
      const key = columns.filter(({ pk }) => pk !== 0).sort((a, b) => Number(a.pk) - Number(b.pk));
      return {
        name,
        columns: columns.map((column) => String(column.name)).sort(),
        key: key.map((column) => String(column.name)),
        refersTo: [
          ...new Set(all(`pragma foreign_key_list(${quoted(name)})`).map((row) => String(row.table))),
        ],
      };
    });
  const migrated = names.some(({ name }) => name === migrationTable);
  return {
    migrations: migrated ? all(`select name from ${migrationTable}`).map(({ name }) => String(name)) : [],
    tables: inOrder(tables),
    count: async ({ name }) => Number(all(`select count(*) as n from ${quoted(name)}`)[0]?.n),
    async *rows({ name, columns, key }) {
      const statement = database.prepare(
        `select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${key.map(quoted).join(', ')}`,
      );
      statement.setReturnArrays(true);
      let batch: Row[] = [];
      let bytes = 0;
      for (const row of statement.iterate() as unknown as Iterable<Row>) {
        batch.push(row);
        for (const value of row) if (value instanceof Uint8Array) bytes += value.byteLength;
        if (batch.length < batchOf.rows && bytes < batchOf.bytes) continue;
        yield batch;
        batch = [];
        bytes = 0;
      }
      if (batch.length > 0) yield batch;
    },
    close: async () => database.close(),
  };
}

/**
 * Fills the tables of `building`, a fresh SQLite file, and puts it at `path` when it is complete. Until then nothing
 * stands there, so nothing needs to be synced before.
 */
export function sqliteTarget(building: string, path: string): Target {
  const database = new DatabaseSync(building, { timeout: 5_000, enableForeignKeyConstraints: false });
  database.exec('pragma synchronous = off; pragma cache_size = -32000; begin immediate');
  let written = 0;
  return {
    async write({ name, columns }, rows) {
      const insert = database.prepare(
        `insert into ${quoted(name)} (${columns.map(quoted).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      );
      // `node:sqlite` binds every number as a REAL, which a strict column of text would take for another text
      for (const row of rows)
        insert.run(
          ...row.map(
            (value): SQLInputValue => (Number.isSafeInteger(value) ? BigInt(value as number) : value),
          ),
        );
      written += rows.length;
      if (written < 20_000) return;
      written = 0;
      database.exec('commit; begin immediate');
    },
    async complete() {
      database.exec('commit');
      const broken = database.prepare('pragma foreign_key_check').all() as { table: string }[];
      if (broken.length > 0)
        throw new PlainError(`table “${broken[0]?.table}” refers to rows that are not there.`);
      database.exec('pragma synchronous = full; pragma wal_checkpoint(truncate)');
      database.close();
    },
    async keep() {
      renameSync(building, path);
    },
    async abandon() {
      if (database.isOpen) database.close();
      for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(building + suffix, { force: true });
    },
  };
}
