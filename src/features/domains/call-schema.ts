import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { line } from '../../kit/common/text.ts';
import { CustomerId } from '../customers/schema.ts';
import { Thresholds } from '../portals/domain-settings.ts';
import { Allowed, AtEnd, LimitName } from './plan-limits.ts';
import { DomainId, Month } from './schema.ts';

/** `pub_<vendor>_<customer>`, and an end of its own since it was last changed. No secret: it stands in pages. */
export const PublishableKey = v.pipe(
  v.string(),
  v.regex(
    /^pub_[0-9a-z]{12,26}_[0-9a-z]{12,26}(?:_[0-9a-z]{16})?$/,
    'expected a publishable key like pub_01k…_01k…',
  ),
);

/** POST /runtime/v1/calls. */
export const RuntimeCall = v.strictObject({
  key: PublishableKey,
  /** Where the code runs: a host or an address on it. Left out, it is the page's own, as the browser says. */
  host: v.optional(v.pipe(v.string(), v.maxLength(500))),
  /** Whether the page stands in a frame of another one. */
  framed: v.optional(v.boolean(), false),
  /** The address of the page that led there, or frames it. */
  referrer: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
});
export type RuntimeCall = v.InferOutput<typeof RuntimeCall>;

/**
 * `ok`: go on. `used-up`: the month's calls are used, or there is no room for one more domain. `unknown-host`: not one of
 * the customer's. `blocked`: the host was turned away, or the account is off.
 */
export const CallState = v.picklist(['ok', 'used-up', 'unknown-host', 'blocked']);
export const RuntimeCallAnswer = v.object({
  state: CallState,
  /** Whether the vendor's label is to be shown there. */
  poweredBy: v.boolean(),
  /** Whether this call stands in the month's count: on disk before this is answered. */
  counted: v.boolean(),
});
export type RuntimeCallAnswer = v.InferOutput<typeof RuntimeCallAnswer>;

/** A host, or with `*` for any number of signs: `*.proxy.example`. */
export const HostPattern = v.pipe(
  line(253),
  v.regex(/^[a-z0-9*](?:[a-z0-9.*-]*[a-z0-9*])?$/, 'expected a host, or a pattern like *.proxy.example'),
);

const callRules = {
  /**
   * What becomes of a host that nobody entered: `off`, nothing; `review`, it waits until somebody says yes; `at-once`, it
   * becomes a domain, unless the page was framed.
   */
  automatic: v.picklist(['off', 'review', 'at-once']),
  /** Whether calls on hosts that wait are counted. */
  countsWaiting: v.boolean(),
  /** Once the month's calls are used: `go-on`, and tell; or answer `used-up`. Where none are allowed, none are served. */
  atZero: AtEnd,
  /** Where a new host finds no room for one more domain. */
  atMaximum: AtEnd,
  blockedHosts: v.pipe(v.array(HostPattern), v.maxLength(200)),
  /** `null`: as the portal says. */
  thresholds: v.nullable(Thresholds),
};
export const CallRules = v.strictObject(callRules);
export type CallRules = v.InferOutput<typeof CallRules>;
export const CallRulesChange = v.partial(CallRules);
export type CallRulesChange = v.InferOutput<typeof CallRulesChange>;
/** PATCH /api/v1/customers/:id/calls. */
export const CallsChange = v.strictObject({
  ...CallRulesChange.entries,
  /** Limits that are as the contracts give them again, although they were set by hand. */
  asContracts: v.optional(v.array(LimitName)),
});

export const callDefaults: CallRules = {
  automatic: 'off',
  countsWaiting: true,
  atZero: 'go-on',
  atMaximum: 'go-on',
  blockedHosts: [],
  thresholds: null,
};

/** What a month's calls come to, as the days so far went. */
export const Outlook = v.object({
  /** By the end of the month. */
  expected: v.number(),
  /** The day on which the last allowed call is used; `null`: none in this month. */
  runsOutOn: v.nullable(v.string()),
});
export type Outlook = v.InferOutput<typeof Outlook>;

export const CallReset = v.object({
  id: idOf('rst'),
  month: Month,
  /** What stood there. */
  calls: v.number(),
  reason: v.string(),
  /** Who did it, by name. */
  by: v.string(),
  createdAt: v.string(),
});
export type CallReset = v.InferOutput<typeof CallReset>;
export const NewCallReset = v.strictObject({
  reason: v.pipe(line(300), v.minLength(3, 'expected a sentence: why?')),
});

/** GET /api/v1/customers/:id/calls: what a customer may call, does, and how that is dealt with. */
export const CustomerCalls = v.object({
  ...callRules,
  customerId: CustomerId,
  publishableKey: v.string(),
  /** What the customer puts on its site. `{domain}` stands in it where domains are not made by themselves. */
  snippet: v.string(),
  month: Month,
  used: v.number(),
  /** -1: no limit. */
  allowed: v.number(),
  outlook: Outlook,
  /** Hosts that wait for a yes. */
  waiting: v.number(),
  noLabel: v.object({ used: v.number(), allowed: v.number() }),
  /** What the customer's contracts give together today; `null`: none ever gave anything. */
  byContracts: v.nullable(Allowed),
  /** What somebody set by hand, so that it is not what the contracts give: it stays whatever becomes of them. */
  byHand: v.array(LimitName),
  /** The last twenty, newest first. */
  resets: v.array(CallReset),
});
export type CustomerCalls = v.InferOutput<typeof CustomerCalls>;

/** Twelve months, the running one last. */
export const CallMonths = v.object({
  months: v.array(v.object({ month: Month, calls: v.number() })),
  /** Each domain that was called on, most calls first, at most 200; `host` is `null` for what was counted on none. */
  domains: v.array(
    v.object({
      domainId: v.nullable(DomainId),
      host: v.nullable(v.string()),
      /** In the order of `months`. */
      calls: v.array(v.number()),
    }),
  ),
});
export type CallMonths = v.InferOutput<typeof CallMonths>;

export const SightingId = idOf('sgt');
/** A host on which a customer's code ran and that nobody had entered. */
export const Sighting = v.object({
  id: SightingId,
  customerId: CustomerId,
  host: v.string(),
  state: v.picklist(['waiting', 'approved', 'rejected']),
  /** Whether it was ever seen inside a frame of another page. */
  framed: v.boolean(),
  referrer: v.nullable(v.string()),
  hits: v.number(),
  firstSeenAt: v.string(),
  lastSeenAt: v.string(),
  /** What it became. */
  domainId: v.nullable(DomainId),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Sighting = v.InferOutput<typeof Sighting>;

export const SightingDecision = v.strictObject({
  decision: v.picklist(['approve', 'reject']),
  /** With `reject`: hosts like this one are turned away from now on. */
  pattern: v.optional(HostPattern),
});
export type SightingDecision = v.InferOutput<typeof SightingDecision>;
