import type { Migration } from '../../../kit/server/db/migrate.ts';

export const activityMigrations: readonly Migration[] = [
  {
    name: 'activity-0001-log',
    up: [
      `create table activity (
        vendor_id text not null, id text not null, customer_id text, actor_kind text not null, actor_id text,
        action text not null, subject_id text not null, fields text not null, created_at text not null,
        primary key (vendor_id, id))`,
      'create index activity_by_customer on activity (vendor_id, customer_id, created_at)',
    ],
  },
  {
    name: 'activity-0002-kept-as-written',
    up: [
      // Why something was refused: the code, and the sentence that helps whoever asked.
      'alter table activity add column reason text',
      'alter table activity add column detail text',
      // Newest first is the order of ids backwards.
      'drop index activity_by_customer',
      'create index activity_by_customer on activity (vendor_id, customer_id, id)',
      'create index activity_by_actor on activity (vendor_id, actor_id, id)',
      // The instant before which rows may go; only the retention job moves it.
      "alter table vendor add column activity_kept_from text not null default ''",
      {
        sqlite: `create trigger activity_never_changes before update on activity
          begin select raise(abort, 'the activity log is kept as written'); end`,
        postgres: `create function activity_never_changes() returns trigger language plpgsql as
          $$ begin raise exception 'the activity log is kept as written'; end $$`,
      },
      {
        sqlite: `create trigger activity_is_kept before delete on activity
          when old.created_at >= coalesce(
            (select activity_kept_from from vendor where vendor_id = old.vendor_id), '')
          begin select raise(abort, 'the activity log is kept as written'); end`,
        postgres: `create function activity_is_kept() returns trigger language plpgsql as $$ begin
          if old.created_at >= coalesce(
            (select activity_kept_from from vendor where vendor_id = old.vendor_id), '')
          then raise exception 'the activity log is kept as written'; end if;
          return old; end $$`,
      },
      {
        sqlite: 'select 1',
        postgres: `create trigger activity_never_changes before update on activity
          for each row execute function activity_never_changes()`,
      },
      {
        sqlite: 'select 1',
        postgres: `create trigger activity_is_kept before delete on activity
          for each row execute function activity_is_kept()`,
      },
    ],
  },
  {
    name: 'activity-0003-acting-for-and-chain',
    up: [
      // For whom an operator acted in a customer's portal.
      'alter table activity add column for_kind text',
      'alter table activity add column for_id text',
      // The batch of the chain that holds the row; the one thing about a row that is set later, and only once.
      'alter table activity add column batch integer',
      'create index activity_unsealed on activity (vendor_id, id) where batch is null',
      `create table activity_batch (
        vendor_id text not null, no integer not null, previous text not null, hash text not null,
        sealed_rows text not null, newest_at text not null, sealed_at text not null,
        primary key (vendor_id, no))`,
      { sqlite: 'drop trigger activity_never_changes', postgres: 'select 1' },
      {
        sqlite: `create trigger activity_never_changes before update on activity
          when not (old.batch is null and new.batch is not null and new.vendor_id = old.vendor_id
            and new.id = old.id and new.customer_id is old.customer_id and new.actor_kind = old.actor_kind
            and new.actor_id is old.actor_id and new.for_kind is old.for_kind and new.for_id is old.for_id
            and new.action = old.action and new.subject_id = old.subject_id and new.fields = old.fields
            and new.reason is old.reason and new.detail is old.detail and new.created_at = old.created_at)
          begin select raise(abort, 'the activity log is kept as written'); end`,
        postgres: `create or replace function activity_never_changes() returns trigger language plpgsql as
          $$ begin
          if old.batch is null and new.batch is not null and
            (new.vendor_id, new.id, new.customer_id, new.actor_kind, new.actor_id, new.for_kind, new.for_id,
              new.action, new.subject_id, new.fields, new.reason, new.detail, new.created_at)
            is not distinct from
            (old.vendor_id, old.id, old.customer_id, old.actor_kind, old.actor_id, old.for_kind, old.for_id,
              old.action, old.subject_id, old.fields, old.reason, old.detail, old.created_at)
          then return new; end if;
          raise exception 'the activity log is kept as written'; end $$`,
      },
      {
        sqlite: `create trigger activity_batch_never_changes before update on activity_batch
          begin select raise(abort, 'the activity log is kept as written'); end`,
        postgres: `create trigger activity_batch_never_changes before update on activity_batch
          for each row execute function activity_never_changes()`,
      },
      {
        sqlite: `create trigger activity_batch_is_kept before delete on activity_batch
          when old.newest_at >= coalesce(
            (select activity_kept_from from vendor where vendor_id = old.vendor_id), '')
          begin select raise(abort, 'the activity log is kept as written'); end`,
        postgres: `create function activity_batch_is_kept() returns trigger language plpgsql as $$ begin
          if old.newest_at >= coalesce(
            (select activity_kept_from from vendor where vendor_id = old.vendor_id), '')
          then raise exception 'the activity log is kept as written'; end if;
          return old; end $$`,
      },
      {
        sqlite: 'select 1',
        postgres: `create trigger activity_batch_is_kept before delete on activity_batch
          for each row execute function activity_batch_is_kept()`,
      },
    ],
  },
  {
    // `sealed_…` are columns whose values are encrypted.
    name: 'activity-0004-names-of-batches',
    up: [
      'alter table activity_batch rename column sealed_rows to held_rows',
      'alter table activity_batch rename column sealed_at to taken_at',
    ],
  },
  {
    // Each sign-in writes a row here, and each index less is a page less that waits for the disk.
    name: 'activity-0005-customers-by-their-account',
    up: [
      'drop index if exists activity_by_actor', // PostgreSQL may be building it yet
      "create index activity_by_actor on activity (vendor_id, actor_id, id) where actor_kind <> 'customer'",
    ],
  },
];
