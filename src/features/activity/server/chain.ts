import { createHash } from 'node:crypto';
import type { ActivityRow } from './record.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Before the first batch of a vendor. */
export const noBatch = '';

/** Everything a row says, in a fixed order. A column that comes later goes to the end, and only where it holds something. */
export const hashOfRow = (row: Omit<ActivityRow, 'batch'>): string =>
  sha256(
    JSON.stringify([
      ...[row.vendor_id, row.id, row.customer_id, row.actor_kind, row.actor_id, row.for_kind, row.for_id],
      ...[row.action, row.subject_id, row.fields, row.reason, row.detail, row.created_at],
    ]),
  );

/** Id and hash of each row of a batch, in the order of ids. */
export type SealedRows = readonly (readonly [id: string, hash: string])[];

export interface Link {
  readonly vendorId: string;
  readonly no: number;
  /** Hash of the batch before. */
  readonly previous: string;
  /** `SealedRows` as JSON. */
  readonly sealedRows: string;
}

/** Holds everything before it too: whoever changes an old row would have to change every batch behind it. */
export const hashOfBatch = ({ vendorId, no, previous, sealedRows }: Link): string =>
  sha256(JSON.stringify([vendorId, no, previous, sealedRows]));
