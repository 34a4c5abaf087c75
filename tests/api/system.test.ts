import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backupJobs } from '../../src/apps/server/backups.ts';
import { readConfig } from '../../src/apps/server/config.ts';
import { migrations } from '../../src/apps/server/migrations.ts';
import { record } from '../../src/features/activity/server/record.ts';
import { applyRetention, retentionRules } from '../../src/features/system/server/retention.ts';
import { newId } from '../../src/kit/common/id.ts';
import { noteBackup, noteSchedule } from '../../src/kit/server/backup/notes.ts';
import { type Database, inTransaction, openDatabase } from '../../src/kit/server/db/db.ts';
import { startJobs } from '../../src/kit/server/jobs.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { measureSizes } from '../../src/kit/server/sizes.ts';
import { type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe.each(databaseKinds)('the state of the service on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    app = await testApp(kind);
    acme = await app.vendor();
  });
  afterAll(() => app.close());

  test('DAY-15 says version, sizes of tables, jobs and what waits', async () => {
    for (let n = 0; n < 20; n++) await acme.customer();
    await measureSizes(app.database, app.clock.now());
    const { status, body } = await acme.api.get('/api/v1/system');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      database: {
        kind,
        version: expect.stringMatching(/^\d+\.\d+/),
        measuredAt: app.clock.now().toISOString(),
      },
      backups: { everyHours: null, last: null, stale: false },
      queues: { events: { resting: 0 }, mails: { waiting: 0 }, work: { queued: 0, running: 0 } },
    });
    expect(body.queues.events.waiting).toBeGreaterThan(19);
    const customers = body.database.tables.find(({ name }: { name: string }) => name === 'customer');
    expect(customers.bytes).toBeGreaterThan(1000);
    if (kind === 'sqlite') expect(customers.rows).toBe(20);
    expect(body.database.bytes).toBeGreaterThan(customers.bytes);
  });

  test('DAY-13, R11 a backup that is 26 hours old is an alarm: in the answer, in the figures, in the log', async () => {
    const lines: string[] = [];
    const config = readConfig({ PORTICO_DEMO: '0' });
    expect(config.backup.everyMs).toBe(dayMs);
    const { db } = app.database;
    await noteSchedule(db, config.backup.everyMs, app.clock.now());
    const takenAt = app.clock.now().toISOString();
    await noteBackup(db, { path: '/b', bytes: 9, manifest: { takenAt } } as never, app.clock.now());
    const watch = backupJobs(config).filter(({ name }) => name === 'watch-backups');
    const stale = async () => {
      const log = makeLog('info', { write: (line: string) => lines.push(line) });
      const mail = { mailServer: undefined, privateMailHosts: false, onDeadAddress: async () => undefined };
      const asked = { stripeUrl: undefined, vatServices: null };
      const context = { secrets: testSecrets, log, publicUrl: '', ...mail, ...asked };
      const options = { database: app.database, clock: app.clock, jobs: watch, context };
      const jobs = startJobs({ ...options, pollMs: hourMs });
      await jobs.runDue();
      await jobs.stop();
      return (await acme.api.get('/api/v1/system')).body.backups.stale;
    };
    app.clock.move(25.9 * hourMs);
    expect(await stale()).toBe(false);
    expect(lines.join()).not.toContain('no recent backup');
    app.clock.move(2 * hourMs);
    expect(await stale()).toBe(true);
    expect(lines.join()).toContain('no recent backup');
    const figures = await app.app.request('/metrics', undefined, {
      incoming: { socket: { remoteAddress: '127.0.0.1' } },
    });
    const text = await figures.text();
    expect(text).toContain('portico_backup_stale 1');
    expect(text).toContain(`portico_backup_age_seconds ${27.9 * 3600}`);
    expect((await app.anonymous.get('/readyz')).status).toBe(200); // customers need no backup
  });

  test('settings are a vendor’s own, checked, and written down', async () => {
    expect((await acme.api.get('/api/v1/settings')).body).toMatchObject({ activityDays: 1095 });
    expect((await acme.api.patch('/api/v1/settings', { activityDays: 365 })).body).toMatchObject({
      activityDays: 365,
    });
    expect((await acme.api.patch('/api/v1/settings', { activityDays: 3 })).status).toBe(422);
    const other = await app.vendor('other');
    expect((await other.api.get('/api/v1/settings')).body).toMatchObject({ activityDays: 1095 });
    const row = await app.database.db
      .selectFrom('activity')
      .selectAll()
      .where('vendor_id', '=', acme.id)
      .where('action', '=', 'settings.updated')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.fields)).toEqual(['activityDays']);
  });
});

