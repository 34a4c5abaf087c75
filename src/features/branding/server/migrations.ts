import type { Migration } from '../../../kit/server/db/migrate.ts';

export const brandingMigrations: readonly Migration[] = [
  {
    name: 'branding-0001-looks-of-the-console',
    up: [
      `create table branding (
        vendor_id text not null, settings text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id))`,
    ],
  },
];
