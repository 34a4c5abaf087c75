import type { Migration } from '../../../kit/server/db/migrate.ts';

export const customersMigrations: readonly Migration[] = [
  {
    name: 'customers-0001-customers-and-contacts',
    up: [
      `create table customer (
        vendor_id text not null, id text not null, external_id text, name text not null, number text,
        status text not null, portal_id text not null, language text, billing text not null, overrides text not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id))`,
      'create index customer_by_update on customer (vendor_id, updated_at, id)',
      'create index customer_by_portal on customer (vendor_id, portal_id, id)',
      // A contact that is added while its customer is deleted goes with it, whichever of the two comes first.
      `create table contact (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, name text not null,
        email text, email_key text, phone text, role text not null, active integer not null, language text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index contact_by_update on contact (vendor_id, updated_at, id)',
      'create index contact_by_customer on contact (vendor_id, customer_id, id)',
    ],
  },
  {
    name: 'customers-0002-limits',
    up: [`alter table customer add column limits text not null default '{"calls":0,"domains":0}'`],
  },
];
