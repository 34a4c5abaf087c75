import { sql } from 'kysely';
import type { Day } from '../../../kit/common/day.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Subject } from '../../access/schema.ts';
import type { Owner } from '../../access/server/env.ts';
import { siteProblem } from '../problems.ts';
import { lightOf, type Span } from '../rules.ts';
import type { PortalInstallation, PortalPlaced, PortalSite } from '../schema.ts';
import { spansOf } from './handover.ts';
import { toInstallation, toLocation } from './table.ts';

/** Whose places, as narrow as the session is: all, one location, or the one installation whose token was typed. */
export interface SiteReader {
  readonly owner: Owner;
  readonly subject: Subject | null;
}

const column = (id: string) => (id.startsWith('ext:') ? 'external_id' : 'id');
const plain = (id: string) => (id.startsWith('ext:') ? id.slice('ext:'.length) : id);

/** The installations that the session reaches. */
export function installationsReached(db: Db, { owner, subject }: SiteReader) {
  const all = db
    .selectFrom('installation')
    .where('installation.vendor_id', '=', owner.vendorId)
    .where('installation.customer_id', '=', owner.customerId);
  if (!subject) return all;
  if (subject.type === 'installation') {
    return all.where(`installation.${column(subject.id)}`, '=', plain(subject.id));
  }
  if (subject.type !== 'location') return all.where('installation.id', '=', '');
  if (!subject.id.startsWith('ext:')) return all.where('installation.location_id', '=', subject.id);
  return all.where('installation.location_id', 'in', (eb) =>
    eb
      .selectFrom('location as l')
      .select('l.id')
      .where('l.vendor_id', '=', owner.vendorId)
      .where('l.external_id', '=', plain(subject.id)),
  );
}

/**
 * The locations that the session reaches: with one installation alone, the place where it stands. Whoever sees all of a
 * customer's sees those too that were theirs before they were handed over.
 */
export function locationsReached(db: Db, reader: SiteReader) {
  const { owner, subject } = reader;
  const all = db
    .selectFrom('location')
    .selectAll('location')
    .where('location.vendor_id', '=', owner.vendorId);
  if (!subject) {
    return all.where((eb) =>
      eb.or([
        eb('location.customer_id', '=', owner.customerId),
        eb('location.id', 'in', formerOf(db, owner).select('site_period.location_id')),
      ]),
    );
  }
  const own = all.where('location.customer_id', '=', owner.customerId);
  if (subject.type === 'location') return own.where(`location.${column(subject.id)}`, '=', plain(subject.id));
  return own.where('location.id', 'in', installationsReached(db, reader).select('installation.location_id'));
}

const formerOf = (db: Db, { vendorId, customerId }: Owner) =>
  db
    .selectFrom('site_period')
    .where('site_period.vendor_id', '=', vendorId)
    .where('site_period.customer_id', '=', customerId)
    .where('site_period.sees_until', 'is not', null);

/** A place with what the session may read of its history. */
export interface Place {
  readonly site: PortalSite;
  readonly spans: readonly Span[];
}

type Row = Parameters<typeof toLocation>[0];

async function withFigures(
  db: Db,
  reader: SiteReader,
  today: Day,
  rows: readonly Row[],
): Promise<(PortalSite & { updatedAt: string })[]> {
  if (rows.length === 0) return [];
  const { owner } = reader;
  const ids = rows.map(({ id }) => id);
  const counts = await installationsReached(db, reader)
    .where('installation.location_id', 'in', ids)
    .groupBy('installation.location_id')
    .select(({ fn }) => ['installation.location_id as id', fn.countAll().as('count')])
    .execute();
  const countOf = new Map(counts.map(({ id, count }) => [id, Number(count)]));
  const first = await firstDue(db, reader, ids);
  const former = new Map(
    (rows.some((row) => row.customer_id !== owner.customerId)
      ? await formerOf(db, owner).selectAll().orderBy('site_period.id').execute()
      : []
    ).map((row) => [row.location_id, row]),
  );
  return rows.map((row) => {
    const { id, name, number, address, updatedAt } = toLocation(row);
    const before = row.customer_id === owner.customerId ? undefined : former.get(id);
    const due = before ? undefined : first.get(id);
    return {
      ...{ id, name: before?.name ?? name, number, address, updatedAt },
      installations: countOf.get(id) ?? 0,
      light: due === undefined ? null : lightOf(due, today),
      until: before?.sees_until ?? null,
    };
  });
}

