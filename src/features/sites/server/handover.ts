import type { Day } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { unknownReference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { forgetWords, insertWords } from '../../../kit/server/search.ts';
import { dropCodes } from '../../access/server/access-codes-store.ts';
import { endSessionsOfInstallation, endSessionsOfLocation } from '../../access/server/sessions-store.ts';
import { findCustomer } from '../../customers/server/store.ts';
import type { Handover, SitePeriod } from '../records-schema.ts';
import type { Span } from '../rules.ts';
import type { Location } from '../schema.ts';
import { locations } from './locations-store.ts';
import './records-table.ts';

/** Owners of a location one after the other; none where it was never handed over. */
export async function periodsOf(db: Db, vendorId: string, locationId: string): Promise<SitePeriod[]> {
  const rows = await db
    .selectFrom('site_period')
    .leftJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'site_period.vendor_id')
        .onRef('customer.id', '=', 'site_period.customer_id'),
    )
    .select(['site_period.customer_id', 'sees_from', 'sees_until', 'customer.name'])
    .where('site_period.vendor_id', '=', vendorId)
    .where('site_period.location_id', '=', locationId)
    .execute();
  const periods = rows.map((row) => ({
    ...{ customerId: row.customer_id, customerName: row.name, from: row.sees_from, until: row.sees_until },
  }));
  return periods.sort((a, b) => ((a.until ?? '9') < (b.until ?? '9') ? -1 : 1));
}

/** What a customer may read of a location's history; empty: nothing of it. */
export async function spansOf(
  db: Db,
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  location: { readonly id: string; readonly customerId: string },
): Promise<Span[]> {
  const periods = await periodsOf(db, vendorId, location.id);
  if (periods.length === 0) return location.customerId === customerId ? [{ from: null, until: null }] : [];
  return periods.filter((one) => one.customerId === customerId).map(({ from, until }) => ({ from, until }));
}

const wrong = (path: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code: 'reference', message }] });

export interface HandedOver {
  readonly location: Location;
  readonly from: string;
  readonly to: string;
  readonly on: Day;
}

/**
 * A location becomes another customer's with all that stands there, from a day on. The history before it stays with whoever
 * had it, and is the new owner's to read as well only where that is wished. Whatever let people in at the old owner's
 * hand ends: the location's code, sessions and calendars for it. Tokens stay, since they are printed on the equipment
 * and open nothing without a code.
 * @throws `location.not-found`, `request.invalid`
 */
export async function handOver(
  tx: Db,
  vendorId: string,
  reference: string,
  { customerId, on: asked, history }: Handover,
  { today, at }: { readonly today: Day; readonly at: Date },
): Promise<HandedOver> {
  await lockRow(tx, 'location', vendorId, reference);
  const before = await locations.require(tx, vendorId, reference);
  const target = await findCustomer(tx, vendorId, customerId);
  if (!target || target.erasedAt) throw unknownReference('customerId', 'customer');
  if (target.id === before.customerId) throw wrong('customerId', 'It is this customer’s already.');
  const on = asked ?? today;
  if (on > today) throw wrong('on', `The day of a hand-over can not lie ahead: today is ${today}.`);
  const periods = await periodsOf(tx, vendorId, before.id);
  const last =
    periods
      .map(({ until }) => until ?? '')
      .sort()
      .at(-1) ?? '';
  if (on < last) throw wrong('on', `It was handed over on ${last} already.`);

  const { customerId: from } = before;
  const now = at.toISOString();
  await cutHistory(tx, vendorId, before, { to: target.id, on, history, hasPeriods: periods.length > 0 }, at);
  await shutOut(tx, vendorId, before, at);
  await moveRows(tx, vendorId, before.id, { from, to: target.id, on, now });
  const location = await locations.require(tx, vendorId, before.id);
  return { location, from, to: target.id, on };
}

interface Cut {
  readonly to: string;
  readonly on: Day;
  readonly history: Handover['history'];
  readonly hasPeriods: boolean;
}

