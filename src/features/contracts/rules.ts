import { addDays, type Day } from '../../kit/common/day.ts';
import type { Money } from '../../kit/common/money.ts';
import type { ProblemField } from '../../kit/common/problem.ts';
import type { ContractPause } from './agreed.ts';
import { type Dated, termOf } from './calendar.ts';
import { checkMetered } from './metered.ts';
import type { Contract, ContractItem, VendorContract } from './schema.ts';

export { type Dated, termOf } from './calendar.ts';

/** A cancelled contract is served to its last day, that day included. */
export function statusOf(contract: Dated, today: Day): Contract['status'] {
  if (contract.endsOn !== null && contract.endsOn < today) return 'expired';
  if (contract.cancelledAt !== null) return 'cancelled';
  return today < contract.startsOn ? 'scheduled' : 'active';
}

/**
 * Quantity × unit price; `null` for usage, which is billed afterwards.
 * @throws RangeError where the amount is too large to be exact
 */
export function totalOf({ kind, quantity, unitPrice }: ContractItem): Money | null {
  if (kind === 'usage') return null;
  return { amount: exact(quantity * unitPrice.amount), currency: unitPrice.currency };
}

/**
 * What one billing period costs: the plan and its components, without usage. `items` has one line at least and one
 * currency, as `checkContract` sees to.
 * @throws RangeError where the sum is too large to be exact
 */
export function priceOf(items: readonly ContractItem[]): Money {
  const currency = items[0]?.unitPrice.currency ?? 'EUR';
  return { amount: items.reduce((sum, item) => exact(sum + (totalOf(item)?.amount ?? 0)), 0), currency };
}

/** What the customer sees of a contract. */
export function toCustomerContract(
  contract: VendorContract,
  today: Day,
  /** Whether its portal bills the contracts that say nothing themselves. */
  portalBills = false,
): Contract {
  const { id, number, title, terms, items, billingPeriod, tax, nextChargeOn, pendingChange } = contract;
  const pause = pauseOn(contract.pauses, today);
  return {
    id,
    number,
    title,
    status: statusOf(contract, today),
    term: termOf(contract, today),
    terms: {
      renewal: terms.renewal,
      notice: terms.notice,
      ...(terms.noticeTo && { noticeTo: terms.noticeTo }),
    },
    items: items.map((item) => ({ ...item, total: totalOf(item) })),
    billingPeriod,
    price: priceOf(items),
    tax,
    // A contract that ends before its next period is charged no more.
    nextChargeOn:
      contract.endsOn !== null && nextChargeOn !== null && nextChargeOn > contract.endsOn
        ? null
        : nextChargeOn,
    pause: pause && { from: pause.from, until: pause.until },
    pendingChange,
    changeable:
      (contract.billing === null ? portalBills : contract.billing === 'portico') &&
      items.some(({ variantId }) => variantId !== undefined),
    ...(mayBeWithdrawn(contract, today) && { withdrawUntil: contract.withdrawalUntil as Day }),
  };
}

/** Until its last day for it, and not once it ended with its first: then it was. */
const mayBeWithdrawn = (
  { withdrawalUntil, endsOn, startsOn }: Pick<VendorContract, 'withdrawalUntil' | 'endsOn' | 'startsOn'>,
  today: Day,
): boolean => withdrawalUntil !== null && withdrawalUntil >= today && endsOn !== startsOn;

/**
 * The earliest day on which there is something to do with a contract by itself: a period begins, a change does, days that
 * were charged turn out to be behind its end or within a pause. `null`: nothing as it stands.
 */
export function dueOn(
  contract: Pick<VendorContract, 'endsOn' | 'nextChargeOn' | 'billedUntil' | 'pauses' | 'pendingChange'>,
): Day | null {
  const { endsOn, nextChargeOn, billedUntil, pauses, pendingChange } = contract;
  const days = [
    ...(nextChargeOn !== null && (endsOn === null || nextChargeOn <= endsOn) ? [nextChargeOn] : []),
    ...(endsOn !== null && billedUntil !== null && billedUntil > endsOn ? [addDays(endsOn, 1)] : []),
    ...pauses.filter(({ settled }) => !settled).map(({ from }) => from),
    ...(pendingChange ? [pendingChange.on] : []),
  ];
  return days.sort()[0] ?? null;
}

/** The pause that is on, or the next one that comes. */
export const pauseOn = (pauses: readonly ContractPause[], today: Day): ContractPause | null =>
  pauses.find(({ until }) => until === null || until >= today) ?? null;

const firstDay = '1900-01-01';
const lastDay = '2999-12-31';

const dayFields = [
  'startsOn',
  'endsOn',
  'nextChargeOn',
  'billingFrom',
  'billedUntil',
  'termsFrom',
  'withdrawalUntil',
] as const;

/** What a schema can't see because it is between fields; empty when the contract holds together. */
export function checkContract(
  contract: Dated &
    Pick<VendorContract, 'items' | 'nextChargeOn'> &
    Partial<Pick<VendorContract, 'billingFrom' | 'billedUntil' | 'termsFrom' | 'withdrawalUntil' | 'pauses'>>,
): readonly ProblemField[] {
  const fields: ProblemField[] = [];
  const refuse = (path: string, code: string, message: string) => fields.push({ path, code, message });
  for (const path of dayFields) {
    const day = contract[path] ?? null;
    if (day !== null && (day < firstDay || day > lastDay)) {
      refuse(path, 'out_of_range', `Expected a day from ${firstDay} to ${lastDay}.`);
    }
  }
  if (contract.endsOn !== null && contract.endsOn < contract.startsOn) {
    refuse('endsOn', 'before_start', 'A contract can not end before it starts.');
  }
  if (contract.cancelledAt !== null && contract.endsOn === null) {
    refuse('endsOn', 'missing', 'A cancelled contract needs its last day.');
  }
  if (contract.cancelledAt !== null && Number.isNaN(Date.parse(contract.cancelledAt))) {
    refuse('cancelledAt', 'iso_timestamp', 'Expected an instant that exists, like 2026-03-01T00:00:00Z.');
  }
  for (const [index, item] of contract.items.entries()) {
    checkMetered(item, (path, code, message) => refuse(`items.${index}.${path}`, code, message));
  }
  for (const [index, { from, until }] of (contract.pauses ?? []).entries()) {
    const before = contract.pauses?.[index - 1];
    if (until !== null && until < from) {
      refuse(`pauses.${index}.until`, 'before_start', 'A pause can not end before it begins.');
    }
    if (before && (before.until === null || before.until >= from)) {
      refuse(`pauses.${index}.from`, 'overlaps', 'Pauses follow each other.');
    }
  }
  if (new Set(contract.items.map((item) => item.unitPrice.currency)).size > 1) {
    refuse('items', 'currency', 'All prices of a contract need one currency.');
  }
  try {
    priceOf(contract.items);
  } catch {
    refuse('items', 'too_large', 'Quantity times price is too large to be exact.');
  }
  return fields;
}

function exact(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new RangeError('An amount of money is too large to be exact.');
  return amount + 0; // -0 becomes 0
}
