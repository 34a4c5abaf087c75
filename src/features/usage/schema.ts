import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { idOf } from '../../kit/common/id.ts';
import { Currency } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { breakoutGroups, Metric } from '../portals/usage-settings.ts';

export { Metric } from '../portals/usage-settings.ts';

export const UsageRecordId = idOf('use');
export const ViewId = idOf('vew');

/** How much: a decimal as text with at most 9 digits before the point and 6 after it; below zero takes back. */
export const Quantity = v.pipe(
  v.string(),
  v.regex(/^-?(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/, 'expected a decimal number as text, like 3 or 0.25'),
);

/** What it cost the customer, in the major unit, as text, since it may be less than a cent: `0.0042`. */
export const UsagePrice = v.strictObject({ amount: Quantity, currency: Currency });
export type UsagePrice = v.InferOutput<typeof UsagePrice>;

/** Seen from the customer. */
export const Direction = v.picklist(['in', 'out', 'internal']);
export type Direction = v.InferOutput<typeof Direction>;
export const Disposition = v.picklist(['answered', 'no-answer', 'busy', 'failed', 'congestion']);
export type Disposition = v.InferOutput<typeof Disposition>;

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_678_400));

/** What a telephone call has beside. */
export const Call = v.strictObject({
  from: line(64),
  to: line(64),
  direction: Direction,
  /** From the first ring to the end. */
  seconds: v.optional(seconds, 0),
  /** Of these the ones that were talked. */
  billedSeconds: v.optional(seconds, 0),
  disposition: v.optional(Disposition, 'answered'),
  /** Where the number called lies: `Germany, mobile`. */
  destination: v.optional(line(80), ''),
  price: v.optional(v.nullable(UsagePrice), null),
});
export type Call = v.InferOutput<typeof Call>;

const Reference = v.pipe(v.string(), v.minLength(1), v.maxLength(140));
const ExternalId = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(128));

export const UsageRecord = v.object({
  id: UsageRecordId,
  externalId: v.nullable(v.string()),
  customerId: idOf('cus'),
  metric: v.string(),
  /** When it was used; of a call, when it began. */
  at: v.string(),
  quantity: v.string(),
  /** What it was used on: one of them, or none. */
  licenceId: v.nullable(v.string()),
  contractId: v.nullable(v.string()),
  domainId: v.nullable(v.string()),
  /** `null` where it is no call. */
  call: v.nullable(Call),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type UsageRecord = v.InferOutput<typeof UsageRecord>;

export const NewUsageRecord = v.strictObject({
  externalId: v.optional(ExternalId),
  /** Our id, or `ext:` and your own. */
  customerId: Reference,
  metric: Metric,
  at: v.optional(v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-03-31T09:00:00Z'))),
  /** 1 unless said. */
  quantity: v.optional(Quantity, '1'),
  licenceId: v.optional(v.nullable(Reference)),
  contractId: v.optional(v.nullable(Reference)),
  domainId: v.optional(v.nullable(Reference)),
  call: v.optional(v.nullable(Call)),
});
export type NewUsageRecord = v.InferOutput<typeof NewUsageRecord>;

/** Up to 1,000 at once: all of them or none. */
export const UsageBatch = v.strictObject({
  items: v.pipe(v.array(NewUsageRecord), v.minLength(1), v.maxLength(1000)),
});
/** In the order in which they were sent; a record whose outside id was there already counts as known. */
export const UsageBatchAnswer = v.object({
  created: v.number(),
  known: v.number(),
  ids: v.array(v.string()),
});

/** `records`: one by one; else put together by this. `account`: by the customer below, where those are taken in. */
export const ReportName = v.picklist(['records', ...breakoutGroups, 'account']);
export type ReportName = v.InferOutput<typeof ReportName>;
export const PeriodName = v.picklist(['month', 'last-month', 'days-30', 'year', 'last-year', 'custom']);
export type PeriodName = v.InferOutput<typeof PeriodName>;

/** What a report is asked by; the same on screen, in the API and of an export. */
export const ReportQuery = v.strictObject({
  report: v.optional(ReportName),
  metric: v.optional(Metric),
  period: v.optional(PeriodName),
  /** Days of the zone, both included; with `period=custom`. */
  from: v.optional(Day),
  until: v.optional(Day),
  /** IANA name; the portal's unless said. */
  zone: v.optional(v.pipe(v.string(), v.maxLength(64))),
  direction: v.optional(Direction),
  search: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100))),
  /** A column, `-column` for the other way round. */
  sort: v.optional(v.pipe(v.string(), v.regex(/^-?[A-Za-z]{1,20}$/))),
  /** Of those there are, the ones to show, in this order: `at,to,seconds`. */
  columns: v.optional(v.pipe(v.string(), v.maxLength(300))),
  /** `below`: with the customers below, as far as they let those above in. */
  accounts: v.optional(v.picklist(['own', 'below'])),
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(200)),
    '50',
  ),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(2000))),
});
export type ReportQuery = v.InferOutput<typeof ReportQuery>;