async function cutHistory(
  tx: Db,
  vendorId: string,
  { id, name, customerId }: Location,
  { to, on, history, hasPeriods }: Cut,
  at: Date,
): Promise<void> {
  const now = at.toISOString();
  const row = (place: number) => ({
    ...{ vendor_id: vendorId, external_id: null, location_id: id, name, created_at: now, updated_at: now },
    id: newId('per', at.getTime() + place),
  });
  if (hasPeriods) {
    await tx
      .updateTable('site_period')
      .set({ sees_until: on, name, updated_at: now })
      .where('vendor_id', '=', vendorId)
      .where('location_id', '=', id)
      .where('sees_until', 'is', null)
      .execute();
  } else {
    const first = { ...row(0), customer_id: customerId, sees_from: null, sees_until: on };
    await tx.insertInto('site_period').values(first).execute();
  }
  const next = { ...row(1), customer_id: to, sees_from: history === 'all' ? null : on, sees_until: null };
  await tx.insertInto('site_period').values(next).execute();
}

/** Codes, sessions and calendars of the location and of what stands there. */
async function shutOut(tx: Db, vendorId: string, location: Location, at: Date): Promise<void> {
  const { id, externalId, customerId } = location;
  await dropCodes(tx, { vendorId, customerId, locationId: id }, at);
  const named = (one: { id: string; external_id: string | null }) =>
    one.external_id === null ? [one.id] : [one.id, `ext:${one.external_id}`];
  const there = await tx
    .selectFrom('installation')
    .select(['id', 'external_id'])
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', id)
    .execute();
  const places = named({ id, external_id: externalId });
  await endSessionsOfLocation(tx, { vendorId, customerId, ids: places }, at);
  const things = there.flatMap(named);
  for (let from = 0; from < things.length; from += 500) {
    const ids = things.slice(from, from + 500);
    await endSessionsOfInstallation(tx, { vendorId, customerId, ids }, at);
  }
  const gone = new Set([...places, ...things]);
  const feeds = await tx
    .selectFrom('calendar_feed')
    .select(['id', 'subject'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('subject', 'is not', null)
    .execute();
  for (const feed of feeds) {
    if (!gone.has((JSON.parse(feed.subject as string) as { id: string }).id)) continue;
    await tx
      .deleteFrom('calendar_feed')
      .where('vendor_id', '=', vendorId)
      .where('id', '=', feed.id)
      .execute();
  }
}

async function moveRows(
  tx: Db,
  vendorId: string,
  locationId: string,
  {
    from,
    to,
    on,
    now,
  }: { readonly from: string; readonly to: string; readonly on: Day; readonly now: string },
): Promise<void> {
  const location = await tx
    .selectFrom('location')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', locationId)
    .executeTakeFirstOrThrow();
  const installations = await tx
    .selectFrom('installation')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', locationId)
    .execute();
  // A customer is found by the words of what is theirs.
  await forgetWords(tx, 'location', location);
  for (const row of installations) await forgetWords(tx, 'installation', row);
  const moved = { customer_id: to, updated_at: now };
  await tx
    .updateTable('location')
    .set(moved)
    .where('vendor_id', '=', vendorId)
    .where('id', '=', locationId)
    .execute();
  for (const table of ['installation', 'logbook_entry', 'inspection'] as const) {
    await tx
      .updateTable(table)
      .set(moved)
      .where('vendor_id', '=', vendorId)
      .where('location_id', '=', locationId)
      .execute();
  }
  await insertWords(tx, 'location', [{ ...location, customer_id: to }]);
  await insertWords(
    tx,
    'installation',
    installations.map((row) => ({ ...row, customer_id: to })),
  );
  await tx
    .updateTable('site_document')
    .set(moved)
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', locationId)
    .where('issued_on', '>=', on)
    .execute();
  // Photos of the logbook go where the logbook is; those of requests stay with whoever took them.
  await tx
    .updateTable('site_file')
    .set({ customer_id: to })
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', from)
    .where('entry_id', 'in', (eb) =>
      eb
        .selectFrom('logbook_entry')
        .select('logbook_entry.id')
        .where('logbook_entry.vendor_id', '=', vendorId)
        .where('logbook_entry.location_id', '=', locationId),
    )
    .execute();
}
