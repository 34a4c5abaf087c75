import type { Migration } from '../../../kit/server/db/migrate.ts';

export const refusalsMigrations: readonly Migration[] = [
  {
    name: 'refusals-0001-requests',
    up: [
      `create table refused_request (
        vendor_id text not null, id text not null, method text not null, path text not null, status integer not null,
        code text not null, detail text, fields text not null, actor_kind text not null, actor_id text,
        customer_id text, portal_id text, created_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index refused_request_by_time on refused_request (vendor_id, created_at, id)',
      'create index refused_request_by_customer on refused_request (vendor_id, customer_id)',
    ],
  },
];
