import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testApp } from '../../../tests/helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { restoreData } from '../../kit/server/backup/restore.ts';
import { writeBackup } from '../../kit/server/backup/write.ts';
import { inTransaction, openDatabase } from '../../kit/server/db/db.ts';
import { keepFile } from '../../kit/server/files.ts';
import { migrations } from './migrations.ts';

const gigabyte = 1024 ** 3;
const fileBytes = 256 * 1024;

test.each(databaseKinds)(
  'R11 a gigabyte on %s is back within ten minutes, each file as it was',
  { timeout: 1_800_000 },
  async (kind) => {
    const url = await testDatabaseUrl(kind, migrations);
    const database = await openDatabase(url, { role: 'command' });
    const acme = await (await testApp(kind, { database })).vendor();
    const at = new Date();
    const sums = new Map<string, string>();
    for (let done = 0; done < gigabyte; ) {
      await inTransaction(database.db, async (tx) => {
        for (let i = 0; i < 32; i++, done += fileBytes) {
          const file = { name: 'invoice.pdf', mediaType: 'application/pdf', bytes: randomBytes(fileBytes) };
          const kept = await keepFile(tx, acme.id, file, at);
          sums.set(kept.id, kept.sha256);
        }
      });
    }
    const folder = mkdtempSync(join(tmpdir(), 'portico-gigabyte-'));
    try {
      const secret = 'a secret of at least thirty-two symbols';
      const { path } = await writeBackup({ database: url, folder, secret, product: '1.2.3', now: at });
      await database.close();
      const to = await emptyPlace(kind);
      const started = performance.now();
      await restoreData({ from: path, to, migrations, now: at });
      const seconds = (performance.now() - started) / 1000;
      process.stderr.write(`a gigabyte on ${kind} was back after ${seconds.toFixed(0)} s\n`);
      expect(seconds).toBeLessThan(600);
      const restored = await openDatabase(to, { role: 'command' });
      let [seen, after] = [0, ''];
      for (;;) {
        const row = await restored.db
          .selectFrom('file')
          .select(['id', 'content'])
          .where('vendor_id', '=', acme.id)
          .where('id', '>', after)
          .orderBy('id')
          .limit(1)
          .executeTakeFirst();
        if (!row) break;
        expect(createHash('sha256').update(row.content).digest('hex')).toBe(sums.get(row.id));
        [seen, after] = [seen + 1, row.id];
      }
      expect(seen).toBe(sums.size);
      await restored.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
