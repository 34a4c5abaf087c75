import type { Migration } from '../../../kit/server/db/migrate.ts';

export const pricingMigrations: readonly Migration[] = [
  {
    name: 'pricing-0001-tax',
    up: [
      `create table tax_setting (
        vendor_id text primary key, country text, prices_include_tax integer not null, oss integer not null,
        also_in text not null, small_business integer not null, vat_id text not null, updated_at text not null)`,
      // What official services said of VAT ids. A row that a customer uses is asked again until there is an answer.
      `create table vat_check (
        vendor_id text not null, vat_id text not null, state text not null, service text, name text, address text,
        proof text, checked_at text, asked_at text not null, tries integer not null, failure text, next_at text,
        customer_id text, created_at text not null,
        primary key (vendor_id, vat_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index vat_check_due on vat_check (next_at) where next_at is not null',
      'create index vat_check_by_customer on vat_check (vendor_id, customer_id)',
    ],
  },
  {
    name: 'pricing-0002-unused-vat-checks',
    up: ['create index vat_check_unused on vat_check (asked_at) where customer_id is null'],
  },
];
