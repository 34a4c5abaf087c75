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
  {
    name: 'operators-0002-ways-in',
    up: [
      'alter table operator add column second_factor integer not null default 0',
      'alter table operator add column home_vendor_id text',
      'alter table operator add column home_id text',
      'alter table operator_session add column id text',
      `alter table operator_session add column way text not null default 'password'`,
      'alter table operator_session add column half integer not null default 0',
      'alter table operator_session add column factor_at text',
      'alter table operator_session add column proved_at text',
      'alter table operator_session add column agent text',
      'alter table operator_session add column root_hash text',
      'alter table operator_session add column narrow integer not null default 0',
      `create table operator_link (
        vendor_id text not null, operator_id text not null, to_vendor_id text not null,
        to_operator_id text not null, created_at text not null,
        primary key (vendor_id, operator_id, to_vendor_id))`,
      `create table operator_app (
        vendor_id text not null, operator_id text not null, sealed_key text not null, state text not null,
        last_step integer not null, created_at text not null, confirmed_at text,
        primary key (vendor_id, operator_id))`,
      `create table operator_recovery_code (
        vendor_id text not null, operator_id text not null, code_lookup text not null, used_at text,
        primary key (vendor_id, operator_id, code_lookup))`,
      `create table operator_passkey (
        vendor_id text not null, id text not null, operator_id text not null, credential_id text not null,
        public_key text not null, counter integer not null, transports text not null, name text not null,
        created_at text not null, last_used_at text,
        primary key (vendor_id, id), unique (vendor_id, credential_id))`,
      'create index operator_passkey_by_operator on operator_passkey (vendor_id, operator_id)',
      `create table operator_challenge (
        vendor_id text not null, hash text not null, purpose text not null, operator_id text,
        ends_at text not null, primary key (vendor_id, hash))`,
      `create table operator_invitation (
        vendor_id text not null, id text not null, email text not null, email_key text not null,
        name text not null, role text not null, language text, token_hash text not null, operator_id text,
        sent_at text not null, ends_at text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, email_key))`,
      `create table operator_policy (
        vendor_id text not null, second_factor text not null, updated_at text not null,
        primary key (vendor_id))`,
      `create table operator_oidc (
        vendor_id text not null, issuer text not null, client_id text not null, sealed_secret text,
        role_claim text, roles text not null, makes_operators integer not null, created_at text not null,
        updated_at text not null, primary key (vendor_id))`,
    ],
  },
  {
    name: 'operators-0003-password-resets',
    up: [
      // What was asked names no vendor: a job is the first to look whether anybody has the address.
      `create table operator_reset_asked (
        vendor_id text not null, id text not null, email text not null, language text not null,
        ends_at text not null, primary key (vendor_id, id))`,
      `create table operator_reset (
        vendor_id text not null, operator_id text not null, token_hash text not null, sent_at text not null,
        ends_at text not null, primary key (vendor_id, operator_id))`,
    ],
  },
];
