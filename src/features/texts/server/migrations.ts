import type { Migration } from '../../../kit/server/db/migrate.ts';

export const textsMigrations: readonly Migration[] = [
  {
    name: 'texts-0001-gateway-and-proofs',
    up: [
      `create table text_gateway (
        vendor_id text not null, url text not null, active integer not null, prefixes text,
        per_day integer not null, sealed_secret text not null, secret_made_at text not null, sealed_previous text,
        previous_until text, created_at text not null, updated_at text not null,
        primary key (vendor_id))`,
      `create table text_message (
        vendor_id text not null, id text not null, contact_id text, purpose text not null, masked_to text not null,
        state text not null, tries integer not null, status integer, detail text,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
      'create index text_message_by_contact on text_message (vendor_id, contact_id)',
      'create index text_message_by_time on text_message (vendor_id, created_at)',
      `create table mobile_proof (
        vendor_id text not null, contact_id text not null, number text not null, code_lookup text not null,
        tries integer not null, created_at text not null, expires_at text not null,
        primary key (vendor_id, contact_id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    // What waited for its code at that moment asks for a new one.
    name: 'texts-0002-contact-proofs',
    up: [
      'drop table email_proof',
      'drop table mobile_proof',
      `create table contact_proof (
        vendor_id text not null, contact_id text not null, kind text not null, address text not null,
        code_lookup text not null, tries integer not null, created_at text not null, expires_at text not null,
        primary key (vendor_id, contact_id, kind),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
    ],
  },
];
