import type { Day, Period } from '../../kit/common/day.ts';
import type { ContractPause } from '../contracts/agreed.ts';
import { priceOf } from '../contracts/rules.ts';
import type { VendorContract } from '../contracts/schema.ts';
import { divideRounded } from '../documents/decimal.ts';
import type { Figures } from './schema.ts';

type Counted = Pick<
  VendorContract,
  'startsOn' | 'endsOn' | 'cancelledAt' | 'items' | 'billingPeriod' | 'tax' | 'pauses'
>;

/** Months a billing period has, as a fraction; a year has 365 days, so that twelve months and 365 days are the same. */
const monthsOf = ({ count, unit }: Period): { times: bigint; by: bigint } => {
  if (unit === 'month') return { times: 1n, by: BigInt(count) };
  if (unit === 'year') return { times: 1n, by: BigInt(count) * 12n };
  return { times: 365n, by: BigInt(unit === 'week' ? count * 7 : count) * 12n };
};

/** What a contract comes to in a month, without tax, rounded once. */
export function monthlyNet({
  items,
  billingPeriod,
  tax,
}: Pick<Counted, 'items' | 'billingPeriod' | 'tax'>): number {
  const { times, by } = monthsOf(billingPeriod);
  let amount = 0n;
  for (const item of items) {
    if (item.kind === 'usage') continue;
    const percent = BigInt(Math.round((item.taxPercent ?? tax.percent) * 100));
    const [up, down] = tax.included ? [10_000n, 10_000n + percent] : [1n, 1n];
    amount += divideRounded(BigInt(item.quantity * item.unitPrice.amount) * times * up * 1000n, by * down);
  }
  return Number(divideRounded(amount, 1000n));
}

const isOn = ({ startsOn, endsOn }: Counted, day: Day): boolean =>
  startsOn <= day && (endsOn === null || endsOn >= day);
const isPaused = (pauses: readonly ContractPause[], day: Day): boolean =>
  pauses.some(({ from, until }) => from <= day && (until === null || until >= day));

/** Counts one contract after the other. */
export class ContractCount {
  private active = 0;
  private paused = 0;
  private begun = 0;
  private ended = 0;
  private readonly recurring = new Map<string, { amount: number; contracts: number }>();
  private readonly span: { readonly from: Day; readonly until: Day };

  constructor(span: { readonly from: Day; readonly until: Day }) {
    this.span = span;
  }

  add(contract: Counted): void {
    const { from, until } = this.span;
    const { startsOn, endsOn, pauses } = contract;
    if (startsOn >= from && startsOn <= until) this.begun += 1;
    if (endsOn !== null && endsOn >= from && endsOn <= until) this.ended += 1;
    if (!isOn(contract, until)) return;
    this.active += 1;
    if (isPaused(pauses, until)) {
      this.paused += 1;
      return;
    }
    const { currency } = priceOf(contract.items);
    const sum = this.recurring.get(currency) ?? { amount: 0, contracts: 0 };
    sum.amount += monthlyNet(contract);
    sum.contracts += 1;
    this.recurring.set(currency, sum);
  }

  result(): Pick<Figures, 'active' | 'paused' | 'begun' | 'ended' | 'recurring'> {
    const { active, paused, begun, ended } = this;
    const recurring = [...this.recurring]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([currency, { amount, contracts }]) => ({ amount: { amount, currency }, contracts }));
    return { active, paused, begun, ended, recurring };
  }
}
