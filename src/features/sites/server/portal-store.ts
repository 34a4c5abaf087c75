import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Subject } from '../../access/schema.ts';
import type { Owner } from '../../access/server/env.ts';
import { siteProblem } from '../problems.ts';
import type { PortalInstallation, PortalSite } from '../schema.ts';
import { toInstallation, toLocation } from './table.ts';

/** Whose places, as narrow as the session is: all, one location, or the one installation whose token was typed. */
export interface SiteReader {
  readonly owner: Owner;
  readonly subject: Subject | null;
}

const column = (id: string) => (id.startsWith('ext:') ? 'external_id' : 'id');
const plain = (id: string) => (id.startsWith('ext:') ? id.slice('ext:'.length) : id);

/** The installations that the session reaches. */
function installationsReached(db: Db, { owner, subject }: SiteReader) {
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

/** The locations that the session reaches: with one installation alone, the place where it stands. */
function locationsReached(db: Db, reader: SiteReader) {
  const { owner, subject } = reader;
  const all = db
    .selectFrom('location')
    .selectAll('location')
    .where('location.vendor_id', '=', owner.vendorId)
    .where('location.customer_id', '=', owner.customerId);
  if (!subject) return all;
  if (subject.type === 'location') return all.where(`location.${column(subject.id)}`, '=', plain(subject.id));
  return all.where('location.id', 'in', installationsReached(db, reader).select('installation.location_id'));
}

async function withCounts(
  db: Db,
  reader: SiteReader,
  rows: readonly Parameters<typeof toLocation>[0][],
): Promise<(PortalSite & { updatedAt: string })[]> {
  if (rows.length === 0) return [];
  const counts = await installationsReached(db, reader)
    .where(
      'installation.location_id',
      'in',
      rows.map(({ id }) => id),
    )
    .groupBy('installation.location_id')
    .select(({ fn }) => ['installation.location_id as id', fn.countAll().as('count')])
    .execute();
  const countOf = new Map(counts.map(({ id, count }) => [id, Number(count)]));
  return rows.map((row) => {
    const { id, name, number, address, updatedAt } = toLocation(row);
    return { id, name, number, address, installations: countOf.get(id) ?? 0, updatedAt };
  });
}

const bare = <Item extends { updatedAt: string }>({ updatedAt: _, ...item }: Item) => item;

/** By name, a page at a time. */
export async function sitesOf(db: Db, reader: SiteReader, paging: Paging) {
  const rows = await paged(locationsReached(db, reader), 'location', paging, {
    sorts: { name: 'name' },
  }).execute();
  const { items, nextCursor } = paging.page(await withCounts(db, reader, rows));
  return { items: items.map(bare), nextCursor };
}

/** Another customer's place, or one out of the session's reach, is like one that never was. @throws `location.not-found` */
export async function requireSite(db: Db, reader: SiteReader, id: string): Promise<PortalSite> {
  const rows = await locationsReached(db, reader).where('location.id', '=', id).execute();
  const [found] = await withCounts(db, reader, rows);
  if (!found) throw siteProblem('location.not-found');
  return bare(found);
}

/** What stands at a place that the session reaches, by name. */
export async function installationsOf(db: Db, reader: SiteReader, locationId: string, paging: Paging) {
  const query = installationsReached(db, reader)
    .selectAll('installation')
    .where('installation.location_id', '=', locationId);
  const rows = await paged(query, 'installation', paging, { sorts: { name: 'name' } }).execute();
  const { items, nextCursor } = paging.page(rows.map(toInstallation));
  return {
    items: items.map(
      ({ id, name, kind, serialNumber, installedOn }): PortalInstallation => ({
        ...{ id, name, kind, serialNumber, installedOn },
      }),
    ),
    nextCursor,
  };
}
