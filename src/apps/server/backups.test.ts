import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestClock, testApp, testPublicUrl } from '../../../tests/helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { staleMs } from '../../kit/server/backup/check.ts';
import { listBackups, pruneBackups } from '../../kit/server/backup/folder.ts';
import { type Manifest, manifestText, readManifest } from '../../kit/server/backup/manifest.ts';
import { restoreData, secretOf } from '../../kit/server/backup/restore.ts';
import { writeBackup } from '../../kit/server/backup/write.ts';
import { openDatabase } from '../../kit/server/db/db.ts';
import { makeLog } from '../../kit/server/log.ts';
import { makeSecrets } from '../../kit/server/secrets.ts';
import { createApp } from './app.ts';
import { makeMetrics } from './metrics.ts';
import { migrations } from './migrations.ts';

const secret = 'a secret of at least thirty-two symbols';
const log = makeLog('silent');
const folderOf = () => mkdtempSync(join(tmpdir(), 'portico-backups-'));
const now = new Date('2026-11-22T10:00:00Z');

function appOf(database: Awaited<ReturnType<typeof openDatabase>>, clock: TestClock) {
  const secrets = makeSecrets(secret);
  return createApp({
    ...{ database, secrets, clock, log, publicUrl: testPublicUrl, metrics: makeMetrics() },
    sendsMail: false,
    stopping: () => false,
  });
}

async function withData(kind: 'sqlite' | 'postgres') {
  const url = await testDatabaseUrl(kind, migrations);
  const database = await openDatabase(url, { role: 'command' });
  const app = await testApp(kind, { database });
  const acme = await app.vendor();
  const { id } = await acme.customer({ name: 'Anna Ährlich' });
  return { url, app, acme, customerId: id };
}

describe.each(databaseKinds)('a backup on %s', (kind) => {
  test.each(databaseKinds)(
    'DAY-13, R11 taken under load, holds every write acknowledged before it; restored on %s, customers sign in',
    { timeout: 40_000 },
    async (other) => {
      const { url, app, acme, customerId } = await withData(kind);
      const acknowledged: string[] = [];
      const load = { stop: false };
      const writers = Array.from({ length: 4 }, async () => {
        while (!load.stop) acknowledged.push((await acme.customer({ name: 'Written under load' })).id);
      });
      while (acknowledged.length < 20) await new Promise((done) => setTimeout(done, 10));
      const before = [...acknowledged];
      const { path, manifest } = await writeBackup({
        ...{ database: url, folder: folderOf(), secret, product: '1.2.3', now },
      });
      load.stop = true;
      await Promise.all(writers);
      expect(manifest).toMatchObject({ product: '1.2.3', database: kind, takenAt: now.toISOString() });
      expect(manifest.tables.customer).toBeGreaterThanOrEqual(before.length + 1);
      expect([path, join(path, 'portico.secret')].map((name) => statSync(name).mode & 0o077)).toEqual([0, 0]);
      expect(secretOf(path)).toBe(secret);

      const to = await emptyPlace(other);
      await restoreData({ from: path, to, migrations, now });
      const database = await openDatabase(to, { role: 'command' });
      const restored = appOf(database, app.clock);
      const api = new Client(restored, acme.apiKey);
      for (const id of before) expect((await api.get(`/api/v1/customers/${id}`)).status).toBe(200);
      const { body } = await api.post('/api/v1/portal-tokens', { customerId, portal: acme.portal.slug });
      const session = await new Client(restored).post('/portal/v1/sessions', { token: body.token });
      expect(session).toMatchObject({
        status: 201,
        body: { bootstrap: { customer: { name: 'Anna Ährlich' } } },
      });
      await database.close();
      await app.close();
    },
  );
});

