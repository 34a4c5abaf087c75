import type { Migration } from '../../../kit/server/db/migrate.ts';

export const signUpMigrations: readonly Migration[] = [
  {
    name: 'signup-0001-sign-ups',
    up: [
      // What a customer made of itself goes with the customer.
      `create table sign_up (
        vendor_id text not null, id text not null, portal_id text not null, customer_id text not null,
        contact_id text, way text not null, state text not null, kind text not null, name text not null,
        email text not null, email_key text not null, ticket_hash text not null, answers text not null,
        template_id text, copied text not null, released_at text, proof_hash text, proof_expires_at text,
        proof_tries integer not null, email_proven_at text, decided_at text, created_at text not null,
        updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, ticket_hash),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index sign_up_by_customer on sign_up (vendor_id, customer_id)',
      'create index sign_up_by_contact on sign_up (vendor_id, contact_id)',
      'create index sign_up_by_update on sign_up (vendor_id, updated_at, id)',
      // One link of a customer: a new one stands in place of the old one.
      `create table personal_link (
        vendor_id text not null, customer_id text not null, sealed_code text not null, code_hash text not null,
        created_at text not null, used_at text,
        primary key (vendor_id, customer_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'signup-0002-terms',
    up: [
      'alter table vendor add column terms_id text',
      'alter table vendor add column terms_url text',
      'alter table vendor add column terms_version text',
      'alter table vendor add column terms_due_on text',
      'alter table vendor add column terms_set_at text',
      `create table terms_acceptance (
        vendor_id text not null, id text not null, terms_id text not null, url text not null, version text,
        customer_id text not null, contact_id text, person text not null, accepted_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index terms_acceptance_by_customer on terms_acceptance (vendor_id, customer_id, id)',
    ],
  },
];
