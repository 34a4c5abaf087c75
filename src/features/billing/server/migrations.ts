import type { Migration } from '../../../kit/server/db/migrate.ts';

export const billingMigrations: readonly Migration[] = [
  {
    name: 'billing-0001-charges',
    up: [
      // The key is what makes a period be charged once, however many processes try.
      `create table contract_charge (
        vendor_id text not null, contract_id text not null, starts_on text not null, source text not null,
        until_on text not null, of_units integer not null, units integer not null, price text not null,
        usage text not null, document_id text, created_at text not null,
        primary key (vendor_id, contract_id, starts_on, source),
        foreign key (vendor_id, contract_id) references contract (vendor_id, id) on delete cascade)`,
      "create index contract_charge_by_usage on contract_charge (until_on) where usage = 'due'",
      `create table contract_change (
        vendor_id text not null, id text not null, contract_id text not null, customer_id text not null,
        state text not null, direction text not null, effective_on text not null, before text not null,
        after text not null, actor text not null, document_ids text not null,
        created_at text not null, updated_at text not null, applied_at text,
        primary key (vendor_id, id),
        foreign key (vendor_id, contract_id) references contract (vendor_id, id) on delete cascade)`,
      'create index contract_change_by_contract on contract_change (vendor_id, contract_id, id)',
      'create index contract_change_by_update on contract_change (vendor_id, updated_at, id)',
    ],
  },
  {
    name: 'billing-0002-followed',
    up: ['alter table contract_change add column followed integer not null default 0'],
  },
];
