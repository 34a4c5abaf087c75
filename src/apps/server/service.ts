import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { addressBook } from '../../features/addresses/server/book.ts';
import { noteDeadAddress } from '../../features/customers/server/dead-addresses.ts';
import type { VatServices } from '../../features/pricing/server/vat-services.ts';
import { fanOut } from '../../features/webhooks/server/fan-out.ts';
import { startWebhookSender } from '../../features/webhooks/server/sender.ts';
import type { Clock } from '../../kit/server/clock.ts';
import { type Database, openDatabase } from '../../kit/server/db/db.ts';
import { migrate, pendingMigrations, whileMigrating } from '../../kit/server/db/migrate.ts';
import { limitPipelining } from '../../kit/server/http/pipelining.ts';
import { type Job, startJobs } from '../../kit/server/jobs.ts';
import type { Logger } from '../../kit/server/log.ts';
import { type MailServer, openMailServer } from '../../kit/server/mail-server.ts';
import type { OutsideRules } from '../../kit/server/outbound.ts';
import { startOutbox } from '../../kit/server/outbox.ts';
import { movedTo } from '../../kit/server/portable/freeze.ts';
import { makeSecrets, type Secrets } from '../../kit/server/secrets.ts';
import { readServiceValue } from '../../kit/server/service-values.ts';
import { startWorkers } from '../../kit/server/work.ts';
import { createApp } from './app.ts';
import { takeBackup } from './backups.ts';
import { builtFolders } from './built-folders.ts';
import { answerCallsFirst } from './calls-first.ts';
import { type Config, ConfigError, isPostgres, requireSecret } from './config.ts';
import { type JobContext, jobs, workKinds } from './jobs.ts';
import { keepFiles } from './kept-files.ts';
import { makeMetrics } from './metrics.ts';
import { migrations } from './migrations.ts';
import { keepLoader } from './pinned-loaders.ts';
import { noteSecrets } from './rotate.ts';
import { ensureSearchIndex } from './search-index.ts';
import { checkSecret, serviceMigrations } from './secret-check.ts';

export interface Opened {
  readonly database: Database;
  readonly secrets: Secrets;
}

