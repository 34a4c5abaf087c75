import type { Migration } from '../../../kit/server/db/migrate.ts';

export const customersMigrations: readonly Migration[] = [
  {
    name: 'customers-0001-customers-and-contacts',
    up: [
      `create table customer (
        vendor_id text not null, id text not null, external_id text, name text not null, number text,
        status text not null, portal_id text not null, language text, billing text not null, overrides text not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, portal_id) references portal (vendor_id, id))`,
      'create index customer_by_update on customer (vendor_id, updated_at, id)',
      'create index customer_by_portal on customer (vendor_id, portal_id, id)',
      // A contact that is added while its customer is deleted goes with it, whichever of the two comes first.
      `create table contact (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, name text not null,
        email text, email_key text, phone text, role text not null, active integer not null, language text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index contact_by_update on contact (vendor_id, updated_at, id)',
      'create index contact_by_customer on contact (vendor_id, customer_id, id)',
    ],
  },
  {
    name: 'customers-0002-limits',
    up: [`alter table customer add column limits text not null default '{"calls":0,"domains":0}'`],
  },
  {
    name: 'customers-0003-contacts-who-sign-in',
    up: [
      'alter table contact add column username text',
      'alter table contact add column mobile text',
      'alter table contact add column type text',
      "alter table contact add column public_notes text not null default ''",
      "alter table contact add column private_notes text not null default ''",
      'alter table contact add column email_verified integer not null default 0',
      'alter table contact add column mobile_verified integer not null default 0',
      "alter table contact add column allowed_addresses text not null default '[]'",
      'alter table contact add column password_hash text',
      'alter table contact add column must_change_password integer not null default 0',
      'alter table contact add column password_expires_at text',
      'alter table contact add column last_sign_in_at text',
      // User name and e-mail address share one row of names at a portal: whoever types one means one contact.
      `create table contact_login (
        vendor_id text not null, portal_id text not null, "key" text not null, customer_id text not null,
        contact_id text not null,
        primary key (vendor_id, portal_id, "key"),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
      'create index contact_login_by_contact on contact_login (vendor_id, contact_id)',
      'create index contact_login_by_customer on contact_login (vendor_id, customer_id)',
      'create index contact_by_email on contact (vendor_id, email_key)',
    ],
  },
  {
    name: 'customers-0004-sorting',
    up: [
      "alter table customer add column sort_name text not null default ''",
      "alter table customer add column sort_number text not null default ''",
      // '' for never: what a list is sorted by is never null.
      "alter table customer add column last_sign_in_at text not null default ''",
      'create index customer_by_name on customer (vendor_id, sort_name, id)',
      'create index customer_by_number on customer (vendor_id, sort_number, id)',
      'create index customer_by_status on customer (vendor_id, status, id)',
      'create index customer_by_sign_in on customer (vendor_id, last_sign_in_at, id)',
    ],
  },
  {
    name: 'customers-0005-find-by-name',
    up: ['create index contact_login_by_key on contact_login (vendor_id, "key")'],
  },
  {
    name: 'customers-0006-rights-and-belonging',
    up: [
      "alter table customer add column features text not null default '{}'",
      "alter table customer add column plugins text not null default '{}'",
      'alter table customer add column parent_id text',
      "alter table customer add column parent_access text not null default 'none'",
      'alter table customer add column erased_at text',
      'create index customer_by_parent on customer (vendor_id, parent_id, id) where parent_id is not null',
      "alter table contact add column rights text not null default '{}'",
    ],
  },
  {
    name: 'customers-0007-sign-up',
    up: [
      "alter table customer add column kind text not null default 'customer'",
      'alter table customer add column currency text',
      'alter table customer add column association integer not null default 0',
      'alter table customer add column accepted_terms text',
      'alter table contact add column accepted_terms text',
      'alter table contact add column email_claimed integer not null default 0',
    ],
  },
  {
    name: 'customers-0008-contact-security',
    up: [
      'alter table contact add column second_factor integer not null default 0',
      'alter table contact add column email_bouncing integer not null default 0',
      `create table second_factor (
        vendor_id text not null, contact_id text not null, sealed_key text not null, state text not null,
        last_step integer not null, created_at text not null, confirmed_at text,
        primary key (vendor_id, contact_id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
      `create table recovery_code (
        vendor_id text not null, contact_id text not null, code_lookup text not null, used_at text,
        primary key (vendor_id, contact_id, code_lookup),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
      `create table email_proof (
        vendor_id text not null, contact_id text not null, email text not null, code_lookup text not null,
        tries integer not null, created_at text not null, expires_at text not null,
        primary key (vendor_id, contact_id),
        foreign key (vendor_id, contact_id) references contact (vendor_id, id) on delete cascade)`,
    ],
  },
  {
    name: 'customers-0009-erased',
    up: ['create index customer_erased on customer (vendor_id, id) where erased_at is not null'],
  },
  {
    name: 'customers-0010-agency',
    up: [
      'alter table customer add column agency_id text',
      'create index customer_by_agency on customer (vendor_id, agency_id, id) where agency_id is not null',
    ],
  },
  {
    name: 'customers-0011-contact-domains',
    up: ['alter table contact add column domain_ids text'],
  },
  {
    name: 'customers-0012-time-zone',
    up: ['alter table customer add column time_zone text', 'alter table contact add column time_zone text'],
  },
  {
    name: 'customers-0013-bulk-changes',
    up: [
      `create table bulk_change (
        vendor_id text not null, id text not null, selection text not null, change text not null, undoes text,
        state text not null, done integer not null, changed integer not null, unchanged integer not null,
        refused integer not null, problem text, work_id text, actor_kind text not null, actor_id text,
        start_at text, created_at text not null, updated_at text not null, started_at text, finished_at text,
        primary key (vendor_id, id))`,
      `create table bulk_change_row (
        vendor_id text not null, bulk_change_id text not null, customer_id text not null, outcome text not null,
        earlier text not null, later text not null, code text,
        primary key (vendor_id, bulk_change_id, customer_id),
        foreign key (vendor_id, bulk_change_id) references bulk_change (vendor_id, id) on delete cascade,
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index bulk_change_row_by_customer on bulk_change_row (vendor_id, customer_id)',
      // the one look across vendors: the sweep
      'create index bulk_change_by_update on bulk_change (updated_at)',
    ],
  },
  {
    name: 'customers-0014-bulk-total',
    up: ['alter table bulk_change add column total integer'],
  },
  {
    name: 'customers-0015-saved-filters',
    up: [
      `create table customer_filter (
        vendor_id text not null, id text not null, operator_id text, name text not null, query text not null,
        created_at text not null, primary key (vendor_id, id))`,
    ],
  },
];
