import { readHeldCode } from '../../../features/access/server/access-codes-store.ts';
import { requireCustomer } from '../../../features/customers/server/store.ts';
import { readInstallationToken } from '../../../features/sites/server/installations-store.ts';
import { locations } from '../../../features/sites/server/store.ts';
import { findVendorBySlug } from '../../../features/vendors/server/store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { demoVendor } from './load.ts';

/**
 * Koelwacht's codes, one at each level, for whoever looks at the demo: the whole customer, one location, one
 * installation with its token. A level whose code was revoked since has no line.
 */
export async function demoCodes(db: Db, secrets: Secrets, publicUrl: string): Promise<readonly string[]> {
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  if (!vendor) return [];
  const vendorId = vendor.id;
  const ofCustomer = async (id: string) => {
    const customer = await requireCustomer(db, vendorId, id);
    return (await readHeldCode(db, secrets, { vendorId, customerId: customer.id, locationId: '' })).code;
  };
  const ofLocation = async (id: string) => {
    const { customerId, id: locationId } = await locations.require(db, vendorId, id);
    return (await readHeldCode(db, secrets, { vendorId, customerId, locationId })).code;
  };
  const tokenOf = async (id: string) => (await readInstallationToken(db, secrets, vendorId, id)).token;
  const levels = [
    async () => `customer      ${await ofCustomer('ext:KW-1204')}`,
    async () => `location      ${await ofLocation('ext:L-1187-2')}`,
    async () =>
      `installation  ${await ofLocation('ext:L-1187-1')}  with token  ${await tokenOf('ext:L-1187-1-1')}`,
  ];
  const lines = await Promise.all(levels.map((level) => level().catch(() => undefined)));
  const found = lines.filter((line) => line !== undefined);
  return found.length === 0
    ? []
    : [`Access codes, at ${publicUrl}/p/koelwacht or ${publicUrl}/p:`, ...found.map((line) => `  ${line}`)];
}
