import { sql } from 'kysely';
import type { Day } from '../../../kit/common/day.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { siteProblem } from '../problems.ts';
import type { PortalEntry, PortalInspection, PortalRequest, PortalSiteDocument } from '../requests-schema.ts';
import { lightOf, type Span } from '../rules.ts';
import { filesByHolder } from './files-store.ts';
import type { Place, SiteReader } from './portal-store.ts';
import {
  type SiteDocumentTable,
  type StoredSiteDocument,
  toEntry,
  toInspection,
  toRequest,
  toStoredDocument,
} from './records-table.ts';

/** Records of a place that a session reaches: of its own days, and with one installation alone, of that. */
interface Reach {
  readonly place: Place;
  /** Of one installation; `undefined`: of the place as a whole. */
  readonly installationId: string | undefined;
}

/** Days of any of the spans; whoever had a place twice has two. */
function within(column: string, spans: readonly Span[]) {
  const days = spans.map(({ from, until }) => {
    const day = sql.ref(column);
    const after = from === null ? sql`1 = 1` : sql`${day} >= ${from}`;
    return until === null ? sql`(${after})` : sql`(${after} and ${day} < ${until})`;
  });
  return sql<boolean>`(${days.length > 0 ? sql.join(days, sql` or `) : sql`1 = 0`})`;
}

/** With the names of the equipment that they are about. */
async function named<Item extends { readonly installationId: string | null }>(
  db: Db,
  vendorId: string,
  items: readonly Item[],
): Promise<(Item & { readonly installationName: string | null })[]> {
  const ids = [...new Set(items.flatMap(({ installationId }) => installationId ?? []))];
  if (ids.length === 0) return items.map((item) => ({ ...item, installationName: null }));
  const rows = await db
    .selectFrom('installation')
    .select(['id', 'name'])
    .where('vendor_id', '=', vendorId)
    .where('id', 'in', ids)
    .execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return items.map((item) => ({ ...item, installationName: names.get(item.installationId ?? '') ?? null }));
}

/** Newest day first. */
export async function entriesOf(db: Db, vendorId: string, { place, installationId }: Reach, paging: Paging) {
  let query = db
    .selectFrom('logbook_entry')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', place.site.id)
    .where(within('happened_on', place.spans));
  if (installationId !== undefined) query = query.where('installation_id', '=', installationId);
  const rows = await paged(query, 'logbook_entry', paging, { sorts: { day: 'happened_on' } }).execute();
  const page = paging.page(rows.map(toEntry));
  const items = await named(db, vendorId, page.items);
  const ids = items.map(({ id }) => id);
  const files = await filesByHolder(db, vendorId, 'entry_id', ids);
  return {
    nextCursor: page.nextCursor,
    items: items.map(
      ({ id, installationId: of, installationName, kind, happenedOn, text, by }): PortalEntry => ({
        ...{ id, installationId: of, installationName, kind, happenedOn, text, by },
        files: files.get(id) ?? [],
      }),
    ),
  };
}

const documentsReached = (db: Db, vendorId: string, { place, installationId }: Reach) => {
  const query = db
    .selectFrom('site_document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', place.site.id)
    .where(within('issued_on', place.spans));
  return installationId === undefined ? query : query.where('installation_id', '=', installationId);
};

const toPortalDocument = (
  row: SiteDocumentTable,
  today: Day,
): Omit<PortalSiteDocument, 'installationName'> => {
  const { id, installationId, kind, number, title, issuedOn, validUntil, state, file } =
    toStoredDocument(row);
  const holds = kind === 'certificate' && state === 'done' && validUntil !== null;
  return {
    ...{ id, installationId, kind, number, title, issuedOn, validUntil, state },
    light: holds ? lightOf(validUntil, today) : null,
    size: file?.size ?? null,
    mediaType: file?.mediaType ?? null,
  };
};

/** Newest first. */
export async function documentsOf(db: Db, vendorId: string, reach: Reach, today: Day, paging: Paging) {
  const query = documentsReached(db, vendorId, reach);
  const rows = await paged(query, 'site_document', paging, { sorts: { day: 'issued_on' } }).execute();
  const lit = rows.map((row) => ({ ...toPortalDocument(row, today), updatedAt: row.updated_at }));
  const { items, nextCursor } = paging.page(lit);
  const shown = items.map(({ updatedAt: _, ...item }) => item);
  const page: PortalSiteDocument[] = await named(db, vendorId, shown);
  return { nextCursor, items: page };
}

