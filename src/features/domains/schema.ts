import * as v from 'valibot';
import { idOf } from '../../kit/common/id.ts';
import { plain } from '../../kit/common/text.ts';
import { CustomerId, CustomerReference, ExternalId } from '../customers/schema.ts';

export const DomainId = idOf('dom');

/**
 * A web address of the customer's own site in a request: a host name or any address on it (`https://Müller.example/shop`).
 * What is stored is the host as the name system writes it: `xn--mller-kva.example`.
 */
export const HostInput = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500), plain);

/** `automatic`: made when the vendor's widget ran on a host that nobody had entered. */
export const DomainOrigin = v.picklist(['manual', 'automatic']);

/** Whether it was shown that the host is the customer's. `broken`: it was, and what showed it is gone. */
export const Verification = v.picklist(['open', 'pending', 'verified', 'broken']);
export type Verification = v.InferOutput<typeof Verification>;
/** A TXT record of the name, a file on the site, or a tag in its first page. */
export const VerifyMethod = v.picklist(['dns', 'file', 'meta']);
export type VerifyMethod = v.InferOutput<typeof VerifyMethod>;

export const Domain = v.object({
  id: DomainId,
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  /** Lower case, names outside ASCII in their `xn--` form. */
  host: v.string(),
  origin: DomainOrigin,
  /** Shown without the vendor's label: one of the customer's `limits.noLabel`. */
  noLabel: v.boolean(),
  verification: Verification,
  /** How it is or was to be shown; `null`: nobody chose yet. */
  verifiedBy: v.nullable(VerifyMethod),
  verifiedAt: v.nullable(v.string()),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type Domain = v.InferOutput<typeof Domain>;

export const NewDomain = v.strictObject({
  customerId: CustomerReference,
  host: HostInput,
  externalId: v.optional(ExternalId),
  origin: v.optional(DomainOrigin),
  noLabel: v.optional(v.boolean()),
});
export type NewDomain = v.InferOutput<typeof NewDomain>;

export const DomainChange = v.partial(v.strictObject({ host: HostInput, noLabel: v.boolean() }));
export type DomainChange = v.InferOutput<typeof DomainChange>;

/** A calendar month in the zone of the customer's portal: `2026-11`. */
export const Month = v.pipe(
  v.string(),
  v.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'expected a month like 2026-11'),
);

export const CallCountId = idOf('cnt');

/** Calls of one month on one domain, or of the customer where no domain is named. */
export const CallCount = v.object({
  /** Those of before 0.2 begin with `use_`. */
  id: v.union([CallCountId, idOf('use')]),
  customerId: CustomerId,
  externalId: v.nullable(v.string()),
  /** `null`: counted before, or outside, any domain. */
  domainId: v.nullable(DomainId),
  metric: v.picklist(['calls']),
  month: Month,
  quantity: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  createdAt: v.string(),
  updatedAt: v.string(),
});
export type CallCount = v.InferOutput<typeof CallCount>;

const { metric, quantity } = CallCount.entries;
export const NewCallCount = v.strictObject({
  customerId: CustomerReference,
  externalId: v.optional(ExternalId),
  /** Our id or `ext:` and your own. */
  domainId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(140)))),
  metric: v.optional(metric),
  month: Month,
  quantity,
});
export type NewCallCount = v.InferOutput<typeof NewCallCount>;
export const CallCountChange = v.partial(v.strictObject({ quantity }));
export type CallCountChange = v.InferOutput<typeof CallCountChange>;

const Used = v.object({
  used: v.number(),
  /** -1: no limit. `null`: the person is limited to some domains, and the limit is the customer's. */
  allowed: v.nullable(v.number()),
});

/** GET /portal/v1/domains: one of the customer's domains. */
export const PortalDomain = v.object({
  id: DomainId,
  /** As people write it: `müller.example`. */
  name: v.string(),
  /** As the name system writes it; the same unless `name` has letters outside ASCII. */
  host: v.string(),
  origin: DomainOrigin,
  /** In the running month of the portal's zone. */
  calls: v.number(),
  noLabel: v.boolean(),
  verification: Verification,
  createdAt: v.string(),
});
export type PortalDomain = v.InferOutput<typeof PortalDomain>;
export const PortalDomains = v.object({
  items: v.array(PortalDomain),
  nextCursor: v.nullable(v.string()),
  month: Month,
  /** Calls of that month over all domains that the person sees. */
  calls: Used,
  domains: Used,
  /** Domains without the vendor's label. */
  noLabel: Used,
  /** The day on which the last allowed call of the month is used, as it went so far; `null`: none in this month. */
  runsOutOn: v.nullable(v.string()),
  /** Hosts that wait for a yes: of who may say it. */
  waiting: v.number(),
});
export type PortalDomains = v.InferOutput<typeof PortalDomains>;
