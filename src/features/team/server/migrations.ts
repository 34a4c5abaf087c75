import type { Migration } from '../../../kit/server/db/migrate.ts';

export const teamMigrations: readonly Migration[] = [
  {
    name: 'team-0001-invites',
    up: [
      // Whom an owner asked in; the person is a contact from then on.
      `create table team_invite (
        vendor_id text not null, contact_id text not null, invited_by text, sent_at text, created_at text not null,
        primary key (vendor_id, contact_id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'team-0002-deletion-requests',
    up: [
      `create table deletion_request (
        vendor_id text not null, id text not null, customer_id text not null, contact_id text, state text not null,
        reason text, answer text, search_text text not null, decided_at text,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      "create unique index deletion_request_open on deletion_request (vendor_id, customer_id) where state = 'open'",
      'create index deletion_request_by_customer on deletion_request (vendor_id, customer_id, id)',
      'create index deletion_request_by_update on deletion_request (vendor_id, updated_at, id)',
    ],
  },
];
