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
  {
    name: 'access-0005-mailed-codes',
    up: [
      `create table mailed_code (
        vendor_id text not null, id text not null, portal_id text not null, email text not null, language text,
        marker_hash text not null, check_hash text not null, code_hash text, link_hash text, due integer not null,
        tries integer not null, created_at text not null, expires_at text not null, used_at text,
        primary key (vendor_id, id), unique (vendor_id, marker_hash))`,
      'create index mailed_code_by_link on mailed_code (vendor_id, link_hash)',
      'create index mailed_code_by_email on mailed_code (vendor_id, portal_id, email)',
      'create index mailed_code_due on mailed_code (created_at) where due = 1',
      // Who proved who they are and has not chosen yet as which contact they come in; its use deletes the row.
      `create table sign_in_proof (
        vendor_id text not null, proof_hash text not null, portal_id text not null, way text not null,
        contact_ids text not null, email text, created_at text not null, expires_at text not null,
        primary key (vendor_id, proof_hash))`,
    ],
  },
  {
    name: 'access-0006-customer-secrets',
    up: [
      `create table customer_secret (
        vendor_id text not null, customer_id text not null, sealed_secret text not null, secret_lookup text not null,
        format text not null, created_at text not null, last_used_at text,
        primary key (vendor_id, customer_id), unique (vendor_id, secret_lookup),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'access-0010-codes-for-a-new-password',
    up: [
      "alter table mailed_code add column purpose text not null default 'sign-in'",
      'alter table mailed_code add column sent_to text',
    ],
  },
  {
    name: 'access-0011-other-accounts',
    up: [
      'alter table portal_session add column choice text',
      'alter table sign_in_proof add column session_id text',
    ],
  },
];

/** What came after other features had added columns to the tables above. */
export const accessLaterMigrations: readonly Migration[] = [
  {
    // A sign-in writes both tables, and each B-tree less is a page less that waits for the disk.
    name: 'access-0012-fewer-pages-a-sign-in',
    up: [
      'drop index portal_session_by_contact',
      ...withoutRowids(
        'portal_session',
        `vendor_id text not null, token_hash text not null, id text not null, customer_id text not null,
        portal_id text not null, contact_id text, subject_type text, subject_id text, panels text,
        read_only integer not null, language text not null, created_at text not null, last_used_at text not null,
        ends_at text not null, ended_at text, access_code_id text, way text, via_customer_id text, opener_id text,
        choice text, operator_vendor_id text, operator_id text, operator_session text, grant_id text, mode text,
        primary key (vendor_id, token_hash)`,
      ),
      {
        sqlite: 'create index portal_session_by_customer on portal_session (vendor_id, customer_id)',
        postgres: 'select 1',
      },
      {
        sqlite: `create index portal_session_of_staff on portal_session (vendor_id, customer_id)
          where grant_id is not null`,
        postgres: 'select 1',
      },
      `create index portal_session_by_contact on portal_session (vendor_id, contact_id)
        where contact_id is not null`,
      ...withoutRowids(
        'used_token',
        'vendor_id text not null, jti text not null, expires_at text not null, primary key (vendor_id, jti)',
      ),
    ],
  },
  {
    name: 'access-sessions-draft',
    // Of an operator's session that looks at a portal as its draft has it.
    up: ['alter table portal_session add column draft integer'],
  },
];

/** Makes a table of SQLite anew, kept in its primary key; PostgreSQL has nothing like it. */
function withoutRowids(table: string, columns: string): Migration['up'] {
  // By name: in a file that grew version by version the columns stand in another order.
  const names = columns.match(/\w+(?= (?:text|integer))/g)?.join(', ');
  return [
    `create table ${table}_new (${columns}) without rowid, strict`,
    `insert into ${table}_new (${names}) select ${names} from ${table}`,
    `drop table ${table}`,
    `alter table ${table}_new rename to ${table}`,
  ].map((sqlite) => ({ sqlite, postgres: 'select 1' }));
}
