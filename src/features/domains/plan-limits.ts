import * as v from 'valibot';
import type { Day } from '../../kit/common/day.ts';
import { Limit } from '../customers/schema.ts';
import { unlimited } from './rules.ts';

/** `go-on`, and tell; or answer `used-up`. */
export const AtEnd = v.picklist(['go-on', 'refuse']);
const count = v.optional(v.nullable(Limit), null);

/** What a plan variant gives its customers to use; `null`: it says nothing of it. −1: no limit. */
export const PlanLimits = v.strictObject({
  calls: count,
  domains: count,
  noLabel: count,
  atZero: v.optional(v.nullable(AtEnd), null),
  atMaximum: v.optional(v.nullable(AtEnd), null),
});
export type PlanLimits = v.InferOutput<typeof PlanLimits>;

const counts = ['calls', 'domains', 'noLabel'] as const;
const policies = ['atZero', 'atMaximum'] as const;
export const LimitName = v.picklist([...counts, ...policies]);
export type LimitName = v.InferOutput<typeof LimitName>;
const names = LimitName.options;

/** What a customer may use altogether, and what becomes of more. */
export const Allowed = v.strictObject({
  ...{ calls: Limit, domains: Limit, noLabel: Limit },
  ...{ atZero: AtEnd, atMaximum: AtEnd },
});
export type Allowed = v.InferOutput<typeof Allowed>;

/** What who has no contract that gives anything may use. */
export const noneAllowed: Allowed = {
  ...{ calls: 0, domains: 0, noLabel: 0 },
  ...{ atZero: 'go-on', atMaximum: 'go-on' },
};

/** What one contract gives, or an order without any: that is for good. */
export const GivenLimits = v.strictObject({
  contractId: v.nullable(v.string()),
  orderId: v.nullable(v.string()),
  limits: PlanLimits,
});
export type GivenLimits = v.InferOutput<typeof GivenLimits>;

/** What was given to a customer: by whom, and what of it counted when the customer's limits were last set. */
export const Given = v.strictObject({
  of: v.pipe(v.array(GivenLimits), v.maxLength(1000)),
  counted: Allowed,
});
export type Given = v.InferOutput<typeof Given>;

/** Several plans add up; without limit is so altogether, and so is going on. */
export function sumOf(plans: readonly PlanLimits[]): Allowed {
  const sum = { ...noneAllowed };
  for (const name of counts) {
    const values = plans.flatMap((plan) => plan[name] ?? []);
    sum[name] = values.includes(unlimited)
      ? unlimited
      : Math.min(
          values.reduce((all, one) => all + one, 0),
          1_000_000_000_000,
        );
  }
  for (const name of policies) {
    const values = plans.flatMap((plan) => plan[name] ?? []);
    sum[name] = values.length > 0 && !values.includes('go-on') ? 'refuse' : 'go-on';
  }
  return sum;
}

/** What a customer has that is not what its contracts give: somebody set that by hand, and it stays. */
export const byHand = (held: Allowed, given: Allowed): LimitName[] =>
  names.filter((name) => held[name] !== given[name]);

/** What becomes of what a customer has, once its contracts give something else. */
export function following(
  held: Allowed,
  { before, after, again = [] }: { before: Allowed; after: Allowed; again?: readonly LimitName[] },
): Partial<Allowed> {
  const stays = byHand(held, before).filter((name) => !again.includes(name));
  const follow = names.filter((name) => !stays.includes(name) && held[name] !== after[name]);
  return Object.fromEntries(follow.map((name) => [name, after[name]]));
}

interface Running {
  readonly startsOn: Day;
  readonly endsOn: Day | null;
  readonly pauses: readonly { readonly from: Day; readonly until: Day | null }[];
}

/** Whether what a contract gives counts on this day: it has begun, not ended, and does not rest. */
export const countsOn = ({ startsOn, endsOn, pauses }: Running, today: Day): boolean =>
  startsOn <= today &&
  (endsOn === null || endsOn >= today) &&
  !pauses.some(({ from, until }) => from <= today && (until === null || until >= today));
