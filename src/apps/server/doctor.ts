import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { verifyActivity } from '../../features/activity/server/chain-store.ts';
import { paymentFaults } from '../../features/payments/server/settings-store.ts';
import { systemState } from '../../features/system/server/state.ts';
import { checkBackup, describeAge } from '../../kit/server/backup/check.ts';
import { listBackups } from '../../kit/server/backup/folder.ts';
import { backupState } from '../../kit/server/backup/notes.ts';
import type { Clock } from '../../kit/server/clock.ts';
import { type Database, openDatabase } from '../../kit/server/db/db.ts';
import { pendingMigrations } from '../../kit/server/db/migrate.ts';
import { explain, PlainError } from '../../kit/server/plain-error.ts';
import { movedTo } from '../../kit/server/portable/freeze.ts';
import { describeDatabase } from '../../kit/server/portable/transfer.ts';
import { makeSecrets, type Secrets } from '../../kit/server/secrets.ts';
import { readServiceValue } from '../../kit/server/service-values.ts';
import { backupJobs } from './backups.ts';
import { type Config, dataFolderOf, isPostgres, requireSecret } from './config.ts';
import { type DnsResolver, mailFindings, systemResolver } from './doctor-mail.ts';
import { jobs } from './jobs.ts';
import { migrations } from './migrations.ts';

export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly what: string;
  /** What was seen, and where it is not well what to do about it. */
  readonly says: string;
}

const ok = (what: string, says: string): Finding => ({ state: 'ok', what, says });
const warn = (what: string, says: string): Finding => ({ state: 'warn', what, says });
const fail = (what: string, says: string): Finding => ({ state: 'fail', what, says });

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Looks at everything an administrator can mend, and changes nothing. */
export async function examine(
  config: Config,
  clock: Clock,
  resolver: DnsResolver = systemResolver(),
): Promise<Finding[]> {
  const findings = [...settingsOf(config)];
  const noData = !isPostgres(config.database) && !existsSync(config.database);
  if (noData)
    return [
      ...findings,
      warn('data', `There is none at ${config.database} yet: it is made at the first start.`),
    ];
  const secrets = secretOf(config, findings);
  findings.push(...spaceOf(config));
  let database: Database;
  try {
    database = await openDatabase(config.database, { role: 'command' });
  } catch (error) {
    return [
      ...findings,
      fail('database', `${describeDatabase(config.database)} can not be opened: ${explain(error)}`),
    ];
  }
  try {
    findings.push(await clockOf(database, clock), ...(await dataOf(database, config, secrets)));
    const current = findings.every(({ what, state }) => what !== 'version' || state === 'ok');
    if (current) {
      findings.push(...(await stateOf(database, config, clock.now())));
      findings.push(...(await mailFindings(config, { db: database.db, secrets }, resolver)));
    }
  } finally {
    await database.close();
  }
  return [...findings, await serviceOf(config)];
}

function settingsOf({ publicUrl, trustedProxies, smtpUrl, demo }: Config): Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  const local = /^(localhost|127\.|\[::1\])/.test(hostname);
  return [
    protocol === 'https:' || local
      ? ok('address', publicUrl)
      : warn(
          'address',
          `${publicUrl} is not encrypted: put TLS in front and set PORTICO_PUBLIC_URL to https://…`,
        ),
    ...(protocol === 'https:' && trustedProxies === 0
      ? [
          warn(
            'proxies',
            'Behind a proxy all clients look like one: set PORTICO_TRUSTED_PROXIES to how many there are.',
          ),
        ]
      : []),
    ...(smtpUrl === undefined ? [warn('mail', 'No mail leaves: set PORTICO_SMTP_URL.')] : []),
    ...(demo && !local
      ? [warn('demo', 'This is a public address: start with --no-demo or PORTICO_DEMO=0.')]
      : []),
  ];
}

function secretOf(config: Config, findings: Finding[]): Secrets | undefined {
  try {
    const secret = requireSecret(config);
    const file = join(dataFolderOf(config), 'portico.secret');
    const open = config.secret === undefined && (statSync(file).mode & 0o077) !== 0;
    if (open) findings.push(fail('secret', `${file} can be read by others: chmod 600 ${file}`));
    else if (secret.includes(','))
      findings.push(warn('secret', 'Two are set: end the change with portico secret rotate.'));
    else findings.push(ok('secret', config.secret === undefined ? `from ${file}` : 'from PORTICO_SECRET'));
    return makeSecrets(secret);
  } catch (error) {
    findings.push(fail('secret', explain(error)));
    return undefined;
  }
}

