import { type Db, inTransaction } from '../../kit/server/db/db.ts';
import type { Migration } from '../../kit/server/db/migrate.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import { ConfigError } from './config.ts';

interface ServiceTable {
  vendor_id: string;
  name: string;
  value: string;
  updated_at: string;
}

declare module '../../kit/server/db/db.ts' {
  interface Tables {
    service_value: ServiceTable;
  }
}

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
  const row = await db
    .selectFrom('service_value')
    .select('value')
    .where('vendor_id', '=', '')
    .where('name', '=', 'secret-check')
    .executeTakeFirst();
  if (!row) {
    const values = {
      vendor_id: '',
      name: 'secret-check',
      value: secrets.seal(word, 'secret-check'),
      updated_at: now.toISOString(),
    };
    await inTransaction(db, (tx) =>
      tx
        .insertInto('service_value')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
    return;
  }
  try {
    secrets.open(row.value, 'secret-check');
  } catch {
    throw new ConfigError(
      'PORTICO_SECRET is not the one this data was stored with. Put back the secret of your backup.',
    );
  }
}
