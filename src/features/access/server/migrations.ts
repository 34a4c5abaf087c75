import type { Migration } from '../../../kit/server/db/migrate.ts';

export const accessMigrations: readonly Migration[] = [
  {
    name: 'access-0001-sessions',
    up: [
      `create table portal_session (
        vendor_id text not null, token_hash text not null, id text not null, customer_id text not null,
        portal_id text not null, contact_id text, subject_type text, subject_id text, panels text,
        read_only integer not null, language text not null, created_at text not null, last_used_at text not null,
        ends_at text not null, ended_at text,
        primary key (vendor_id, token_hash))`,
      'create index portal_session_by_customer on portal_session (vendor_id, customer_id)',
      'create index portal_session_by_contact on portal_session (vendor_id, contact_id)',
      // One row for each token that works once; the primary key is the replay check, on every process alike.
      `create table used_token (
        vendor_id text not null, jti text not null, expires_at text not null, primary key (vendor_id, jti))`,
    ],
  },
  {
    name: 'access-0002-access-codes',
    up: [
      `create table access_code (
        vendor_id text not null, id text not null, customer_id text not null, location_id text not null,
        sealed_code text not null, code_lookup text not null, requires_token integer not null, last_used_at text,
        created_at text not null,
        primary key (vendor_id, id), unique (vendor_id, customer_id, location_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'alter table portal_session add column access_code_id text',
    ],
  },
  {
    // Of a session that runs meanwhile nobody knows how it began: it ends by its own clock.
    name: 'access-0003-session-way',
    up: ['alter table portal_session add column way text'],
  },
  {
    name: 'access-0004-opened-from-above',
    up: [
      'alter table portal_session add column via_customer_id text',
      'alter table portal_session add column opener_id text',
    ],
  },
];
