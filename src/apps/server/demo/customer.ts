import type { NewContract } from '../../../features/contracts/schema.ts';
import type { NewContact, NewCustomer } from '../../../features/customers/schema.ts';
import { addDays, addPeriod, type Day } from '../../../kit/common/day.ts';
import type { DemoPlace } from './places.ts';

/** A contact, contract or customer of the demo, before it has an id; `externalId` finds it at the next start. */
export type DemoContact = Omit<NewContact, 'customerId'> & { readonly externalId: string };
export type DemoContract = Omit<NewContract, 'customerId'> & { readonly externalId: string };
/** A site of a customer with its calls of the last months, the running one last. */
export interface DemoSite {
  readonly host: string;
  readonly calls: readonly number[];
  /** It was found when the widget ran there. */
  readonly found?: boolean;
}
export interface DemoCustomer {
  readonly customer: Omit<NewCustomer, 'portalId'> & { readonly externalId: string };
  readonly contacts: readonly DemoContact[];
  readonly contracts: readonly DemoContract[];
  readonly sites?: readonly DemoSite[];
  readonly places?: readonly DemoPlace[];
  /** Whether a code opens the whole account. */
  readonly code?: true;
}

/** First of the month that lies `months` months before (negative: after) the month of `today`. */
export const monthStart = (today: Day, months = 0): Day =>
  addPeriod(`${today.slice(0, 7)}-01`, { count: 1, unit: 'month' }, -months);

/** Last day of the month that lies `months` months after the month of `today`. */
export const monthEnd = (today: Day, months = 0): Day => addDays(monthStart(today, -months - 1), -1);

/** `startsOn` moved by whole years or months until it lies after `today`: the next charge of a running contract. */
export function nextCharge(
  startsOn: Day,
  period: { count: number; unit: 'month' | 'year' },
  today: Day,
): Day {
  for (let times = 1; ; times++) {
    const day = addPeriod(startsOn, period, times);
    if (day > today) return day;
  }
}

export const months = (count: number) => ({ count, unit: 'month' }) as const;
export const years = (count: number) => ({ count, unit: 'year' }) as const;

/** Deterministic choice by position, so that every load makes the same people. */
export const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;