describe.each(databaseKinds)('years on %s', (kind) => {
  test('DAY-15 two simulated years end bounded; what a business needs stays', {
    timeout: 120_000,
  }, async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const app = await testApp(kind, { database: await openDatabase(url, { role: 'command' }) });
    const acme = await app.vendor();
    await acme.api.patch('/api/v1/settings', { activityDays: 365 });
    const { id: customerId } = await acme.customer();
    const { db } = app.database;
    const peak: Record<string, number> = {};
    const weeks = 104;
    for (let week = 0; week < weeks; week++) {
      await aWeek(app.database, acme, customerId, app.clock.now());
      app.clock.move(7 * dayMs);
      await applyRetention(db, { now: app.clock.now() });
      for (const table of [
        'portal_session',
        'used_token',
        'idempotency',
        'outbox',
        'work',
        'activity',
        'mail',
      ] as const)
        peak[table] = Math.max(peak[table] ?? 0, await countOf(db, table));
    }
    // Ten of each came every week: 1,040 in all.
    expect(peak.portal_session).toBeLessThanOrEqual(20);
    expect(peak.used_token).toBe(0);
    expect(peak.idempotency).toBe(0);
    expect(peak.outbox).toBeLessThanOrEqual(10 * 14 + 20);
    expect(peak.work).toBeLessThanOrEqual(10 * 14);
    expect(peak.activity).toBeLessThanOrEqual(10 * 54);
    expect(peak.mail).toBeLessThanOrEqual(10 * 54);
    expect(await countOf(db, 'activity')).toBeGreaterThan(10 * 50); // the year itself is there
    expect((await acme.api.get(`/api/v1/customers/${customerId}`)).status).toBe(200);
    await app.close();
  });

  test('DAY-15 each rule names columns that its table has, and begins at none that is missing', async () => {
    const app = await testApp(kind);
    expect(retentionRules.length).toBeGreaterThan(5);
    expect(await applyRetention(app.database.db, { now: app.clock.now() })).toEqual({});
    await app.close();
  });
});

const countOf = async (db: Database['db'], table: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]?.n ?? 0;

/** What ten customers leave behind in a week. */
async function aWeek({ db }: Database, acme: TestVendor, customerId: string, now: Date): Promise<void> {
  const at = now.toISOString();
  const later = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const vendor_id = acme.id;
  await inTransaction(db, async (tx) => {
    for (let n = 0; n < 10; n++) {
      const id = newId('xyz', now.getTime());
      const session = {
        id,
        customer_id: customerId,
        portal_id: acme.portal.id,
        read_only: 0,
        language: 'en' as const,
      };
      await tx
        .insertInto('portal_session')
        .values({
          ...{
            ...session,
            vendor_id,
            token_hash: id,
            created_at: at,
            last_used_at: at,
            ends_at: later(8 * hourMs),
          },
          ...{ contact_id: null, subject_type: null, subject_id: null, panels: null, ended_at: null },
        } as never)
        .execute();
      await tx
        .insertInto('used_token')
        .values({ vendor_id, jti: id, expires_at: later(360_000) })
        .execute();
      await tx
        .insertInto('idempotency')
        .values({
          ...{ vendor_id, scope: 'api', key: id, request_hash: '', status: 201, headers: '{}', body: '' },
          expires_at: later(dayMs),
        })
        .execute();
      const event = { vendor_id, id, type: 'x', data: '{}', created_at: at };
      await tx
        .insertInto('outbox')
        .values(n < 9 ? { ...event, due_at: at, done_at: at } : { ...event, due_at: null })
        .execute();
      await tx
        .insertInto('work')
        .values({
          ...{ vendor_id, id, kind: 'x', payload: '{}', state: 'done' as const, due_at: at, created_at: at },
          ...{ finished_at: at, updated_at: at },
        })
        .execute();
      await sql`insert into mail (vendor_id, id, template, state, to_name, to_address, from_name, language, subject,
          body_text, body_html, has_secrets, attempts, search_text, created_at, updated_at)
        values (${vendor_id}, ${id}, 'x', 'accepted', '', '', '', 'en', '', '', '', 0, 1, '', ${at}, ${at})`.execute(
        tx,
      );
      const actor = { kind: 'system', id: null } as const;
      await record(tx, { vendorId: vendor_id, customerId, actor, action: 'x.y', subjectId: id, at: now });
    }
  });
}
