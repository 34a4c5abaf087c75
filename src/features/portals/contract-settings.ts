import * as v from 'valibot';
import { Day } from '../../kit/common/day.ts';
import { BilledBy } from '../contracts/agreed.ts';

/**
 * When a change begins: `now`, with what is left of the period charged or credited to the cent; `period`: with the next
 * billing period; `term`: once the term that runs is over. `off`: customers can't.
 */
export const ChangeStart = v.picklist(['now', 'period', 'term', 'off']);
export type ChangeStart = v.InferOutput<typeof ChangeStart>;

export const contractFields = {
  /** Who makes the invoices of contracts that say nothing themselves. */
  billing: BilledBy,
  /** Periods that begin before this day were billed elsewhere; `null`: none were. */
  billFrom: v.nullable(Day),
  /** To a dearer plan. Where a change may begin now, it may begin with the next period as well. */
  up: ChangeStart,
  /** To a cheaper plan. */
  down: ChangeStart,
  /** To a plan that costs nothing: `off` leaves that to cancelling. It never begins at once. */
  toFree: v.picklist(['period', 'term', 'off']),
  /** More, or less, of the same plan's components. */
  quantityUp: ChangeStart,
  quantityDown: ChangeStart,
  /** What a pause still costs, in percent of the price. */
  pauseBilledPercent: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
  /** Days of one pause at most; `null`: any number, also until it is resumed. */
  pauseMaxDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650))),
};

/** Nothing is billed until somebody says so; dearer at once, cheaper once what was agreed is over. */
export const contractDefaults = {
  billing: 'elsewhere',
  billFrom: null,
  up: 'now',
  down: 'term',
  toFree: 'off',
  quantityUp: 'now',
  quantityDown: 'period',
  pauseBilledPercent: 0,
  pauseMaxDays: 180,
} as const;

/** How contracts of a portal go on: who bills them, what customers may change and when. A change names only what changes. */
export const ContractSettings = v.strictObject({
  billing: v.optional(contractFields.billing, contractDefaults.billing),
  billFrom: v.optional(contractFields.billFrom, contractDefaults.billFrom),
  up: v.optional(contractFields.up, contractDefaults.up),
  down: v.optional(contractFields.down, contractDefaults.down),
  toFree: v.optional(contractFields.toFree, contractDefaults.toFree),
  quantityUp: v.optional(contractFields.quantityUp, contractDefaults.quantityUp),
  quantityDown: v.optional(contractFields.quantityDown, contractDefaults.quantityDown),
  pauseBilledPercent: v.optional(contractFields.pauseBilledPercent, contractDefaults.pauseBilledPercent),
  pauseMaxDays: v.optional(contractFields.pauseMaxDays, contractDefaults.pauseMaxDays),
});
export type ContractSettings = v.InferOutput<typeof ContractSettings>;
export const ContractSettingsChange = v.partial(v.strictObject(contractFields));
