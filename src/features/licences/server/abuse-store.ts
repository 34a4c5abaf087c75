import { sql } from 'kysely';
import type { Db } from '../../../kit/server/db/db.ts';
import { isSuspicious } from '../abuse.ts';
import type { AbusedLicence } from '../care-schema.ts';
import type { LicenceKeyed } from './machines-store.ts';

const dayMs = 86_400_000;
/** More refused machines of one licence tell nothing new, and would only fill the disk. */
const mostRefused = 200;

/** A machine was refused because all places were taken. */
export async function noteRefusal(
  tx: Db,
  { vendorId, licenceId }: LicenceKeyed,
  fingerprint: string,
  at: Date,
): Promise<void> {
  const now = at.toISOString();
  const known = await tx
    .updateTable('licence_refusal')
    .set({ times: sql`times + 1`, last_at: now })
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  if (known.numUpdatedRows > 0n) return;
  const { count } = await tx
    .selectFrom('licence_refusal')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostRefused) return;
  await tx
    .insertInto('licence_refusal')
    .values({ vendor_id: vendorId, licence_id: licenceId, fingerprint, times: 1, last_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Refusals are forgotten after as many days as anybody can look back. */
export async function sweepRefusals(tx: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 366 * dayMs).toISOString();
  await tx.deleteFrom('licence_refusal').where('last_at', '<', before).execute();
}

interface Signs {
  used: number;
  refused: number;
  freed: number;
  lastAt: string | null;
}

/** Licences whose keys look as if they went around, the worst first. */
export async function listAbused(
  db: Db,
  vendorId: string,
  { days, limit, now }: { readonly days: number; readonly limit: number; readonly now: Date },
): Promise<AbusedLicence[]> {
  const since = new Date(now.getTime() - days * dayMs).toISOString();
  const signs = new Map<string, Signs>();
  const of = (id: string): Signs => {
    const known = signs.get(id) ?? { used: 0, refused: 0, freed: 0, lastAt: null };
    signs.set(id, known);
    return known;
  };
  const later = (known: string | null, at: string) => (known === null || at > known ? at : known);
  const { rows: used } = await sql<{ licence_id: string; machines: number; freed: number; last_at: string }>`
    select licence_id, count(distinct fingerprint) as machines, sum(freed) as freed, max(at) as last_at from (
      select licence_id, fingerprint, 0 as freed, activated_at as at from machine
        where vendor_id = ${vendorId} and activated_at > ${since} and lease_ends_at is null
      union all
      select licence_id, fingerprint, 1 as freed, freed_at as at from freed_machine
        where vendor_id = ${vendorId} and freed_at > ${since}
    ) as seen group by licence_id`.execute(db);
  for (const row of used) {
    const one = of(row.licence_id);
    one.used = Number(row.machines);
    one.freed = Number(row.freed);
    one.lastAt = later(one.lastAt, row.last_at);
  }
  const refused = await db
    .selectFrom('licence_refusal')
    .select((eb) => [
      'licence_id',
      eb.fn.countAll<number>().as('machines'),
      eb.fn.max('last_at').as('last_at'),
    ])
    .where('vendor_id', '=', vendorId)
    .where('last_at', '>', since)
    .groupBy('licence_id')
    .execute();
  for (const row of refused) {
    const one = of(row.licence_id);
    one.refused = Number(row.machines);
    one.lastAt = later(one.lastAt, row.last_at);
  }
  const rows: {
    id: string;
    customer_id: string | null;
    product_id: string;
    key_hint: string;
    machine_limit: number;
  }[] = [];
  const ids = [...signs.keys()];
  for (let at = 0; at < ids.length; at += 500) {
    rows.push(
      ...(await db
        .selectFrom('licence')
        .select(['id', 'customer_id', 'product_id', 'key_hint', 'machine_limit'])
        .where('vendor_id', '=', vendorId)
        .where('id', 'in', ids.slice(at, at + 500))
        .execute()),
    );
  }
  return rows
    .map((row) => ({
      ...{ licenceId: row.id, customerId: row.customer_id, productId: row.product_id, keyHint: row.key_hint },
      ...{ machineLimit: row.machine_limit, ...of(row.id) },
    }))
    .flatMap((one) => (isSuspicious(one) ? [one] : []))
    .sort(
      (one, other) =>
        other.refused + other.used - (one.refused + one.used) || (one.licenceId < other.licenceId ? -1 : 1),
    )
    .slice(0, limit);
}
