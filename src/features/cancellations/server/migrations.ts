import type { Migration } from '../../../kit/server/db/migrate.ts';

export const cancellationsMigrations: readonly Migration[] = [
  {
    name: 'cancellations-0001-declarations',
    up: [
      // What was declared is written once. It outlives contract and customer: no key points there.
      `create table declaration (
        vendor_id text not null, id text not null, portal_id text not null, kind text not null, way text not null,
        language text not null, received_at text not null, evidence text not null, sha256 text not null,
        submit_key text, name text, email text, contract_number text, customer_number text, wanted_on text,
        reason text, told_ends_on text, suspect integer not null, actor_kind text not null, actor_id text,
        created_at text not null,
        primary key (vendor_id, id), unique (vendor_id, submit_key))`,
      `create table declaration_state (
        vendor_id text not null, id text not null, state text not null, customer_id text, contract_id text,
        ends_on text, before_ends_on text, due_on text, note text, receipt text not null, handled_by text,
        handled_at text, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id))`,
      'create index declaration_state_by_update on declaration_state (vendor_id, updated_at, id)',
      'create index declaration_state_by_contract on declaration_state (vendor_id, contract_id, id)',
      'create index declaration_state_by_customer on declaration_state (vendor_id, customer_id, id)',
      'create index declaration_waiting on declaration_state (state, id)',
    ],
  },
];
