import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { OperatorRole } from '../schema.ts';
import { moveSecondFactor } from './second-factor-store.ts';
import type { OfOperator } from './tables.ts';

/** Another vendor for which somebody works with the sign-in of their home. */
export interface Link {
  /** Its live side. */
  readonly vendor: {
    readonly id: string;
    readonly twinId: string;
    readonly slug: string;
    readonly name: string;
  };
  readonly operatorId: string;
  readonly role: OperatorRole;
  /** What that vendor asks of everybody. */
  readonly asked: string | null;
}

export async function linksOf(db: Db, { vendorId, operatorId }: OfOperator): Promise<Link[]> {
  const rows = await db
    .selectFrom('operator_link as l')
    .innerJoin('vendor as v', 'v.vendor_id', 'l.to_vendor_id')
    .innerJoin('operator as o', (on) =>
      on.onRef('o.vendor_id', '=', 'l.to_vendor_id').onRef('o.id', '=', 'l.to_operator_id'),
    )
    .leftJoin('operator_policy as p', 'p.vendor_id', 'l.to_vendor_id')
    .select(['v.vendor_id', 'v.twin_id', 'v.slug', 'v.name', 'o.id', 'o.role', 'p.second_factor as asked'])
    .where('l.vendor_id', '=', vendorId)
    .where('l.operator_id', '=', operatorId)
    .orderBy('l.created_at')
    .execute();
  return rows.map((row) => ({
    vendor: { id: row.vendor_id, twinId: row.twin_id, slug: row.slug, name: row.name },
    operatorId: row.id,
    role: row.role,
    asked: row.asked,
  }));
}

/** Operators of a vendor whose sign-in opens others too. */
export async function homesAt(db: Db, vendorId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('operator_link')
    .select('operator_id')
    .where('vendor_id', '=', vendorId)
    .execute();
  return new Set(rows.map(({ operator_id }) => operator_id));
}

/** From now on the sign-in of `home` opens `other` as well. */
export async function link(tx: Db, home: OfOperator, other: OfOperator, at: Date): Promise<void> {
  await tx
    .insertInto('operator_link')
    .values({
      ...{ vendor_id: home.vendorId, operator_id: home.operatorId },
      ...{ to_vendor_id: other.vendorId, to_operator_id: other.operatorId, created_at: at.toISOString() },
    })
    .execute();
  await pointTo(tx, other, home);
}

const pointTo = (tx: Db, other: OfOperator, home: OfOperator | null) =>
  tx
    .updateTable('operator')
    .set({ home_vendor_id: home?.vendorId ?? null, home_id: home?.operatorId ?? null })
    .where('vendor_id', '=', other.vendorId)
    .where('id', '=', other.operatorId)
    .execute();

/**
 * Before an operator goes: what opens the door moves to the next vendor for which the person works, so that leaving one
 * never locks them out of another.
 */
export async function unlink(tx: Db, secrets: Secrets, gone: OfOperator, at: Date): Promise<void> {
  const held = await tx
    .selectFrom('operator')
    .select(['password_hash', 'second_factor', 'home_vendor_id', 'home_id'])
    .where('vendor_id', '=', gone.vendorId)
    .where('id', '=', gone.operatorId)
    .executeTakeFirstOrThrow();
  if (held.home_vendor_id !== null && held.home_id !== null) {
    await tx
      .deleteFrom('operator_link')
      .where('vendor_id', '=', held.home_vendor_id)
      .where('operator_id', '=', held.home_id)
      .where('to_vendor_id', '=', gone.vendorId)
      .execute();
  }
  const [first, ...others] = await linksOf(tx, gone);
  if (!first) return;
  const heir = { vendorId: first.vendor.id, operatorId: first.operatorId };
  await tx
    .updateTable('operator')
    .set({ password_hash: held.password_hash, second_factor: held.second_factor })
    .where('vendor_id', '=', heir.vendorId)
    .where('id', '=', heir.operatorId)
    .execute();
  await pointTo(tx, heir, null);
  await moveSecondFactor(tx, secrets, gone, heir);
  await tx
    .deleteFrom('operator_link')
    .where('vendor_id', '=', gone.vendorId)
    .where('operator_id', '=', gone.operatorId)
    .execute();
  for (const { vendor, operatorId } of others) await link(tx, heir, { vendorId: vendor.id, operatorId }, at);
}
