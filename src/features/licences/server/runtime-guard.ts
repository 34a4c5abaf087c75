import type { Context } from 'hono';
import { type Budget, countAttempt, forgiveAttempt, spendAttempt } from '../../../kit/server/attempts.ts';
import { movedClock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { addressKey, clientAddress } from '../../../kit/server/http/client-address.ts';
import { tooMany } from '../../../kit/server/http/problems.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { licenceProblem } from '../problems.ts';
import type { Licence, Product } from '../schema.ts';
import { findByKey } from './key-store.ts';
import { findProduct } from './products-store.ts';
import { namedBy, toLicence } from './table.ts';

export type RuntimeEnv = { Variables: RequestVars };

const minute = 60_000;

/** Keys that are none: a network may be wrong so often. Right ones cost nothing. */
const wrongKeys = (c: Context<RuntimeEnv>): Budget[] => {
  const source = addressKey(clientAddress(c, c.var.trustedProxies) ?? '');
  return [{ key: `licence:source:${source}`, most: 60, perMs: 10 * minute }];
};

/** Milliseconds that whoever was wrong too often has to wait; looking costs no write. */
async function waitOf(db: Db, budgets: readonly Budget[], now: Date): Promise<number> {
  const rows = await db
    .selectFrom('attempt')
    .selectAll()
    .where(
      'key',
      'in',
      budgets.map(({ key }) => key),
    )
    .execute();
  return Math.max(
    0,
    ...rows.map((row) => {
      const most = budgets.find(({ key }) => key === row.key)?.most ?? 0;
      return Number(row.count) >= most ? Date.parse(row.resets_at) - now.getTime() : 0;
    }),
  );
}

export interface FoundLicence {
  readonly vendorId: string;
  readonly product: Product;
  readonly licence: Licence;
  /** The vendor's time. */
  readonly at: Date;
}

/** The vendor's time: on a test side it may have been moved. `undefined` where there is no such vendor. */
export async function vendorTime(c: Context<RuntimeEnv>, vendorId: string): Promise<Date | undefined> {
  const vendor = await c.var.db
    .selectFrom('vendor')
    .select('clock_offset_seconds')
    .where('vendor_id', '=', vendorId)
    .executeTakeFirst();
  return vendor && movedClock(c.var.clock, vendor.clock_offset_seconds * 1000).now();
}

/**
 * The licence that software names by its product's publishable key and the customer's licence key. No such product, no
 * such key and a key of another product are one answer. Who holds the licence must not be switched off.
 * @throws `licence.refused`, `request.too-many`
 */
export async function requireNamed(
  c: Context<RuntimeEnv>,
  named: { readonly product: string; readonly key: string },
): Promise<FoundLicence> {
  const { db, secrets, clock } = c.var;
  const budgets = wrongKeys(c);
  const now = clock.now();
  const waitMs = await waitOf(db, budgets, now);
  if (waitMs > 0) throw tooMany(waitMs);
  const { vendorId, productId } = namedBy(named.product);
  const at = await vendorTime(c, vendorId);
  const product = await findProduct(db, vendorId, productId);
  const row = await findByKey(db, secrets, vendorId, named.key);
  if (!at || !product || row?.product_id !== product.id) {
    await spendAttempt(db, budgets, now);
    throw licenceProblem('licence.refused');
  }
  return { vendorId, product, licence: toLicence(row), at };
}

/** A guess that is counted before it is looked at, and forgiven where it was right. @throws `request.too-many` */
export async function countWrongKey(c: Context<RuntimeEnv>): Promise<() => Promise<void>> {
  const { db, clock } = c.var;
  const budgets = wrongKeys(c);
  const waitMs = await inTransaction(db, (tx) => countAttempt(tx, budgets, clock.now()));
  if (waitMs > 0) throw tooMany(waitMs);
  return () => inTransaction(db, (tx) => forgiveAttempt(tx, budgets));
}
