import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VendorContract } from '../../src/features/contracts/schema.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { contract } from './tenancy/bodies.ts';

describe.each(databaseKinds)('lists of contracts, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  test('the status is that of the day at the contract’s portal, and narrows the list as it stands there', async () => {
    const east = await acme.api.post('/api/v1/portals', {
      ...{ slug: 'east', brandName: 'East', languages: ['en'], timeZone: 'Pacific/Auckland' },
    });
    const here = await acme.customer();
    const there = await acme.customer({ portalId: east.body.id });
    const now = portico.clock.now();
    const day = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    const make = async (customerId: string, title: string, more: Partial<VendorContract>) => {
      const made = await acme.api.post('/api/v1/contracts', {
        ...{ ...contract(customerId), title, ...more },
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
    };
    for (const [at, customerId] of [
      ['here', here.id],
      ['there', there.id],
    ] as const) {
      await make(customerId, `${at} running`, { startsOn: day(-40) });
      await make(customerId, `${at} to come`, { startsOn: day(40) });
      await make(customerId, `${at} over`, { startsOn: day(-40), endsOn: day(-5) });
    }
    const of = async (query: string) => {
      const answer = await acme.api.get(`/api/v1/contracts?${query}`);
      expect(answer.status, query).toBe(200);
      return answer.body.items as VendorContract[];
    };
    const all = await of('limit=200');
    expect(all.map(({ status }) => status).filter((status) => status === 'expired')).toHaveLength(2);
    for (const status of ['scheduled', 'active', 'cancelled', 'expired'] as const) {
      const wanted = all.filter((one) => one.status === status).map(({ id }) => id);
      expect((await of(`limit=200&status=${status}`)).map(({ id }) => id)).toEqual(wanted);
    }
    expect((await of('status=scheduled')).map(({ title }) => title).sort()).toEqual([
      'here to come',
      'there to come',
    ]);
    expect((await of(`status=active&portalId=${east.body.id}`)).map(({ title }) => title)).toEqual([
      'there running',
    ]);
    const [first] = await of('status=active&limit=1');
    const page = await acme.api.get('/api/v1/contracts?status=active&limit=1');
    const next = await of(`status=active&limit=1&cursor=${page.body.nextCursor}`);
    expect(new Set([first?.title, next[0]?.title])).toEqual(new Set(['here running', 'there running']));
    expect((await acme.api.get('/api/v1/contracts?status=odd')).status).toBe(422);
  });
});
