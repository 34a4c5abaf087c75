import type { Business } from '../../../features/portals/schema.ts';
import type { Facts } from './facts.ts';

const stepKeys = [
  'portal',
  'business',
  'brand',
  'languages',
  'help',
  'legal',
  'product',
  'catalogue',
  'terms',
  'payment',
  'letter',
  'order-page',
  'test-order',
  'licence',
  'domain',
  'calls',
  'numbers',
  'usage',
  'location',
  'installation',
  'papers',
  'code',
  'ways',
  'hosts',
  'seen',
  'customers',
  'visit',
  'live',
] as const;
export type StepKey = (typeof stepKeys)[number];

export interface Step {
  readonly key: StepKey;
  readonly done: boolean;
  /** Values of the sentence that says what is, or what is missing. */
  readonly args: Readonly<Record<string, string | number>>;
  readonly to: string;
  readonly scope: string;
  /** Done on the test side, which is another console. */
  readonly onTestSide?: boolean;
}

const selling: readonly StepKey[] = ['catalogue', 'terms', 'payment', 'letter', 'order-page', 'test-order'];
const onPages: readonly StepKey[] = ['ways', 'hosts', 'seen'];

/** What each kind of business needs between its portal and its customers. */
const between: Readonly<Record<Business, readonly StepKey[]>> = {
  licences: ['product', ...selling, 'licence', ...onPages],
  subscriptions: [...selling, ...onPages],
  agency: ['domain', 'calls', ...onPages],
  telecom: ['numbers', 'usage', 'payment', 'letter', ...onPages],
  // Its customers come by a link and a code on paper: no page has to show the portal.
  service: ['location', 'installation', 'papers', 'code'],
};

/**
 * The way to a portal that customers use, in order; each is done when it is true, and open again when it is not.
 * @param secure whether the service is reached by https, or by this machine alone
 */
export function stepsOf(
  { portal, setup }: Facts,
  side: 'live' | 'test',
  may: (scope: string) => boolean,
  secure: boolean,
): readonly Step[] {
  const at = portal ? `/portals/${portal.id}` : '/portals/new';
  const customer = setup.customers > 0 ? '/customers' : '/customers/new';
  const keys = setup.signingKeys + setup.apiKeys;
  const count = (value: number, to: string, scope: string) => ({
    ...{ done: value > 0, args: { count: value }, to, scope },
  });
  const all: Readonly<Record<Exclude<StepKey, 'live'>, Omit<Step, 'key'>>> = {
    portal: {
      ...{ done: portal !== null, to: at, scope: 'portals:write' },
      args: { count: setup.portals, name: portal?.brandName ?? '' },
    },
    business: {
      ...{ done: Boolean(portal?.business), to: at, scope: 'portals:write' },
      args: { business: portal?.business ?? '' },
    },
    brand: count(setup.branded, portal ? `${at}/look` : at, 'portals:write'),
    languages: count(setup.languages, at, 'portals:write'),
    help: count(setup.helped, at, 'portals:write'),
    legal: count(setup.legal, portal ? `${at}/look` : at, 'portals:write'),
    product: count(setup.products, setup.products > 0 ? '/products' : '/products/new', 'products:write'),
    catalogue: count(setup.variants, '/catalogue', 'plan-variants:write'),
    terms: count(setup.terms, '/order-terms', 'terms-documents:write'),
    payment: count(setup.paymentWays, '/payments/ways', 'payments:write'),
    letter: count(setup.letterheads, '/documents/letters', 'portals:write'),
    'order-page': count(setup.orderPages, portal ? `${at}/order` : at, 'portals:write'),
    'test-order': { ...count(setup.testOrders, '/catalogue', 'orders:write'), onTestSide: side === 'live' },
    licence: count(setup.licences, setup.licences > 0 ? '/licences' : '/licences/new', 'licences:write'),
    domain: count(setup.domains, '/domains', 'domains:write'),
    calls: count(setup.calls, '/domains', 'domains:read'),
    numbers: count(setup.routes + setup.packages, '/routes', 'routes:write'),
    usage: count(setup.usageRecords, '/usage', 'usage-records:read'),
    location: count(setup.locations, setup.locations > 0 ? '/sites' : customer, 'locations:write'),
    installation: count(setup.installations, '/sites', 'installations:write'),
    papers: count(setup.siteDocuments, '/sites', 'site-documents:write'),
    code: count(setup.codes, customer, 'customers:write'),
    ways: {
      ...{ done: keys > 0 || setup.signsIn, args: { count: keys } },
      ...{ to: '/keys/signing/new', scope: 'signing-keys:write' },
    },
    hosts: {
      // On the test side pages on one's own machine may show the portal without being named.
      ...{ done: setup.hosts > 0 || (side === 'test' && portal !== null), args: { count: setup.hosts } },
      ...{ to: portal ? `${at}/embed` : at, scope: 'portals:write' },
    },
    seen: {
      ...{ done: setup.seen !== null, to: portal ? `${at}/embed` : at, scope: 'portals:read' },
      args: { host: setup.seen?.host ?? '', at: setup.seen?.at ?? '' },
    },
    customers: count(setup.customers, customer, 'customers:write'),
    visit: {
      ...{ done: setup.visit !== null, args: { name: setup.visit?.name ?? '' }, scope: 'customers:read' },
      to: setup.visit ? `/customers/${setup.visit.id}` : '/customers',
    },
  };
  const business = portal?.business;
  const missing = [
    ...(secure ? [] : (['https'] as const)),
    ...(setup.hosts > 0 || business === 'service' ? [] : (['hosts'] as const)),
    ...(setup.legal > 0 ? [] : (['legal'] as const)),
    ...(setup.terms > 0 || !(business && between[business].includes('terms')) ? [] : (['terms'] as const)),
  ];
  const [first = 'https'] = missing;
  const live: Omit<Step, 'key'> = {
    ...{ done: portal !== null && missing.length === 0, args: { missing: first, more: missing.length - 1 } },
    ...(first === 'https'
      ? { to: at, scope: 'portals:read' }
      : { to: all[first].to, scope: all[first].scope }),
  };
  const wanted: readonly StepKey[] = [
    ...(['portal', 'business', 'brand', 'languages', 'help', 'legal'] as const),
    ...(business ? between[business] : onPages),
    ...(['customers', 'visit'] as const),
    // A test side stays one.
    ...(side === 'live' ? (['live'] as const) : []),
  ];
  // A service company's code needs its customer first.
  const sorted = business === 'service' ? [...wanted].sort((a, b) => rank(a) - rank(b)) : wanted;
  // What somebody may not read is counted as none: its step is a colleague's.
  return sorted
    .map((key) => ({ key, ...(key === 'live' ? live : all[key]) }))
    .filter(({ scope }) => may(scope.replace(/:write$/, ':read')));
}

const rank = (key: StepKey): number =>
  key === 'customers' ? stepKeys.indexOf('location') - 0.5 : stepKeys.indexOf(key);
