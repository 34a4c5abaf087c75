import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { Money } from '../../kit/common/money.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';

export const PackageId = idOf('pkg');

const Day = v.pipe(v.string(), v.isoDate('expected a date like 2026-03-31'));
const most = Number.MAX_SAFE_INTEGER;

const fields = {
  /** As the customer booked it: `Europe 500`. */
  name: v.pipe(line(80), v.minLength(1)),
  /** What is counted, in the customer's language: `minutes`. */
  unit: v.pipe(line(40), v.minLength(1)),
  /** Units of one period; -1: no limit. */
  included: v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(most)),
  /** Of the period that runs. */
  used: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most)),
  /** First day of the period that runs. */
  startsOn: Day,
  /** Its last day; `null`: until it is used up. */
  endsOn: v.nullable(Day),
  /** Whether another period follows. */
  renews: v.boolean(),
  /** What a period costs, to be shown: contracts and orders charge. */
  price: v.nullable(Money),
  active: v.boolean(),
  note: line(200),
};

/** A bundle that a customer booked, with what is used of it. */
export const Package = v.object({
  id: PackageId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  ...fields,
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Package = v.InferOutput<typeof Package>;

export const NewPackage = v.strictObject({
  customerId: CustomerReference,
  ...v.partial(v.strictObject(fields)).entries,
  name: fields.name,
  unit: fields.unit,
  included: fields.included,
  startsOn: fields.startsOn,
  externalId: v.optional(ExternalId),
});
export type NewPackage = v.InferOutput<typeof NewPackage>;

export const PackageChange = v.partial(v.strictObject(fields));
export type PackageChange = v.InferOutput<typeof PackageChange>;
