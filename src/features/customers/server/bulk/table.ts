import type { BulkChangeState, BulkRow } from '../../bulk-schema.ts';

interface BulkChangeTable {
  vendor_id: string;
  id: string;
  selection: string;
  change: string;
  undoes: string | null;
  state: BulkChangeState;
  done: number;
  total?: number | null | undefined;
  changed: number;
  unchanged: number;
  refused: number;
  problem: string | null;
  work_id: string | null;
  actor_kind: string;
  actor_id: string | null;
  start_at: string | null;
  created_at: string;
  updated_at: string;
  started_at: string | null;
  finished_at: string | null;
}

interface BulkRowTable {
  vendor_id: string;
  bulk_change_id: string;
  customer_id: string;
  outcome: BulkRow['outcome'];
  /** JSON: what was there before, and what was set instead, by path. */
  earlier: string;
  later: string;
  code: string | null;
}

declare module '../../../../kit/server/db/db.ts' {
  interface Tables {
    bulk_change: BulkChangeTable;
    bulk_change_row: BulkRowTable;
  }
}
