import { accessMigrations } from '../../src/features/access/server/migrations.ts';
import { activityMigrations } from '../../src/features/activity/server/migrations.ts';
import { contractsMigrations } from '../../src/features/contracts/server/migrations.ts';
import { customersMigrations } from '../../src/features/customers/server/migrations.ts';
import type { Portal } from '../../src/features/portals/schema.ts';
import { portalsMigrations } from '../../src/features/portals/server/migrations.ts';
import { createPortal } from '../../src/features/portals/server/store.ts';
import { sitesMigrations } from '../../src/features/sites/server/migrations.ts';
import { vendorsMigrations } from '../../src/features/vendors/server/migrations.ts';
import { createVendor } from '../../src/features/vendors/server/store.ts';
import { type Database, inTransaction } from '../../src/kit/server/db/db.ts';
import { kitMigrations } from '../../src/kit/server/migrations.ts';
import { makeSecrets } from '../../src/kit/server/secrets.ts';
import { testDatabase } from './databases.ts';

const secrets = makeSecrets('a secret of at least thirty-two symbols');

/** A database with the features' tables, for tests that ask their stores without an app around them. */
export const storeDatabase = (kind: Database['kind']): Promise<Database> =>
  testDatabase(kind, [
    ...[...kitMigrations, ...vendorsMigrations, ...portalsMigrations, ...customersMigrations],
    ...[...contractsMigrations, ...accessMigrations, ...activityMigrations, ...sitesMigrations],
  ]);

export interface StoreVendor {
  readonly id: string;
  readonly testId: string;
  readonly portal: Portal;
}

/** A vendor and its default portal, `/p/<slug>`. */
export const makeVendor = ({ db }: Database, slug: string, at: Date): Promise<StoreVendor> =>
  inTransaction(db, async (tx) => {
    const { live, test } = await createVendor(tx, secrets, { slug, name: slug, now: at });
    const portal = await createPortal(tx, live.id, { slug, brandName: slug }, { at, testSide: false });
    return { id: live.id, testId: test.id, portal };
  });