/** Opens the data of a configuration, brings it up to date and proves that its secret is the right one. */
export async function openData(
  config: Config,
  role: 'server' | 'command',
  { clock, log }: { clock: Clock; log: Logger },
): Promise<Opened> {
  const secret = requireSecret(config);
  const secrets = makeSecrets(secret);
  const database = await openDatabase(config.database, {
    role,
    log,
    // Nothing can be kept any more: better no service than one that says so at every click.
    onFatal(error) {
      log.fatal({ error }, 'the database can not be written');
      process.exit(1);
    },
  });
  try {
    await refuseMoved(database);
    await upgrade(database, config, secret, { clock, log });
    await checkSecret(database.db, secrets, clock.now());
    if (role === 'server') await noteSecrets(database.db, secrets, clock.now());
    await ensureSearchIndex(database, clock.now());
    return { database, secrets };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @throws ConfigError for data that lives somewhere else now */
async function refuseMoved(database: Database): Promise<void> {
  const { pending } = await pendingMigrations(database, migrations);
  if (serviceMigrations.some(({ name }) => pending.includes(name))) return;
  const place = await readServiceValue(database.db, movedTo);
  if (place !== undefined)
    throw new ConfigError(
      `This data was moved to ${place}: set PORTICO_DATABASE to it. To use it here again: portico move --undo`,
    );
}

/** Brings data to this version; what is stored is backed up before. */
async function upgrade(
  database: Database,
  config: Config,
  secret: string,
  { clock, log }: { clock: Clock; log: Logger },
): Promise<void> {
  const look = () => pendingMigrations(database, migrations);
  if ((await look()).pending.length === 0) return void (await migrate(database, migrations));
  await whileMigrating(database, async () => {
    const { applied, pending, newer } = await look();
    if (applied > 0 && pending.length > 0 && newer.length === 0 && config.backup.beforeUpgrade) {
      const { path } = await takeBackup({ config, secret, clock, label: 'before-upgrade' });
      log.info(
        { path, steps: pending.length },
        'the data was backed up before it is brought to this version',
      );
    }
    await migrate(database, migrations);
  });
}

/** Data as it is, of this version or not at all: for commands that must not change it. */
export async function openExisting(config: Config, { log }: { log: Logger }): Promise<Database | undefined> {
  if (!isPostgres(config.database) && !existsSync(config.database)) return undefined;
  const database = await openDatabase(config.database, { role: 'command', log });
  const { pending, newer } = await pendingMigrations(database, migrations);
  if (pending.length === 0 && newer.length === 0) return database;
  await database.close();
  return undefined;
}

const drainMs = 1_000;
/** A start has better things to do, and no page is that quick to miss a file. */
const keepAfterMs = 3_000;
/** What was connected a moment ago may still say something. */
const silentMs = 300;

export interface Service {
  readonly port: number;
  /** Answers what is under way, takes nothing new, closes the data. At most 20 s. */
  stop(): Promise<void>;
}

/** Serves the app of opened data on a port; port 0 takes a free one. */
export async function startService(
  { database, secrets }: Opened,
  options: {
    port: number;
    host: string;
    publicUrl: string;
    /** Another site of it, on which vendors' scripts run. */
    contentUrl?: string | undefined;
    /** Other hosts that it answers to. */
    hosts?: readonly string[];
    trustedProxies?: number;
    countryHeader?: string | undefined;
    /** Absent: mail waits. */
    smtpUrl?: string | undefined;
    mailFrom?: string;
    privateMailHosts?: boolean;
    /** Official services that know VAT ids; absent: none is asked. */
    vatServices?: VatServices | undefined;
    stripeUrl?: string | undefined;
    /** Where what must be known without the database is kept; absent: nowhere. */
    keepsIn?: string | undefined;
    /** Addresses that vendors give: what may be asked. */
    outside?: OutsideRules;
    /** Jobs that only this process's settings ask for. */
    moreJobs?: readonly Job<JobContext>[];
    clock: Clock;
    log: Logger;
  },
): Promise<Service> {
  let stopping = false;
  const mailServer = mailServerOf(options);
  const appContext = {
    ...options,
    ...{ database, secrets },
    addresses: addressBook({
      ...{ db: database.db, log: options.log },
      file: options.keepsIn && join(options.keepsIn, 'portal-addresses.json'),
    }),
    sendsMail: mailServer !== undefined,
    metrics: makeMetrics(),
    stopping: () => stopping,
  };
  const app = createApp(appContext);
  await keepLoader(database.db, builtFolders.embed, options.clock.now());
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      // Node looks at these two only this often; its own 30 s would make ten seconds forty.
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
    },
  }) as Server;
  answerCallsFirst(server, appContext, (request) => app.fetch(request));
  limitPipelining(server);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port, options.host, done);
  });
  const outbox = startOutbox({
    database,
    clock: options.clock,
    log: options.log,
    handle: (event) => fanOut(database.db, event, options.clock.now()),
  });
  const webhooks = startWebhookSender({
    ...{ database, secrets, clock: options.clock, log: options.log, publicUrl: options.publicUrl },
    outside: options.outside ?? {},
  });
  const context: JobContext = {
    ...{ secrets, mailServer, privateMailHosts: options.privateMailHosts ?? false },
    vatServices: options.vatServices ?? null,
    stripeUrl: options.stripeUrl,
    outside: options.outside ?? {},
    onDeadAddress: noteDeadAddress,
    log: options.log,
    publicUrl: options.publicUrl,
  };
  const { clock, log } = options;
  const all = [...jobs, ...(options.moreJobs ?? [])];
  const repeated = startJobs({ database, clock, log, jobs: all, context });
  const workers = startWorkers({ database, clock, log, kinds: workKinds, context });
  let keeping = Promise.resolve();
  const keepSoon = setTimeout(() => {
    const folders = { assets: `${builtFolders.portal}/assets`, v1: builtFolders.embed };
    keeping = keepFiles(database.db, folders, clock.now()).catch((error: Error) =>
      log.warn({ reason: error.message }, 'the scripts of this release could not be kept for the next one'),
    );
  }, keepAfterMs).unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    async stop() {
      stopping = true;
      // Whoever has a connection may be sending on it right now: for a moment each answer still closes its own.
      const drainedAt = performance.now() + drainMs;
      while (sockets.size > 0 && performance.now() < drainedAt) await pause(20);
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      // Browsers connect before they have something to ask; Node counts such a connection as busy.
      const silent = () => [...sockets].filter((socket) => socket.bytesRead === 0);
      const heardBy = performance.now() + silentMs;
      while (silent().length > 0 && performance.now() < heardBy) await pause(20);
      for (const socket of silent()) socket.destroy();
      const patience = setTimeout(() => server.closeAllConnections(), 20_000);
      await closed;
      clearTimeout(patience);
      clearTimeout(keepSoon);
      await Promise.all([outbox.stop(), webhooks.stop(), repeated.stop(), workers.stop(), keeping]);
      mailServer?.close();
      await database.close();
    },
  };
}

/** A mail server that is away when the service starts is no reason not to start: its mail waits. */
function mailServerOf({
  smtpUrl,
  mailFrom = 'no-reply@localhost',
  log,
}: {
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string;
  readonly log: Logger;
}): MailServer | undefined {
  if (!smtpUrl) return undefined;
  const server = openMailServer(smtpUrl, mailFrom);
  server.check().then(
    () => log.debug({}, 'the mail server answers'),
    (error: Error) => log.warn({ reason: error.message }, 'the mail server does not answer; mail waits'),
  );
  return server;
}
