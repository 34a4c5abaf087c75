import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { placeSecret } from '../../../kit/server/backup/restore.ts';
import { totalRows } from '../../../kit/server/portable/copy.ts';
import { freeze, unseal } from '../../../kit/server/portable/freeze.ts';
import {
  copyData,
  describeDatabase,
  openSource,
  requireEmpty,
} from '../../../kit/server/portable/transfer.ts';
import { type Config, ConfigError, dataFolderOf, isPostgres, readConfig, requireSecret } from '../config.ts';
import { migrations } from '../migrations.ts';
import { openExisting } from '../service.ts';
import { type CommandContext, defineCommand } from './define.ts';

export const moveCommand = defineCommand({
  usage: 'move --to postgres://… [--dry-run]',
  about: 'move all data to another database, from file to PostgreSQL or back (--undo)',
  options: { to: { type: 'string' }, 'dry-run': { type: 'boolean' }, undo: { type: 'boolean' } },
  details: `  --to       postgres://user:password@host/name, or the path of a file; an empty place
  --dry-run  look at both sides and count, change nothing
  --undo     let the data at PORTICO_DATABASE take writes again after a move
  A running service goes on reading; what wants to write is answered 503 until it is started
  with the new PORTICO_DATABASE. Ids, keys and sessions stay. Memory does not grow with the data.`,
  async runBare(context, { to, 'dry-run': dryRun, undo }) {
    const { config } = context;
    if (undo) {
      if (await unseal(config.database)) return `${describeDatabase(config.database)} takes writes again.`;
      return `${describeDatabase(config.database)} was not moved: there is nothing to undo.`;
    }
    if (!to) throw new ConfigError('Say where to: portico move --to postgres://user:password@host/name');
    const target = readConfig({ ...process.env, PORTICO_DATABASE: to });
    if (describeDatabase(to) === describeDatabase(config.database) || same(to, config.database))
      throw new ConfigError('The data is there already: --to names the database it is in.');
    if (!isPostgres(config.database) && !existsSync(config.database))
      throw new ConfigError(`There is no data at ${config.database}.`);
    const secret = requireSecret(config);
    await requireCurrent(context);
    await requireEmpty(to);
    return dryRun ? rehearse(context, to) : move(context, target, secret);
  },
});

const same = (one: string, other: string): boolean =>
  !isPostgres(one) && !isPostgres(other) && resolve(one) === resolve(other);

/** @throws ConfigError for data of another version */
async function requireCurrent(context: CommandContext): Promise<void> {
  const database = await openExisting(context.config, context);
  if (!database)
    throw new ConfigError('The data is of another version than this program: run portico migrate first.');
  await database.close();
}

async function rehearse({ config, note }: CommandContext, to: string): Promise<string> {
  const source = await openSource(config.database);
  try {
    let total = 0;
    for (const table of source.tables) {
      const rows = await source.count(table);
      total += rows;
      note(`${table.name.padEnd(28)} ${String(rows).padStart(10)}`);
    }
    return `${total} rows in ${source.tables.length} tables can be moved from ${describeDatabase(config.database)} to ${describeDatabase(to)}. Nothing was changed.`;
  } finally {
    await source.close();
  }
}

async function move(
  { config, note, clock }: CommandContext,
  target: Config,
  secret: string,
): Promise<string> {
  const to = target.database;
  const frozen = await freeze(config.database);
  note(`${describeDatabase(config.database)} takes no writes now.`);
  try {
    const source = await openSource(config.database);
    let told = { table: '', rows: 0 };
    const sums = await copyData(source, to, migrations, ({ table, rows }) => {
      if (table === told.table && rows - told.rows < 50_000) return;
      told = { table, rows };
      note(`${table}: ${rows}`);
    }).finally(() => source.close());
    for (const [name, { rows, sha256 }] of Object.entries(sums))
      note(`${name.padEnd(28)} ${String(rows).padStart(10)}  ${sha256.slice(0, 16)}  equal`);
    if (!isPostgres(to) && !config.secret) placeSecret(join(dataFolderOf(target), 'portico.secret'), secret);
    await frozen.seal(`${describeDatabase(to)} at ${clock.now().toISOString()}`);
    return [
      `${totalRows(sums)} rows in ${Object.keys(sums).length} tables are in ${describeDatabase(to)}; every sum is equal.`,
      `What is in ${describeDatabase(config.database)} can be read, and takes no write any more.`,
      `Now set PORTICO_DATABASE to the new place${isPostgres(to) && !config.secret ? ` and PORTICO_SECRET to what stands in ${join(dataFolderOf(config), 'portico.secret')}` : ''}, and start the service again.`,
    ].join('\n');
  } catch (error) {
    await frozen.release();
    throw error;
  }
}
