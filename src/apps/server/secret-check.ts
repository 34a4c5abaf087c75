import type { Db } from '../../kit/server/db/db.ts';
import type { Migration } from '../../kit/server/db/migrate.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import { readServiceValue, writeServiceValue } from '../../kit/server/service-values.ts';
import { ConfigError } from './config.ts';

export const serviceMigrations: readonly Migration[] = [
  {
    name: 'service-0001-values',
    up: [
      // Values of the service itself; `vendor_id` is '' here, so that the key begins like every other.
      `create table service_value (
        vendor_id text not null, name text not null, value text not null, updated_at text not null,
        primary key (vendor_id, name))`,
    ],
  },
];

const word = 'portico';

/**
 * Proves that the secret is the one the data was stored with, before anything is served: with another one, signing
 * keys and codes could not be read, and it is better to say so now than at the first customer.
 * @throws ConfigError
 */
export async function checkSecret(db: Db, secrets: Secrets, now: Date): Promise<void> {
  const value = await readServiceValue(db, 'secret-check');
  if (value === undefined) {
    await writeServiceValue(db, 'secret-check', secrets.seal(word, 'secret-check'), now);
    return;
  }
  try {
    secrets.open(value, 'secret-check');
  } catch {
    throw new ConfigError(
      'PORTICO_SECRET is not the one this data was stored with. Put back the secret of your backup.',
    );
  }
}
