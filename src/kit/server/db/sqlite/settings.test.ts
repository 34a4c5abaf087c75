import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { forgetSmallStatistics, openWriter } from './settings.ts';

test('what was counted while a table was small does not decide how it is read when it is large', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'portico-statistics-')), 'a.db');
  const database = openWriter(path);
  database.exec(
    'create table session (vendor text, hash text, note text, primary key (vendor, hash)) strict',
  );
  database.exec('create index session_by_note on session (vendor, note)');
  const insert = database.prepare('insert into session values (?, ?, ?)');
  insert.run('v', 'a', 'x');
  insert.run('v', 'b', 'y');
  const kept = (from: DatabaseSync) =>
    from.prepare('select count(*) as kept from sqlite_stat1').get() as { kept: number };
  database.exec('analyze');
  expect(kept(database).kept).toBeGreaterThan(0);
  forgetSmallStatistics(database);
  expect(kept(database)).toEqual({ kept: 0 });

  database.exec(
    "with recursive n(i) as (values (0) union all select i + 1 from n where i < 10000) insert into session select 'w', i, 'z' from n",
  );
  database.exec('analyze');
  forgetSmallStatistics(database);
  expect(kept(database)).toEqual({ kept: 2 });
  // A file that was closed by an older program brings such figures along.
  database.exec("update sqlite_stat1 set stat = '2 2 1'");
  database.close();
  const again = openWriter(path);
  expect(kept(again)).toEqual({ kept: 0 });
  again.close();
});
