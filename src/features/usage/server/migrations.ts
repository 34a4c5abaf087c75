import type { Migration } from '../../../kit/server/db/migrate.ts';

const sums =
  'records integer not null, answered integer not null, quantity integer not null, seconds integer not null, billed_seconds integer not null, price integer not null';

export const usageMigrations: readonly Migration[] = [
  {
    name: 'usage-0001-records',
    up: [
      // In the order of its key: what a report reads of one customer lies side by side, however many others there are.
      `create table use_record (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, metric text not null,
        at integer not null, quantity integer not null, subject_kind text not null, subject_id text not null,
        direction text not null, call_from text not null, call_to text not null, number text not null,
        destination text not null, disposition text not null, seconds integer not null,
        billed_seconds integer not null, price integer not null, currency text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, customer_id, metric, at, id), unique (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade) without rowid`,
      'create index use_record_by_update on use_record (vendor_id, updated_at, id)',
      // What there is of a customer. Writers share its lock, so that nothing is added up while they write.
      `create table use_metric (
        vendor_id text not null, customer_id text not null, metric text not null, has_calls integer not null,
        currency text not null, is_touched integer not null, summed_until integer not null,
        primary key (vendor_id, customer_id, metric),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index use_metric_touched on use_metric (is_touched, vendor_id, customer_id, metric) where is_touched = 1',
      // Of customers with many records: everything before summed_until, added up by quarter of an hour, hour and day.
      `create table use_sum (
        vendor_id text not null, customer_id text not null, metric text not null, dim text not null, grain text not null,
        slot integer not null, direction text not null, value text not null, ${sums},
        primary key (vendor_id, customer_id, metric, dim, grain, slot, direction, value),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade) without rowid`,
      // What was billed of an item: what comes late is billed with the next period, and nothing twice.
      `create table use_billed (
        vendor_id text not null, contract_id text not null, item text not null, from_on text not null,
        until_on text not null, customer_id text not null, quantity integer not null, created_at text not null,
        primary key (vendor_id, contract_id, item, from_on),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index use_billed_by_customer on use_billed (vendor_id, customer_id)',
      `create table use_view (
        vendor_id text not null, customer_id text not null, id text not null, contact_id text, name text not null,
        query text not null, created_at text not null,
        primary key (vendor_id, customer_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'usage-0002-view-mails',
    up: [
      // Of operators, for whichever customer they look at.
      `create table use_operator_view (
        vendor_id text not null, id text not null, operator_id text, name text not null, query text not null,
        created_at text not null, primary key (vendor_id, id))`,
      // To whom a view is sent: a contact, an operator, or with neither the account itself.
      `create table use_view_mail (
        vendor_id text not null, id text not null, view_id text not null, customer_id text not null, contact_id text,
        operator_id text, every text not null, with_file integer not null, covered_until text not null,
        due_at text not null, created_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index use_view_mail_by_customer on use_view_mail (vendor_id, customer_id)',
      'create index use_view_mail_by_view on use_view_mail (vendor_id, view_id)',
      'create index use_view_mail_by_due on use_view_mail (vendor_id, due_at)',
    ],
  },
];
