import * as v from 'valibot';
import { WebhookAddress } from '../webhooks/schema.ts';
import { MobileNumber } from './mobile-number.ts';

const gatewayFields = {
  /** Where texts are sent to: a program of the vendor's, which hands them to whoever delivers them. */
  url: WebhookAddress,
  /** False: nobody is sent a text, and nobody is asked to confirm a number. */
  active: v.boolean(),
  /** How numbers begin that texts are sent to: `+49`; `null`: any number of the world. */
  prefixes: v.nullable(
    v.pipe(
      v.array(v.pipe(v.string(), v.trim(), v.regex(/^\+[1-9]\d{0,6}$/, 'expected a beginning like +49'))),
      v.minLength(1, 'expected at least one beginning; null means any number'),
      v.maxLength(60),
      v.transform((all) => [...new Set(all)].sort()),
    ),
  ),
  /** Texts in 24 hours, whoever they are for: what a stranger can make it cost has an end. */
  perDay: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
};

/** What texts are sent by; a vendor has one, or none. */
export const TextGateway = v.object({
  ...gatewayFields,
  url: v.string(),
  prefixes: v.nullable(v.array(v.string())),
  secretCreatedAt: v.string(),
  /** Until then texts are signed with the secret before as well; `null`: there is one secret. */
  previousSecretUntil: v.nullable(v.string()),
  /** Texts of the last 24 hours. */
  sentToday: v.number(),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** With which signatures are made, `whsec_…`: in the answer that made it, and never again. */
  secret: v.optional(v.string()),
});
export type TextGateway = v.InferOutput<typeof TextGateway>;

/** PUT /api/v1/text-gateway; a field that is not named stays as it is. */
export const NewTextGateway = v.strictObject({
  url: gatewayFields.url,
  active: v.optional(gatewayFields.active),
  prefixes: v.optional(gatewayFields.prefixes),
  perDay: v.optional(gatewayFields.perDay),
});
export type NewTextGateway = v.InferOutput<typeof NewTextGateway>;

export const NewTextSecret = v.strictObject({
  /** Hours in which the secret before still signs too: 24 unless set; 0: none, it may be in wrong hands. */
  overlapHours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(168)), 24),
});

/**
 * `sending`: on its way. `taken`: the gateway has it. `refused`: it has not, and it was not sent. `unknown`: it was asked
 * and did not answer, so nobody knows; it is not sent again.
 */
export const TextState = v.picklist(['sending', 'taken', 'refused', 'unknown']);
export type TextState = v.InferOutput<typeof TextState>;

/** A text that was sent, without its words: they hold a code. */
export const SentText = v.object({
  id: v.string(),
  purpose: v.picklist(['proof', 'test']),
  /** The last three digits: `+49 … 567`. */
  to: v.string(),
  contactId: v.nullable(v.string()),
  state: TextState,
  /** Requests to the gateway. */
  tries: v.number(),
  /** Of its last answer; `null`: there was none. */
  status: v.nullable(v.number()),
  /** One English sentence about what went wrong. */
  detail: v.nullable(v.string()),
  createdAt: v.string(),
});
export type SentText = v.InferOutput<typeof SentText>;

/** A list like others, of one page. */
export const SentTexts = v.object({ items: v.array(SentText), nextCursor: v.null_() });

export const TestText = v.strictObject({ to: MobileNumber });
