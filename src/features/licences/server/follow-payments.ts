import { sql } from 'kysely';
import { dayIn } from '../../../kit/common/day.ts';
import { type Clock, movedClock } from '../../../kit/server/clock.ts';
import { type Database, type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { eachAlone } from '../../../kit/server/each-alone.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { announce } from '../../activity/server/announce.ts';
import { toPortal } from '../../portals/server/table.ts';
import { isUnpaid, type UnpaidInvoice } from '../payment-rules.ts';
import type { BlockReason } from '../schema.ts';
import { updateLicence } from './licences-store.ts';

interface FollowPayments {
  readonly database: Database;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

/**
 * A licence that came with a contract is blocked while an invoice of that contract is not paid, as its portal says, and
 * goes on once it is. Staff who let it go on before are not overruled for the same invoice.
 */
export async function followPayments(job: FollowPayments): Promise<void> {
  await lift(job);
  await block(job);
}

const atOnce = 5_000;

/** Open invoices of contracts, with the licences that came with them and work; `after` the last that was looked at. */
const owed = (db: Db, after: Readonly<Record<'vendor_id' | 'id' | 'invoice_id', string>>) =>
  db
    .selectFrom('document as d')
    .innerJoin('licence as l', (on) =>
      on
        .onRef('l.vendor_id', '=', 'd.vendor_id')
        .onRef('l.contract_id', '=', 'd.contract_id')
        .on('l.follows_contract', '=', sql.lit(1)),
    )
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'l.vendor_id').onRef('c.id', '=', 'l.customer_id'),
    )
    .select(['l.vendor_id', 'l.id', 'l.customer_id', 'd.id as invoice_id', 'd.due_on', 'c.portal_id'])
    .where('d.kind', '=', sql.lit('invoice'))
    .where('d.status', '=', sql.lit('open'))
    .where('l.blocked', 'is', null)
    .where((eb) => eb.or([eb('l.blocked_for', 'is', null), eb('l.blocked_for', '<>', eb.ref('d.id'))]))
    .where((eb) =>
      eb(
        eb.refTuple('l.vendor_id', 'l.id', 'd.id'),
        '>',
        eb.tuple(after.vendor_id, after.id, after.invoice_id),
      ),
    )
    .orderBy('l.vendor_id')
    .orderBy('l.id')
    .orderBy('d.id')
    .limit(atOnce)
    .execute();

async function block(job: FollowPayments): Promise<void> {
  const { db } = job.database;
  let after = { vendor_id: '', id: '', invoice_id: '' };
  for (;;) {
    const rows = await owed(db, after);
    await blockUnpaid(job, rows);
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last;
  }
}

async function blockUnpaid(job: FollowPayments, rows: Awaited<ReturnType<typeof owed>>): Promise<void> {
  if (rows.length === 0) return;
  const { db } = job.database;
  const portals = await portalsOf(db, [...new Set(rows.map((row) => row.vendor_id))]);
  const charges = await chargesOf(db, rows);
  await eachAlone(rows, async (row) => {
    const known = portals.get(`${row.vendor_id} ${row.portal_id}`);
    if (!known) return;
    const at = movedClock(job.clock, known.clockOffsetMs).now();
    const invoice: UnpaidInvoice = {
      dueOn: row.due_on,
      charges: charges.get(`${row.vendor_id} ${row.invoice_id}`) ?? [],
    };
    if (!isUnpaid(invoice, known.portal.licences, dayIn(known.portal.timeZone, at))) return;
    await write(job, row, { blocked: 'payment', blockedFor: row.invoice_id, at });
  });
}

/** Blocked for an invoice that is paid, credited or gone by now. */
async function lift(job: FollowPayments): Promise<void> {
  const rows = await job.database.db
    .selectFrom('licence as l')
    .innerJoin('vendor as v', 'v.vendor_id', 'l.vendor_id')
    .leftJoin('document as d', (on) =>
      on.onRef('d.vendor_id', '=', 'l.vendor_id').onRef('d.id', '=', 'l.blocked_for'),
    )
    .select(['l.vendor_id', 'l.id', 'l.customer_id', 'l.blocked_for', 'v.clock_offset_seconds'])
    .where('l.follows_contract', '=', sql.lit(1))
    .where('l.blocked', '=', 'payment')
    .where('l.blocked_for', 'like', 'inv_%')
    .where((eb) => eb.or([eb('d.id', 'is', null), eb('d.status', '<>', 'open')]))
    .limit(1_000)
    .execute();
  await eachAlone(rows, (row) => {
    const at = movedClock(job.clock, row.clock_offset_seconds * 1000).now();
    return write(job, row, { blocked: null, blockedFor: row.blocked_for, at });
  });
}

async function portalsOf(db: Db, vendorIds: readonly string[]) {
  const rows = await db
    .selectFrom('portal as p')
    .innerJoin('vendor as v', 'v.vendor_id', 'p.vendor_id')
    .selectAll('p')
    .select('v.clock_offset_seconds')
    .where('p.vendor_id', 'in', vendorIds)
    .execute();
  return new Map(
    rows.map((row) => [
      `${row.vendor_id} ${row.id}`,
      { portal: toPortal(row), clockOffsetMs: row.clock_offset_seconds * 1000 },
    ]),
  );
}

/** What was tried to collect each of these invoices, the first first. */
async function chargesOf(
  db: Db,
  invoices: readonly { readonly vendor_id: string; readonly invoice_id: string }[],
): Promise<ReadonlyMap<string, UnpaidInvoice['charges']>> {
  const charges = new Map<string, UnpaidInvoice['charges'][number][]>();
  for (const [vendorId, own] of Map.groupBy(invoices, (row) => row.vendor_id)) {
    const rows = await db
      .selectFrom('payment')
      .select(['invoice_id', 'status', 'due_at'])
      .where('vendor_id', '=', vendorId)
      .where('invoice_id', 'in', [...new Set(own.map((row) => row.invoice_id))])
      // A transfer that is waited for was tried by nobody.
      .where('kind', '<>', 'invoice')
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    for (const { invoice_id, status, due_at } of rows) {
      const key = `${vendorId} ${invoice_id}`;
      charges.set(key, [...(charges.get(key) ?? []), { status, isTriedAgain: due_at !== null }]);
    }
  }
  return charges;
}

const write = (
  { database: { db }, secrets }: FollowPayments,
  {
    vendor_id: vendorId,
    id,
    customer_id: customerId,
  }: Record<'vendor_id' | 'id', string> & { customer_id: string | null },
  { blocked, blockedFor, at }: { blocked: BlockReason | null; blockedFor: string | null; at: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const written = await updateLicence(tx, { vendorId, secrets, at }, id, { blocked }, { blockedFor });
    if (written.fields.length === 0) return;
    await announce(tx, {
      ...{ vendorId, customerId, subjectId: id, at, action: 'licence.updated', fields: written.fields },
      ...{ actor: { kind: 'system', id: null }, data: { customerId, licenceId: id } },
    });
  });
