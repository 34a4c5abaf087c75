import { parseArgs } from 'node:util';
import { record } from '../../features/activity/server/record.ts';
import { parseAllowedHost } from '../../features/portals/rules.ts';
import { findPortalBySlug, updatePortal } from '../../features/portals/server/store.ts';
import { createApiKey } from '../../features/vendors/server/api-keys-store.ts';
import { createVendor, findVendorBySlug, hasVendors } from '../../features/vendors/server/store.ts';
import { isProblem } from '../../kit/common/problem.ts';
import { systemClock } from '../../kit/server/clock.ts';
import { inTransaction } from '../../kit/server/db/db.ts';
import { makeLog } from '../../kit/server/log.ts';
import { ConfigError, dataFolderOf, readConfig } from './config.ts';
import { loadDemo } from './demo/load.ts';
import { serve } from './main.ts';
import { type Opened, openData } from './service.ts';

const help = `portico <command>

  serve                                    start the service (--no-demo: without the demo vendor)
  migrate                                  bring the data up to date and stop
  demo                                     load the demo vendor into empty data
  vendor create --slug acme --name "Acme"  make a vendor with its live and test side
  key create --vendor acme [--test] [--name text]
                                           make an API key; prints the key alone
  portal allow acme https://shop.example   let the pages of this origin show the portal
`;

type Act = (opened: Opened, options: Options, rest: readonly string[]) => Promise<string>;
interface Options {
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly vendor?: string | undefined;
  readonly test?: boolean | undefined;
}

const actor = { kind: 'command', id: null } as const;

const acts: Readonly<Record<string, Act>> = {
  migrate: async () => 'The data is up to date.',

  demo: async ({ database, secrets }) => {
    if (await hasVendors(database.db))
      throw new ConfigError('There are vendors already; the demo goes into empty data only.');
    const config = readConfig(process.env);
    await loadDemo({
      db: database.db,
      secrets,
      clock: systemClock,
      examplesPort: config.examplesPort,
      dataFolder: dataFolderOf(config),
    });
    return 'The demo vendor is loaded.';
  },

  'vendor create': async ({ database, secrets }, { slug, name }) => {
    if (!slug || !/^[a-z0-9][a-z0-9-]{1,39}$/.test(slug))
      throw new ConfigError('--slug takes 2 to 40 lower-case letters, digits or hyphens.');
    const now = systemClock.now();
    const { live, test } = await inTransaction(database.db, async (tx) => {
      const made = await createVendor(tx, secrets, { slug, name: name ?? slug, now });
      await record(tx, {
        vendorId: made.live.id,
        actor,
        action: 'vendor.created',
        subjectId: made.live.id,
        at: now,
      });
      return made;
    });
    return `${slug}: live side ${live.id}, test side ${test.id}`;
  },

  'key create': async ({ database }, { vendor: slug, test, name }) => {
    const vendor = slug && (await findVendorBySlug(database.db, slug, test ? 'test' : 'live'));
    if (!vendor) throw new ConfigError(`--vendor names no vendor: “${slug ?? ''}”.`);
    const now = systemClock.now();
    const { key } = await inTransaction(database.db, async (tx) => {
      const made = await createApiKey(tx, vendor, { name: name ?? 'Made by command' }, now);
      await record(tx, {
        vendorId: vendor.id,
        actor,
        action: 'api-key.created',
        subjectId: made.id,
        at: now,
      });
      return made;
    });
    return key;
  },

  'portal allow': async ({ database }, _, [slug, origin]) => {
    const found = slug && (await findPortalBySlug(database.db, slug));
    if (!found) throw new ConfigError(`There is no portal “${slug ?? ''}”.`);
    const { portal, vendorId, testSide } = found;
    const parsed = parseAllowedHost(origin ?? '', testSide);
    if (parsed.host === undefined) throw new ConfigError(parsed.refused);
    const allowedHosts = [...new Set([...portal.allowedHosts, parsed.host])];
    const at = systemClock.now();
    await inTransaction(database.db, async (tx) => {
      await updatePortal(tx, vendorId, portal.id, { allowedHosts }, { at, testSide });
      await record(tx, { vendorId, actor, action: 'portal.updated', subjectId: portal.id, at });
    });
    return `${parsed.host} may show portal “${portal.slug}”.`;
  },
};

/** A command is one or two words; what follows are its arguments. */
function split(words: readonly string[]): { act: Act | undefined; rest: readonly string[] } {
  const two = acts[words.slice(0, 2).join(' ')];
  return two ? { act: two, rest: words.slice(2) } : { act: acts[words[0] ?? ''], rest: words.slice(1) };
}

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      slug: { type: 'string' },
      name: { type: 'string' },
      vendor: { type: 'string' },
      test: { type: 'boolean' },
      help: { type: 'boolean' },
      'no-demo': { type: 'boolean' },
    },
  });
  const command = positionals.join(' ');
  if (command === 'serve') return serve(args);
  const { act, rest } = split(positionals);
  if (!act || values.help) {
    process.stdout.write(help);
    if (!act && command) throw new ConfigError(`There is no command “${command}”.`);
    return;
  }
  const config = readConfig(process.env);
  const opened = await openData(config, 'command', {
    clock: systemClock,
    log: makeLog(config.logLevel, process.stderr),
  });
  try {
    process.stdout.write(`${await act(opened, values, rest)}\n`);
  } finally {
    await opened.database.close();
  }
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const known =
    error instanceof ConfigError ||
    isProblem(error) ||
    (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error instanceof Error ? (known ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = 1;
});
