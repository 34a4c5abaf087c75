import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { TestClock } from '../../../tests/helpers/app.ts';
import { databaseKinds } from '../../../tests/helpers/databases.ts';
import { emptyPlace } from '../../../tests/helpers/empty-database.ts';
import { noteBackup, noteSchedule } from '../../kit/server/backup/notes.ts';
import { inTransaction } from '../../kit/server/db/db.ts';
import { makeLog } from '../../kit/server/log.ts';
import { publish } from '../../kit/server/outbox.ts';
import { takeBackup } from './backups.ts';
import { readConfig } from './config.ts';
import { examine } from './doctor.ts';
import { openData } from './service.ts';

const secret = 'a secret of at least thirty-two symbols';
const log = makeLog('silent');

async function aService(kind: 'sqlite' | 'postgres', more: Record<string, string> = {}) {
  const database = await emptyPlace(kind);
  const folder = mkdtempSync(join(tmpdir(), 'portico-doctor-'));
  const config = readConfig({
    ...{
      PORTICO_DATABASE: database,
      PORTICO_SECRET: secret,
      PORTICO_DEMO: '0',
      PORTICO_BACKUP_FOLDER: folder,
    },
    ...{ PORT: '1', ...more }, // nobody answers there
  });
  const clock = new TestClock(new Date().toISOString());
  const opened = await openData(config, 'command', { clock, log });
  const states = async (of: typeof config = config) =>
    Object.fromEntries(
      (await examine(of, clock)).map(({ what, state, says }) => [what, `${state}: ${says}`]),
    );
  return { config, clock, opened, states };
}

describe.each(databaseKinds)('portico doctor on %s', (kind) => {
  test('a healthy service has nothing that fails, and each line says what was seen', async () => {
    const { config, clock, opened, states } = await aService(kind);
    const { db } = opened.database;
    const backup = await takeBackup({ config, secret, clock });
    await noteBackup(db, backup, clock.now());
    const seen = await states();
    expect(Object.values(seen).filter((says) => says.startsWith('fail'))).toEqual([]);
    expect(seen).toMatchObject({
      version: 'ok: The data is of this version.',
      secret: 'ok: from PORTICO_SECRET',
      backup: expect.stringMatching(/^ok: The last one is 0 minutes old/),
      queues: 'ok: Nothing waits for long, no job fails.',
      mail: 'warn: No mail leaves: set PORTICO_SMTP_URL.',
      service: expect.stringMatching(/^warn: Nothing answers at/),
    });
    await opened.database.close();
  });

  test('names a stale backup, a damaged one, a job that fails, and events that wait', async () => {
    const { config, clock, opened, states } = await aService(kind);
    const { db } = opened.database;
    await noteSchedule(db, 24 * 3_600_000, clock.now());
    const backup = await takeBackup({ config, secret, clock });
    await noteBackup(db, backup, clock.now());
    await inTransaction(db, async (tx) => {
      await publish(tx, { vendorId: 'ven_a', type: 'x.y', data: {}, at: clock.now() });
      await sql`insert into job (vendor_id, name, due_at, failures) values ('', 'sweep', ${clock.now().toISOString()}, 3)`.execute(
        tx,
      );
    });
    clock.move(27 * 3_600_000);
    const seen = await states();
    expect(seen).toMatchObject({
      backup: expect.stringMatching(/^fail: The last one is 27 hours old: .*portico backup/),
      job: 'warn: “sweep” failed 3 times in a row: see the log.',
      events: expect.stringMatching(/^warn: 1 wait, the oldest for 27 hours/),
    });
    const file = join(backup.path, 'portico.secret');
    writeFileSync(file, `${readFileSync(file, 'utf8').slice(0, -2)}x\n`);
    expect((await states()).backup).toMatch(/^fail: .*is not what was written/);
    await opened.database.close();
  });

  test('names a wrong secret, a public address without TLS, and a database that is away', async () => {
    const { config, opened, states } = await aService(kind);
    const other = { ...config, secret: 'some other secret of at least thirty-two symbols' };
    expect((await states(other)).secret).toMatch(/^fail: PORTICO_SECRET is not the one/);
    expect((await states({ ...config, publicUrl: 'http://shop.example' })).address).toMatch(
      /^warn: .*not encrypted/,
    );
    await opened.database.close();
    if (kind === 'postgres') {
      const away = { ...config, database: 'postgres://x@127.0.0.1:1/x' };
      expect((await states(away)).database).toMatch(/^fail: .*can not be opened/);
    }
  });
});

test('portico doctor names a secret that others can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-doctor-'));
  const config = readConfig({ PORTICO_DATABASE: join(folder, 'portico.db'), PORTICO_DEMO: '0', PORT: '1' });
  const clock = new TestClock(new Date().toISOString());
  await (await openData(config, 'command', { clock, log })).database.close();
  chmodSync(join(folder, 'portico.secret'), 0o644);
  const found = await examine(config, clock);
  expect(found.find(({ what }) => what === 'secret')).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('chmod 600'),
  });
});
