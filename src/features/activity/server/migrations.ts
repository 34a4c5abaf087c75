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
];
