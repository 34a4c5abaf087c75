import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { ContactId, CustomerId, CustomerReference, Email, ExternalId } from '../customers/schema.ts';
import { partsOf } from './metrics.ts';

export const AlertId = idOf('alt');

/** `balance`; with what it is of where there are several: `usage:sms`. */
export const Metric = v.pipe(
  v.string(),
  v.maxLength(80),
  v.check(
    (text) => partsOf(text).name !== undefined,
    'expected one of the metrics that the documentation names',
  ),
);

/** `percent` of what is allowed; `money` in minor units of `currency`. */
export const AlertUnit = v.picklist(['percent', 'count', 'days', 'money']);
export type AlertUnit = v.InferOutput<typeof AlertUnit>;

/** At least so long from one mail to the next. */
export const MostOften = v.picklist(['hour', 'day', 'week', 'month']);
export type MostOften = v.InferOutput<typeof MostOften>;

/** `account`: the address to which its bills go. */
export const NewRecipient = v.variant('kind', [
  v.strictObject({ kind: v.literal('account') }),
  v.strictObject({ kind: v.literal('contact'), contactId: ContactId }),
  v.strictObject({ kind: v.literal('email'), email: Email }),
]);
export type NewRecipient = v.InferOutput<typeof NewRecipient>;

export const Recipient = v.object({
  kind: v.picklist(['account', 'contact', 'email']),
  contactId: v.optional(v.string()),
  email: v.optional(v.string()),
  /** Since when this one wants no mail of it, by the link that stands in each. */
  stoppedAt: v.nullable(v.string()),
});
export type Recipient = v.InferOutput<typeof Recipient>;

const Instant = v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-12-01T09:00:00Z'));

const fields = {
  metric: Metric,
  unit: AlertUnit,
  threshold: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000_000)),
  /** Of money. */
  currency: v.nullable(Currency),
  recipients: v.pipe(v.array(NewRecipient), v.maxLength(20)),
  mostOften: MostOften,
  /** Nothing is told until then; what still holds is told afterwards. */
  mutedUntil: v.nullable(Instant),
  active: v.boolean(),
  /** Told once a day, in the morning, in one mail with all others of the same person that are told so. */
  digest: v.boolean(),
};

export const Alert = v.object({
  id: AlertId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  ...fields,
  /** Which way it goes is the metric's: use reaches a figure, a balance falls to it. */
  comparison: v.picklist(['at-least', 'at-most']),
  recipients: v.array(Recipient),
  lastFiredAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Alert = v.InferOutput<typeof Alert>;

/** In lists, with the names of people who are told. */
export const ListedAlert = v.object({
  ...Alert.entries,
  recipients: v.array(v.object({ ...Recipient.entries, name: v.optional(v.string()) })),
});

export const NewAlert = v.strictObject({
  customerId: CustomerReference,
  ...v.partial(v.strictObject(fields)).entries,
  metric: fields.metric,
  unit: fields.unit,
  threshold: fields.threshold,
  externalId: v.optional(ExternalId),
});
export type NewAlert = v.InferOutput<typeof NewAlert>;

export const AlertChange = v.partial(v.strictObject(fields));
export type AlertChange = v.InferOutput<typeof AlertChange>;

/** Of a mail about it: who was written to, and what became of that. */
const Told = v.object({
  address: v.string(),
  mailId: v.string(),
  state: v.picklist(['queued', 'accepted', 'refused', 'bounced', 'held', 'gone']),
});

export const AlertFiring = v.object({
  id: idOf('alf'),
  kind: v.picklist(['fired', 'test']),
  at: v.string(),
  figures: v.array(
    v.object({
      subject: v.nullable(v.object({ id: v.string(), name: v.string() })),
      value: v.number(),
      limit: v.nullable(v.number()),
      currency: v.nullable(v.string()),
    }),
  ),
  mails: v.array(Told),
  /** It goes with the mail of the day, which is not written yet. */
  waits: v.boolean(),
});
export type AlertFiring = v.InferOutput<typeof AlertFiring>;

/** POST and PATCH /portal/v1/alerts: as the sentence of the panel says it. */
const portalFields = {
  /** `calls|percent`, `balance|money|EUR`: what, and in which unit. */
  what: v.pipe(v.string(), v.maxLength(120), v.regex(/^[^|]+\|(?:percent|count|days|money\|[A-Z]{3})$/)),
  /** As people write it in that unit; a comma or a point before the decimals of money. */
  threshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000_000)),
  mostOften: MostOften,
  /** `account`, `con_…`, or an address that is on the list already. */
  recipients: v.pipe(v.array(v.pipe(v.string(), v.maxLength(254))), v.minLength(1), v.maxLength(20)),
  /** The last day on which nothing is told; empty: it is not muted. */
  mutedUntil: v.union([v.literal(''), v.pipe(v.string(), v.isoDate('expected a date like 2026-03-31'))]),
  active: v.boolean(),
  digest: v.boolean(),
};
export const NewPortalAlert = v.strictObject({
  ...v.partial(v.strictObject(portalFields)).entries,
  what: portalFields.what,
  threshold: portalFields.threshold,
  recipients: portalFields.recipients,
});
export type NewPortalAlert = v.InferOutput<typeof NewPortalAlert>;
export const PortalAlertChange = v.partial(v.strictObject(portalFields));
export type PortalAlertChange = v.InferOutput<typeof PortalAlertChange>;
