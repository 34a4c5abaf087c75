import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { callsIn } from '../../src/features/domains/server/call-counter.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { testApp } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

const rounds = 100;
const program = join(import.meta.dirname, '../helpers/count-calls.ts');

/** A child that ends says nothing any more. */
const heard = (child: ChildProcess): Promise<unknown[]> =>
  Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`a process ended with ${code}`);
    }),
  ]);

test.for(databaseKinds)(
  `RC04 two processes on %s count at once, ${rounds} rounds: not one call is lost or beyond the limit`,
  { timeout: 900_000 },
  async (kind) => {
    const url = await testDatabaseUrl(kind, migrations);
    const database = await openDatabase(url);
    const app = await testApp(kind, { database });
    const vendor = await app.vendor();
    const processes = [0, 1].map(() => fork(program, [url, vendor.id], { execArgv: [] }));
    const askAll = (order: object) =>
      Promise.all(
        processes.map(async (child) => {
          const answered = heard(child);
          child.send(order);
          return (await answered)[0] as { counted: number; refused: number };
        }),
      );
    try {
      for (let round = 0; round < rounds; round++) {
        const { id: limitedId } = await vendor.customer({ limits: { calls: 70 } });
        const { id: openId } = await vendor.customer({ limits: { calls: -1 } });
        for (const id of [limitedId, openId]) {
          const change = { atZero: 'refuse' };
          expect((await vendor.api.patch(`/api/v1/customers/${id}/calls`, change)).status).toBe(200);
        }
        const told = await askAll({ limitedId, openId, each: 50 });
        const sum = (name: 'counted' | 'refused') => told.reduce((all, one) => all + one[name], 0);
        // Of 100 calls under a limit of 70 and 100 without one.
        expect([sum('counted'), sum('refused')], `round ${round}`).toEqual([170, 30]);
        const counted = (customerId: string) =>
          callsIn(database.db, { vendorId: vendor.id, customerId, month: '2026-11' });
        expect([await counted(limitedId), await counted(openId)], `round ${round}`).toEqual([70, 100]);
      }
    } finally {
      for (const child of processes) child.kill();
      await app.close();
    }
  },
);
