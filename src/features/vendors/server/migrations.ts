import type { Migration } from '../../../kit/server/db/migrate.ts';

export const vendorsMigrations: readonly Migration[] = [
  {
    name: 'vendors-0001-vendors-and-keys',
    up: [
      // Two rows a vendor, its live and its test side, each the other's twin: one tenant is one side.
      `create table vendor (
        vendor_id text primary key, slug text not null, name text not null, side text not null,
        twin_id text not null, tokens_not_before text, created_at text not null, updated_at text not null,
        unique (slug, side))`,
      // What must be found before the vendor is known. Small, and on a cluster the one table on every node.
      `create table directory (
        kind text not null, "key" text not null, vendor_id text not null, target_id text not null,
        primary key (kind, "key"))`,
      `create table api_key (
        vendor_id text not null, id text not null, name text not null, hash text not null, prefix text not null,
        scopes text not null, created_at text not null, expires_at text, last_used_at text, revoked_at text,
        primary key (vendor_id, id), unique (vendor_id, hash))`,
      `create table signing_key (
        vendor_id text not null, id text not null, name text not null, algorithm text not null, public_key text,
        sealed_secret text, is_service integer not null, status text not null, retires_at text, not_before text,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id))`,
    ],
  },
  {
    name: 'vendors-0002-test-clock',
    // Only a test side has another time than the world.
    up: ['alter table vendor add column clock_offset_seconds integer not null default 0'],
  },
  {
    name: 'vendors-0003-addresses-of-keys',
    up: ["alter table api_key add column allowed_addresses text not null default '[]'"],
  },
];
