import { sql } from 'kysely';
import type { Day } from '../../../kit/common/day.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { dropFile, keepFile } from '../../../kit/server/files.ts';
import { lockRow, updateRow } from '../../../kit/server/rows.ts';
import { siteProblem } from '../problems.ts';
import type { NewSiteDocument, SiteDocumentChange, SiteDocumentKind } from '../records-schema.ts';
import { keptUntil } from '../rules.ts';
import type { CheckedFile } from './files-store.ts';
import { type PlaceFilter, type Placing, placed, placeOf } from './placing.ts';
import { type StoredSiteDocument, toSiteDocumentRow, toStoredDocument } from './records-table.ts';

/** References are ids by now. */
export const startDocument = (
  wanted: NewSiteDocument & { readonly customerId?: string },
  { id, now }: { id: string; now: string },
): StoredSiteDocument => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId ?? '',
  locationId: wanted.locationId,
  installationId: wanted.installationId ?? null,
  kind: wanted.kind,
  number: wanted.number ?? null,
  title: wanted.title,
  issuedOn: wanted.issuedOn,
  validUntil: wanted.validUntil ?? null,
  state: wanted.state ?? 'done',
  keepUntil: wanted.keepUntil === undefined ? keptUntil(wanted.issuedOn) : wanted.keepUntil,
  file: null,
  createdAt: now,
  updatedAt: now,
});

export const siteDocuments = collectionStore<
  'site_document',
  StoredSiteDocument,
  NewSiteDocument,
  SiteDocumentChange
>({
  ...{ table: 'site_document', prefix: 'doc', toThing: toStoredDocument, toRow: toSiteDocumentRow },
  start: startDocument,
  async resolve(tx, vendorId, wanted) {
    if (!('locationId' in wanted)) return wanted;
    return (await placed(tx, vendorId, wanted as Placing)) as unknown as typeof wanted;
  },
  fixed: ['locationId', 'installationId', 'kind'],
  notFound: () => siteProblem('site-document.not-found'),
  externalIdTaken: () => siteProblem('site-document.external-id-taken'),
});

export interface DocumentFilter extends PlaceFilter {
  readonly kind?: SiteDocumentKind | undefined;
}

export async function listDocuments(
  db: Db,
  vendorId: string,
  filter: DocumentFilter,
  paging: Paging,
): Promise<StoredSiteDocument[]> {
  const place = await placeOf(db, vendorId, filter);
  if (!place) return [];
  const { customerId, locationId, installationId } = place;
  let query = db.selectFrom('site_document').selectAll().where('vendor_id', '=', vendorId);
  if (customerId) query = query.where('customer_id', '=', customerId);
  if (locationId) query = query.where('location_id', '=', locationId);
  if (installationId) query = query.where('installation_id', '=', installationId);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  const rows = await paged(query, 'site_document', paging, { sorts: { issuedOn: 'issued_on' } }).execute();
  return rows.map(toStoredDocument);
}

/** In place of the file there was. @throws `site-document.not-found` */
export async function putFile(
  tx: Db,
  vendorId: string,
  reference: string,
  file: CheckedFile,
  at: Date,
): Promise<StoredSiteDocument> {
  await lockRow(tx, 'site_document', vendorId, reference);
  const before = await siteDocuments.require(tx, vendorId, reference);
  if (before.file) await dropFile(tx, vendorId, before.file.id, at);
  const { id, name, mediaType, size, sha256 } = await keepFile(tx, vendorId, file, at);
  const after = { ...before, file: { id, name, mediaType, size, sha256 }, updatedAt: at.toISOString() };
  await updateRow(tx, 'site_document', toSiteDocumentRow(vendorId, after));
  return after;
}

/** @throws `site-document.not-found`, `site-document.must-be-kept` before its day */
export async function deleteDocument(
  tx: Db,
  vendorId: string,
  reference: string,
  today: Day,
  at: Date,
): Promise<StoredSiteDocument> {
  const document = await siteDocuments.require(tx, vendorId, reference);
  if (document.keepUntil !== null && document.keepUntil >= today) throw mustBeKept(document.keepUntil);
  if (document.file) await dropFile(tx, vendorId, document.file.id, at);
  return siteDocuments.remove(tx, vendorId, document.id);
}

const mustBeKept = (until: Day) =>
  siteProblem('site-document.must-be-kept', { detail: `To be kept until ${until}.` });

/** Of a location that is to go: those that must be kept forbid it, the others go. @throws `site-document.must-be-kept` */
export async function clearDocumentsOf(
  tx: Db,
  vendorId: string,
  locationId: string,
  today: Day,
  at: Date,
): Promise<void> {
  const rows = await tx
    .selectFrom('site_document')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', locationId)
    .execute();
  const latest =
    rows
      .map(({ keep_until }) => keep_until ?? '')
      .sort()
      .at(-1) ?? '';
  if (latest >= today) throw mustBeKept(latest);
  for (const { id, file_id } of rows) {
    if (file_id) await dropFile(tx, vendorId, file_id, at);
    await siteDocuments.remove(tx, vendorId, id);
  }
}

/** What was kept for the law after its customer was erased goes when its day is over. */
export async function sweepKeptDocuments(tx: Db, now: Date): Promise<void> {
  const today = now.toISOString().slice(0, 10);
  const rows = await tx
    .selectFrom('site_document')
    .select(['vendor_id', 'id', 'file_id'])
    .where((eb) => eb.or([eb('keep_until', 'is', null), eb('keep_until', '<', today)]))
    .where(
      sql<boolean>`not exists (select 1 from location l where l.vendor_id = site_document.vendor_id and l.id = site_document.location_id)`,
    )
    .limit(500)
    .execute();
  for (const { vendor_id, id, file_id } of rows) {
    if (file_id) await dropFile(tx, vendor_id, file_id, now);
    await siteDocuments.remove(tx, vendor_id, id);
  }
}
