import type { Migration } from '../../../kit/server/db/migrate.ts';

export const mailsMigrations: readonly Migration[] = [
  {
    name: 'mails-0001-withheld',
    up: [
      `create table withheld_mail (
        vendor_id text not null, portal_id text not null, kind text not null, count integer not null,
        last_at text not null,
        primary key (vendor_id, portal_id, kind),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'mails-0002-senders',
    up: [
      `create table mail_sender (
        vendor_id text not null, portal_id text not null, host text not null, port integer not null,
        security text not null, username text, sealed_password text, from_name text, from_address text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, portal_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      `create table mail_outage (
        vendor_id text not null, portal_id text not null, since text not null, reason text not null,
        primary key (vendor_id, portal_id))`,
      'create index mail_by_state on mail (vendor_id, state, id)',
    ],
  },
];
