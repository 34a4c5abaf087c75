import type { Generated } from 'kysely';
import type { ImportState } from '../schema.ts';

interface ImportTable {
  vendor_id: string;
  id: string;
  kind: string;
  format: 'csv' | 'json';
  separator: string | null;
  encoding: string | null;
  mapping: string | null;
  state: ImportState;
  dry_run: number;
  bytes: number;
  done: Generated<number>;
  total: Generated<number | null>;
  created: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  failed: Generated<number>;
  problem: Generated<string | null>;
  work_id: Generated<string | null>;
  actor_kind: string;
  actor_id: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
  /** When it was put into the queue: files of a vendor are taken in that order, one after the other. */
  queued_at: Generated<string | null>;
  /** Not before then. */
  start_at: Generated<string | null>;
  started_at: Generated<string | null>;
  finished_at: Generated<string | null>;
}

/** The file as it came; removed once the import is over. */
interface ImportPartTable {
  vendor_id: string;
  import_id: string;
  number: number;
  size: number;
  content: Uint8Array;
}

interface ImportErrorTable {
  vendor_id: string;
  import_id: string;
  number: number;
  row_number: number;
  column_name: string;
  code: string;
  message: string;
}

interface ImportFileTable {
  vendor_id: string;
  import_id: string;
  name: string;
  file_id: string;
  media_type: string;
  size: number;
}

interface ExportTable {
  vendor_id: string;
  id: string;
  kinds: string;
  format: 'csv' | 'json';
  files: number;
  work_id: string;
  size: Generated<number | null>;
  sha256: Generated<string | null>;
  search_text: string;
  created_at: string;
  updated_at: string;
  expires_at: Generated<string | null>;
}

interface ExportPartTable {
  vendor_id: string;
  export_id: string;
  number: number;
  content: Uint8Array;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    import_run: ImportTable;
    import_part: ImportPartTable;
    import_error: ImportErrorTable;
    import_file: ImportFileTable;
    export_run: ExportTable;
    export_part: ExportPartTable;
  }
}
