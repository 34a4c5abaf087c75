import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import type { AnyKind, Planned, TransferFile } from '../../../kit/server/transfer/kind.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind, type Work } from '../../../kit/server/transfer/table-kind.ts';
import {
  InspectionId,
  LogbookEntryId,
  NewInspection,
  NewLogbookEntry,
  NewSiteDocument,
  SiteDocumentId,
  SiteDocumentKind,
  SiteDocumentState,
  SiteFileId,
} from '../records-schema.ts';
import { NewSiteRequest, SiteRequestId, SiteRequestState, TimeOfDay } from '../requests-schema.ts';
import { startDocument } from './documents-store.ts';
import { fileTypes } from './files-store.ts';
import { startInspection } from './inspections-store.ts';
import { startEntry } from './logbook-store.ts';
import { placeReferences } from './placing.ts';
import {
  type SiteFileTable,
  type StoredSiteDocument,
  toEntry,
  toEntryRow,
  toInspection,
  toInspectionRow,
  toRequest,
  toRequestRow,
  toSiteDocument,
  toSiteDocumentRow,
  toStoredDocument,
} from './records-table.ts';
import { startRequest } from './requests-store.ts';

const placeColumns: readonly Column[] = [
  {
    ...{ name: 'locationId', type: 'reference', required: true, example: 'L-204' },
    doc: 'The location: your own id, or ours.',
  },
  {
    ...{ name: 'installationId', type: 'reference', empty: null, example: 'KW-20931' },
    doc: 'The installation there; empty: the location as a whole.',
  },
];
const day = (name: string, doc: string, more: Partial<Column> = {}): Column => ({
  ...{ name, type: 'day', doc, example: '2026-03-31', ...more },
});

/** The customer of a new row is the one whose location it is, where the row itself names none. */
function ofLocations(kind: AnyKind): AnyKind {
  type Placed = Work<{ locationId: string; customerId: string }, { customerId?: string }>;
  return {
    ...kind,
    async plan(db, context, rows) {
      const planned = (await kind.plan(db, context, rows)) as readonly Planned<Placed>[];
      const made = planned.flatMap((one) =>
        one.outcome === 'created' && one.work.after ? [one.work.after.locationId] : [],
      );
      if (made.length === 0) return planned;
      const locations = await db
        .selectFrom('location')
        .select(['id', 'customer_id'])
        .where('vendor_id', '=', context.vendorId)
        .where('id', 'in', [...new Set(made)])
        .execute();
      const customerOf = new Map(locations.map((row) => [row.id, row.customer_id]));
      return planned.map((one) => {
        if (one.outcome !== 'created' || one.work.after.customerId) return one;
        const customerId = customerOf.get(one.work.after.locationId) as string;
        return { ...one, work: { ...one.work, after: { ...one.work.after, customerId } } };
      });
    },
  };
}

/** Logbook entries as they are moved in and out. */
export const logbookKind = ofLocations(
  tableKind({
    name: 'logbook-entries',
    about: 'What was done at a location or to an installation.',
    columns: [
      ...idColumns('logbook entry', 'log'),
      ...placeColumns,
      { name: 'kind', type: 'text', required: true, doc: 'Your word for it.', example: 'Onderhoud' },
      day('happenedOn', 'On which day.', { required: true }),
      {
        name: 'text',
        type: 'text',
        empty: '',
        doc: 'What was found and done.',
        example: 'Filter vervangen.',
      },
      { name: 'by', type: 'text', empty: null, doc: 'Who did it.', example: 'Jan de Wit' },
    ],
    schema: movable(NewLogbookEntry, LogbookEntryId),
    after: ['locations', 'installations'],
    table: 'logbook_entry',
    prefix: 'log',
    references: placeReferences,
    fromRow: toEntry,
    toRow: toEntryRow,
    create: startEntry,
    item: ({ customerId: _, ...entry }) => entry,
  }),
);

