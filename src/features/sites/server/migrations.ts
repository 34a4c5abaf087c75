import type { Migration } from '../../../kit/server/db/migrate.ts';

export const sitesMigrations: readonly Migration[] = [
  {
    name: 'sites-0001-locations-and-installations',
    up: [
      `create table location (
        vendor_id text not null, id text not null, customer_id text not null, external_id text, name text not null,
        number text, address text not null, search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create index location_by_update on location (vendor_id, updated_at, id)',
      'create index location_by_customer on location (vendor_id, customer_id, id)',
      // The customer stands in the row too: what a customer may see is asked by it, not by way of the location.
      `create table installation (
        vendor_id text not null, id text not null, customer_id text not null, location_id text not null,
        external_id text, name text not null, kind text, serial_number text, installed_on text,
        sealed_token text not null, token_lookup text not null, token_hint text not null,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id), unique (vendor_id, token_lookup),
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade)`,
      'create index installation_by_update on installation (vendor_id, updated_at, id)',
      'create index installation_by_location on installation (vendor_id, location_id, id)',
      'create index installation_by_customer on installation (vendor_id, customer_id, id)',
    ],
  },
  {
    name: 'sites-0002-records',
    up: [
      // As with installations, the location's customer stands in each row, and changes when the location is handed over.
      `create table logbook_entry (
        vendor_id text not null, id text not null, external_id text, customer_id text not null, location_id text not null,
        installation_id text, kind text not null, happened_on text not null, text text not null, done_by text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade)`,
      'create index logbook_entry_by_update on logbook_entry (vendor_id, updated_at, id)',
      'create index logbook_entry_by_customer on logbook_entry (vendor_id, customer_id, id)',
      'create index logbook_entry_by_location on logbook_entry (vendor_id, location_id, happened_on, id)',
      // No foreign keys: what the law wants kept outlives the customer and the place it speaks of.
      `create table site_document (
        vendor_id text not null, id text not null, external_id text, customer_id text not null,
        location_id text not null, installation_id text, kind text not null, number text, title text not null,
        issued_on text not null, valid_until text, state text not null, keep_until text, file_id text, file_name text,
        media_type text, size integer, sha256 text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index site_document_by_update on site_document (vendor_id, updated_at, id)',
      'create index site_document_by_location on site_document (vendor_id, location_id, issued_on, id)',
      'create index site_document_by_customer on site_document (vendor_id, customer_id, id)',
      `create table inspection (
        vendor_id text not null, id text not null, external_id text, customer_id text not null,
        location_id text not null, installation_id text, name text not null, every_months integer, due_on text, last_done_on text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade,
        foreign key (vendor_id, installation_id) references installation (vendor_id, id) on delete cascade)`,
      'create index inspection_by_update on inspection (vendor_id, updated_at, id)',
      'create index inspection_by_customer on inspection (vendor_id, customer_id, id)',
      'create index inspection_by_location on inspection (vendor_id, location_id, id)',
      'create index inspection_by_day on inspection (vendor_id, due_on, id) where due_on is not null',
      // A request stays with whoever made it, also when the location is somebody else's.
      `create table site_request (
        vendor_id text not null, id text not null, external_id text, customer_id text not null, contact_id text,
        location_id text not null, installation_id text, text text not null, wanted_on text, wanted_time text not null,
        phone text not null, state text not null, answer text not null, planned_on text, document_id text,
        search_text text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade)`,
      'create index site_request_by_update on site_request (vendor_id, updated_at, id)',
      'create index site_request_by_location on site_request (vendor_id, location_id, id)',
      'create index site_request_by_customer on site_request (vendor_id, customer_id, id)',
      'create index site_request_by_state on site_request (vendor_id, state, id)',
      'create index site_request_by_plan on site_request (vendor_id, planned_on, id) where planned_on is not null',
      // Of a request or an entry; of neither while somebody is still writing.
      `create table site_file (
        vendor_id text not null, id text not null, external_id text, customer_id text not null, entry_id text,
        request_id text, name text not null, media_type text not null, size integer not null, sha256 text not null,
        file_id text not null, created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, entry_id) references logbook_entry (vendor_id, id) on delete cascade,
        foreign key (vendor_id, request_id) references site_request (vendor_id, id) on delete cascade)`,
      'create index site_file_by_entry on site_file (vendor_id, entry_id, id)',
      'create index site_file_by_request on site_file (vendor_id, request_id, id)',
      'create index site_file_by_customer on site_file (vendor_id, customer_id, id)',
      // Only of locations that were handed over, one row for each owner; what the former one reads it by stands in it.
      `create table site_period (
        vendor_id text not null, id text not null, external_id text, location_id text not null,
        customer_id text not null, sees_from text, sees_until text, name text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade,
        foreign key (vendor_id, location_id) references location (vendor_id, id) on delete cascade)`,
      'create index site_period_by_location on site_period (vendor_id, location_id, id)',
      'create index site_period_by_customer on site_period (vendor_id, customer_id, id)',
      `create table calendar_feed (
        vendor_id text not null, id text not null, customer_id text, contact_id text, subject text, name text not null,
        language text not null, secret_hash text not null, created_at text not null, last_read_at text,
        reads integer not null, logged_on text, primary key (vendor_id, id),
        foreign key (vendor_id, customer_id) references customer (vendor_id, id) on delete cascade)`,
      'create unique index calendar_feed_by_secret on calendar_feed (vendor_id, secret_hash)',
      'create index calendar_feed_by_customer on calendar_feed (vendor_id, customer_id, id)',
    ],
  },
  {
    name: 'sites-0003-moves',
    // Since when it stands where it stands, where that is not since it was made.
    up: ['alter table installation add column placed_at text'],
  },
];
