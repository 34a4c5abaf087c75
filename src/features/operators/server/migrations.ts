import type { Migration } from '../../../kit/server/db/migrate.ts';

export const operatorsMigrations: readonly Migration[] = [
  {
    name: 'operators-0001-operators-and-sessions',
    up: [
      // `vendor_id` is the live side's: an operator of it works on its twin, the test side, too.
      `create table operator (
        vendor_id text not null, id text not null, name text not null, email text not null,
        email_key text not null, role text not null, language text, password_hash text not null,
        last_sign_in_at text, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, email_key))`,
      `create table operator_session (
        vendor_id text not null, token_hash text not null, operator_id text not null, created_at text not null,
        last_used_at text not null, ends_at text not null, ended_at text,
        primary key (vendor_id, token_hash))`,
      'create index operator_session_by_operator on operator_session (vendor_id, operator_id)',
    ],
  },
];
