import { record } from '../../../features/activity/server/record.ts';
import { createVendor } from '../../../features/vendors/server/store.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { ConfigError } from '../config.ts';
import { commandActor, defineCommand } from './define.ts';

export const vendorCreateCommand = defineCommand({
  usage: 'vendor create --slug acme [--name "Acme"]',
  about: 'make a vendor with its live and test side',
  options: { slug: { type: 'string' }, name: { type: 'string' } },
  async run({ database, secrets, clock }, { slug, name }) {
    if (!slug || !/^[a-z0-9][a-z0-9-]{1,39}$/.test(slug))
      throw new ConfigError('--slug takes 2 to 40 lower-case letters, digits or hyphens.');
    const now = clock.now();
    const { live, test } = await inTransaction(database.db, async (tx) => {
      const made = await createVendor(tx, secrets, { slug, name: name ?? slug, now });
      await record(tx, {
        vendorId: made.live.id,
        actor: commandActor,
        action: 'vendor.created',
        subjectId: made.live.id,
        at: now,
      });
      return made;
    });
    return `${slug}: live side ${live.id}, test side ${test.id}`;
  },
});
