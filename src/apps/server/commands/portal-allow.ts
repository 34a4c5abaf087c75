import { record } from '../../../features/activity/server/record.ts';
import { parseAllowedHost } from '../../../features/portals/rules.ts';
import { findPortalBySlug, updatePortal } from '../../../features/portals/server/store.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { ConfigError } from '../config.ts';
import { commandActor, defineCommand } from './define.ts';

export const portalAllowCommand = defineCommand({
  usage: 'portal allow acme https://shop.example',
  about: 'let the pages of this origin show the portal',
  options: {},
  arguments: 2,
  async run({ database, clock }, _, [slug, origin]) {
    const found = slug && (await findPortalBySlug(database.db, slug));
    if (!found) throw new ConfigError(`There is no portal “${slug ?? ''}”.`);
    const { portal, vendorId, testSide } = found;
    const parsed = parseAllowedHost(origin ?? '', testSide);
    if (parsed.host === undefined) throw new ConfigError(parsed.refused);
    const allowedHosts = [...new Set([...portal.allowedHosts, parsed.host])];
    const at = clock.now();
    const action = 'portal.updated';
    await inTransaction(database.db, async (tx) => {
      await updatePortal(tx, vendorId, portal.id, { allowedHosts }, { at, testSide });
      await record(tx, { vendorId, actor: commandActor, action, subjectId: portal.id, at });
    });
    return `${parsed.host} may show portal “${portal.slug}”.`;
  },
});
