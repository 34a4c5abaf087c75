// The floor of an import: the same rows into the same table with the same indexes, by one prepared statement in one
// transaction, with everything already in memory. Prints seconds.
import { copyFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { openWriter } from '../../../src/kit/server/db/sqlite/settings.ts';

const [path = ''] = process.argv.slice(2);
const copy = `${path}.floor`;
const source = new DatabaseSync(path);
source.exec('pragma wal_checkpoint(truncate)');
const rows = source.prepare('select * from customer order by id').all() as Record<string, SQLInputValue>[];
source.close();
copyFileSync(path, copy);
const database = openWriter(copy);
database.exec('delete from customer');
database.exec('vacuum');
const names = Object.keys(rows[0] ?? {});
const values = rows.map((row) => names.map((name) => row[name] as SQLInputValue));
const insert = database.prepare(
  `insert into customer (${names.join(',')}) values (${names.map(() => '?').join(',')})`,
);
const started = performance.now();
database.exec('begin immediate');
for (const row of values) insert.run(...row);
database.exec('commit');
process.stdout.write(String((performance.now() - started) / 1000));
database.close();
