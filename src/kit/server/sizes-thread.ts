/** Measures the tables of a SQLite file; in a thread, because it reads every page. */
import { parentPort, workerData } from 'node:worker_threads';
import { openSqliteFile } from './portable/sqlite.ts';
import { quoted } from './portable/types.ts';
import type { TableSize } from './sizes.ts';

const database = openSqliteFile((workerData as { path: string }).path);
try {
  const bytes = new Map<string, number>();
  const pages = database.prepare(`
    select s.tbl_name as name, sum(d.pgsize) as bytes
    from dbstat d join sqlite_schema s on s.name = d.name where d.aggregate = 1 group by s.tbl_name`);
  for (const row of pages.all() as { name: string; bytes: number }[]) bytes.set(row.name, row.bytes);
  const names = database.prepare(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  );
  const sizes = (names.all() as { name: string }[]).map(({ name }): TableSize => {
    const [row] = database.prepare(`select count(*) as rows from ${quoted(name)}`).all() as {
      rows: number;
    }[];
    return { name, rows: row?.rows ?? 0, bytes: bytes.get(name) ?? 0 };
  });
  parentPort?.postMessage(sizes.sort((a, b) => b.bytes - a.bytes));
} finally {
  database.close();
}