/** @throws `site-document.not-found` */
export async function requireReachedDocument(
  db: Db,
  vendorId: string,
  reach: Reach,
  id: string,
): Promise<StoredSiteDocument> {
  const row = await documentsReached(db, vendorId, reach).where('id', '=', id).executeTakeFirst();
  if (!row) throw siteProblem('site-document.not-found');
  return toStoredDocument(row);
}

/** What is due first; what does not come again comes last. Only of a place that is the customer's today. */
export async function inspectionsOf(
  db: Db,
  vendorId: string,
  { place, installationId }: Reach,
  today: Day,
): Promise<PortalInspection[]> {
  if (place.site.until !== null) return [];
  let query = db
    .selectFrom('inspection')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', place.site.id);
  if (installationId !== undefined) query = query.where('installation_id', '=', installationId);
  const rows = await query
    .orderBy((eb) => eb.fn.coalesce('due_on', sql.lit('9')))
    .orderBy('id')
    .limit(500)
    .execute();
  const items = rows
    .map(toInspection)
    .map(({ id, installationId: of, name, everyMonths, dueOn, lastDoneOn }) => ({
      ...{ id, installationId: of, name, everyMonths, dueOn, lastDoneOn },
      light: dueOn === null ? null : lightOf(dueOn, today),
    }));
  return named(db, vendorId, items);
}

const requestsReached = (db: Db, { owner }: SiteReader, { place, installationId }: Reach) => {
  const query = db
    .selectFrom('site_request')
    .selectAll()
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('location_id', '=', place.site.id);
  return installationId === undefined ? query : query.where('installation_id', '=', installationId);
};

/** Those of requests that the session may read anyway, by their id. */
async function workOrdersOf(
  db: Db,
  vendorId: string,
  reach: Reach,
  requests: readonly { readonly documentId: string | null }[],
): Promise<ReadonlyMap<string, PortalRequest['workOrder']>> {
  const ids = requests.flatMap(({ documentId }) => documentId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await documentsReached(db, vendorId, reach).where('id', 'in', ids).execute();
  return new Map(
    rows.map(toStoredDocument).flatMap(({ id, number, title, file }) => {
      return file ? [[id, { id, number, title, mediaType: file.mediaType }] as const] : [];
    }),
  );
}

/** The customer's own, newest first. */
export async function requestsOf(db: Db, reader: SiteReader, reach: Reach, paging: Paging) {
  const { vendorId } = reader.owner;
  const query = requestsReached(db, reader, reach);
  const rows = await paged(query, 'site_request', paging, { sorts: { day: 'created_at' } }).execute();
  const page = paging.page(rows.map(toRequest));
  const items = await named(db, vendorId, page.items);
  const ids = items.map(({ id }) => id);
  const files = await filesByHolder(db, vendorId, 'request_id', ids);
  const orders = await workOrdersOf(db, vendorId, reach, items);
  return {
    nextCursor: page.nextCursor,
    items: items.map((request): PortalRequest => {
      const { id, installationId, installationName, text, wantedOn, wantedTime, state, answer } = request;
      const { plannedOn, documentId, createdAt } = request;
      return {
        ...{ id, installationId, installationName, text, wantedOn, wantedTime, state, answer },
        ...{ plannedOn, documentId, createdAt, files: files.get(id) ?? [] },
        workOrder: (documentId && orders.get(documentId)) || null,
      };
    }),
  };
}

/** On what a file hangs that the session reaches. @throws `site-file.not-found` */
export async function requireReachedFile(
  db: Db,
  reader: SiteReader,
  reach: Reach,
  id: string,
): Promise<{ readonly name: string; readonly mediaType: string; readonly fileId: string }> {
  const { vendorId } = reader.owner;
  const row = await db
    .selectFrom('site_file')
    .select(['name', 'media_type', 'file_id', 'entry_id', 'request_id'])
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw siteProblem('site-file.not-found');
  const { place, installationId } = reach;
  let entry = db
    .selectFrom('logbook_entry')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', place.site.id)
    .where('id', '=', row.entry_id ?? '')
    .where(within('happened_on', place.spans));
  if (installationId !== undefined) entry = entry.where('installation_id', '=', installationId);
  const request = requestsReached(db, reader, reach).where('id', '=', row.request_id ?? '');
  const holder = row.entry_id ? await entry.executeTakeFirst() : await request.executeTakeFirst();
  if (!holder) throw siteProblem('site-file.not-found');
  return { name: row.name, mediaType: row.media_type, fileId: row.file_id };
}
