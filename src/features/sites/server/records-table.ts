import { searchText } from '../../../kit/server/search.ts';
import type { Inspection, LogbookEntry, SiteDocument, SiteFile } from '../records-schema.ts';
import type { SiteRequest } from '../requests-schema.ts';

interface Kept {
  vendor_id: string;
  id: string;
  external_id: string | null;
  created_at: string;
  updated_at: string;
}
interface Placed extends Kept {
  customer_id: string;
  location_id: string;
  installation_id: string | null;
  search_text: string;
}
export interface LogbookEntryTable extends Placed {
  kind: string;
  happened_on: string;
  text: string;
  done_by: string | null;
}
export interface SiteDocumentTable extends Placed {
  kind: SiteDocument['kind'];
  number: string | null;
  title: string;
  issued_on: string;
  valid_until: string | null;
  state: SiteDocument['state'];
  keep_until: string | null;
  file_id: string | null;
  file_name: string | null;
  media_type: string | null;
  size: number | null;
  sha256: string | null;
}
export interface InspectionTable extends Placed {
  name: string;
  every_months: number | null;
  due_on: string | null;
  last_done_on: string | null;
}
export interface SiteRequestTable extends Placed {
  contact_id: string | null;
  text: string;
  wanted_on: string | null;
  wanted_time: SiteRequest['wantedTime'];
  phone: string;
  state: SiteRequest['state'];
  answer: string;
  planned_on: string | null;
  document_id: string | null;
}
export interface SiteFileTable extends Kept {
  customer_id: string;
  entry_id: string | null;
  request_id: string | null;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  file_id: string;
}
export interface SitePeriodTable extends Kept {
  location_id: string;
  customer_id: string;
  sees_from: string | null;
  sees_until: string | null;
  name: string;
}
export interface CalendarFeedTable {
  vendor_id: string;
  id: string;
  customer_id: string | null;
  contact_id: string | null;
  subject: string | null;
  name: string;
  language: string;
  secret_hash: string;
  created_at: string;
  last_read_at: string | null;
  reads: number;
  logged_on: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    logbook_entry: LogbookEntryTable;
    site_document: SiteDocumentTable;
    inspection: InspectionTable;
    site_request: SiteRequestTable;
    site_file: SiteFileTable;
    site_period: SitePeriodTable;
    calendar_feed: CalendarFeedTable;
  }
}

interface Thing {
  readonly id: string;
  readonly externalId: string | null;
  readonly customerId: string;
  readonly locationId: string;
  readonly installationId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}
const toPlaced = (row: Placed): Thing => ({
  id: row.id,
  externalId: row.external_id,
  customerId: row.customer_id,
  locationId: row.location_id,
  installationId: row.installation_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
const placedRow = (vendorId: string, thing: Thing): Omit<Placed, 'search_text'> => ({
  vendor_id: vendorId,
  id: thing.id,
  external_id: thing.externalId,
  customer_id: thing.customerId,
  location_id: thing.locationId,
  installation_id: thing.installationId,
  created_at: thing.createdAt,
  updated_at: thing.updatedAt,
});

export const toEntry = (row: LogbookEntryTable): LogbookEntry => ({
  ...toPlaced(row),
  kind: row.kind,
  happenedOn: row.happened_on,
  text: row.text,
  by: row.done_by,
});
export const toEntryRow = (vendorId: string, entry: LogbookEntry): LogbookEntryTable => ({
  ...placedRow(vendorId, entry),
  kind: entry.kind,
  happened_on: entry.happenedOn,
  text: entry.text,
  done_by: entry.by,
  search_text: searchText(entry.kind, entry.text, entry.by, entry.externalId),
});

/** With the id of its file, which nobody outside is told. */
export interface StoredSiteDocument extends Omit<SiteDocument, 'file'> {
  readonly file: (NonNullable<SiteDocument['file']> & { readonly id: string }) | null;
}
export const toStoredDocument = (row: SiteDocumentTable): StoredSiteDocument => ({
  ...toPlaced(row),
  kind: row.kind,
  number: row.number,
  title: row.title,
  issuedOn: row.issued_on,
  validUntil: row.valid_until,
  state: row.state,
  keepUntil: row.keep_until,
  file:
    row.file_id === null
      ? null
      : {
          id: row.file_id,
          name: row.file_name as string,
          mediaType: row.media_type as string,
          size: Number(row.size),
          sha256: row.sha256 as string,
        },
});
export const toSiteDocument = ({ file, ...document }: StoredSiteDocument): SiteDocument => {
  if (!file) return { ...document, file };
  const { name, mediaType, size, sha256 } = file;
  return { ...document, file: { name, mediaType, size, sha256 } };
};
export const toSiteDocumentRow = (vendorId: string, document: StoredSiteDocument): SiteDocumentTable => ({
  ...placedRow(vendorId, document),
  kind: document.kind,
  number: document.number,
  title: document.title,
  issued_on: document.issuedOn,
  valid_until: document.validUntil,
  state: document.state,
  keep_until: document.keepUntil,
  file_id: document.file?.id ?? null,
  file_name: document.file?.name ?? null,
  media_type: document.file?.mediaType ?? null,
  size: document.file?.size ?? null,
  sha256: document.file?.sha256 ?? null,
  search_text: searchText(document.number, document.title, document.externalId),
});

/** Without its light, which follows from the day. */
export type StoredInspection = Omit<Inspection, 'light'>;
export const toInspection = (row: InspectionTable): StoredInspection => ({
  ...toPlaced(row),
  name: row.name,
  everyMonths: row.every_months,
  dueOn: row.due_on,
  lastDoneOn: row.last_done_on,
});
export const toInspectionRow = (vendorId: string, inspection: StoredInspection): InspectionTable => ({
  ...placedRow(vendorId, inspection),
  name: inspection.name,
  every_months: inspection.everyMonths,
  due_on: inspection.dueOn,
  last_done_on: inspection.lastDoneOn,
  search_text: searchText(inspection.name, inspection.externalId),
});

export const toRequest = (row: SiteRequestTable): SiteRequest => ({
  ...toPlaced(row),
  contactId: row.contact_id,
  text: row.text,
  wantedOn: row.wanted_on,
  wantedTime: row.wanted_time,
  phone: row.phone,
  state: row.state,
  answer: row.answer,
  plannedOn: row.planned_on,
  documentId: row.document_id,
});
export const toRequestRow = (vendorId: string, request: SiteRequest): SiteRequestTable => ({
  ...placedRow(vendorId, request),
  contact_id: request.contactId,
  text: request.text,
  wanted_on: request.wantedOn,
  wanted_time: request.wantedTime,
  phone: request.phone,
  state: request.state,
  answer: request.answer,
  planned_on: request.plannedOn,
  document_id: request.documentId,
  search_text: searchText(request.text, request.answer, request.phone),
});

export const toSiteFile = (row: SiteFileTable): SiteFile => ({
  id: row.id,
  name: row.name,
  mediaType: row.media_type,
  size: Number(row.size),
});
