import * as v from 'valibot';
import { CallMonths, Outlook, Sighting } from './call-schema.ts';
import { HostInput, PortalDomain, VerifyMethod } from './schema.ts';

const Reference = v.pipe(v.string(), v.maxLength(140));

/** POST and PATCH /portal/v1/domains. */
export const OwnDomain = v.strictObject({ host: HostInput });

/** PUT /portal/v1/domains/no-label: all of them or none. */
export const LabelChange = v.strictObject({
  domainIds: v.pipe(v.array(Reference), v.minLength(1), v.maxLength(200)),
  noLabel: v.boolean(),
});

export const NewVerification = v.strictObject({ method: VerifyMethod });

/** GET /portal/v1/domains/:id. */
export const PortalDomainDetail = v.object({
  ...PortalDomain.entries,
  /** Twelve months, the running one last. */
  months: CallMonths.entries.months,
  /** What shows that it is the customer's; `null`: nobody began. */
  proof: v.nullable(
    v.object({
      method: VerifyMethod,
      dns: v.object({ name: v.string(), value: v.string() }),
      file: v.object({ url: v.string(), text: v.string() }),
      meta: v.object({ tag: v.string() }),
      checkedAt: v.nullable(v.string()),
    }),
  ),
  /** The code for this site. */
  snippet: v.string(),
});
export type PortalDomainDetail = v.InferOutput<typeof PortalDomainDetail>;

/** GET /portal/v1/domains/calls: twelve months, and the code for sites. */
export const PortalCalls = v.object({
  ...CallMonths.entries,
  /** Calls of a month; -1: no limit, `null`: who is limited to some domains is told none. */
  allowed: v.nullable(v.number()),
  /** Of the running month. */
  outlook: Outlook,
  publishableKey: v.string(),
  snippet: v.string(),
  /** Whether new hosts make themselves domains. */
  automatic: v.boolean(),
});
export type PortalCalls = v.InferOutput<typeof PortalCalls>;

/** GET /portal/v1/domains/waiting: at most 200, the latest first. */
export const PortalSightings = v.object({ items: v.array(Sighting) });
export type PortalSightings = v.InferOutput<typeof PortalSightings>;
