import { describe, expect, test } from 'vitest';
import { AttentionKey, type Setup } from '../../../features/overview/schema.ts';
import { beginningOf } from '../../../features/portals/business.ts';
import { Business } from '../../../features/portals/schema.ts';
import { placeOf } from './attention.ts';
import type { Facts } from './facts.ts';
import { stepsOf } from './steps.ts';

const nothing: Setup = {
  ...{
    portals: 0,
    hosts: 0,
    seen: null,
    ...{ helped: 0, branded: 0, languages: 0, legal: 0 },
    signingKeys: 0,
    apiKeys: 0,
    signsIn: false,
    customers: 0,
  },
  ...{ visit: null, variants: 0, orderPages: 0, terms: 0, paymentWays: 0, letterheads: 0, testOrders: 0 },
  ...{ products: 0, licences: 0, domains: 0, calls: 0, routes: 0, packages: 0, usageRecords: 0 },
  ...{ locations: 0, installations: 0, codes: 0, siteDocuments: 0 },
};
const counted = { count: 0, more: false };
const none: Facts = {
  ...{ portal: null, setup: nothing, attention: [] },
  figures: { customers: counted, domains: counted, calls: { month: '2026-11', quantity: 0 } },
};
const portal = { id: 'por_1', slug: 'acme', brandName: 'Acme', business: null } as const;
const factsOf = (setup: Partial<Setup>, business: Business | null = null): Facts => ({
  ...none,
  portal: { ...portal, business },
  setup: { ...nothing, portals: 1, ...setup },
});
const beginning = ['portal', 'business', 'brand', 'languages', 'help', 'legal'];
const ending = ['visit', 'live'];
const anything: (scope: string) => boolean = () => true;
const keysOf = (facts: Facts, side: 'live' | 'test' = 'live', may = anything) =>
  stepsOf(facts, side, may, true).map(({ key }) => key);
const doneOf = (facts: Facts, side: 'live' | 'test' = 'live') =>
  stepsOf(facts, side, anything, true)
    .filter(({ done }) => done)
    .map((step) => step.key);

describe('the way to a first portal', () => {
  test('nothing is done where nothing is', () => {
    expect(doneOf(none)).toEqual([]);
    expect(doneOf(none, 'test')).toEqual([]);
  });

  test('each step is done when what it asks for is there, and not before', () => {
    expect(doneOf(factsOf({ helped: 1, hosts: 1 }))).toEqual(['portal', 'help', 'hosts']);
    expect(doneOf(factsOf({ signingKeys: 1 }))).toContain('ways');
    expect(doneOf(factsOf({ signsIn: true }))).toContain('ways');
    expect(doneOf(factsOf({ seen: { host: 'https://shop.example', at: '' } }))).toContain('seen');
    expect(doneOf(factsOf({ customers: 3 }))).toEqual(['portal', 'customers']);
    expect(doneOf(factsOf({ branded: 1, languages: 2, legal: 1 }))).toEqual([
      ...['portal', 'brand', 'languages', 'legal'],
    ]);
    expect(doneOf(factsOf({ visit: { id: 'cus_1', name: 'Anna', at: '' } }))).toContain('visit');
    const sells = factsOf({ variants: 1, terms: 1, paymentWays: 1, testOrders: 1 }, 'subscriptions');
    expect(doneOf(sells)).toEqual(['portal', 'business', 'catalogue', 'terms', 'payment', 'test-order']);
  });

  test('steps whose things a role may not read are not waited for: those are not known to be missing', () => {
    const may = (scope: string) => !/^(signing-keys|payments):/.test(scope);
    const whole = keysOf(factsOf({}, 'subscriptions'));
    expect(whole).toEqual(expect.arrayContaining(['ways', 'payment']));
    expect(keysOf(factsOf({}, 'subscriptions'), 'live', may)).toEqual(
      whole.filter((key) => key !== 'ways' && key !== 'payment'),
    );
  });

  test('each kind of business has the steps it needs, and no others', () => {
    expect(keysOf(factsOf({}, 'licences'))).toEqual(
      expect.arrayContaining(['product', 'licence', 'test-order']),
    );
    expect(keysOf(factsOf({}, 'subscriptions'))).not.toContain('licence');
    expect(keysOf(factsOf({}, 'agency'))).toEqual([
      ...beginning,
      'domain',
      'calls',
      'ways',
      'hosts',
      'seen',
      'customers',
      ...ending,
    ]);
    expect(keysOf(factsOf({}, 'telecom'))).toEqual(expect.arrayContaining(['numbers', 'usage']));
    expect(keysOf(factsOf({}, 'service'))).toEqual([
      ...beginning,
      'customers',
      'location',
      'installation',
      'papers',
      'code',
      ...ending,
    ]);
    expect(keysOf(factsOf({}))).toEqual([...beginning, 'ways', 'hosts', 'seen', 'customers', ...ending]);
  });

  test('a portal is live when nothing stands in the way any more; what does is named, and where it is mended', () => {
    const liveOf = (setup: Partial<Setup>, business: Business | null = null, secure = true) =>
      stepsOf(factsOf(setup, business), 'live', anything, secure).find(({ key }) => key === 'live');
    expect(liveOf({ hosts: 1, legal: 1 })?.done).toBe(true);
    expect(liveOf({ legal: 1 }, 'service')?.done).toBe(true);
    expect(liveOf({ hosts: 1, legal: 1 }, 'licences')).toMatchObject({
      ...{ done: false, args: { missing: 'terms', more: 0 }, to: '/order-terms' },
    });
    expect(liveOf({}, 'agency')).toMatchObject({
      ...{ args: { missing: 'hosts', more: 1 }, to: '/portals/por_1/embed' },
    });
    expect(liveOf({ hosts: 1, legal: 1 }, null, false)?.args).toEqual({ missing: 'https', more: 0 });
    expect(stepsOf(none, 'live', anything, true).at(-1)).toMatchObject({ key: 'live', done: false });
    expect(keysOf(factsOf({}), 'test')).not.toContain('live');
  });

  test('on the test side no page has to be named, and a test order is placed right there', () => {
    expect(doneOf(factsOf({}))).not.toContain('hosts');
    expect(doneOf(factsOf({}), 'test')).toContain('hosts');
    const orderOn = (side: 'live' | 'test') =>
      stepsOf(factsOf({}, 'licences'), side, anything, true).find(({ key }) => key === 'test-order')
        ?.onTestSide;
    expect([orderOn('live'), orderOn('test')]).toEqual([true, false]);
  });

  test('a portal begins as its business needs it', () => {
    expect(beginningOf(null)).toEqual({});
    for (const business of Business.options) expect(beginningOf(business).business).toBe(business);
    expect(beginningOf('licences').panels).toMatchObject({ sites: 'hidden' });
    expect(beginningOf('licences').panels).not.toHaveProperty('licences');
    expect(beginningOf('service')).toMatchObject({
      signIn: { accessCode: true },
      mail: { noAccessMail: true },
    });
  });
});

test('what waits leads to the thing itself, or to the list of them', () => {
  const at = (key: AttentionKey, count: number) =>
    placeOf({ key, count, more: false, first: { id: 'ord_1', name: null, at: null } });
  expect([at('stuck-orders', 1), at('stuck-orders', 3)]).toEqual(['/orders/ord_1', '/orders?needs=repair']);
  expect([at('deletions', 1), at('deletions', 2)]).toEqual(['/customers/ord_1', '/customers/deletions']);
  for (const key of AttentionKey.options) expect(at(key, 2)).toMatch(/^\/[a-z-]+/);
});
