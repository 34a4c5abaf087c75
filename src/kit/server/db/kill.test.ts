import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { databaseKinds, testDatabaseUrl } from '../../../../tests/helpers/databases.ts';
import { openDatabase } from './db.ts';
import type { Migration } from './migrate.ts';

const migrations: readonly Migration[] = [
  {
    name: 'test-0001-orders',
    up: [
      'create table head (vendor_id text not null, id text not null, primary key (vendor_id, id))',
      `create table line (vendor_id text not null, head_id text not null, n integer not null,
        primary key (vendor_id, head_id, n), foreign key (vendor_id, head_id) references head (vendor_id, id))`,
      'create table total (vendor_id text primary key, n integer not null)',
      `insert into total (vendor_id, n) values ('v', 0)`,
    ],
  },
];

/** Many rounds belong to `npm run test:long`, and more than those to a release. */
const rounds = Number(process.env.PORTICO_KILL_ROUNDS ?? (process.env.PORTICO_LONG ? 50 : 5));
const program = join(import.meta.dirname, '../../../../tests/helpers/write-until-killed.ts');

describe.each(databaseKinds)('a process on %s killed while it writes', (kind) => {
  test(`R1 it has kept all it acknowledged and nothing half, ${rounds} times`, {
    timeout: 10_000 + rounds * 5_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const acknowledged = join(inject('databaseFolder'), `acknowledged-${kind}.txt`);
    for (let round = 0; round < rounds; round++) {
      const child = fork(program, [url, acknowledged], { execArgv: [] });
      await once(child, 'message');
      await pause(20 + Math.random() * 380);
      child.kill('SIGKILL');
      await once(child, 'exit');

      const database = await openDatabase(url);
      const rows = async <T>(query: string) => (await sql.raw<T>(query).execute(database.db)).rows;
      // All at one moment: PostgreSQL may still be ending what the process asked for before it died.
      const heads = await rows<{ id: string; lines: number; total: number }>(
        `select id, (select n from total) as total,
          (select count(*) from line where line.vendor_id = head.vendor_id and head_id = id) as lines from head`,
      );
      const ids = new Set(heads.map((head) => head.id));
      const acks = existsSync(acknowledged) ? readFileSync(acknowledged, 'utf8').trim().split('\n') : [];
      expect({
        lost: acks.filter((id) => id && !ids.has(id)),
        half: heads.filter((head) => head.lines !== 2),
        total: heads[0]?.total ?? 0,
      }).toEqual({ lost: [], half: [], total: heads.length });
      if (kind === 'sqlite') {
        expect(await rows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(await rows('pragma foreign_key_check')).toEqual([]);
      }
      await database.close();
    }
    expect(readFileSync(acknowledged, 'utf8').length).toBeGreaterThan(0);
  });
});
