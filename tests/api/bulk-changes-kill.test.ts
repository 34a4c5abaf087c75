import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { bulkChangeWork } from '../../src/features/customers/server/bulk/run.ts';
import {
  createBulkChange,
  listBulkRows,
  requireBulkChange,
  startBulkChange,
} from '../../src/features/customers/server/bulk/store.ts';
import { createCustomer, listCustomers } from '../../src/features/customers/server/customers-store.ts';
import { createPortal } from '../../src/features/portals/server/store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { walk } from '../../src/kit/server/collection.ts';
import { type Database, inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { startWorkers } from '../../src/kit/server/work.ts';
import { testSecrets } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

const program = join(import.meta.dirname, '../helpers/change-until-killed.ts');
const count = 230;
const actor = { kind: 'command', id: null } as const;

async function begin({ db }: Database): Promise<{ vendorId: string; id: string }> {
  const at = new Date();
  return inTransaction(db, async (tx) => {
    const { live } = await createVendor(tx, testSecrets, { slug: 'acme', name: 'Acme', now: at });
    await createPortal(tx, live.id, { slug: 'acme', brandName: 'Acme' }, { at, testSide: false });
    for (let n = 0; n < count; n++) await createCustomer(tx, live.id, { name: `Customer ${n}` }, at);
    const change = { limits: { domains: 7 }, signOut: true as const };
    const making = { vendorId: live.id, actor, at };
    const { id } = await createBulkChange(tx, making, { selection: { filter: {} }, change });
    return { vendorId: live.id, id };
  });
}

describe.each(databaseKinds)('many customers changed by a process that is killed on %s', (kind) => {
  // Five pieces of at most 50: one note at the start, one behind each, one at the end.
  test.each([
    { name: 'while the first are changed', note: 2 },
    { name: 'in the middle', note: 4 },
    { name: 'while the last are changed', note: 6 },
    { name: 'when all are changed and only the end is to be written', note: 7 },
  ])(
    'CON-41 killed $name, the next process goes on: nobody twice, nobody left out',
    async ({ note }) => {
      const url = await testDatabaseUrl(kind, migrations);
      const before = await openDatabase(url, { role: 'command' });
      const { vendorId, id } = await begin(before);
      // A dead process's lease is over a minute and a half later.
      let now = Date.now();
      const clock = { now: () => new Date(now) };
      const workers = startWorkers({
        ...{ database: before, clock, context: {}, pollMs: 3_600_000 },
        kinds: [bulkChangeWork],
      });
      await workers.runDue();
      expect(await requireBulkChange(before.db, vendorId, id)).toMatchObject({
        state: 'checked',
        changed: count,
      });
      await workers.stop();
      await inTransaction(before.db, (tx) =>
        startBulkChange(tx, { vendorId, actor, at: new Date() }, id, undefined),
      );

      const child = fork(program, [url, String(note)], { execArgv: [] });
      const [, by] = await once(child, 'exit');
      expect(by).toBe('SIGKILL');
      const whole = Math.min((note - 2) * 50, count);
      expect(await requireBulkChange(before.db, vendorId, id)).toMatchObject({
        state: 'running',
        done: whole,
      });

      now += 120_000;
      const next = startWorkers({
        ...{ database: before, clock, context: {}, pollMs: 3_600_000 },
        kinds: [bulkChangeWork],
      });
      await next.runDue();
      expect(await requireBulkChange(before.db, vendorId, id)).toMatchObject({
        ...{ state: 'done', changed: count, unchanged: 0, refused: 0, done: count },
      });
      const customers = await listCustomers(
        before.db,
        vendorId,
        {},
        walk(before.db, vendorId, { limit: 1000 }),
      );
      expect(customers.map(({ limits }) => limits.domains)).toEqual(Array(count).fill(7));
      const rows = await listBulkRows(before.db, vendorId, { id, updatedAt: '' }, { limit: 1000 });
      expect(rows.map(({ outcome }) => outcome)).toEqual(Array(count).fill('changed'));
      for (const action of ['customer.updated', 'sessions.ended']) {
        const told = await before.db
          .selectFrom('activity')
          .select('customer_id')
          .where('vendor_id', '=', vendorId)
          .where('action', '=', action)
          .execute();
        expect(told.length, action).toBe(count);
        expect(new Set(told.map((one) => one.customer_id)).size, action).toBe(count);
      }
      await next.stop();
      await before.close();
    },
    60_000,
  );
});
