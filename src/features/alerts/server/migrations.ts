import type { Migration } from '../../../kit/server/db/migrate.ts';

export const alertsMigrations: readonly Migration[] = [
  {
    name: 'alerts-0001-alerts',
    up: [
      `create table alert (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, metric text not null,
        unit text not null, threshold integer not null, currency text, recipients text not null,
        most_often text not null, muted_until text, active integer not null, told text not null, last_fired_at text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index alert_by_update on alert (vendor_id, updated_at, id)',
      'create index alert_by_customer on alert (vendor_id, customer_id, id)',
      `create table alert_firing (
        vendor_id text not null, id text not null, alert_id text not null, customer_id text not null, kind text not null,
        figures text not null, mails text not null, created_at text not null,
        primary key (vendor_id, id),
        foreign key (vendor_id, alert_id) references alert (vendor_id, id) on delete cascade)`,
      'create index alert_firing_by_alert on alert_firing (vendor_id, alert_id, id)',
    ],
  },
  {
    name: 'alerts-0002-digest',
    up: [
      'alter table alert add column digest integer not null default 0',
      // What was reached and is told with the mail of the day.
      'alter table alert_firing add column waits integer not null default 0',
      'create index alert_firing_that_waits on alert_firing (vendor_id, customer_id, id) where waits = 1',
    ],
  },
];
