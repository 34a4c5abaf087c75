import type { Migration } from '../../../kit/server/db/migrate.ts';

const ofImport = 'foreign key (vendor_id, import_id) references import_run (vendor_id, id) on delete cascade';

export const transferMigrations: readonly Migration[] = [
  {
    name: 'transfer-0001-imports-and-exports',
    up: [
      `create table import_run (
        vendor_id text not null, id text not null, kind text not null, format text not null, separator text,
        encoding text, mapping text, state text not null, dry_run integer not null, bytes integer not null,
        done integer not null default 0, total integer, created integer not null default 0,
        changed integer not null default 0, unchanged integer not null default 0, failed integer not null default 0,
        problem text, work_id text, actor_kind text not null, actor_id text, search_text text not null,
        created_at text not null, updated_at text not null, queued_at text, started_at text, finished_at text,
        primary key (vendor_id, id))`,
      `create table import_part (
        vendor_id text not null, import_id text not null, number integer not null, size integer not null,
        content blob not null, primary key (vendor_id, import_id, number), ${ofImport})`,
      // Empty since rows are written as they are read: an older program that still runs beside this one asks for it.
      `create table import_batch (
        vendor_id text not null, import_id text not null, number integer not null, rows text not null,
        primary key (vendor_id, import_id, number), ${ofImport})`,
      `create table import_error (
        vendor_id text not null, import_id text not null, number integer not null, row_number integer not null,
        column_name text not null, code text not null, message text not null,
        primary key (vendor_id, import_id, number), ${ofImport})`,
      `create table import_file (
        vendor_id text not null, import_id text not null, name text not null, file_id text not null,
        media_type text not null, size integer not null, primary key (vendor_id, import_id, name), ${ofImport})`,
      `create table export_run (
        vendor_id text not null, id text not null, kinds text not null, format text not null, files integer not null,
        work_id text not null, size integer, sha256 text, search_text text not null, created_at text not null,
        updated_at text not null, expires_at text, primary key (vendor_id, id))`,
      `create table export_part (
        vendor_id text not null, export_id text not null, number integer not null, content blob not null,
        primary key (vendor_id, export_id, number),
        foreign key (vendor_id, export_id) references export_run (vendor_id, id) on delete cascade)`,
      // the one look across vendors: the sweep
      'create index import_run_by_update on import_run (updated_at)',
      'create index export_run_by_expiry on export_run (expires_at)',
    ],
  },
  {
    name: 'transfer-0002-data-of-a-customer',
    up: [
      `create table customer_export (
        vendor_id text not null, id text not null, customer_id text not null, side text not null, panels text not null,
        files integer not null, work_id text not null, size integer, sha256 text, created_at text not null,
        expires_at text, primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      `create table customer_export_part (
        vendor_id text not null, export_id text not null, number integer not null, content blob not null,
        primary key (vendor_id, export_id, number),
        foreign key (vendor_id, export_id) references customer_export (vendor_id, id) on delete cascade)`,
      'create index customer_export_by_customer on customer_export (vendor_id, customer_id, side, id)',
      'create index customer_export_by_expiry on customer_export (expires_at)',
    ],
  },
  {
    name: 'transfer-0003-imports-for-later',
    up: ['alter table import_run add column start_at text'],
  },
];
