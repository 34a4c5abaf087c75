import type { Migration } from '../../../kit/server/db/migrate.ts';

export const webhooksMigrations: readonly Migration[] = [
  {
    name: 'webhooks-0001-webhooks',
    up: [
      `create table webhook_endpoint (
        vendor_id text not null, id text not null, external_id text, url text not null, description text not null,
        events text, active integer not null, paused_reason text, listening_until text,
        sealed_secret text not null, secret_made_at text not null, sealed_previous text, previous_until text,
        failures integer not null, failing_since text, not_before text, search_text text not null,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, external_id))`,
      'create index webhook_endpoint_by_update on webhook_endpoint (vendor_id, updated_at, id)',
      `create table webhook_delivery (
        vendor_id text not null, id text not null, endpoint_id text not null, event_id text not null,
        event_type text not null, body text not null, state text not null, tries integer not null,
        attempts integer not null, due_at text, claimed_by text, status integer, error text, latency_ms integer,
        created_at text not null, updated_at text not null,
        primary key (vendor_id, id), unique (vendor_id, endpoint_id, event_id),
        foreign key (vendor_id, endpoint_id) references webhook_endpoint (vendor_id, id) on delete cascade)`,
      'create index webhook_delivery_due on webhook_delivery (vendor_id, endpoint_id, due_at) where due_at is not null',
      'create index webhook_delivery_by_endpoint on webhook_delivery (vendor_id, endpoint_id, id)',
      'create index webhook_delivery_by_state on webhook_delivery (vendor_id, state, id)',
      // retention looks across vendors
      'create index webhook_delivery_by_age on webhook_delivery (created_at)',
      `create table webhook_attempt (
        vendor_id text not null, delivery_id text not null, no integer not null, at text not null,
        latency_ms integer, status integer, error text, detail text, url text not null,
        request_headers text not null, response_headers text, response_body text,
        primary key (vendor_id, delivery_id, no),
        foreign key (vendor_id, delivery_id) references webhook_delivery (vendor_id, id) on delete cascade)`,
    ],
  },
];
