import type { Migration } from '../../../kit/server/db/migrate.ts';

export const statementsMigrations: readonly Migration[] = [
  {
    name: 'statements-0001-statements',
    up: [
      `create table bank_statement (
        vendor_id text not null, id text not null, external_id text, name text not null, format text not null,
        account text, lines integer not null, known integer not null, search_text text not null,
        created_at text not null, updated_at text not null, primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index bank_statement_by_update on bank_statement (vendor_id, updated_at, id)',
      // The same line in two files is one: banks send a month again, and days overlap.
      `create table bank_statement_line (
        vendor_id text not null, id text not null, statement_id text not null, position integer not null,
        fingerprint text not null, booked_on text not null, amount integer not null, currency text not null,
        name text not null, text text not null, state text not null, bookings text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, fingerprint),
        foreign key (vendor_id, statement_id) references bank_statement (vendor_id, id) on delete cascade)`,
      'create index bank_statement_line_by_statement on bank_statement_line (vendor_id, statement_id, position)',
    ],
  },
];