function spaceOf(config: Config): Finding[] {
  const places = new Map<string, string>();
  if (!isPostgres(config.database)) places.set('disk', dataFolderOf(config));
  if (config.backup.everyMs > 0 && existsSync(config.backup.folder))
    places.set('disk of backups', config.backup.folder);
  return [...places].map(([what, folder]) => {
    const { bavail, bsize } = statfsSync(folder);
    const gb = (bavail * bsize) / 1e9;
    const says = `${gb.toFixed(1)} GB are free at ${folder}`;
    if (gb < 0.2) return fail(what, `${says}: make room now, or writes will be refused.`);
    return gb < 2 ? warn(what, `${says}: make room, or move to a larger disk.`) : ok(what, says);
  });
}

async function clockOf({ db, kind }: Database, clock: Clock): Promise<Finding> {
  if (kind === 'sqlite') return ok('clock', 'The database has this machine’s.');
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const seconds = Math.abs(clock.now().getTime() - (rows[0]?.now.getTime() ?? 0)) / 1000;
  const says = `${seconds.toFixed(1)} s from the database’s`;
  if (seconds > 30)
    return fail('clock', `${says}: tokens are refused. Let this machine set its clock by NTP.`);
  return seconds > 5
    ? warn('clock', `${says}: let both machines set their clocks by NTP.`)
    : ok('clock', says);
}

async function dataOf(database: Database, config: Config, secrets: Secrets | undefined): Promise<Finding[]> {
  const place = describeDatabase(config.database);
  const { applied, pending, newer } = await pendingMigrations(database, migrations);
  if (newer.length > 0)
    return [fail('version', `${place} was made by a newer Portico (it has “${newer[0]}”): start that one.`)];
  if (pending.length > 0)
    return [
      warn(
        'version',
        `${place} is ${applied === 0 ? 'empty' : `${pending.length} steps behind`}: the next start brings it up to date.`,
      ),
    ];
  const findings = [ok('database', place), ok('version', 'The data is of this version.')];
  const moved = await readServiceValue(database.db, movedTo);
  if (moved !== undefined)
    findings.push(fail('moved', `The data was moved to ${moved}: set PORTICO_DATABASE to it.`));
  const sealed = await readServiceValue(database.db, 'secret-check');
  try {
    if (sealed !== undefined) secrets?.open(sealed, 'secret-check');
  } catch {
    findings.push(
      fail(
        'secret',
        'PORTICO_SECRET is not the one this data was stored with: put back the one of your backup.',
      ),
    );
  }
  return findings;
}

async function stateOf({ db }: Database, config: Config, now: Date): Promise<Finding[]> {
  const state = await systemState(db, now);
  const age = (at: string | null) => (at === null ? 0 : now.getTime() - Date.parse(at));
  const findings: Finding[] = [await backupsOf(db, config, now)];
  // A job of an older version, or one that is switched off, is never done again.
  const known = new Set([...jobs, ...backupJobs(config)].map(({ name }) => name));
  for (const { name, failures, running, dueAt } of state.jobs) {
    if (failures > 0) findings.push(warn('job', `“${name}” failed ${failures} times in a row: see the log.`));
    else if (!running && age(dueAt) > hourMs && known.has(name))
      findings.push(
        warn('job', `“${name}” is overdue by ${describeAge(age(dueAt))}: is the service running?`),
      );
  }
  const { events, work } = state.queues;
  if (events.waiting > 0 && age(events.oldestAt) > 15 * minuteMs)
    findings.push(
      warn(
        'events',
        `${events.waiting} wait, the oldest for ${describeAge(age(events.oldestAt))}: is the service running?`,
      ),
    );
  if (events.resting > 0)
    findings.push(
      warn('events', `${events.resting} were given up after all attempts: see the service’s log.`),
    );
  if (work.queued + work.running > 0 && age(work.oldestAt) > 6 * hourMs)
    findings.push(warn('long work', `A piece waits for ${describeAge(age(work.oldestAt))}: see the log.`));
  findings.push(...(await paymentsOf(db)), ...(await refusedHosts(db, now)));
  findings.push(...(await webhooksOf(db, now)));
  if (findings.length === 1) findings.push(ok('queues', 'Nothing waits for long, no job fails.'));
  findings.push(await activityOf(db));
  return findings;
}

