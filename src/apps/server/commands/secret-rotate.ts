import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resealAll } from '../../../kit/server/reseal.ts';
import { makeSecrets, randomSecret } from '../../../kit/server/secrets.ts';
import { type Config, ConfigError, dataFolderOf, requireSecret } from '../config.ts';
import { sealedColumns, serviceKnows } from '../rotate.ts';
import { openData } from '../service.ts';
import { defineCommand } from './define.ts';

export const secretRotateCommand = defineCommand({
  usage: 'secret rotate',
  about: 'change PORTICO_SECRET without signing anybody out',
  options: {},
  details: `  PORTICO_SECRET, or the file portico.secret, takes two secrets with a comma between: the
  first seals, both open. Run this command, do what it says, run it again:
    1. with one secret, it makes a new one (and puts it first in the file, if there is one);
    2. the service is started again with both;
    3. with two secrets, it seals everything with the first; then the old one may go.
  With several processes, start each with old,new first, then with new,old.`,
  async runBare(context) {
    const { config, note } = context;
    const parts = requireSecret(config)
      .split(',')
      .map((part) => part.trim());
    if (parts.length === 1) return addSecret(config, parts[0] as string);
    const { database, secrets } = await openData(config, 'command', context);
    try {
      if (!(await serviceKnows(database.db, secrets)))
        throw new ConfigError(
          'The service does not know the new secret yet: start it again, then run this command again.',
        );
      const sealed = await resealAll(database.db, makeSecrets(parts.join(',')), sealedColumns);
      for (const [table, count] of Object.entries(sealed)) note(`${table.padEnd(16)} ${count} sealed anew`);
    } finally {
      await database.close();
    }
    const file = fileOf(config);
    if (file) replace(file, parts[0] as string);
    return file
      ? `Everything is sealed by the new secret; the old one is gone from ${file}. Take a backup now: older ones need the old secret, which is in them.`
      : 'Everything is sealed by the first secret. Set PORTICO_SECRET to it alone and start the service again. Take a backup then.';
  },
});

function addSecret(config: Config, current: string): string {
  const fresh = randomSecret();
  const file = fileOf(config);
  if (!file)
    return `Set PORTICO_SECRET to the line below, the new secret before the old one, start the service again, and run portico secret rotate once more.\n${fresh},${current}`;
  replace(file, `${fresh},${current}`);
  return `A new secret stands first in ${file}. Start the service again, then run portico secret rotate once more.`;
}

/** The file the secret comes from; `undefined` where the settings hold it. */
function fileOf(config: Config): string | undefined {
  const file = join(dataFolderOf(config), 'portico.secret');
  return config.secret === undefined && existsSync(file) ? file : undefined;
}

/** Whole or not at all: half a secret would be the loss of everything that is sealed. */
function replace(file: string, secret: string): void {
  const next = `${file}.new`;
  writeFileSync(next, `${secret}\n`, { mode: 0o600, flush: true });
  if (readFileSync(next, 'utf8').trim() !== secret) throw new ConfigError(`${next} could not be written.`);
  renameSync(next, file);
}