/** How a value of a column is read: `seconds` as a duration, `code` by the column's `words`. */
export const ReportColumn = v.object({
  key: v.string(),
  label: v.string(),
  kind: v.picklist([
    ...(['text', 'instant', 'seconds', 'count', 'decimal', 'price', 'code'] as const),
    ...(['day', 'month', 'hour'] as const),
  ]),
  words: v.optional(v.record(v.string(), v.string())),
  /** Behind the value: `GB`. */
  unit: v.optional(v.string()),
  isSortable: v.boolean(),
});
export type ReportColumn = v.InferOutput<typeof ReportColumn>;

export const ReportValue = v.nullable(v.union([v.string(), v.number(), UsagePrice]));
export type ReportValue = v.InferOutput<typeof ReportValue>;
const Option = v.object({ value: v.string(), label: v.string() });

export const UsageReport = v.object({
  report: ReportName,
  metric: v.string(),
  period: PeriodName,
  from: Day,
  until: Day,
  timeZone: v.string(),
  sort: v.string(),
  /** What the vendor chose of the columns there are, or of these what was asked for. */
  columns: v.array(ReportColumn),
  /** Each with its `id`; the other fields are named as the columns are. */
  items: v.array(v.record(v.string(), ReportValue)),
  /** All of them together, those on other pages too; `null` where they were not added up. */
  total: v.nullable(v.record(v.string(), ReportValue)),
  /**
   * What a contract includes of a column's figure in its billing period that runs, by day or month; `null`: none is
   * known, or these days are over.
   */
  limit: v.nullable(v.object({ column: v.string(), value: v.number(), from: Day, until: Day })),
  nextCursor: v.nullable(v.string()),
  /** Of a search among very many: how far back was looked; the next page looks on. */
  lookedUntil: v.nullable(v.string()),
  /** What may be asked for in their place. */
  choices: v.object({
    reports: v.array(Option),
    metrics: v.array(Option),
    periods: v.array(Option),
    directions: v.array(Option),
    /** Columns that may be chosen. */
    columns: v.array(Option),
    /** Whether there are customers below that can be taken in. */
    below: v.boolean(),
  }),
  asOf: v.string(),
});
export type UsageReport = v.InferOutput<typeof UsageReport>;

/** A report that is sent by itself: of the day, week or month that is over. */
export const ViewMail = v.object({
  every: v.picklist(['day', 'week', 'month']),
  /** Whether the CSV goes with it; else the mail leads to the report. */
  withFile: v.boolean(),
});
export type ViewMail = v.InferOutput<typeof ViewMail>;
export type Every = ViewMail['every'];

/** A report that somebody gave a name. */
export const SavedView = v.object({
  id: ViewId,
  name: v.string(),
  /** Everybody of the account sees it; else it is the contact's own. */
  isShared: v.boolean(),
  isOwn: v.boolean(),
  query: v.record(v.string(), v.string()),
  /** How it is sent to whoever asks; `null`: it is not. */
  mail: v.nullable(ViewMail),
});
export type SavedView = v.InferOutput<typeof SavedView>;
const kept = v.omit(ReportQuery, ['limit', 'cursor']);
export const NewSavedView = v.strictObject({
  name: v.pipe(line(60), v.minLength(1)),
  isShared: v.optional(v.boolean(), false),
  query: kept,
});
export type NewSavedView = v.InferOutput<typeof NewSavedView>;

/** `null`: it is not sent any more. */
export const ViewMailChange = v.strictObject({ mail: v.nullable(v.strictObject(ViewMail.entries)) });

/** Of a report's file: how cells are told apart and decimals are written; by language unless said. */
export const ExportQuery = v.strictObject({
  ...v.omit(ReportQuery, ['limit', 'cursor', 'zone']).entries,
  /** The file is the same whatever zone is shown: it tells UTC. */
  zone: v.optional(v.string()),
  separator: v.optional(v.picklist(['comma', 'semicolon', 'tab'])),
  decimal: v.optional(v.picklist(['point', 'comma'])),
});
export type ExportQuery = v.InferOutput<typeof ExportQuery>;
export const ExportTicket = v.object({ url: v.string(), expiresAt: v.string() });
export type ExportTicket = v.InferOutput<typeof ExportTicket>;
export const SavedViews = v.object({
  items: v.array(SavedView),
  /** Where mail to whoever asks would go; `null`: no address is known. */
  mailTo: v.nullable(v.string()),
});
export type SavedViews = v.InferOutput<typeof SavedViews>;
