import type { Migration } from './db/migrate.ts';

/** Tables of the kit itself: events on their way out, answers kept for repeated requests, jobs and long work. */
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
  {
    name: 'kit-0003-jobs',
    up: [
      // Jobs are the service's own; `vendor_id` is '' here, so that the key begins like every other.
      `create table job (
        vendor_id text not null,
        name text not null,
        due_at text not null,
        leased_by text,
        leased_until text,
        started_at text,
        finished_at text,
        last_error text,
        failures integer not null default 0,
        primary key (vendor_id, name)
      )`,
      `create table work (
        vendor_id text not null,
        id text not null,
        kind text not null,
        payload text not null,
        state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
        done integer not null default 0,
        total integer,
        cursor text,
        result text,
        error text,
        attempts integer not null default 0,
        due_at text not null,
        leased_by text,
        leased_until text,
        created_at text not null,
        started_at text,
        finished_at text,
        updated_at text not null,
        primary key (vendor_id, id)
      )`,
      // the one look across vendors: a runner serves all of them
      "create index work_open on work (due_at) where state in ('queued', 'running')",
      'create index work_running on work (vendor_id, state)',
    ],
  },
  {
    name: 'kit-0004-attempts',
    up: [
      // Guesses are counted before anybody is known, so no vendor stands in front; rows live for minutes.
      'create table attempt ("key" text not null primary key, count integer not null, resets_at text not null)',
    ],
  },
  {
    name: 'files-0001-files',
    up: [
      `create table file (
        vendor_id text not null,
        id text not null,
        name text not null,
        media_type text not null,
        size integer not null,
        sha256 text not null,
        content blob not null,
        created_at text not null,
        dropped_at text,
        primary key (vendor_id, id)
      )`,
      // the one look across vendors: the sweep
      'create index file_dropped on file (dropped_at) where dropped_at is not null',
    ],
  },
  {
    name: 'mail-0001-mail',
    up: [
      `create table mail (
        vendor_id text not null, id text not null, template text not null, state text not null,
        customer_id text, subject_id text, to_name text not null, to_address text not null,
        from_name text not null, reply_to text, language text not null, subject text not null,
        body_text text not null, body_html text not null, sealed_secrets text, has_secrets integer not null,
        attempts integer not null, due_at text, error text, search_text text not null,
        created_at text not null, updated_at text not null, sent_at text,
        primary key (vendor_id, id))`,
      'create index mail_by_update on mail (vendor_id, updated_at, id)',
      'create index mail_by_creation on mail (vendor_id, created_at, id)',
      'create index mail_by_customer on mail (vendor_id, customer_id, id)',
      'create index mail_by_subject on mail (vendor_id, subject_id, id)',
      // the one look across vendors: a sender serves all of them
      "create index mail_due on mail (due_at) where state = 'queued'",
    ],
  },
  {
    name: 'kit-0005-search',
    up: [
      // `kind` is the name of a row's table. The key is the whole index: a search is one walk of it.
      `create table search_word (
        vendor_id text not null, kind text not null, word text not null, id text not null, owner_id text not null,
        primary key (vendor_id, kind, word, id)) without rowid`,
    ],
  },
  {
    name: 'mail-0002-fate',
    up: [
      'alter table mail add column portal_id text',
      "update mail set state = 'accepted' where state = 'sent'",
      "update mail set state = 'refused' where state = 'failed'",
    ],
  },
  {
    name: 'mail-0003-attachments',
    up: [
      // The bytes are a file's: the PDF of an invoice is kept once, however often it is mailed.
      `create table mail_attachment (
        vendor_id text not null, mail_id text not null, position integer not null, name text not null,
        file_id text not null, primary key (vendor_id, mail_id, position),
        foreign key (vendor_id, mail_id) references mail (vendor_id, id) on delete cascade)`,
    ],
  },
];
