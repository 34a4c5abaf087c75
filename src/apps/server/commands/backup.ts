import { existsSync } from 'node:fs';
import { noteBackup } from '../../../kit/server/backup/notes.ts';
import { describeDatabase } from '../../../kit/server/portable/transfer.ts';
import { takeBackup } from '../backups.ts';
import { ConfigError, isPostgres, requireSecret } from '../config.ts';
import { openExisting } from '../service.ts';
import { defineCommand } from './define.ts';

export const backupCommand = defineCommand({
  usage: 'backup [--to folder]',
  about: 'take a backup beside a running service, and prove it',
  options: { to: { type: 'string' } },
  details: `  Makes a folder with the data as it is now, the secret and a manifest, in --to or
  PORTICO_BACKUP_FOLDER, and reads it again. Prints its path. Keep it somewhere else:
  whoever has it can read everything.`,
  async runBare(context, { to }) {
    const { config, clock, note } = context;
    if (!isPostgres(config.database) && !existsSync(config.database))
      throw new ConfigError(`There is no data at ${config.database}.`);
    const secret = requireSecret(config);
    const backup = await takeBackup({ config, secret, clock, ...(to !== undefined && { folder: to }) });
    // The data may be of an older version, which a backup must not change: then nothing is noted in it.
    const database = await openExisting(config, context);
    if (database) await noteBackup(database.db, backup, clock.now()).finally(() => database.close());
    const rows = Object.values(backup.manifest.tables).reduce((sum, count) => sum + count, 0);
    const mb = (backup.bytes / 1e6).toFixed(1);
    note(`${rows} rows of ${describeDatabase(config.database)}, ${mb} MB, read again and whole.`);
    return backup.path;
  },
});
