import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAge, staleMs } from '../../../kit/server/backup/check.ts';
import { type Manifest, readManifest } from '../../../kit/server/backup/manifest.ts';
import { placeSecret, restoreData, secretOf } from '../../../kit/server/backup/restore.ts';
import { describeDatabase } from '../../../kit/server/portable/transfer.ts';
import { type Config, ConfigError, dataFolderOf, isPostgres } from '../config.ts';
import { migrations } from '../migrations.ts';
import { openData } from '../service.ts';
import { type CommandContext, defineCommand } from './define.ts';

export const restoreCommand = defineCommand({
  usage: 'restore <backup> [--rehearse] [--old]',
  about: 'put a backup into the empty place that PORTICO_DATABASE names',
  options: { rehearse: { type: 'boolean' }, old: { type: 'boolean' } },
  arguments: 1,
  details: `  --rehearse  into a temporary place, which is removed again: proves that the backup works
  --old       also one that is older than 26 hours
  A backup of PostgreSQL can be restored into a file and the other way round.`,
  async runBare(context, { rehearse, old }, [from]) {
    if (!from) throw new ConfigError('Name the backup: portico restore data/backups/portico-…');
    const maxAgeMs = old ? undefined : staleMs;
    if (!rehearse) return restore(context, from, maxAgeMs);
    const folder = mkdtempSync(join(tmpdir(), 'portico-rehearsal-'));
    try {
      const config = { ...context.config, database: join(folder, 'portico.db'), secret: undefined };
      return `${await restore({ ...context, config }, from, maxAgeMs)} It was a rehearsal: nothing was kept.`;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

async function restore(context: CommandContext, from: string, maxAgeMs: number | undefined): Promise<string> {
  const { config, clock, note } = context;
  const to = config.database;
  readManifest(from); // says what is wrong with the name before anything else does
  const secretPlace = placeForSecret(config, from);
  let told = 0;
  const manifest = await restoreData({
    from,
    to,
    migrations,
    now: clock.now(),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    onProgress({ rowsOfAll }) {
      if (rowsOfAll - told < 100_000) return;
      told = rowsOfAll;
      note(`${rowsOfAll} rows`);
    },
  });
  if (secretPlace) placeSecret(secretPlace, secretOf(from));
  const opened = await openData(
    { ...config, backup: { ...config.backup, beforeUpgrade: false } },
    'command',
    context,
  );
  await opened.database.close();
  return summary(manifest, to, clock.now());
}

/**
 * Where the backup's secret has to go; nowhere, when the settings hold it already.
 * @throws ConfigError where the settings or the place hold another one
 */
function placeForSecret(config: Config, from: string): string | undefined {
  const parts = (text: string) => text.split(',').map((part) => part.trim());
  const kept = parts(secretOf(from));
  if (config.secret === undefined && !isPostgres(config.database)) {
    const place = join(dataFolderOf(config), 'portico.secret');
    if (!existsSync(place) || parts(readFileSync(place, 'utf8')).some((part) => kept.includes(part)))
      return place;
    throw new ConfigError(`${place} holds another secret than the backup: move it away first.`);
  }
  if (config.secret && parts(config.secret).some((part) => kept.includes(part))) return undefined;
  throw new ConfigError(
    `The secret of this backup is not the one that is set. Set PORTICO_SECRET to what stands in ${join(from, 'portico.secret')}.`,
  );
}

function summary({ takenAt, tables, migrations: had }: Manifest, to: string, now: Date): string {
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  const newer = migrations.length - had.length;
  const steps = newer > 0 ? `, brought up to date by ${newer} steps` : '';
  const age = describeAge(now.getTime() - Date.parse(takenAt));
  return `${rows} rows of ${takenAt} (${age} ago) are in ${describeDatabase(to)}, whole and readable with the secret${steps}.`;
}
