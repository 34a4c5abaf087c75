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
];
