import * as v from 'valibot';
import { ExportState } from './schema.ts';

/** GET /portal/v1/data-export, and of a vendor GET /api/v1/customers/:id/data-export. */
export const DataExport = v.object({
  state: ExportState,
  /** Things written so far, and in all. */
  done: v.number(),
  total: v.nullable(v.number()),
  /** Bytes of the archive; `null` until it is done. */
  size: v.nullable(v.number()),
  createdAt: v.string(),
  /** From then on the file is gone. */
  expiresAt: v.nullable(v.string()),
});
export type DataExport = v.InferOutput<typeof DataExport>;

export const OwnDataExport = v.object({
  /** The newest one of the last day. */
  export: v.nullable(DataExport),
  /** Whether whoever asks may take the data of the whole account along. */
  mayAsk: v.boolean(),
  /** How many more can be asked for today. */
  left: v.number(),
});
export type OwnDataExport = v.InferOutput<typeof OwnDataExport>;
