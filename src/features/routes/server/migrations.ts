import type { Migration } from '../../../kit/server/db/migrate.ts';

export const routesMigrations: readonly Migration[] = [
  {
    name: 'routes-0001-routes',
    up: [
      // `only_once`: what there may be once at a vendor, a number, an address, a user name; of a route its own id.
      `create table route (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, kind text not null,
        value text not null, only_once text not null, in_order text not null, destination text not null,
        priority integer not null, weight integer not null, active integer not null, note text not null,
        sealed_secret text, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, only_once),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index route_by_update on route (vendor_id, updated_at, id)',
      'create index route_by_customer on route (vendor_id, customer_id, in_order, id)',
    ],
  },
];
