import { sql } from 'kysely';
import { addDays, type Day, dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import { isProblem } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import type { Subject } from '../../access/schema.ts';
import { visibilityFor } from '../../access/server/visibility.ts';
import { record } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { requirePortal } from '../../portals/server/store.ts';
import { siteProblem } from '../problems.ts';
import type { CalendarFeed } from '../requests-schema.ts';
import type { CalendarEvent } from './ics.ts';
import { installationsReached, locationsReached, type SiteReader } from './portal-store.ts';
import type { CalendarFeedTable } from './records-table.ts';
import { todayOf } from './today.ts';

/** Whose calendar: of a customer, as narrow as the session that made it, or of all (`null`). */
export interface FeedHolder {
  readonly vendorId: string;
  readonly customerId: string | null;
  readonly contactId: string | null;
  readonly subject: Subject | null;
}

export const toFeed = (row: CalendarFeedTable): CalendarFeed => ({
  id: row.id,
  customerId: row.customer_id,
  name: row.name,
  createdAt: row.created_at,
  lastReadAt: row.last_read_at,
  reads: Number(row.reads),
});

/** A new calendar with an address of its own; only what the address hashes to is kept. */
export async function createFeed(
  tx: Db,
  { vendorId, customerId, contactId, subject }: FeedHolder,
  { name, language }: { readonly name: string; readonly language: string },
  at: Date,
): Promise<{ readonly feed: CalendarFeed; readonly path: string }> {
  const secret = `cal_${vendorId.slice(4)}_${randomSecret()}`;
  const row: CalendarFeedTable = {
    ...{
      vendor_id: vendorId,
      id: newId('cal', at.getTime()),
      customer_id: customerId,
      contact_id: contactId,
    },
    subject: subject && JSON.stringify(subject),
    ...{ name, language, secret_hash: digest(secret), created_at: at.toISOString() },
    ...{ last_read_at: null, reads: 0, logged_on: null },
  };
  await tx.insertInto('calendar_feed').values(row).execute();
  return { feed: toFeed(row), path: `/calendar/${secret}.ics` };
}

export const listFeeds = async (db: Db, vendorId: string): Promise<CalendarFeed[]> =>
  (
    await db
      .selectFrom('calendar_feed')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .orderBy('id')
      .limit(500)
      .execute()
  ).map(toFeed);

/** The one of a session: of the same person, as narrow as it. */
export async function ownFeed(db: Db, holder: FeedHolder): Promise<CalendarFeed | undefined> {
  const { vendorId, customerId, contactId, subject } = holder;
  const rows = await db
    .selectFrom('calendar_feed')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .execute();
  const text = subject && JSON.stringify(subject);
  const row = rows.find((one) => one.contact_id === contactId && one.subject === text);
  return row && toFeed(row);
}

/** @throws `calendar-feed.not-found` */
export async function removeFeed(tx: Db, vendorId: string, id: string): Promise<CalendarFeed> {
  const row = await tx
    .selectFrom('calendar_feed')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw siteProblem('calendar-feed.not-found');
  await tx.deleteFrom('calendar_feed').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  return toFeed(row);
}

const shape = /^cal_([0-9a-z]{12,26})_[\w-]{43}\.ics$/;
/** The vendor that an address names; `undefined` for what is no address of a calendar. */
export const vendorOfFeed = (name: string): string | undefined => {
  const vendor = shape.exec(name)?.[1];
  return vendor && `ven_${vendor}`;
};

/** @throws `calendar-feed.not-found` for one that is guessed, revoked, or whose customer may see it no more */
export async function openFeed(db: Db, vendorId: string, name: string): Promise<CalendarFeedTable> {
  const row = await db
    .selectFrom('calendar_feed')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('secret_hash', '=', digest(name.slice(0, -'.ics'.length)))
    .executeTakeFirst();
  if (!row || !(await mayBeSeen(db, row))) throw siteProblem('calendar-feed.not-found');
  return row;
}

/** What is hidden from whoever made it is hidden from the calendar too. */
async function mayBeSeen(db: Db, row: CalendarFeedTable): Promise<boolean> {
  if (row.customer_id === null) return true;
  const subject = row.subject === null ? null : (JSON.parse(row.subject) as Subject);
  try {
    const { features } = await visibilityFor(db, row.vendor_id, row.customer_id, {
      ...(row.contact_id !== null && { contact: row.contact_id }),
      ...(subject && { subject: `${subject.type}:${subject.id}` }),
    });
    return features.some(({ feature, on }) => feature === 'sites.calendar' && on);
  } catch (error) {
    // The person is no more.
    if (isProblem(error)) return false;
    throw error;
  }
}

/** Counts a reading; the log is told of the first one of a day, since programs come every few hours. */
export async function noteRead(tx: Db, row: CalendarFeedTable, at: Date): Promise<void> {
  const { vendor_id: vendorId, id, customer_id: customerId } = row;
  const today = at.toISOString().slice(0, 10);
  await tx
    .updateTable('calendar_feed')
    .set((eb) => ({ reads: eb('reads', '+', 1), last_read_at: at.toISOString(), logged_on: today }))
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
  if (row.logged_on === today) return;
  await record(tx, {
    ...{ vendorId, customerId, at, subjectId: id, action: 'calendar-feed.read' },
    actor: { kind: 'system', id: null },
  });
}

/** What lies further back or ahead is nobody's plan. */
const [daysBack, daysAhead] = [400, 1200];
const mostEvents = 2000;

/** Inspections and agreed visits, as far as the calendar reaches. */
export async function eventsOf(db: Db, row: CalendarFeedTable, at: Date): Promise<CalendarEvent[]> {
  const { vendor_id: vendorId, customer_id: customerId } = row;
  const today =
    customerId === null ? await todayOf(db, vendorId, at) : await dayOf(db, vendorId, customerId, at);
  const [from, until] = [addDays(today, -daysBack), addDays(today, daysAhead)];
  const reader: SiteReader | undefined =
    customerId === null
      ? undefined
      : {
          owner: { vendorId, customerId },
          subject: row.subject === null ? null : (JSON.parse(row.subject) as Subject),
        };
  const days = [from, until] as const;
  const due = await between(db, vendorId, reader, ['inspection', 'name', 'due_on'], days);
  const planned = await between(db, vendorId, reader, ['site_request', 'text', 'planned_on'], days);
  const all = [...due, ...planned];
  return all.sort((a, b) => (a.on < b.on ? -1 : 1)).slice(0, mostEvents);
}

const dayOf = async (db: Db, vendorId: string, customerId: string, at: Date): Promise<Day> => {
  const { portalId } = await requireCustomer(db, vendorId, customerId);
  return dayIn((await requirePortal(db, vendorId, portalId)).timeZone, at);
};

/** `Leak check – Cold store 3 – Bakery`; with the customer's name where the calendar is of all. */
const titled = (...parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(' – ');

/** What has its day between two, with the names of where it is, and whose. */
async function between(
  db: Db,
  vendorId: string,
  reader: SiteReader | undefined,
  [table, what, day]: readonly ['inspection' | 'site_request', what: string, day: string],
  [from, until]: readonly [Day, Day],
): Promise<CalendarEvent[]> {
  const on = sql.ref<string>(`t.${day}`);
  // Both tables have the columns that are named here.
  let query = db
    .selectFrom(`${table as 'site_request'} as t`)
    .innerJoin('location as l', (join) =>
      join.onRef('l.vendor_id', '=', 't.vendor_id').onRef('l.id', '=', 't.location_id'),
    )
    .innerJoin('customer as c', (join) =>
      join.onRef('c.vendor_id', '=', 't.vendor_id').onRef('c.id', '=', 't.customer_id'),
    )
    .leftJoin('installation as i', (join) =>
      join.onRef('i.vendor_id', '=', 't.vendor_id').onRef('i.id', '=', 't.installation_id'),
    )
    .select([
      't.id',
      't.updated_at',
      'l.name as site',
      'l.address',
      'c.name as customer',
      'i.name as machine',
    ])
    .select([sql.ref<string>(`t.${what}`).as('what'), on.as('on')])
    .where('t.vendor_id', '=', vendorId)
    .where(on, '>=', from)
    .where(on, '<=', until);
  if (reader) {
    query = query.where('t.customer_id', '=', reader.owner.customerId);
    const seen = installationsReached(db, reader);
    if (reader.subject?.type === 'installation')
      query = query.where('t.installation_id', 'in', seen.select('installation.id'));
    else if (reader.subject)
      query = query.where('t.location_id', 'in', locationsReached(db, reader).select('location.id'));
  }
  const rows = await query.orderBy(on).limit(mostEvents).execute();
  return rows.map((row) => toEvent(row, reader === undefined));
}

interface Row {
  readonly id: string;
  readonly what: string;
  readonly on: string;
  readonly updated_at: string;
  readonly site: string;
  readonly address: string;
  readonly customer: string;
  readonly machine: string | null;
}

function toEvent(row: Row, ofAll: boolean): CalendarEvent {
  const {
    street = '',
    houseNumber = '',
    postcode = '',
    city = '',
  } = JSON.parse(row.address) as Record<string, string>;
  const [what = ''] = row.what.split('\n');
  return {
    id: row.id,
    on: row.on,
    title: titled(what.slice(0, 80), row.machine, row.site, ofAll ? row.customer : undefined),
    place: [`${street} ${houseNumber}`.trim(), `${postcode} ${city}`.trim()].filter(Boolean).join(', '),
    updatedAt: row.updated_at,
  };
}
