import type { Migration } from '../../../kit/server/db/migrate.ts';

export const filesMigrations: readonly Migration[] = [
  {
    name: 'files-0001-public-files',
    up: [
      `create table public_file (
        vendor_id text not null, id text not null, kind text not null, name text not null, media_type text not null,
        size integer not null, width integer, height integer, created_at text not null,
        primary key (vendor_id, id))`,
    ],
  },
];