/** Inspections as they are moved in and out. */
export const inspectionsKind = ofLocations(
  tableKind({
    name: 'inspections',
    about: 'What has to be looked at by a day, once or again and again.',
    columns: [
      ...idColumns('inspection', 'isp'),
      ...placeColumns,
      { name: 'name', type: 'text', required: true, doc: 'What is looked at.', example: 'Lekcontrole' },
      {
        name: 'everyMonths',
        type: 'number',
        empty: null,
        doc: 'Months to the next one; empty: once.',
        example: '12',
      },
      day('dueOn', 'The next day.', { empty: null }),
      day('lastDoneOn', 'When it was done last.', { empty: null }),
    ],
    schema: movable(v.strictObject({ ...NewInspection.entries, dueOn: v.nullable(Day) }), InspectionId),
    after: ['locations', 'installations'],
    table: 'inspection',
    prefix: 'isp',
    references: placeReferences,
    fromRow: toInspection,
    toRow: toInspectionRow,
    create: (wanted, made) => ({ ...startInspection({ ...wanted, dueOn: '' }, made), dueOn: wanted.dueOn }),
    item: ({ customerId: _, ...inspection }) => inspection,
  }),
);

type DocumentRow = v.InferOutput<typeof NewSiteDocument> & {
  readonly customerId?: string | undefined;
  readonly file?: string | undefined;
};
const fileOf = (wanted: DocumentRow): StoredSiteDocument['file'] => {
  const file = wanted.file as unknown as TransferFile | undefined;
  // What can not be shown as what it says is kept as a file without a kind: it is only ever saved.
  return file
    ? { ...file, mediaType: fileTypes.includes(file.mediaType) ? file.mediaType : plainFile }
    : null;
};
const plainFile = 'application/octet-stream';

/** Work orders and certificates as they are moved in and out, each with its file by name. */
export const siteDocumentsKind = ofLocations(
  tableKind({
    name: 'site-documents',
    about: 'A work order or certificate with its file.',
    columns: [
      ...idColumns('document', 'doc'),
      {
        ...{ name: 'customerId', type: 'reference', example: '4711' },
        doc: 'Whose it is, where the location has another owner by now; left out: the location’s customer.',
      },
      ...placeColumns,
      {
        ...{ name: 'kind', type: 'choice', choices: SiteDocumentKind.options, required: true },
        ...{ doc: 'Which of the two.', example: 'certificate' },
      },
      { name: 'number', type: 'text', empty: null, doc: 'As printed on it.', example: 'LC-2026-118' },
      {
        name: 'title',
        type: 'text',
        required: true,
        doc: 'What it is called.',
        example: 'Lekdichtheidscertificaat',
      },
      day('issuedOn', 'The day on it.', { required: true }),
      day('validUntil', 'Last day on which it holds; empty: without end.', { empty: null }),
      {
        ...{ name: 'state', type: 'choice', choices: SiteDocumentState.options, example: 'done' },
        doc: 'Whether it is done, still planned, or withdrawn.',
      },
      day('keepUntil', 'Until when it must be kept; left out: five years, empty: it may go.', {
        empty: null,
      }),
      { name: 'file', type: 'file', doc: 'The name of its PDF or photo.', example: 'LC-2026-118.pdf' },
    ],
    schema: movable(
      v.strictObject({
        ...NewSiteDocument.entries,
        customerId: v.optional(v.string()),
        file: v.optional(v.pipe(v.string(), v.maxLength(200))),
      }),
      SiteDocumentId,
    ),
    after: ['customers', 'locations', 'installations'],
    table: 'site_document',
    prefix: 'doc',
    references: [
      { field: 'customerId', thing: 'customer', find: referencesTo('customer'), optional: true },
      ...placeReferences,
    ],
    fromRow: toStoredDocument,
    toRow: toSiteDocumentRow,
    create: (wanted, made): StoredSiteDocument => ({
      ...startDocument({ ...wanted, customerId: wanted.customerId ?? '' }, made),
      file: fileOf(wanted),
    }),
    change(before, { id: _, externalId: __, createdAt: ___, file: ____, ...fields }) {
      const file = fileOf({ ...fields, file: ____ } as DocumentRow);
      const change = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const same = !file || file.sha256 === before.file?.sha256;
      return { ...before, ...change, file: same ? before.file : file };
    },
    item: (document) => {
      const { file: _, ...item } = toSiteDocument(document);
      return item;
    },
    file: {
      field: 'file',
      of: ({ id, file }: StoredSiteDocument) => file && { id: file.id, name: `${id}-${file.name}` },
    },
  }),
);

