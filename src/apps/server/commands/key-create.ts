import { record } from '../../../features/activity/server/record.ts';
import { createApiKey } from '../../../features/vendors/server/api-keys-store.ts';
import { findVendorBySlug } from '../../../features/vendors/server/store.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { ConfigError } from '../config.ts';
import { commandActor, defineCommand } from './define.ts';

export const keyCreateCommand = defineCommand({
  usage: 'key create --vendor acme [--test] [--name text]',
  about: 'make an API key; prints the key alone',
  options: { vendor: { type: 'string' }, test: { type: 'boolean' }, name: { type: 'string' } },
  async run({ database, clock }, { vendor: slug, test, name }) {
    const vendor = slug && (await findVendorBySlug(database.db, slug, test ? 'test' : 'live'));
    if (!vendor) throw new ConfigError(`--vendor names no vendor: “${slug ?? ''}”.`);
    const now = clock.now();
    const { key } = await inTransaction(database.db, async (tx) => {
      const made = await createApiKey(tx, vendor, { name: name ?? 'Made by command' }, now);
      await record(tx, {
        vendorId: vendor.id,
        actor: commandActor,
        action: 'api-key.created',
        subjectId: made.id,
        at: now,
      });
      return made;
    });
    return key;
  },
});
