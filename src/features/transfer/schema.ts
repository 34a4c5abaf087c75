import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';

export const ImportId = idOf('imp');
export const ExportId = idOf('exp');

/** `customers`, `contracts` …: what `GET /api/v1/imports/kinds` lists. */
export const KindName = v.pipe(v.string(), v.regex(/^[a-z][a-z-]{1,39}$/, 'expected a kind like customers'));

export const Format = v.picklist(['csv', 'json']);
export type Format = v.InferOutput<typeof Format>;

/** Words of other people's files for ours. */
export const Mapping = v.strictObject({
  /** Their column for ours, `{ "Firma": "billing.company" }`; `null` leaves theirs out. */
  columns: v.optional(v.record(v.string(), v.nullable(line(80)))),
  /** Their word for ours, by our column: `{ "status": { "aktiv": "active" } }`. */
  values: v.optional(v.record(v.string(), v.record(v.string(), v.string()))),
  /** Where the cell is empty or there is no such column, by our column: `{ "billing.country": "DE" }`. */
  defaults: v.optional(v.record(v.string(), v.string())),
});
export type Mapping = v.InferOutput<typeof Mapping>;

export const Separator = v.picklist([',', ';', '\t', '|']);
export const Encoding = v.picklist(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);

const readingFields = {
  /** What stands between cells; found in the first line unless said. */
  separator: v.optional(Separator),
  /** UTF-8 unless said; a byte order mark comes first. */
  encoding: v.optional(Encoding),
};

export const NewImport = v.strictObject({
  kind: KindName,
  /** `csv` with a header, or `json`: a list of objects as the API takes them, or one object a line. */
  format: v.optional(Format, 'csv'),
  ...readingFields,
  mapping: v.optional(Mapping),
});
export type NewImport = v.InferOutput<typeof NewImport>;

export const RunImport = v.strictObject({
  /** Say what the import would do, and do nothing. */
  dryRun: v.optional(v.boolean(), false),
  /** Not before then; a week ahead at most. Until it begins, deleting it calls it off. */
  startAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

/**
 * `receiving` its bytes → `planned` for later, or `waiting` for its turn → `checking` every row → `checked`, which is the end of a dry run, or
 * `applying`: rows are checked and written → `done`; `failed` where one can't be accepted: then nothing was written.
 */
export const ImportState = v.picklist([
  'receiving',
  'planned',
  'waiting',
  'checking',
  'checked',
  'applying',
  'done',
  'failed',
]);
export type ImportState = v.InferOutput<typeof ImportState>;

export const Import = v.object({
  id: ImportId,
  kind: KindName,
  format: Format,
  separator: v.nullable(Separator),
  encoding: v.nullable(Encoding),
  mapping: v.nullable(Mapping),
  state: ImportState,
  dryRun: v.boolean(),
  /** Bytes received so far. */
  bytes: v.number(),
  /** Rows looked at so far. */
  done: v.number(),
  /** Rows in all; `null` until the last one was looked at. */
  total: v.nullable(v.number()),
  created: v.number(),
  changed: v.number(),
  unchanged: v.number(),
  /** Rows that can't be accepted. One of them is enough to write nothing. */
  failed: v.number(),
  /** Why it failed: one sentence in English. */
  problem: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** Of a planned one. */
  startAt: v.nullable(v.string()),
  startedAt: v.nullable(v.string()),
  finishedAt: v.nullable(v.string()),
});
export type Import = v.InferOutput<typeof Import>;

/** What is wrong with one row. */
export const ImportError = v.object({
  /** As a spreadsheet counts: the header is 1. In JSON, the first item is 1. */
  row: v.number(),
  /** As it stands in the file; empty where the whole row is meant. */
  column: v.string(),
  code: v.string(),
  message: v.string(),
});
export type ImportError = v.InferOutput<typeof ImportError>;

export const ImportErrors = v.object({
  items: v.array(ImportError),
  /** Rows that can't be accepted; of them the first 1,000 are kept. */
  failed: v.number(),
});

export const Column = v.object({
  name: v.string(),
  type: v.string(),
  doc: v.string(),
  example: v.string(),
  required: v.boolean(),
  choices: v.nullable(v.array(v.string())),
  readOnly: v.boolean(),
});
export type Column = v.InferOutput<typeof Column>;

export const Kind = v.object({
  name: KindName,
  about: v.string(),
  /** Kinds to be imported before. */
  after: v.array(v.string()),
  columns: v.array(Column),
});
export type Kind = v.InferOutput<typeof Kind>;
export const Kinds = v.object({ items: v.array(Kind) });

/** `POST /api/v1/imports/preview`: the first bytes of a file, read. */
export const PreviewQuery = v.strictObject({ kind: KindName, ...readingFields });
export const Preview = v.object({
  separator: Separator,
  encoding: Encoding,
  /** The header with the column of ours that it seems to mean. */
  columns: v.array(v.object({ header: v.string(), column: v.nullable(v.string()) })),
  /** The first rows, at most 20. */
  rows: v.array(v.array(v.string())),
});
export type Preview = v.InferOutput<typeof Preview>;

export const NewExport = v.strictObject({
  /** All of them unless named. */
  kinds: v.optional(v.pipe(v.array(KindName), v.minLength(1))),
  format: v.optional(Format, 'csv'),
  /** With the files (PDF documents) that belong to what is exported. */
  files: v.optional(v.boolean(), true),
});
export type NewExport = v.InferOutput<typeof NewExport>;

export const ExportState = v.picklist(['waiting', 'running', 'done', 'failed']);
export const Export = v.object({
  id: ExportId,
  kinds: v.array(v.string()),
  format: Format,
  state: ExportState,
  /** Things written so far, and in all. */
  done: v.number(),
  total: v.nullable(v.number()),
  /** Bytes of the archive; `null` until it is done. */
  size: v.nullable(v.number()),
  sha256: v.nullable(v.string()),
  problem: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** From then on the file is gone. */
  expiresAt: v.nullable(v.string()),
});
export type Export = v.InferOutput<typeof Export>;
