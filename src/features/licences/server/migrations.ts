import type { Migration } from '../../../kit/server/db/migrate.ts';

export const licencesMigrations: readonly Migration[] = [
  {
    name: 'licences-0001-products-licences-and-machines',
    up: [
      `create table product (
        vendor_id text not null, id text not null, external_id text, name text not null, texts text not null,
        description text, active integer not null, key_prefix text, key_format text not null,
        heartbeat_minutes integer not null, freed_most integer not null, freed_days integer not null,
        unreachable_days integer not null, offline_days integer not null, downloads text not null,
        release_notes_url text, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index product_by_update on product (vendor_id, updated_at, id)',
      // A licence may be nobody's yet; a product that has licences stays.
      `create table licence (
        vendor_id text not null, id text not null, external_id text, customer_id text, product_id text not null,
        sealed_key text not null, key_lookup text not null, key_hint text not null,
        kind text not null, mode text not null, machine_limit integer not null, expires_at text,
        renews integer not null, blocked text, entitlements text not null, note text, order_id text,
        contract_id text, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, key_lookup),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, product_id) references product (vendor_id, id))`,
      'create index licence_by_update on licence (vendor_id, updated_at, id)',
      'create index licence_by_customer on licence (vendor_id, customer_id, id)',
      'create index licence_by_product on licence (vendor_id, product_id, id)',
      'create index licence_by_expiry on licence (vendor_id, expires_at, id)',
      'create index licence_by_contract on licence (vendor_id, contract_id)',
      // The key of machine and licence is what makes an activation one, however many ask for it at once.
      `create table machine (
        vendor_id text not null, id text not null, licence_id text not null, fingerprint text not null, name text,
        os text, version text, activated_at text not null, last_seen_at text not null, lease_ends_at text,
        primary key (vendor_id, id), unique (vendor_id, licence_id, fingerprint),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      `create table freed_machine (
        vendor_id text not null, id text not null, licence_id text not null, fingerprint text not null, name text,
        counted integer not null, freed_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      'create index freed_machine_by_licence on freed_machine (vendor_id, licence_id, freed_at)',
      'create index freed_machine_by_time on freed_machine (freed_at)',
      // A key that is retired signs no more; what it signed stays good. One that was withdrawn is gone.
      `create table licence_signing_key (
        vendor_id text not null, id text not null, sealed_key text not null, public_key text not null,
        created_at text not null, retired_at text,
        primary key (vendor_id, id))`,
    ],
  },
  {
    name: 'licences-0002-follows-its-contract',
    up: ['alter table licence add column follows_contract integer not null default 0'],
  },
  {
    name: 'licences-0003-care',
    up: [
      'alter table licence add column blocked_for text',
      'alter table licence add column notice_due text',
      'alter table licence add column payment_at text',
      'create index licence_by_notice on licence (vendor_id, id) where notice_due is not null',
      'create index licence_following on licence (vendor_id, contract_id) where follows_contract = 1',
      'create index machine_by_activation on machine (vendor_id, activated_at)',
      // What another system says of payments; its id makes each one count once.
      `create table licence_payment_event (
        vendor_id text not null, licence_id text not null, event_id text not null, type text not null,
        paid_until text, occurred_at text not null, received_at text not null,
        primary key (vendor_id, licence_id, event_id),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      `create table licence_notice (
        vendor_id text not null, licence_id text not null, notice text not null, sent_at text not null,
        primary key (vendor_id, licence_id, notice),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      // Machines that asked while all places were taken: many of them are a key that went around.
      `create table licence_refusal (
        vendor_id text not null, licence_id text not null, fingerprint text not null, times integer not null,
        last_at text not null,
        primary key (vendor_id, licence_id, fingerprint),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      'create index licence_refusal_by_time on licence_refusal (last_at)',
      // One offer of a licence at a time; who takes it has the code.
      `create table licence_transfer (
        vendor_id text not null, id text not null, licence_id text not null, from_id text not null, to_id text,
        code_lookup text not null, state text not null, created_at text not null, expires_at text not null,
        decided_at text, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, code_lookup),
        foreign key (vendor_id, licence_id) references licence (vendor_id, id) on delete cascade)`,
      `create unique index licence_transfer_open on licence_transfer (vendor_id, licence_id) where state = 'open'`,
      'create index licence_transfer_by_update on licence_transfer (vendor_id, updated_at, id)',
      // A program that asks to be signed in (RFC 8628): by the code it keeps, and the one its user types in the portal.
      `create table device_code (
        vendor_id text not null, id text not null, product_id text not null, customer_id text, name text,
        device_lookup text not null, user_lookup text not null, state text not null, every_seconds integer not null,
        asked_at text, token_lookup text, token_ends_at text, created_at text not null, expires_at text not null,
        primary key (vendor_id, id), unique (vendor_id, device_lookup), unique (vendor_id, user_lookup),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, product_id) references product (vendor_id, id) on delete cascade)`,
      'create unique index device_code_by_token on device_code (vendor_id, token_lookup)',
      'create index device_code_by_customer on device_code (vendor_id, customer_id)',
      'create index device_code_by_end on device_code (expires_at)',
    ],
  },
  {
    name: 'licences-0004-country-of-machines',
    up: ['alter table machine add column country text'],
  },
];