async function backupsOf(db: Database['db'], config: Config, now: Date): Promise<Finding> {
  const { last, stale } = await backupState(db, now);
  const newest = listBackups(config.backup.folder)[0];
  if (newest) {
    try {
      await checkBackup(newest.path, { now, quick: true });
    } catch (error) {
      return fail('backup', error instanceof PlainError ? error.message : String(error));
    }
  }
  const says = last
    ? `The last one is ${describeAge(now.getTime() - Date.parse(last.takenAt))} old`
    : 'There is none';
  if (stale) return fail('backup', `${says}: look in the log for the job “backup”, or run portico backup.`);
  if (last) return ok('backup', `${says}: ${last.path}`);
  return warn('backup', `${says}: run portico backup, and set PORTICO_BACKUP_EVERY=24h.`);
}

/** Whether the log is as it was written: the one thing that somebody with the database in hand might want to change. */
async function activityOf(db: Database['db']): Promise<Finding> {
  const { rows, faults } = await verifyActivity(db);
  if (faults.length === 0) return ok('activity', `${rows} rows of the log are as they were written.`);
  const named = faults
    .slice(0, 3)
    .map(({ activityId, batch, vendorId, what }) =>
      activityId ? `row ${activityId} is ${what}` : `batch ${batch} of ${vendorId} is ${what}`,
    )
    .join(', ');
  return fail(
    'activity',
    `The log is not as it was written: ${named}${faults.length > 3 ? ', and more' : ''}. Somebody changed it in the database: compare with a backup.`,
  );
}

/** Stripe without what its events are checked by is not offered; how many sides take it, and what waits for somebody. */
async function paymentsOf(db: Database['db']): Promise<Finding[]> {
  const { unready, doubted } = await paymentFaults(db);
  return [
    ...unready.map((vendorId) =>
      fail(
        'payments',
        `Stripe of ${vendorId} has no key or no signing secret for its events: it is not offered. Set both in Payments.`,
      ),
    ),
    ...(doubted > 0
      ? [
          warn(
            'payments',
            `${doubted} wait for somebody to look: what was paid is not what was asked. See Payments, “To look at”.`,
          ),
        ]
      : []),
  ];
}

/** Pages that wanted to show a portal and may not: most often an address that was forgotten. */
async function refusedHosts(db: Database['db'], now: Date): Promise<Finding[]> {
  const since = new Date(now.getTime() - 7 * 24 * hourMs).toISOString();
  const { rows } = await sql<{ detail: string; times: number }>`
    select detail, count(*) as times from activity
    where reason = 'origin.not-allowed' and created_at > ${since} and detail is not null
    group by detail order by times desc limit 3`.execute(db);
  return rows.map(({ detail, times }) => warn('refused page', `${times} times in a week: ${detail}`));
}

/** Receivers of webhooks that get nothing: their vendors may not have noticed. */
async function webhooksOf(db: Database['db'], now: Date): Promise<Finding[]> {
  const dayAgo = new Date(now.getTime() - 24 * hourMs).toISOString();
  const { rows } = await sql<{ url: string; slug: string; side: string; paused_reason: string | null }>`
    select e.url, v.slug, v.side, e.paused_reason from webhook_endpoint as e
    join vendor as v on v.vendor_id = e.vendor_id
    where e.paused_reason is not null or (e.active = 1 and e.failing_since < ${dayAgo})
    order by v.slug, e.id limit 5`.execute(db);
  return rows.map(({ url, slug, side, paused_reason: reason }) => {
    const which = `${URL.parse(url)?.host ?? 'A receiver'} of ${slug} (${side})`;
    return warn(
      'webhooks',
      reason
        ? `${which} is paused: its vendor mends it and activates it in the console under Webhooks.`
        : `${which} has taken nothing for a day: look at its deliveries in the console.`,
    );
  });
}

async function serviceOf({ publicUrl }: Config): Promise<Finding> {
  try {
    const { status } = await fetch(`${publicUrl}/readyz`, { signal: AbortSignal.timeout(3_000) });
    if (status === 200) return ok('service', `It answers at ${publicUrl}.`);
    return fail('service', `${publicUrl}/readyz answers ${status}: see the log.`);
  } catch {
    return warn('service', `Nothing answers at ${publicUrl}: start it with portico serve.`);
  }
}
