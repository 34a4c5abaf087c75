import type { Migration } from '../../../kit/server/db/migrate.ts';

export const fieldsMigrations: readonly Migration[] = [
  {
    name: 'fields-0001-fields',
    up: [
      `create table custom_field (
        vendor_id text not null, id text not null, external_id text, subject text not null, kind text not null,
        name text not null, names text not null, choices text not null, required integer not null,
        rights text not null, position integer not null, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index custom_field_by_update on custom_field (vendor_id, updated_at, id)',
      // One of the three names it once more, so that a value goes with what it is of.
      `create table custom_value (
        vendor_id text not null, subject_id text not null, field_id text not null, value text not null,
        customer_id text, contract_id text, plan_id text, updated_at text not null,
        primary key (vendor_id, subject_id, field_id),
        foreign key (vendor_id, field_id) references custom_field (vendor_id, id) on delete cascade,
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, contract_id) references contract (vendor_id, id) on delete cascade,
        foreign key (vendor_id, plan_id) references plan (vendor_id, id) on delete cascade)`,
      'create index custom_value_by_field on custom_value (vendor_id, field_id, subject_id)',
      'create index custom_value_by_customer on custom_value (vendor_id, customer_id)',
      'create index custom_value_by_contract on custom_value (vendor_id, contract_id)',
      'create index custom_value_by_plan on custom_value (vendor_id, plan_id)',
    ],
  },
];
