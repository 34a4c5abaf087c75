import * as v from 'valibot';
import { addDays } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { eachAlone } from '../../../kit/server/each-alone.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { ComponentGrants, type GrantedLicence, grantedBy, LicenceGrants } from '../grant.ts';
import { createLicence, updateLicence } from './licences-store.ts';

/** What a contract has after a change, as far as it is of the catalogue. */
interface Booked {
  readonly variantId: string;
  readonly components: readonly { readonly id: string; readonly quantity: number }[];
}

/** A contract that has become another one of the catalogue. */
export interface FollowedChange {
  readonly vendorId: string;
  readonly contractId: string;
  readonly customerId: string;
  readonly variantId: string;
  readonly at: Date;
}

const changed = (db: Db) =>
  db
    .selectFrom('contract_change as h')
    .innerJoin('vendor as v', 'v.vendor_id', 'h.vendor_id')
    .select(['h.vendor_id', 'h.id', 'h.contract_id', 'h.customer_id', 'h.effective_on', 'h.after'])
    .select('v.clock_offset_seconds')
    .where('h.state', '=', 'applied')
    .where('h.followed', '=', 0)
    .orderBy('h.id')
    .limit(200)
    .execute();

/**
 * Licences that came with a contract become what the changed contract grants: other numbers of machines, a new licence, or
 * an end on the day before for one that is granted no more. Each change is followed once.
 */
export async function followChanges({
  database: { db },
  clock,
  secrets,
  also,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** What else follows, in the same transaction. */
  readonly also?: (tx: Db, change: FollowedChange) => Promise<void>;
}): Promise<void> {
  await eachAlone(await changed(db), async (row) => {
    const at = movedClock(clock, row.clock_offset_seconds * 1000).now();
    await inTransaction(db, async (tx) => {
      const taken = await tx
        .updateTable('contract_change')
        .set({ followed: 1 })
        .where('vendor_id', '=', row.vendor_id)
        .where('id', '=', row.id)
        .where('followed', '=', 0)
        .executeTakeFirst();
      if (taken.numUpdatedRows !== 1n) return;
      const { agreed } = JSON.parse(row.after) as { readonly agreed: Booked | null };
      if (!agreed) return;
      const granted = await grantsOf(tx, row.vendor_id, agreed);
      const of = { vendorId: row.vendor_id, contractId: row.contract_id, customerId: row.customer_id };
      await become(tx, { ...of, on: row.effective_on, granted, at, secrets });
      await also?.(tx, { ...of, variantId: agreed.variantId, at });
    });
  });
}

async function grantsOf(
  tx: Db,
  vendorId: string,
  { variantId, components }: Booked,
): Promise<GrantedLicence[]> {
  const variant = await tx
    .selectFrom('plan_variant')
    .select('grants')
    .where('vendor_id', '=', vendorId)
    .where('id', '=', variantId)
    .executeTakeFirst();
  const ids = components.map(({ id }) => id);
  const rows =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('component')
          .select(['id', 'grants'])
          .where('vendor_id', '=', vendorId)
          .where('id', 'in', ids)
          .execute();
  return grantedBy({
    grants: v.parse(LicenceGrants, JSON.parse(variant?.grants ?? '[]')),
    components: rows.map(({ id, grants }) => ({
      grants: v.parse(ComponentGrants, JSON.parse(grants)),
      quantity: components.find((one) => one.id === id)?.quantity ?? 0,
    })),
  });
}

interface Becoming {
  readonly vendorId: string;
  readonly contractId: string;
  readonly customerId: string;
  readonly on: string;
  readonly granted: readonly GrantedLicence[];
  readonly at: Date;
  readonly secrets: Secrets;
}

async function become(
  tx: Db,
  { vendorId, contractId, customerId, on, granted, at, secrets }: Becoming,
): Promise<void> {
  const writing = { vendorId, secrets, at };
  const licences = await tx
    .selectFrom('licence')
    .select(['id', 'product_id'])
    .where('vendor_id', '=', vendorId)
    .where('contract_id', '=', contractId)
    .where('follows_contract', '=', 1)
    .orderBy('id')
    .execute();
  const tell = (
    action: 'licence.created' | 'licence.updated',
    licenceId: string,
    fields: readonly string[],
  ) =>
    announce(tx, {
      ...{ vendorId, customerId, subjectId: licenceId, at, action, fields: [...fields] },
      ...{ actor: { kind: 'system', id: null }, data: { customerId, licenceId } },
    });
  for (const { id, product_id: productId } of licences) {
    const grant = granted.find((one) => one.productId === productId);
    const change = grant
      ? { mode: grant.mode, machineLimit: grant.machineLimit, entitlements: [...grant.entitlements] }
      : { expiresAt: addDays(on, -1), renews: false };
    const { fields } = await updateLicence(tx, writing, id, change);
    if (!grant) {
      await tx
        .updateTable('licence')
        .set({ follows_contract: 0 })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', id)
        .execute();
    }
    if (fields.length > 0) await tell('licence.updated', id, fields);
  }
  for (const grant of granted) {
    if (grant.lifetime !== 'contract' || licences.some((one) => one.product_id === grant.productId)) continue;
    const { productId, kind, mode, machineLimit, entitlements } = grant;
    const licence = await createLicence(
      tx,
      writing,
      {
        ...{ customerId, productId, kind, mode, machineLimit, entitlements: [...entitlements], contractId },
        ...{ expiresAt: null, renews: true },
      },
      { followsContract: true },
    );
    await tell('licence.created', licence.id, []);
  }
}
