import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { databaseKinds } from '../../../../../tests/helpers/databases.ts';
import { startPostgres } from '../../../../../tests/helpers/postgres-server.ts';
import { inTransaction, openDatabase } from '../db.ts';

test.runIf(databaseKinds.includes('postgres'))(
  'R6 a PostgreSQL that stands still is a 503 within seconds, and works again when it goes on',
  { timeout: 60_000 },
  async () => {
    const server = await startPostgres();
    const database = await openDatabase(server.url, { poolSize: 1 });
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.db);
    const pids = [server.pid, rows[0]?.pid as number];
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const started = performance.now();
    const read = sql`select 1`.execute(database.db);
    await expect(read).rejects.toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(6_000);
    const write = inTransaction(database.db, (tx) => sql`select 1`.execute(tx));
    await expect(write).rejects.toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(14_000);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    await expect
      .poll(
        () =>
          database.ping().then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 5_000 },
      )
      .toBe('up');
    await database.close();
    await server.stop();
  },
);
