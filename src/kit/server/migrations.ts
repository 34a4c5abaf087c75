import type { Migration } from './db/migrate.ts';

/** Tables of the kit itself: events on their way out, and answers kept for repeated requests. */
export const kitMigrations: readonly Migration[] = [
  {
    name: 'kit-0001-outbox',
    up: [
      `create table outbox (
        vendor_id text not null,
        id text not null,
        type text not null,
        data text not null,
        created_at text not null,
        attempts integer not null default 0,
        due_at text,
        claimed_by text,
        claimed_until text,
        done_at text,
        last_error text,
        primary key (vendor_id, id)
      )`,
      // the one look across vendors: a runner serves all of them
      'create index outbox_due on outbox (due_at) where done_at is null and due_at is not null',
      'create index outbox_done on outbox (done_at) where done_at is not null',
    ],
  },
  {
    name: 'kit-0002-idempotency',
    up: [
      `create table idempotency (
        vendor_id text not null,
        scope text not null,
        key text not null,
        request_hash text not null,
        status integer not null,
        headers text not null,
        body text not null,
        expires_at text not null,
        primary key (vendor_id, scope, key)
      )`,
      'create index idempotency_expiry on idempotency (vendor_id, expires_at)',
    ],
  },
];
