import { newId } from '../../../kit/common/id.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { vendorProblem } from '../problems.ts';
import { createServiceKey } from './signing-keys-store.ts';
import type {} from './tables.ts';

export interface Vendor {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly side: 'live' | 'test';
  readonly twinId: string;
  readonly tokensNotBefore: string | null;
  /** How far a test side's clock was moved; 0 on a live one. */
  readonly clockOffsetMs: number;
}

export interface NewVendor {
  readonly slug: string;
  readonly name: string;
  readonly now: Date;
}

/**
 * A vendor is two tenants, a live and a test side, that know each other; each signs portal tokens with a key of its
 * own, sealed, so that `POST /api/v1/portal-tokens` works at once.
 * @throws `vendor.exists`
 */
export async function createVendor(
  tx: Db,
  secrets: Secrets,
  { slug, name, now }: NewVendor,
): Promise<{ live: Vendor; test: Vendor }> {
  if (await findVendorBySlug(tx, slug, 'live')) throw vendorProblem('vendor.exists');
  const [liveId, testId] = [newId('ven', now.getTime()), newId('ven', now.getTime())];
  const at = now.toISOString();
  const side = async (id: string, twinId: string, which: 'live' | 'test'): Promise<Vendor> => {
    await tx
      .insertInto('vendor')
      .values({ vendor_id: id, slug, name, side: which, twin_id: twinId, created_at: at, updated_at: at })
      .execute();
    await createServiceKey(tx, secrets, id, now);
    return { id, slug, name, side: which, twinId, tokensNotBefore: null, clockOffsetMs: 0 };
  };
  return { live: await side(liveId, testId, 'live'), test: await side(testId, liveId, 'test') };
}

const findRow = compileOnce((db, slot: (name: 'vendorId') => never) =>
  db.selectFrom('vendor').selectAll().where('vendor_id', '=', slot('vendorId')),
);

export async function findVendor(db: Db, vendorId: string): Promise<Vendor | undefined> {
  const [row] = await findRow(db, { vendorId });
  return row && toVendor(row);
}

export async function findVendorBySlug(
  db: Db,
  slug: string,
  side: 'live' | 'test',
): Promise<Vendor | undefined> {
  const row = await db
    .selectFrom('vendor')
    .selectAll()
    .where('slug', '=', slug)
    .where('side', '=', side)
    .executeTakeFirst();
  return row && toVendor(row);
}

export async function hasVendors(db: Db): Promise<boolean> {
  return (await db.selectFrom('vendor').select('vendor_id').limit(1).executeTakeFirst()) !== undefined;
}

/** Only ever of a test side: the live one's clock is the world's. */
export async function moveTestClock(
  tx: Db,
  vendorId: string,
  offsetSeconds: number,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('vendor')
    .set({ clock_offset_seconds: offsetSeconds, updated_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('side', '=', 'test')
    .execute();
}

const toVendor = (row: {
  vendor_id: string;
  slug: string;
  name: string;
  side: 'live' | 'test';
  twin_id: string;
  tokens_not_before: string | null;
  clock_offset_seconds: number;
}): Vendor => ({
  id: row.vendor_id,
  slug: row.slug,
  name: row.name,
  side: row.side,
  twinId: row.twin_id,
  tokensNotBefore: row.tokens_not_before,
  clockOffsetMs: row.clock_offset_seconds * 1000,
});