/** Requests of customers as they are moved in and out. */
export const requestsKind = tableKind({
  name: 'site-requests',
  about: 'What a customer asked for at a location.',
  columns: [
    ...idColumns('request', 'req'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'Who asked: your own id of the customer, or ours.',
    },
    ...placeColumns,
    { name: 'text', type: 'text', empty: '', doc: 'What was asked for.', example: 'De cel koelt niet.' },
    day('wantedOn', 'The day wished for.', { empty: null }),
    {
      ...{ name: 'wantedTime', type: 'choice', choices: TimeOfDay.options, example: 'any' },
      doc: 'When on that day.',
    },
    {
      name: 'phone',
      type: 'text',
      empty: '',
      doc: 'Where somebody can be reached.',
      example: '030 123 45 67',
    },
    {
      ...{ name: 'state', type: 'choice', choices: SiteRequestState.options, example: 'done' },
      doc: 'How far it is.',
    },
    { name: 'answer', type: 'text', empty: '', doc: 'What the customer reads.', example: 'Verholpen.' },
    day('plannedOn', 'The day that was agreed.', { empty: null }),
  ],
  schema: movable(NewSiteRequest, SiteRequestId),
  after: ['customers', 'locations', 'installations'],
  table: 'site_request',
  prefix: 'req',
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true },
    ...placeReferences,
  ],
  fromRow: toRequest,
  toRow: toRequestRow,
  create: startRequest,
  item: ({ contactId: _, documentId: __, ...request }) => request,
});

interface Kept {
  readonly id: string;
  readonly externalId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface FileThing extends Kept {
  readonly customerId: string;
  readonly entryId: string | null;
  readonly requestId: string | null;
  readonly stored: Pick<SiteFileTable, 'file_id' | 'name' | 'media_type' | 'size' | 'sha256'>;
}

const customerRow = {
  ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
  doc: 'The customer: your own id, or ours.',
} as const satisfies Column;

/** Photos of logbook entries and requests as they are moved in and out. */
export const siteFilesKind = tableKind({
  name: 'site-files',
  about: 'A photo or paper of a logbook entry or a request.',
  columns: [
    ...idColumns('file', 'att'),
    customerRow,
    { name: 'entryId', type: 'reference', doc: 'The logbook entry it hangs on.', example: 'LB-17' },
    { name: 'requestId', type: 'reference', doc: 'The request it hangs on.', example: 'R-17' },
    { name: 'file', type: 'file', required: true, doc: 'The name of the file.', example: 'koelcel.jpg' },
  ],
  schema: movable(
    v.strictObject({
      customerId: v.string(),
      entryId: v.optional(v.string()),
      requestId: v.optional(v.string()),
      file: v.pipe(v.string(), v.maxLength(200)),
      externalId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
    }),
    SiteFileId,
  ),
  after: ['customers', 'logbook-entries', 'site-requests'],
  table: 'site_file',
  prefix: 'att',
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true },
    { field: 'entryId', thing: 'logbook entry', find: referencesTo('logbook_entry'), optional: true },
    { field: 'requestId', thing: 'request', find: referencesTo('site_request'), optional: true },
  ],
  fromRow: ({ file_id, name, media_type, size, sha256, ...row }): FileThing => ({
    ...{ id: row.id, externalId: row.external_id, customerId: row.customer_id },
    ...{
      entryId: row.entry_id,
      requestId: row.request_id,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    },
    stored: { file_id, name, media_type, size, sha256 },
  }),
  toRow: (vendorId, { stored, ...file }): SiteFileTable => ({
    ...{ vendor_id: vendorId, id: file.id, external_id: file.externalId, customer_id: file.customerId },
    ...{ entry_id: file.entryId, request_id: file.requestId },
    ...{ ...stored, created_at: file.createdAt, updated_at: file.updatedAt },
  }),
  create: (wanted, { id, now }): FileThing => {
    const file = wanted.file as unknown as TransferFile;
    return {
      ...{
        id,
        externalId: wanted.externalId ?? null,
        customerId: wanted.customerId,
        createdAt: now,
        updatedAt: now,
      },
      ...{ entryId: wanted.entryId ?? null, requestId: wanted.requestId ?? null },
      stored: {
        ...{ file_id: file.id, name: file.name, size: file.size, sha256: file.sha256 },
        media_type: fileTypes.includes(file.mediaType) ? file.mediaType : plainFile,
      },
    };
  },
  /** A file never changes. */
  change: (before) => before,
  item: ({ stored: _, entryId, requestId, ...file }) => ({
    ...{ ...file, ...(entryId && { entryId }), ...(requestId && { requestId }) },
  }),
  file: { field: 'file', of: ({ id, stored }) => ({ id: stored.file_id, name: `${id}-${stored.name}` }) },
});

