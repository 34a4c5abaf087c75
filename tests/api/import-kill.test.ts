import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { transferKinds } from '../../src/apps/server/transfer-kinds.ts';
import { createPortal } from '../../src/features/portals/server/store.ts';
import type { ImportState } from '../../src/features/transfer/schema.ts';
import {
  createImport,
  queueImport,
  requireImport,
} from '../../src/features/transfer/server/imports-store.ts';
import { importWork } from '../../src/features/transfer/server/run-import.ts';
import { keepPart } from '../../src/features/transfer/server/uploads-store.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { type Database, inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { startWorkers } from '../../src/kit/server/work.ts';
import { testSecrets } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

const program = join(import.meta.dirname, '../helpers/import-until-killed.ts');
const rows = 8_000;
const file = Buffer.from(
  `externalId,name,billing.city\n${Array.from({ length: rows }, (_, i) => `k-${i},Customer ${i},Berlin`).join('\n')}\n`,
);
const command = { kind: 'command', id: null } as const;

async function begin({ db }: Database): Promise<{ vendorId: string; id: string }> {
  const at = new Date();
  return inTransaction(db, async (tx) => {
    const { live } = await createVendor(tx, testSecrets, { slug: 'acme', name: 'Acme', now: at });
    await createPortal(tx, live.id, { slug: 'acme', brandName: 'Acme' }, { at, testSide: false });
    const { id } = await createImport(tx, live.id, { kind: 'customers', format: 'csv' }, command, at);
    await keepPart(tx, live.id, id, { number: 1, content: file }, at);
    await queueImport(tx, live.id, id, { dryRun: false }, at);
    return { vendorId: live.id, id };
  });
}

const customers = async ({ db }: Database): Promise<number> => {
  const { n } = await db
    .selectFrom('customer')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return n;
};

describe.each(databaseKinds)('imports that are killed on %s', (kind) => {
  test.each<{ name: string; at: ImportState; afterMs: number }>([
    { name: 'while the first rows are written', at: 'applying', afterMs: 20 },
    { name: 'while more rows are written', at: 'applying', afterMs: 90 },
    { name: 'when all rows are there', at: 'done', afterMs: 50 },
  ])(
    'IE02 killed $name, an import leaves all or nothing and is finished by the next process',
    async ({ at, afterMs }) => {
      const url = await testDatabaseUrl(kind, migrations);
      const before = await openDatabase(url, { role: 'command' });
      const { vendorId, id } = await begin(before);
      const child = fork(program, [url], { execArgv: [] });
      for (;;) {
        const { state } = await requireImport(before.db, vendorId, id);
        if (state === at) break;
        expect(state).not.toBe('failed');
        await new Promise((done) => setTimeout(done, 5));
        const seen = await customers(before);
        expect([0, rows], 'nobody sees half a file').toContain(seen);
      }
      await new Promise((done) => setTimeout(done, afterMs));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect([0, rows]).toContain(await customers(before));
      // The dead process's lease is over a minute and a half later.
      const clock = { now: () => new Date(Date.now() + 120_000) };
      const workers = startWorkers({
        ...{ database: before, clock, context: { secrets: testSecrets }, pollMs: 3_600_000 },
        kinds: [importWork(transferKinds)],
      });
      await workers.runDue();
      expect(await requireImport(before.db, vendorId, id)).toMatchObject({
        state: 'done',
        created: rows,
        failed: 0,
      });
      expect(await customers(before)).toBe(rows);
      expect(await before.db.selectFrom('import_part').select('number').execute()).toEqual([]);
      const words = await before.db
        .selectFrom('search_word')
        .select('id')
        .where('word', '=', 'berlin')
        .execute();
      expect(words.length).toBe(rows);
      await workers.stop();
      await before.close();
    },
    60_000,
  );
});
