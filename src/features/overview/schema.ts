import * as v from 'valibot';
import { Business, PortalId, Slug } from '../portals/schema.ts';

/** What somebody should look at; in the order in which it is shown. */
export const AttentionKey = v.picklist([
  'stuck-orders',
  'payments',
  'webhooks-paused',
  'webhooks-failed',
  'sender-down',
  'mails-failed',
  'declarations',
  'requests',
  'deletions',
  'pending',
  'corrections',
  'refunds',
  'sightings',
  'approvals',
  'overdue',
  'inspections',
  'refused-hosts',
  'keys-expiring',
  'keys-retiring',
  'no-help',
]);
export type AttentionKey = v.InferOutput<typeof AttentionKey>;

export const Attention = v.object({
  key: AttentionKey,
  /** How many; up to 100. */
  count: v.number(),
  /** There are more than were counted. */
  more: v.boolean(),
  /** The newest of them: what it is called, when it came or is due, and its id. */
  first: v.object({ id: v.string(), name: v.nullable(v.string()), at: v.nullable(v.string()) }),
});
export type Attention = v.InferOutput<typeof Attention>;

const counted = v.object({ count: v.number(), more: v.boolean() });

/** What the first steps are ticked by: counts of what is there, never what somebody says is done. Up to 100. */
export const Setup = v.object({
  portals: v.number(),
  /** Pages that may show one. */
  hosts: v.number(),
  /** The page on which one was seen last. */
  seen: v.nullable(v.object({ host: v.string(), at: v.string() })),
  /** Portals that name somebody to ask. */
  helped: v.number(),
  /** Portals with a logo, colours, letters or a theme of the vendor's own. */
  branded: v.number(),
  /** Languages that the portals offer, all together. */
  languages: v.number(),
  /** Portals with links at their foot, where imprint and privacy policy belong. */
  legal: v.number(),
  signingKeys: v.number(),
  apiKeys: v.number(),
  /** Whether a portal has a way in of its own: a password, a code, a licence key, the vendor's own provider. */
  signsIn: v.boolean(),
  customers: v.number(),
  /** The customer who was in last. */
  visit: v.nullable(v.object({ id: v.string(), name: v.string(), at: v.string() })),
  /** Variants that the public may order. */
  variants: v.number(),
  /** Portals that take orders. */
  orderPages: v.number(),
  terms: v.number(),
  /** Ways to pay that are switched on. */
  paymentWays: v.number(),
  letterheads: v.number(),
  /** Orders placed on the test side. */
  testOrders: v.number(),
  products: v.number(),
  licences: v.number(),
  domains: v.number(),
  calls: v.number(),
  routes: v.number(),
  packages: v.number(),
  usageRecords: v.number(),
  locations: v.number(),
  installations: v.number(),
  codes: v.number(),
  siteDocuments: v.number(),
});
export type Setup = v.InferOutput<typeof Setup>;

/** GET /api/v1/overview. What the key or role may not read counts as none. */
export const Overview = v.object({
  /** The default portal. */
  portal: v.nullable(
    v.object({ id: PortalId, slug: Slug, brandName: v.string(), business: v.nullable(Business) }),
  ),
  setup: Setup,
  attention: v.array(Attention),
  figures: v.object({
    /** Exact up to 100,000. */
    customers: counted,
    domains: counted,
    /** Calls of the running month in the default portal's zone, of all customers together. */
    calls: v.object({ month: v.string(), quantity: v.number() }),
  }),
});
export type Overview = v.InferOutput<typeof Overview>;
