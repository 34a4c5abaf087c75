import type { Migration } from '../../../kit/server/db/migrate.ts';

export const linksMigrations: readonly Migration[] = [
  {
    name: 'links-0001-mailed-links',
    up: [
      // Which links were mailed, and what each opened: a new one goes to the same mailbox, known here by its hash.
      `create table mailed_link (
        vendor_id text not null, jti text not null, portal_id text not null, customer_id text not null, contact_id text,
        mailbox_hash text not null, reach text not null, lifetime_minutes integer not null, created_at text not null,
        expires_at text not null,
        primary key (vendor_id, jti),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index mailed_link_by_customer on mailed_link (vendor_id, customer_id)',
    ],
  },
];
