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
];
