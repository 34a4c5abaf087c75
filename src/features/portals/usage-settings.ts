import * as v from 'valibot';
import { line } from '../../kit/common/text.ts';
import { Language } from './language.ts';

/** What the report of single records may show. */
export const recordColumns = [
  ...(['at', 'direction', 'from', 'to', 'destination', 'disposition', 'seconds', 'billedSeconds'] as const),
  ...(['quantity', 'price', 'subject', 'reference'] as const),
] as const;
export type RecordColumn = (typeof recordColumns)[number];

/** By what records may be put together. */
export const breakoutGroups = [
  ...(['day', 'month', 'hour', 'direction', 'destination', 'number', 'disposition', 'subject'] as const),
] as const;
export type BreakoutGroup = (typeof breakoutGroups)[number];

/** What may stand beside each group. */
export const breakoutFigures = [
  ...(['records', 'answered', 'quantity', 'seconds', 'billedSeconds', 'average', 'price'] as const),
] as const;
export type BreakoutFigure = (typeof breakoutFigures)[number];

const once = <Name extends string>(names: readonly Name[]) => new Set(names).size === names.length;
const columns = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  v.pipe(v.array(v.picklist(names)), v.check(once, 'expected each column once'));
const RecordColumns = columns(recordColumns);
const BreakoutColumns = columns([...breakoutGroups, ...breakoutFigures]);
export type BreakoutColumn = BreakoutGroup | BreakoutFigure;

/** What is recorded: `call`, `storage-gb`, `api.requests`. */
export const Metric = v.pipe(
  v.string(),
  v.regex(
    /^[a-z][a-z0-9.-]{0,39}$/,
    'expected lower-case letters, digits, dots and hyphens, 1 to 40, like call',
  ),
);

/** What one kind of record is called, and which items of contracts it is billed by. */
export const MetricSetting = v.strictObject({
  metric: Metric,
  /** Per language; where one is missing, the portal's first language stands in, then the metric itself. */
  names: v.optional(v.record(Language, line(60)), {}),
  /** Behind a quantity: `GB`. */
  unit: v.optional(line(20), ''),
  /** Our ids or titles of the metered items that it is billed by; none: it is not billed. */
  bills: v.optional(v.pipe(v.array(v.pipe(line(160), v.minLength(1))), v.maxLength(50)), []),
  /** What of the records is billed. Seconds and minutes are those that count as billed. */
  measure: v.optional(v.picklist(['quantity', 'records', 'seconds', 'minutes']), 'quantity'),
});
export type MetricSetting = v.InferOutput<typeof MetricSetting>;

const fields = {
  /** Of the customers' report of single records; what is not named is neither shown, answered nor exported. */
  records: RecordColumns,
  /** Of the customers' breakout. */
  breakout: BreakoutColumns,
  /** The same for operators, who look at one customer. */
  operatorRecords: RecordColumns,
  operatorBreakout: BreakoutColumns,
  metrics: v.pipe(
    v.array(MetricSetting),
    v.maxLength(50),
    v.check((all) => once(all.map(({ metric }) => metric)), 'expected each metric once'),
  ),
  /** Days after the end of a period in which records may still come, before it is billed. */
  settleAfterDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60)),
  /** Whole months that records stay; `null`: as long as the customer. What was billed can be looked up for a year. */
  keepMonths: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(14), v.maxValue(240))),
};

export const usageDefaults = {
  records: recordColumns.filter((name) => name !== 'reference'),
  breakout: [...breakoutGroups, ...breakoutFigures],
  operatorRecords: [...recordColumns],
  operatorBreakout: [...breakoutGroups, ...breakoutFigures],
  metrics: [],
  settleAfterDays: 1,
  keepMonths: null,
} satisfies UsageSettings;

/** What a portal's reports of use show, and how use is billed. A change names only what changes. */
export const UsageSettings = v.strictObject({
  records: v.optional(fields.records, () => [...usageDefaults.records]),
  breakout: v.optional(fields.breakout, () => [...usageDefaults.breakout]),
  operatorRecords: v.optional(fields.operatorRecords, () => [...usageDefaults.operatorRecords]),
  operatorBreakout: v.optional(fields.operatorBreakout, () => [...usageDefaults.operatorBreakout]),
  metrics: v.optional(fields.metrics, []),
  settleAfterDays: v.optional(fields.settleAfterDays, usageDefaults.settleAfterDays),
  keepMonths: v.optional(fields.keepMonths, usageDefaults.keepMonths),
});
export interface UsageSettings {
  records: RecordColumn[];
  breakout: BreakoutColumn[];
  operatorRecords: RecordColumn[];
  operatorBreakout: BreakoutColumn[];
  metrics: MetricSetting[];
  settleAfterDays: number;
  keepMonths: number | null;
}
export const UsageSettingsChange = v.partial(v.strictObject(fields));
