import type { Migration } from '../../../kit/server/db/migrate.ts';

export const pluginsMigrations: readonly Migration[] = [
  {
    name: 'plugins-0001-plugins',
    up: [
      `create table plugin (
        vendor_id text not null, id text not null, external_id text, name text not null, names text not null,
        url text not null, active integer not null, portal_id text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id) on delete cascade)`,
      'create index plugin_by_update on plugin (vendor_id, updated_at, id)',
    ],
  },
  {
    name: 'plugins-0002-frames-and-lists',
    up: [
      "alter table plugin add column kind text not null default 'link'",
      "alter table plugin add column columns text not null default '[]'",
      'alter table plugin add column sealed_secret text',
      `create table plugin_row (
        vendor_id text not null, plugin_id text not null, customer_id text not null, id text not null,
        position integer not null, cells text not null, updated_at text not null,
        primary key (vendor_id, plugin_id, customer_id, id),
        foreign key (vendor_id, plugin_id) references plugin (vendor_id, id) on delete cascade,
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index plugin_row_by_customer on plugin_row (vendor_id, customer_id)',
    ],
  },
];