describe.each(databaseKinds)('a backup of %s that is not sound', (kind) => {
  let made: string;
  let app: TestApp;
  beforeAll(async () => {
    const { url, app: running } = await withData(kind);
    app = running;
    ({ path: made } = await writeBackup({ database: url, folder: folderOf(), secret, product: '1', now }));
    return () => app.close();
  });
  const dataName = kind === 'sqlite' ? 'portico.db' : 'portico.dump.gz';
  const copyOf = () => {
    const path = join(folderOf(), 'copy');
    cpSync(made, path, { recursive: true });
    return path;
  };
  const restore = async (
    from: string,
    options: { now?: Date; known?: typeof migrations; maxAgeMs?: number } = {},
  ) => {
    const to = await emptyPlace('sqlite');
    await restoreData({
      ...{ from, to, now: options.now ?? now, migrations: options.known ?? migrations },
      ...(options.maxAgeMs !== undefined && { maxAgeMs: options.maxAgeMs }),
    });
  };
  const rewriteManifest = (path: string, change: Partial<Manifest>) => {
    const { format, ...manifest } = readManifest(path);
    writeFileSync(join(path, 'manifest.json'), manifestText({ ...manifest, ...change }));
  };

  test('R11 a flipped bit anywhere in the data is found', async () => {
    const size = statSync(join(made, dataName)).size;
    for (const share of [0.02, 0.5, 0.98]) {
      const path = copyOf();
      const bytes = readFileSync(join(path, dataName));
      const at = Math.floor(size * share);
      bytes[at] = (bytes[at] as number) ^ 1;
      writeFileSync(join(path, dataName), bytes);
      await expect(restore(path)).rejects.toThrow('is not what was written: the backup is damaged');
    }
  });

  test('R11 a truncated, empty, longer or missing file is found', async () => {
    const broken = async (harm: (file: string) => void) => {
      const path = copyOf();
      harm(join(path, dataName));
      return restore(path);
    };
    await expect(broken((file) => truncateSync(file, 1000))).rejects.toThrow('has 1000 bytes in place of');
    await expect(broken((file) => truncateSync(file, 0))).rejects.toThrow('is empty: the backup is damaged');
    await expect(broken((file) => appendFileSync(file, 'x'))).rejects.toThrow('bytes in place of');
    await expect(broken((file) => rmSync(file))).rejects.toThrow('is missing: the backup is not complete');
  });

  test('R11 rows that are missing although every sum fits are found', async () => {
    const path = copyOf();
    const { tables } = readManifest(path);
    rewriteManifest(path, { tables: { ...tables, customer: (tables.customer ?? 0) + 1 } });
    await expect(restore(path)).rejects.toThrow(/table “customer” has 1 rows in place of 2/);
  });

  test('R11 a changed manifest, one of another format, and none at all are found', async () => {
    const changed = copyOf();
    const text = readFileSync(join(changed, 'manifest.json'), 'utf8');
    writeFileSync(join(changed, 'manifest.json'), text.replace('"customer": 1', '"customer": 7'));
    await expect(restore(changed)).rejects.toThrow('was changed or is damaged');
    writeFileSync(join(changed, 'manifest.json'), text.replace('portico-backup-1', 'portico-backup-9'));
    await expect(restore(changed)).rejects.toThrow('a backup of another format (“portico-backup-9”)');
    writeFileSync(join(changed, 'manifest.json'), text.slice(0, 100));
    await expect(restore(changed)).rejects.toThrow('can not be read: the backup is damaged');
    rmSync(join(changed, 'manifest.json'));
    await expect(restore(changed)).rejects.toThrow('is no backup: there is no manifest.json in it');
  });

  test('R11 a stale one is refused unless that is wanted, with its age', async () => {
    const later = new Date(now.getTime() + 27 * 3_600_000);
    await expect(restore(made, { now: later, maxAgeMs: staleMs })).rejects.toThrow(
      'is 27 hours old (taken 2026-11-22',
    );
    await restore(made, { now: later });
  });

  test('R11, DAY-13 one of a newer version is refused by name', async () => {
    await expect(restore(made, { known: migrations.slice(0, -1) })).rejects.toThrow(
      `made by a newer Portico (1): it has “${migrations.at(-1)?.name}”`,
    );
  });

  test('R11 nothing is written over: the place must be empty', async () => {
    const to = await testDatabaseUrl(kind, migrations);
    const database = await openDatabase(to, { role: 'command' });
    const other = await testApp(kind, { database });
    await other.vendor();
    await expect(restoreData({ from: made, to, migrations, now })).rejects.toThrow(
      kind === 'sqlite' ? 'is there already' : 'is not empty (table “',
    );
    await other.close();
  });
});

test('R11 a copied database file without its WAL is no backup, and says why', async () => {
  const url = await testDatabaseUrl('sqlite', migrations);
  const restoring = restoreData({ from: url, to: await emptyPlace('sqlite'), migrations, now });
  await expect(restoring).rejects.toThrow(
    'lacks what stood in the “-wal” file beside it: the newest changes',
  );
});

test('DAY-13 the newest backups stay, half ones are never seen, and those before an upgrade are left alone', async () => {
  const url = await testDatabaseUrl('sqlite', migrations);
  const folder = folderOf();
  for (let day = 1; day <= 5; day++) {
    const taken = new Date(`2026-11-0${day}T10:00:00Z`);
    await writeBackup({ ...{ database: url, folder, secret, product: '1', now: taken } });
    if (day === 1)
      await writeBackup({
        ...{ database: url, folder, secret, product: '1', now: taken, label: 'before-upgrade' },
      });
  }
  cpSync(listBackups(folder)[0]?.path ?? '', join(folder, 'portico-2026-11-09T10-00-00Z.partial'), {
    recursive: true,
  });
  const removed = pruneBackups(folder, { keep: 2, label: 'portico', now: new Date() });
  expect(removed).toHaveLength(3);
  const names = listBackups(folder).map(({ path }) => path.slice(folder.length + 1));
  expect(names).toEqual([
    'portico-2026-11-05T10-00-00Z',
    'portico-2026-11-04T10-00-00Z',
    'before-upgrade-2026-11-01T10-00-00Z',
  ]);
});

test('DAY-13 two backups of one second stand beside each other, and so do two processes that take one at once', async () => {
  const { url, app } = await withData('sqlite');
  const folder = folderOf();
  const take = () =>
    writeBackup({ database: url, folder, secret, product: '1', now, label: 'before-upgrade' });
  const first = await take();
  const others = await Promise.all([take(), take()]);
  const paths = [first, ...others].map(({ path }) => path.slice(folder.length + 1));
  expect(paths[0]).toBe('before-upgrade-2026-11-22T10-00-00Z');
  expect([...paths].sort()).toEqual(['', '-2', '-3'].map((end) => `${paths[0]}${end}`));
  expect(listBackups(folder)).toHaveLength(3);
  rmSync(folder, { recursive: true });
  await app.close();
});
