import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { Metric } from '../portals/usage-settings.ts';
import { Quantity } from '../usage/schema.ts';
import { Activation } from './schema.ts';

/** POST /runtime/v1/licences/usage: what the vendor's software used of a licence. */
export const LicenceUsage = v.strictObject({
  product: Activation.entries.product,
  key: Activation.entries.key,
  metric: Metric,
  /** A decimal as text, `0.25`; 1 unless said. */
  quantity: v.optional(
    v.pipe(
      Quantity,
      v.check((text) => !text.startsWith('-'), 'expected 0 or more'),
    ),
    '1',
  ),
  /** Yours for this use, at most 80 symbols: what is sent again under it counts once. */
  id: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,80}$/, 'expected up to 80 symbols without spaces')),
  /** When it was, where it is told later; at most 31 days ago. */
  at: v.optional(v.pipe(v.string(), v.isoTimestamp('expected an instant like 2026-03-31T09:00:00Z'))),
});

/** The whole of a metric in the period that runs. */
export const UsedInPeriod = v.object({
  metric: v.string(),
  /** A decimal as text. */
  quantity: v.string(),
  from: Day,
  until: Day,
});
export type UsedInPeriod = v.InferOutput<typeof UsedInPeriod>;

/** A metric of a licence as its holder reads it. */
export const LicenceUse = v.object({
  ...UsedInPeriod.entries,
  name: v.string(),
  unit: v.nullable(v.string()),
});
export type LicenceUse = v.InferOutput<typeof LicenceUse>;
