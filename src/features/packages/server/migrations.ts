import type { Migration } from '../../../kit/server/db/migrate.ts';

export const packagesMigrations: readonly Migration[] = [
  {
    name: 'packages-0001-packages',
    up: [
      `create table package (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, name text not null,
        unit text not null, included integer not null, used integer not null, starts_on text not null, ends_on text,
        renews integer not null, price_amount integer, price_currency text, active integer not null,
        note text not null, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index package_by_update on package (vendor_id, updated_at, id)',
      'create index package_by_customer on package (vendor_id, customer_id, id)',
    ],
  },
];
