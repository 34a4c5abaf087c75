import type { Migration } from '../../../kit/server/db/migrate.ts';

export const addressesMigrations: readonly Migration[] = [
  {
    name: 'addresses-0001-addresses',
    up: [
      `create table portal_address (
        vendor_id text not null, id text not null, portal_id text not null, host text not null, proof text not null,
        state text not null, is_main integer not null, findings text not null, certificate_until text,
        checked_at text, check_due_at text, created_at text not null, updated_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      'create index portal_address_by_portal on portal_address (vendor_id, portal_id)',
      'create index portal_address_by_due on portal_address (check_due_at) where check_due_at is not null',
    ],
  },
  {
    name: 'addresses-0002-broken-since',
    up: [
      'alter table portal_address add column broken_at text',
      "update portal_address set broken_at = updated_at where state = 'broken'",
    ],
  },
];
