import { describe, expect, test } from 'vitest';
import type { Facts } from './facts.ts';
import { attentionOf, stepsOf } from './steps.ts';

const none: Facts = {
  portals: [],
  customers: { count: 0, more: false },
  pending: 0,
  latest: undefined,
  apiKeys: [],
  signingKeys: [],
};
const portal = {
  id: 'por_1',
  brandName: 'Acme',
  isDefault: true,
  allowedHosts: ['https://shop.example'],
  support: { phone: '0431 555' },
  signIn: { password: false, accessCode: false },
} as unknown as Facts['portals'][number];
const key = (change: object) =>
  ({ name: 'shop', status: 'active', retiresAt: null, expiresAt: null, ...change }) as never;
const doneOf = (facts: Facts, side: 'live' | 'test' = 'live') =>
  stepsOf(facts, side)
    .filter(({ done }) => done)
    .map((step) => step.key);

describe('the way to a first portal', () => {
  test('nothing is done where nothing is', () => {
    expect(doneOf(none)).toEqual([]);
    expect(doneOf(none, 'test')).toEqual([]);
  });

  test('each step is done when what it asks for is there, and not before', () => {
    const begun: Facts = { ...none, portals: [portal] };
    expect(doneOf(begun)).toEqual(['portal', 'hosts', 'help']);
    expect(doneOf({ ...begun, signingKeys: [key({})] })).toContain('ways');
    expect(doneOf({ ...begun, signingKeys: [key({ status: 'revoked' })] })).not.toContain('ways');
    const counted = { ...begun, customers: { count: 3, more: false } };
    expect(doneOf(counted)).toContain('customers');
    const seen = { ...counted, latest: { id: 'cus_1', name: 'Anna', lastSignInAt: null } as never };
    expect(doneOf(seen)).not.toContain('visit');
    expect(
      doneOf({ ...seen, latest: { id: 'cus_1', lastSignInAt: '2026-11-22T10:00:00Z' } as never }),
    ).toContain('visit');
  });

  test('on the test side no page has to be named', () => {
    const local = { ...none, portals: [{ ...portal, allowedHosts: [] }] };
    expect(doneOf(local)).not.toContain('hosts');
    expect(doneOf(local, 'test')).toContain('hosts');
  });
});

describe('what needs attention', () => {
  const now = '2026-11-22T10:00:00.000Z';
  const keysOf = (facts: Facts) => attentionOf(facts, now).map((one) => one.key);

  test('customers who wait, keys that end soon, portals without help', () => {
    expect(keysOf(none)).toEqual([]);
    expect(keysOf({ ...none, pending: 4 })).toEqual(['pending']);
    expect(keysOf({ ...none, apiKeys: [key({ expiresAt: '2026-11-30T00:00:00.000Z' })] })).toEqual([
      'expiring',
    ]);
    expect(keysOf({ ...none, portals: [{ ...portal, support: {} }] })).toEqual(['no-help']);
  });

  test('not what ends in a month, nor what has ended', () => {
    const apiKeys = ['2026-12-30T00:00:00.000Z', '2026-11-01T00:00:00.000Z', null].map((expiresAt) =>
      key({ expiresAt }),
    );
    expect(keysOf({ ...none, apiKeys })).toEqual([]);
  });
});
