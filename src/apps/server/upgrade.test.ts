import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Client, TestClock, testPublicUrl } from '../../../tests/helpers/app.ts';
import { databaseKinds } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { type Release, releases, unpackRelease } from '../../../tests/helpers/releases.ts';
import { openDatabase } from '../../kit/server/db/db.ts';
import { migrate } from '../../kit/server/db/migrate.ts';
import { makeLog } from '../../kit/server/log.ts';
import { copyRows } from '../../kit/server/portable/copy.ts';
import { copyData, openSource } from '../../kit/server/portable/transfer.ts';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { makeMetrics } from './metrics.ts';
import { migrations } from './migrations.ts';
import { openData } from './service.ts';

const log = makeLog('silent');

/** Configuration of data as that release left it, on either database. */
async function released(kind: 'sqlite' | 'postgres', release: Release): Promise<Config> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-upgrade-'));
  const file = join(folder, 'portico.db');
  unpackRelease(release, file);
  let database = file;
  if (kind === 'postgres') {
    database = await emptyPlace(kind);
    const source = await openSource(file);
    await copyData(source, database, migrations).finally(() => source.close());
  }
  const env = { PORTICO_DATABASE: database, PORTICO_SECRET: release.secret, PORTICO_DEMO: '0' };
  return readConfig({ ...env, PORTICO_BACKUP_FOLDER: join(folder, 'backups') });
}

/** What a business lives by: every row of these tables, without the columns that later versions added. */
const business = [
  'vendor',
  'portal',
  'customer',
  'contact',
  'contract',
  'signing_key',
  'api_key',
  'activity',
  'directory',
];
/** Texts that are made from others; made anew by a newer version. */
const derived = new Set(['search_text']);

async function businessOf(config: Config, like?: Record<string, readonly string[]>) {
  const source = await openSource(config.database);
  try {
    const columns: Record<string, readonly string[]> = {};
    const rows: Record<string, unknown[]> = {};
    for (const table of source.tables.filter(({ name }) => business.includes(name))) {
      const wanted = (like?.[table.name] ?? table.columns).filter((name) => !derived.has(name));
      columns[table.name] = wanted;
      rows[table.name] = [];
      for await (const batch of source.rows(table))
        for (const row of batch)
          rows[table.name]?.push(wanted.map((name) => row[table.columns.indexOf(name)]));
    }
    return { columns, rows };
  } finally {
    await source.close();
  }
}

describe.each(databaseKinds)('an upgrade on %s', (kind) => {
  test.each(releases)(
    'DAY-13 data of $version upgrades straight to this version, all of its business kept, backed up before',
    { timeout: 30_000 },
    async (release) => {
      const config = await released(kind, release);
      const before = await businessOf(config);
      expect(before.rows.customer?.length).toBeGreaterThan(40);
      const clock = new TestClock(release.takenAt);
      const { database, secrets } = await openData(config, 'command', { clock, log });
      expect((await businessOf(config, before.columns)).rows).toEqual(before.rows);

      const backups = readdirSync(config.backup.folder);
      expect(backups).toEqual([expect.stringMatching(/^before-upgrade-/)]);

      const app = createApp({
        ...{ database, secrets, clock, log, publicUrl: testPublicUrl, metrics: makeMetrics() },
        sendsMail: false,
        stopping: () => false,
      });
      const api = new Client(app, release.apiKey);
      expect((await api.get(`/api/v1/customers/${release.customerId}`)).status).toBe(200);
      const found = await api.get(`/api/v1/customers?search=${encodeURIComponent('Özgür')}`);
      expect(found.body.items).toMatchObject([{ id: release.madeCustomerId }]);
      const again = await api.post(
        '/api/v1/customers',
        { name: 'Ümit Özgür & Söhne', externalId: 'keep-1' },
        { 'idempotency-key': release.idempotencyKey },
      );
      expect(again).toMatchObject({ status: 201, body: { id: release.madeCustomerId } });
      const session = new Client(app, release.sessionToken);
      expect((await session.get('/portal/v1/contracts')).status).toBe(200);
      const replay = await new Client(app).post('/portal/v1/sessions', { token: release.usedToken });
      expect(replay).toMatchObject({ status: 401, body: { code: 'token.used' } });
      await database.close();

      // A second start finds nothing to do, and takes no further backup.
      await (await openData(config, 'command', { clock, log })).database.close();
      expect(readdirSync(config.backup.folder)).toHaveLength(1);
    },
  );

  test('DAY-13, R12 an older program refuses newer data by name and changes nothing', async () => {
    const [release] = releases as [Release];
    const config = await released(kind, release);
    const newer = [
      ...migrations,
      { name: 'future-0001-more', up: ['create table future (id text primary key)'] },
    ];
    const database = await openDatabase(config.database, { role: 'command' });
    await migrate(database, newer);
    await database.close();
    const sums = async () => {
      const source = await openSource(config.database);
      return copyRows(source, undefined).finally(() => source.close());
    };
    const before = await sums();
    const opening = openData(config, 'command', { clock: new TestClock(release.takenAt), log });
    await expect(opening).rejects.toThrow('made by a newer Portico: it has "future-0001-more"');
    expect(await sums()).toEqual(before);
  });
});
