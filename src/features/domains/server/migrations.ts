import type { Migration } from '../../../kit/server/db/migrate.ts';

export const domainsMigrations: readonly Migration[] = [
  {
    name: 'domains-0001-domains-and-usage',
    up: [
      // One host, one customer: a call that names its host is counted for that customer and nobody else.
      `create table domain (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, host text not null,
        origin text not null, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, host),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index domain_by_update on domain (vendor_id, updated_at, id)',
      'create index domain_by_customer on domain (vendor_id, customer_id, host)',
      // No key to the domain: what was used stays used when a domain is taken off.
      `create table usage_record (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, domain_id text not null,
        metric text not null, month text not null, quantity integer not null, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        unique (vendor_id, customer_id, metric, month, domain_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index usage_record_by_update on usage_record (vendor_id, updated_at, id)',
    ],
  },
  {
    name: 'domains-0002-call-counts',
    up: [
      // What is counted by the month and what is recorded one by one are two things, each by its own name.
      'alter table usage_record rename to call_count',
      'drop index usage_record_by_update',
      'create index call_count_by_update on call_count (vendor_id, updated_at, id)',
      // A key that might read and write the counts still may.
      ...['read', 'write'].map(
        (right) =>
          `update api_key set scopes = replace(scopes, '"usage-records:${right}"', '"usage-records:${right}","call-counts:${right}"')`,
      ),
    ],
  },
  {
    name: 'domains-0003-runtime-calls',
    up: [
      'alter table domain add column no_label integer not null default 0',
      "alter table domain add column verification text not null default 'open'",
      'alter table domain add column verify_token text',
      'alter table domain add column verify_method text',
      'alter table domain add column verified_at text',
      'alter table domain add column checked_at text',
      // The world's time: when it is looked at again; null: not by itself.
      'alter table domain add column check_due_at text',
      'create index domain_to_check on domain (check_due_at) where check_due_at is not null',
      // What is agreed with a customer about its calls; a customer without a row has what the defaults say.
      `create table call_setting (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, key_tag text,
        automatic text not null, counts_waiting integer not null, at_zero text not null, at_maximum text not null,
        blocked_hosts text not null, thresholds text, told text not null, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, customer_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index call_setting_by_update on call_setting (vendor_id, updated_at, id)',
      // Hosts on which a customer's code ran and that nobody had entered, with what is known of them.
      `create table domain_sighting (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, host text not null,
        state text not null, framed integer not null, referrer text not null, hits integer not null,
        first_seen_at text not null, last_seen_at text not null, domain_id text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, customer_id, host),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index domain_sighting_by_update on domain_sighting (vendor_id, updated_at, id)',
      // Each time that somebody set the calls of a month back: who, why, and what stood there.
      `create table call_reset (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, month text not null,
        calls integer not null, reason text not null, by_kind text not null, by_id text, by_name text not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index call_reset_by_customer on call_reset (vendor_id, customer_id, id)',
      'create index call_reset_by_update on call_reset (vendor_id, updated_at, id)',
    ],
  },
  // What contracts gave a customer to use; null: none ever did.
  { name: 'domains-limits-of-plans', up: ['alter table call_setting add column granted text'] },
  {
    name: 'domains-0004-counts-by-their-old-name',
    up: [
      // While one process after the other is replaced, those of 0.1.0 go on reading and writing counts by this name.
      {
        sqlite: 'select 1',
        postgres: `create view usage_record as select vendor_id, id, customer_id, external_id, domain_id, metric, month,
          quantity, search_text, created_at, updated_at from call_count`,
      },
    ],
  },
];
