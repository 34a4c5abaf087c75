import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { type EventType, eventTypes } from '../activity/events.ts';
import { ExternalId } from '../customers/schema.ts';

export const WebhookEndpointId = idOf('whk');
export const WebhookDeliveryId = idOf('dlv');

/** A type of the events' list, as `contract.updated`. */
export const WebhookEventType = v.picklist(Object.keys(eventTypes) as EventType[]);

const httpAddress = 'expected an address like https://api.acme.example/webhooks';

/** Whether it may be asked at all is looked at where it is known what this service may reach. */
export const WebhookAddress = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(2000),
  v.check(
    (text) =>
      /^https?:\/\/[^\s\\#\p{Cc}]+$/iu.test(text) &&
      URL.canParse(text) &&
      new URL(text).username === '' &&
      new URL(text).password === '',
    `${httpAddress}, without user name, password and #`,
  ),
);

const endpointFields = {
  /** Where events are sent to. */
  url: WebhookAddress,
  /** What it is for, in the vendor's own words. */
  description: line(200),
  /** Types of events that are sent; `null`: all, also those that come with later versions. */
  events: v.nullable(
    v.pipe(
      v.array(WebhookEventType),
      v.minLength(1, 'expected at least one event; null means all'),
      v.transform((types) => [...new Set(types)].sort()),
    ),
  ),
  /** False: paused. What happens meanwhile is kept for 30 days and sent when it is active again. */
  active: v.boolean(),
};

/** Why an endpoint does not get anything, where nobody paused it. */
export const PausedReason = v.picklist(['failures', 'gone']);
export type PausedReason = v.InferOutput<typeof PausedReason>;

/** An address of the vendor's to which events are sent. */
export const WebhookEndpoint = v.object({
  id: WebhookEndpointId,
  externalId: v.nullable(v.string()),
  ...endpointFields,
  events: v.nullable(v.array(v.string())),
  /** `failures`: it failed for days. `gone`: it answered 410. `null`: it is active, or somebody paused it. */
  pausedReason: v.nullable(PausedReason),
  /** Since when nothing went through; `null`: the last delivery did. */
  failingSince: v.nullable(v.string()),
  secretCreatedAt: v.string(),
  /** Until then events are signed with the secret before as well; `null`: there is one secret. */
  previousSecretUntil: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** With which signatures are made, `whsec_…`: in the answer that made it, and never again. */
  secret: v.optional(v.string()),
});
export type WebhookEndpoint = v.InferOutput<typeof WebhookEndpoint>;

export const NewWebhookEndpoint = v.strictObject({
  url: endpointFields.url,
  description: v.optional(endpointFields.description),
  events: v.optional(endpointFields.events),
  active: v.optional(endpointFields.active),
  externalId: v.optional(ExternalId),
});
export type NewWebhookEndpoint = v.InferOutput<typeof NewWebhookEndpoint>;

export const WebhookEndpointChange = v.partial(v.strictObject(endpointFields));
export type WebhookEndpointChange = v.InferOutput<typeof WebhookEndpointChange>;

export const NewWebhookSecret = v.strictObject({
  /** Hours in which the secret before still signs too: 24 unless set; 0: none, it may be in wrong hands. */
  overlapHours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(168)), 24),
});

/** `waiting`: to be sent, or to be tried again at `dueAt`. `failed`: all tries were used up, or it was refused for good. */
export const DeliveryState = v.picklist(['waiting', 'delivered', 'failed']);
export type DeliveryState = v.InferOutput<typeof DeliveryState>;

/** Why a try did not go through. */
export const AttemptError = v.picklist([
  'status',
  'redirect',
  'gone',
  'timeout',
  'connection',
  'unknown-host',
  'blocked-address',
  'insecure',
  'too-large',
  'interrupted',
]);
export type AttemptError = v.InferOutput<typeof AttemptError>;

const headers = v.record(v.string(), v.string());

/** One request to an endpoint and what came back; secrets are masked. */
export const DeliveryAttempt = v.object({
  /** 1 for the first. */
  no: v.number(),
  at: v.string(),
  latencyMs: v.nullable(v.number()),
  /** Of the answer; `null`: there was none. */
  status: v.nullable(v.number()),
  /** `null`: it went through. */
  error: v.nullable(AttemptError),
  /** One English sentence about it. */
  detail: v.nullable(v.string()),
  request: v.object({ url: v.string(), headers }),
  response: v.nullable(v.object({ headers, body: v.string() })),
});
export type DeliveryAttempt = v.InferOutput<typeof DeliveryAttempt>;

/** One event on its way to one endpoint. */
export const WebhookDelivery = v.object({
  id: WebhookDeliveryId,
  endpointId: WebhookEndpointId,
  /** The header `webhook-id`: the same at every try, also of a replay. */
  eventId: v.string(),
  eventType: v.string(),
  state: DeliveryState,
  /** Requests so far. */
  attempts: v.number(),
  /** Status of the last answer, why the last try failed, and how long it took. */
  status: v.nullable(v.number()),
  error: v.nullable(AttemptError),
  latencyMs: v.nullable(v.number()),
  /** When it is tried next; `null`: it is not. */
  dueAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type WebhookDelivery = v.InferOutput<typeof WebhookDelivery>;

export const WebhookDeliveryDetail = v.object({
  ...WebhookDelivery.entries,
  /** What is sent, byte for byte. */
  body: v.string(),
  tries: v.array(DeliveryAttempt),
});
export type WebhookDeliveryDetail = v.InferOutput<typeof WebhookDeliveryDetail>;

const Instant = v.pipe(
  v.string(),
  v.isoTimestamp('expected an instant like 2026-03-01T00:00:00Z'),
  v.check((text) => Number.isFinite(Date.parse(text)), 'expected an instant that exists'),
  v.transform((text) => new Date(text).toISOString()),
);

export const deliveryFilters = {
  endpointId: v.optional(v.pipe(v.string(), v.maxLength(140))),
  state: v.optional(DeliveryState),
  eventType: v.optional(v.pipe(v.string(), v.maxLength(80))),
  since: v.optional(Instant),
  until: v.optional(Instant),
};

/** Which deliveries of an endpoint are sent again. */
export const ReplayRange = v.strictObject({
  endpointId: v.pipe(v.string(), v.maxLength(140)),
  since: Instant,
  until: v.optional(Instant),
  /** `failed` unless set; `null`: also what went through. */
  state: v.optional(v.nullable(v.picklist(['failed', 'delivered'])), 'failed'),
  eventType: v.optional(WebhookEventType),
});
export type ReplayRange = v.InferOutput<typeof ReplayRange>;

export const Replayed = v.object({ replayed: v.number() });
export type Replayed = v.InferOutput<typeof Replayed>;

export const NewWebhookListener = v.strictObject({ events: v.optional(endpointFields.events) });

/** Somebody's own machine that asks for events instead of being sent them; it ends two minutes after it last asked. */
export const WebhookListener = v.object({ id: WebhookEndpointId, secret: v.string() });
export type WebhookListener = v.InferOutput<typeof WebhookListener>;

/** What to send on: body and headers as an endpoint would get them. */
export const HeardEvents = v.object({
  items: v.array(v.object({ deliveryId: v.string(), eventType: v.string(), headers, body: v.string() })),
});
export type HeardEvents = v.InferOutput<typeof HeardEvents>;

export const ListenerResult = v.strictObject({
  deliveryId: WebhookDeliveryId,
  /** Of the local answer; `null`: there was none. */
  status: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599))),
  latencyMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)),
  to: v.pipe(line(200), v.minLength(1)),
});
export type ListenerResult = v.InferOutput<typeof ListenerResult>;
