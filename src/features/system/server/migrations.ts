import type { Migration } from '../../../kit/server/db/migrate.ts';

export const systemMigrations: readonly Migration[] = [
  {
    name: 'system-0001-settings',
    up: ['alter table vendor add column activity_days integer not null default 1095'],
  },
  {
    name: 'system-0002-document-years',
    up: ['alter table vendor add column document_years integer not null default 10'],
  },
  {
    name: 'system-0003-hand-over',
    up: ["alter table vendor add column hand_over text not null default '{}'"],
  },
  {
    name: 'system-0004-secret-format',
    up: ["alter table vendor add column customer_secret_format text not null default 'guid'"],
  },
  {
    name: 'system-0005-agency-ids',
    up: ['alter table vendor add column agency_ids integer not null default 0'],
  },
];
