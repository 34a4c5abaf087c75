import type { Migration } from '../../../kit/server/db/migrate.ts';

export const wordsMigrations: readonly Migration[] = [
  {
    name: 'words-0001-sets',
    up: [
      `create table word_set (
        vendor_id text not null, id text not null, texts text not null, created_at text not null,
        primary key (vendor_id, id))`,
    ],
  },
];
