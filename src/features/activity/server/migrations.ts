import type { Migration } from '../../../kit/server/db/migrate.ts';

export const activityMigrations: readonly Migration[] = [
  {
    name: 'activity-0001-log',
    up: [
      `create table activity (
        vendor_id text not null, id text not null, customer_id text, actor_kind text not null, actor_id text,
        action text not null, subject_id text not null, fields text not null, created_at text not null,
        primary key (vendor_id, id))`,
      'create index activity_by_customer on activity (vendor_id, customer_id, created_at)',
    ],
  },
];
