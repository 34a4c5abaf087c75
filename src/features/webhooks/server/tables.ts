import type { AttemptError, DeliveryState, PausedReason } from '../schema.ts';

export interface WebhookEndpointTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  url: string;
  description: string;
  /** Types as JSON text; `null`: all. */
  events: string | null;
  active: number;
  paused_reason: PausedReason | null;
  /** Of a listener, which asks for its events: until when it counts. `null`: an endpoint. */
  listening_until: string | null;
  sealed_secret: string;
  secret_made_at: string;
  sealed_previous: string | null;
  previous_until: string | null;
  /** Failed tries in a row, over all deliveries. */
  failures: number;
  failing_since: string | null;
  /** The receiver asked to be left alone until then. */
  not_before: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

export interface WebhookDeliveryTable {
  vendor_id: string;
  id: string;
  endpoint_id: string;
  /** What receivers know it by: the header `webhook-id`. */
  event_id: string;
  event_type: string;
  body: string;
  state: DeliveryState;
  /** Since it was last put on its way: what the schedule goes by. */
  tries: number;
  /** All requests ever. */
  attempts: number;
  /** By the world's clock. Of one that somebody is sending: when that one counts as dead. */
  due_at: string | null;
  claimed_by: string | null;
  /** Of the last try. */
  status: number | null;
  error: AttemptError | null;
  latency_ms: number | null;
  created_at: string;
  updated_at: string;
}

export interface WebhookAttemptTable {
  vendor_id: string;
  delivery_id: string;
  no: number;
  at: string;
  latency_ms: number | null;
  status: number | null;
  error: AttemptError | null;
  detail: string | null;
  url: string;
  request_headers: string;
  response_headers: string | null;
  response_body: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    webhook_endpoint: WebhookEndpointTable;
    webhook_delivery: WebhookDeliveryTable;
    webhook_attempt: WebhookAttemptTable;
  }
}
