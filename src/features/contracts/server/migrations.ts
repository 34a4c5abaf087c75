import type { Migration } from '../../../kit/server/db/migrate.ts';

export const contractsMigrations: readonly Migration[] = [
  {
    name: 'contracts-0001-contracts',
    up: [
      `create table contract (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, number text,
        title text not null, starts_on text not null, ends_on text, cancelled_at text, terms text not null,
        items text not null, billing_period text not null, tax text not null, next_charge_on text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index contract_by_update on contract (vendor_id, updated_at, id)',
      'create index contract_by_customer on contract (vendor_id, customer_id, id)',
    ],
  },
  {
    name: 'contracts-references',
    up: [
      'alter table contract add column purchase_order text',
      'alter table contract add column deliver_to text',
    ],
  },
  {
    name: 'contracts-goes-on',
    up: [
      'alter table contract add column billing text',
      'alter table contract add column billing_from text',
      'alter table contract add column billed_until text',
      'alter table contract add column payment_method_id text',
      'alter table contract add column terms_from text',
      'alter table contract add column withdrawal_until text',
      'alter table contract add column agreed text',
      "alter table contract add column pauses text not null default '[]'",
      'alter table contract add column pending_change text',
      'alter table contract add column due_on text',
      `update contract set due_on = next_charge_on
        where next_charge_on is not null and (ends_on is null or next_charge_on <= ends_on)`,
      'create index contract_by_due on contract (vendor_id, due_on)',
    ],
  },
];
