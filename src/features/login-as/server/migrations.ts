import type { Migration } from '../../../kit/server/db/migrate.ts';

export const loginAsMigrations: readonly Migration[] = [
  {
    name: 'login-as-0001-grants',
    up: [
      "alter table vendor add column login_as text not null default 'customer'",
      `create table support_grant (
        vendor_id text not null, id text not null, customer_id text not null, mode text not null, source text not null,
        contact_id text, operator_id text, authorised_by text, authorised_how text, reason text,
        code_lookup text, code_wrong integer not null default 0, minutes integer not null,
        created_at text not null, starts_at text, ends_at text not null, ended_at text, used_at text,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index support_grant_by_customer on support_grant (vendor_id, customer_id, id)',
      // An address that opens a portal once: what its session will be is known before it is asked for.
      `create table login_as_ticket (
        vendor_id text not null, token_hash text not null, session text not null, expires_at text not null,
        primary key (vendor_id, token_hash))`,
      // Of an operator's session in a customer's portal: who, by which console session, and what allows it.
      'alter table portal_session add column operator_vendor_id text',
      'alter table portal_session add column operator_id text',
      'alter table portal_session add column operator_session text',
      'alter table portal_session add column grant_id text',
      'alter table portal_session add column mode text',
      `create index portal_session_of_staff on portal_session (vendor_id, customer_id)
        where grant_id is not null`,
    ],
  },
  {
    name: 'login-as-0002-uses',
    up: [
      `create table support_use (
        vendor_id text not null, id text not null, customer_id text not null, grant_id text not null, reason text,
        created_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index support_use_by_customer on support_use (vendor_id, customer_id)',
    ],
  },
];
