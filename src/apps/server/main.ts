import { setFlagsFromString } from 'node:v8';
import { isSetupOpen, setupToken } from '../../features/operators/server/setup.ts';
import { vatServices } from '../../features/pricing/server/vat-services.ts';
import { findVendorBySlug, hasVendors } from '../../features/vendors/server/store.ts';
import { noteSchedule } from '../../kit/server/backup/notes.ts';
import { systemClock } from '../../kit/server/clock.ts';
import { type Logger, makeLog } from '../../kit/server/log.ts';
import { explain } from '../../kit/server/plain-error.ts';
import { backupJobs } from './backups.ts';
import { type Config, ConfigError, dataFolderOf, outsideOf, readConfig } from './config.ts';
import { demoCodes } from './demo/codes.ts';
import { demoSignIn, readContactPassword } from './demo/contacts.ts';
import { demoVendor, loadDemo, refreshDemo } from './demo/load.ts';
import { demoOwner, readDemoPassword } from './demo/operators.ts';
import { startExamples } from './examples.ts';
import { type Opened, openData, startService } from './service.ts';

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);

/** Starts the service and, with the demo vendor, its example host pages; stops cleanly on SIGTERM and SIGINT. */
export async function serve(args: readonly string[]): Promise<void> {
  const config = readConfig(process.env, args);
  const log = makeLog(config.logLevel);
  const stopBy = onSignals(log);
  const opened = await openData(config, 'server', { clock: systemClock, log });
  const withDemo = await prepareDemo(config, opened);
  await noteSchedule(opened.database.db, config.backup.everyMs, systemClock.now());
  const moreJobs = backupJobs(config);
  const service = await startService(opened, {
    ...config,
    outside: outsideOf(config),
    keepsIn: dataFolderOf(config),
    vatServices: vatServices(config.vatLookUps),
    moreJobs,
    clock: systemClock,
    log,
  });
  const examples = withDemo
    ? await startExamples({
        port: config.examplesPort,
        portalOrigin: config.publicUrl,
        dataFolder: dataFolderOf(config),
      })
    : undefined;
  // From here on old objects are collected when they grew by a fifth: an import of 100,000 rows takes 60 MB in place of
  // 200. Not on the command line: collecting all the while would make the start a fifth longer.
  setFlagsFromString('--heap-growing-percent=20');
  announce(config, examples?.pages ?? [], await firstSteps(config, opened, withDemo));

  stopBy.set(async () => {
    await examples?.stop();
    await service.stop();
  });
}

/**
 * Ends the process in order when it is told to. Before there is something to stop it ends at once: what a start does,
 * migrations included, may be cut off anywhere. Told again by the keyboard, it waits no longer.
 */
function onSignals(log: Logger): { set(stop: () => Promise<void>): void } {
  let stop: (() => Promise<void>) | undefined;
  let stopping = false;
  const hear = async (signal: string) => {
    if (stopping && signal === 'SIGINT') process.exit(130);
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    await stop?.();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void hear(signal));
  return {
    set(by) {
      stop = by;
    },
  };
}

/** Loads the demo vendor into an empty database; true where there is one to show. */
async function prepareDemo(config: Config, { database, secrets }: Opened): Promise<boolean> {
  const { db } = database;
  const context = {
    db,
    secrets,
    clock: systemClock,
    examplesPort: config.examplesPort,
    publicUrl: config.publicUrl,
    dataFolder: dataFolderOf(config),
  };
  if (config.demo && !(await hasVendors(db))) await loadDemo(context);
  if (!(await findVendorBySlug(db, demoVendor, 'live'))) return false;
  const publicHost = [config.host, new URL(config.publicUrl).hostname].find((host) => !isLoopback(host));
  if (publicHost) {
    await database.close();
    throw new ConfigError(
      `The demo vendor is for this machine alone, and ${publicHost} is a public address. Start with another PORTICO_DATABASE and --no-demo.`,
    );
  }
  if (!config.demo) return false;
  await refreshDemo(context);
  return true;
}

/** What somebody who sees this start for the first time needs to know. */
async function firstSteps(
  config: Config,
  { database, secrets }: Opened,
  withDemo: boolean,
): Promise<readonly string[]> {
  if (withDemo) {
    return [
      `Console sign-in:  ${demoOwner}  ${readDemoPassword(dataFolderOf(config))}`,
      `Portal sign-in:   ${demoSignIn.username}  ${readContactPassword(dataFolderOf(config))}  at ${config.publicUrl}/p/${demoSignIn.portal}`,
      ...(await demoCodes(database.db, secrets, config.publicUrl)),
      'Every example page signs you in as one of its customers; the switch on the page chooses which.',
      'An API key for the demo:  npm run -s portico -- key create --vendor demo',
    ];
  }
  if (!(await isSetupOpen(database.db))) return [];
  return [`Make the first vendor, once, at:  ${config.publicUrl}/console/setup#${setupToken(secrets)}`];
}

function announce(
  config: Config,
  pages: readonly { readonly url: string; readonly about: string }[],
  steps: readonly string[],
): void {
  const lines = [
    '',
    `  Portico    ${config.publicUrl}`,
    `  Console    ${config.publicUrl}/console`,
    `  API        ${config.publicUrl}/docs`,
    ...pages.map(({ url, about }) => `  ${about.padEnd(10)} ${url}`),
    '',
    ...steps.map((step) => `  ${step}`),
    ...(steps.length > 0 ? [''] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (import.meta.main) {
  serve(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    // Half a service is none: what was opened before the failure ends with the process.
    process.exit(1);
  });
}
