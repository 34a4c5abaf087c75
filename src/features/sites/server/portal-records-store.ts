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
  const { items, nextCursor } = paging.page(rows.map(toEntry));
  const ids = items.map(({ id }) => id);
  const files = await filesByHolder(db, vendorId, 'entry_id', ids);
  return {
    nextCursor,
    items: items.map(
      ({ id, installationId: of, kind, happenedOn, text, by }): PortalEntry => ({
        ...{ id, installationId: of, kind, happenedOn, text, by, files: files.get(id) ?? [] },
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

const toPortalDocument = (row: SiteDocumentTable, today: Day): PortalSiteDocument => {
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
  return { nextCursor, items: items.map(({ updatedAt: _, ...item }): PortalSiteDocument => item) };
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
  const rows = await query.limit(500).execute();
  return rows
    .map(toInspection)
    .sort((a, b) => ((a.dueOn ?? '9') < (b.dueOn ?? '9') ? -1 : 1))
    .map(({ id, installationId: of, name, everyMonths, dueOn, lastDoneOn }) => ({
      ...{ id, installationId: of, name, everyMonths, dueOn, lastDoneOn },
      light: dueOn === null ? null : lightOf(dueOn, today),
    }));
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

/** The customer's own, newest first. */
export async function requestsOf(db: Db, reader: SiteReader, reach: Reach, paging: Paging) {
  const { vendorId } = reader.owner;
  const query = requestsReached(db, reader, reach);
  const rows = await paged(query, 'site_request', paging, { sorts: { day: 'created_at' } }).execute();
  const { items, nextCursor } = paging.page(rows.map(toRequest));
  const ids = items.map(({ id }) => id);
  const files = await filesByHolder(db, vendorId, 'request_id', ids);
  return {
    nextCursor,
    items: items.map((request): PortalRequest => {
      const { id, installationId, text, wantedOn, wantedTime, state, answer, plannedOn, createdAt } = request;
      const { documentId } = request;
      return {
        ...{
          id,
          installationId,
          text,
          wantedOn,
          wantedTime,
          state,
          answer,
          plannedOn,
          documentId,
          createdAt,
        },
        files: files.get(id) ?? [],
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