/** The first day on which something is due, of locations or of what the session sees at them: the worst light of all. */
async function firstDue(
  db: Db,
  reader: SiteReader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Day>> {
  let query = db
    .selectFrom('inspection')
    .where('inspection.vendor_id', '=', reader.owner.vendorId)
    .where('inspection.location_id', 'in', ids)
    .where('inspection.due_on', 'is not', null);
  if (reader.subject?.type === 'installation') {
    const seen = installationsReached(db, reader).select('installation.id');
    query = query.where('inspection.installation_id', 'in', seen);
  }
  const rows = await query
    .groupBy('inspection.location_id')
    .select(({ fn }) => ['inspection.location_id as id', fn.min('inspection.due_on').as('due')])
    .execute();
  return new Map(rows.map(({ id, due }) => [id, String(due)]));
}

const bare = <Item extends { updatedAt: string }>({ updatedAt: _, ...item }: Item) => item;

/**
 * Staff find an installation by the last symbols of its token too; its customer does not, who could feel their way along
 * the second secret.
 */
const installationHas = (pattern: string) =>
  sql<boolean>`replace(installation.search_text, ${'\n'} || lower(installation.token_hint), '') like ${pattern} escape '\\'`;

/** By name, a page at a time. A search finds a place by what stands there as well. */
export async function sitesOf(db: Db, reader: SiteReader, today: Day, paging: Paging) {
  const rows = await paged(locationsReached(db, reader), 'location', paging, {
    sorts: { name: 'name' },
    has: (pattern) => {
      const there = installationsReached(db, reader)
        .where(sql<boolean>`installation.location_id = location.id`)
        .where(installationHas(pattern))
        .select('installation.id');
      return sql<boolean>`(location.search_text like ${pattern} escape '\\' or exists ${there})`;
    },
  }).execute();
  const { items, nextCursor } = paging.page(await withFigures(db, reader, today, rows));
  return { items: items.map(bare), nextCursor };
}

/** Another customer's place, or one out of the session's reach, is like one that never was. @throws `location.not-found` */
export async function requirePlace(db: Db, reader: SiteReader, today: Day, id: string): Promise<Place> {
  const rows = await locationsReached(db, reader).where('location.id', '=', id).execute();
  const [found] = await withFigures(db, reader, today, rows);
  const [row] = rows;
  if (!found || !row) throw siteProblem('location.not-found');
  return { site: bare(found), spans: await spansOf(db, reader.owner, toLocation(row)) };
}

/** What stands at a place that the session reaches, by name. Of a place that was handed over: what stood there then. */
export async function installationsOf(
  db: Db,
  reader: SiteReader,
  { site, spans }: Place,
  today: Day,
  paging: Paging,
) {
  let query = site.until === null ? installationsReached(db, reader) : thenAt(db, reader.owner, spans);
  query = query.where('installation.location_id', '=', site.id);
  const rows = await paged(query.selectAll('installation'), 'installation', paging, {
    sorts: { name: 'name' },
    has: installationHas,
  }).execute();
  const { items, nextCursor } = paging.page(rows.map(toInstallation));
  const due =
    site.until === null
      ? await dueOf(
          db,
          reader.owner,
          items.map(({ id }) => id),
        )
      : new Map();
  return {
    items: items.map(({ id, ...installation }): PortalInstallation => {
      const { name, kind, serialNumber, installedOn } = installation;
      const dueOn = due.get(id);
      const light = dueOn === undefined ? null : lightOf(dueOn, today);
      return { id, name, kind, serialNumber, installedOn, light };
    }),
    nextCursor,
  };
}

const thenAt = (db: Db, { vendorId }: Owner, spans: readonly Span[]) =>
  db
    .selectFrom('installation')
    .where('installation.vendor_id', '=', vendorId)
    .where(
      // What was moved there later never stood there then.
      sql<string>`coalesce(installation.placed_at, installation.created_at)`,
      '<',
      spans
        .map(({ until }) => until ?? '')
        .sort()
        .at(-1) ?? '',
    );

async function dueOf(db: Db, { vendorId }: Owner, ids: readonly string[]): Promise<ReadonlyMap<string, Day>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('inspection')
    .where('vendor_id', '=', vendorId)
    .where('installation_id', 'in', ids)
    .where('due_on', 'is not', null)
    .groupBy('installation_id')
    .select(({ fn }) => ['installation_id as id', fn.min('due_on').as('due')])
    .execute();
  return new Map(rows.map(({ id, due }) => [id as string, String(due)]));
}

/** An installation that the session reaches, and where it stands. @throws `installation.not-found` */
export async function placeOfInstallation(
  db: Db,
  reader: SiteReader,
  today: Day,
  id: string,
): Promise<PortalPlaced> {
  const row = await installationsReached(db, reader)
    .selectAll('installation')
    .where('installation.id', '=', id)
    .executeTakeFirst();
  if (!row) throw siteProblem('installation.not-found');
  const { site } = await requirePlace(db, reader, today, row.location_id);
  const dueOn = (await dueOf(db, reader.owner, [id])).get(id);
  const { name, kind, serialNumber, installedOn } = toInstallation(row);
  const light = dueOn === undefined ? null : lightOf(dueOn, today);
  return { site, installation: { id, name, kind, serialNumber, installedOn, light } };
}

/**
 * Of which installation records are shown at a place: the session's own where it sees no other, or one that is asked for
 * and reached. `undefined`: of the place as a whole. @throws `installation.not-found`
 */
export async function installationAsked(
  db: Db,
  reader: SiteReader,
  { site, spans }: Place,
  asked: string | undefined,
): Promise<string | undefined> {
  const alone = reader.subject?.type === 'installation';
  if (asked === undefined && !alone) return undefined;
  let query = (site.until === null ? installationsReached(db, reader) : thenAt(db, reader.owner, spans))
    .select('installation.id')
    .where('installation.location_id', '=', site.id);
  if (asked !== undefined) query = query.where('installation.id', '=', asked);
  const row = await query.executeTakeFirst();
  if (!row) throw siteProblem('installation.not-found');
  return row.id;
}