interface PeriodThing extends Kept {
  readonly customerId: string;
  readonly locationId: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly name: string;
}

/** Whose a location was, one after the other, as it is moved in and out: by it history stays cut. */
export const sitePeriodsKind = tableKind({
  name: 'site-periods',
  about: 'Whose a location was and is, where it was handed over: one row for each owner.',
  columns: [
    ...idColumns('period', 'per'),
    customerRow,
    { name: 'locationId', type: 'reference', required: true, doc: 'The location.', example: 'L-204' },
    day('from', 'First day this customer reads of; empty: from the beginning.', { empty: null }),
    day('until', 'First day this customer no longer reads of; empty: it is theirs today.', { empty: null }),
    {
      name: 'name',
      type: 'text',
      required: true,
      doc: 'What the location was called then.',
      example: 'Koelhuis',
    },
  ],
  schema: movable(
    v.strictObject({
      customerId: v.string(),
      locationId: v.string(),
      from: v.optional(v.nullable(Day), null),
      until: v.optional(v.nullable(Day), null),
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(160)),
      externalId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
    }),
    v.pipe(v.string(), v.regex(/^per_[0-9a-z]{12,26}$/, 'expected an id like per_01k…')),
  ),
  after: ['customers', 'locations'],
  table: 'site_period',
  prefix: 'per',
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true },
    { field: 'locationId', thing: 'location', find: referencesTo('location'), fixed: true },
  ],
  fromRow: (row): PeriodThing => ({
    ...{ id: row.id, externalId: row.external_id, customerId: row.customer_id, locationId: row.location_id },
    ...{ from: row.sees_from, until: row.sees_until, name: row.name },
    ...{ createdAt: row.created_at, updatedAt: row.updated_at },
  }),
  toRow: (vendorId, period) => ({
    ...{ vendor_id: vendorId, id: period.id, external_id: period.externalId },
    ...{ customer_id: period.customerId, location_id: period.locationId },
    ...{ sees_from: period.from, sees_until: period.until, name: period.name },
    ...{ created_at: period.createdAt, updated_at: period.updatedAt },
  }),
  create: (wanted, { id, now }): PeriodThing => ({
    ...{ id, externalId: wanted.externalId ?? null, customerId: wanted.customerId },
    ...{ locationId: wanted.locationId, from: wanted.from, until: wanted.until, name: wanted.name },
    ...{ createdAt: now, updatedAt: now },
  }),
});

export const siteRecordKinds: readonly AnyKind[] = [
  logbookKind,
  inspectionsKind,
  siteDocumentsKind,
  requestsKind,
  { ...siteFilesKind, scopes: 'logbook-entries' },
  { ...sitePeriodsKind, scopes: 'locations' },
];
