import type { Migration } from '../../../kit/server/db/migrate.ts';

export const approvalsMigrations: readonly Migration[] = [
  {
    name: 'approvals-0001-approvals',
    up: [
      `create table approval (
        vendor_id text not null, id text not null, external_id text, customer_id text not null, texts text not null,
        hashes text not null, state text not null, due_on text, consequence text not null,
        remind_days integer not null, reminded_on text, asked integer not null, approved text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index approval_by_customer on approval (vendor_id, customer_id, id)',
      'create index approval_by_update on approval (vendor_id, updated_at, id)',
      `create index approval_waiting on approval (state, vendor_id, id) where state = 'open'`,
    ],
  },
];
