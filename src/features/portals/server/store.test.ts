import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds } from '../../../../tests/helpers/databases.ts';
import { makeVendor, type StoreVendor, storeDatabase } from '../../../../tests/helpers/stores.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import {
  createPortal,
  deletePortal,
  findDefaultPortal,
  findPortal,
  findPortalBySlug,
  updatePortal,
} from './store.ts';

const at = new Date('2026-11-22T10:00:00Z');
const live = { at, testSide: false };

describe.each(databaseKinds)('portals in %s', (kind) => {
  let database: Database;
  let acme: StoreVendor;
  const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(database.db, act);
  beforeAll(async () => {
    database = await storeDatabase(kind);
    acme = await makeVendor(database, 'acme', at);
  });
  afterAll(() => database.close());

  test('a portal is found by its slug before its vendor is known, and says which side it is on', async () => {
    expect(await findPortalBySlug(database.db, 'acme')).toEqual({
      portal: acme.portal,
      vendorId: acme.id,
      vendorName: 'acme',
      testSide: false,
      clockOffsetMs: 0,
    });
    const tried = { slug: 'acme-test', brandName: 'Acme' };
    await write((tx) => createPortal(tx, acme.testId, tried, { at, testSide: true }));
    expect(await findPortalBySlug(database.db, 'acme-test')).toMatchObject({
      vendorId: acme.testId,
      testSide: true,
      clockOffsetMs: 0,
    });
    for (const slug of ['ACME', 'acm', 'acme ', '', 'a\0', '%']) {
      expect(await findPortalBySlug(database.db, slug)).toBeUndefined();
    }
  });

  test('every setting is read as it was written', async () => {
    const change = {
      languages: ['nl', 'de'],
      timeZone: 'Europe/Amsterdam',
      allowedHosts: ['https://*.shop.example:8443'],
      theme: { name: 'host', scheme: 'dark', light: { primary: '#112233' }, dark: {}, radiusPx: 4 },
      support: { phone: '030', hours: { nl: 'ma t/m vr' } },
      panels: { profile: 'view' },
      createsCustomers: true,
      linkLifetimeMinutes: 10_080,
      keepsSession: false,
    } as const;
    const { thing } = await write((tx) => updatePortal(tx, acme.id, acme.portal.id, change as never, live));
    expect(thing).toMatchObject(change);
    expect(await findPortal(database.db, acme.id, acme.portal.id)).toEqual(thing);
  });

  test('of ten portals made the default one at once, one is', async () => {
    const vendor = await makeVendor(database, 'ten', at);
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        write((tx) =>
          createPortal(tx, vendor.id, { slug: `ten-${index}`, brandName: 'T', isDefault: true }, live),
        ),
      ),
    );
    const rows = await database.db
      .selectFrom('portal')
      .select(['id', 'is_default'])
      .where('vendor_id', '=', vendor.id)
      .execute();
    const defaults = rows.filter((row) => row.is_default === 1);
    expect(defaults).toHaveLength(1);
    expect(made.map(({ id }) => id)).toContain((await findDefaultPortal(database.db, vendor.id))?.id);
  });

  test('a portal that is gone frees its slug, and another vendor can’t remove it', async () => {
    const other = await makeVendor(database, 'other', at);
    const made = await write((tx) =>
      createPortal(tx, acme.id, { slug: 'short-lived', brandName: 'S' }, live),
    );
    await expect(write((tx) => deletePortal(tx, other.id, made.id))).rejects.toMatchObject({
      code: 'portal.not-found',
    });
    await write((tx) => deletePortal(tx, acme.id, made.id));
    expect(await findPortalBySlug(database.db, 'short-lived')).toBeUndefined();
    await write((tx) => createPortal(tx, other.id, { slug: 'short-lived', brandName: 'S' }, live));
    expect((await findPortalBySlug(database.db, 'short-lived'))?.vendorId).toBe(other.id);
  });
});
