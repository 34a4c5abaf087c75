import type { Migration } from '../../../kit/server/db/migrate.ts';

export const sitesMigrations: readonly Migration[] = [
  {
    name: 'sites-0001-locations-and-installations',
    up: [
      `create table location (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, name text not null,
        number text, address text not null, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index location_by_update on location (vendor_id, updated_at, id)',
      'create index location_by_customer on location (vendor_id, customer_id, id)',
      // The customer stands in the row too: what a customer may see is asked by it, not by way of the location.
      `create table installation (
        vendor_id text not null, id text not null, customer_id text not null, location_id text not null,
        external_id text, name text not null, kind text, serial_number text, installed_on text,
        sealed_token text not null, token_lookup text not null, token_hint text not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, token_lookup),
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade)`,
      'create index installation_by_update on installation (vendor_id, updated_at, id)',
      'create index installation_by_location on installation (vendor_id, location_id, id)',
      'create index installation_by_customer on installation (vendor_id, customer_id, id)',
    ],
  },
];
