import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { becomeLimits, followLimits } from '../../src/features/domains/server/follow-limits.ts';
import { followChanges } from '../../src/features/licences/server/follow-changes.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing, deliverNow, openShop, orderAs, type Shop } from '../helpers/orders.ts';

const past = { startsOn: '2025-01-01', endsOn: '2025-12-31' };
const rest = { id: 'pau_000000000001', from: '2020-01-01', until: null, billedPercent: 0, settled: true };
const none = { calls: null, domains: null, noLabel: null, atZero: null, atMaximum: null };

describe.each(databaseKinds)('limits by plans on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  const limits = { ...none, calls: 1000, domains: 2, atZero: 'refuse' };
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    shop = await openShop(acme);
    const set = await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, {
      limits: { calls: 1000, domains: 2, atZero: 'refuse' },
    });
    expect(set.body.limits, JSON.stringify(set.body)).toEqual(limits);
  });
  afterAll(() => portico.close());

  const buyer = async (more: object = {}) => {
    const { id } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' }, ...more });
    return { id, client: await acme.signIn(id) };
  };
  const order = async ({ client }: Awaited<ReturnType<typeof buyer>>) => {
    const placed = await orderAs(client, shop);
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    await deliverNow(portico);
    const told = (await acme.api.get(`/api/v1/orders/${placed.body.order.id}`)).body;
    expect(told.steps.find(({ name }: { name: string }) => name === 'limits')).toMatchObject({
      state: 'done',
    });
    return told.contractId as string;
  };
  const follow = async () => {
    const { database, clock } = portico;
    await followChanges({ database, clock, secrets: testSecrets, also: becomeLimits });
    await followLimits({ database, clock });
  };
  const has = async (id: string) => (await acme.api.get(`/api/v1/customers/${id}`)).body.limits;
  const calls = async (id: string) => (await acme.api.get(`/api/v1/customers/${id}/calls`)).body;

  test('DAY-27 an order gives what its plan lets customers use, two orders add up, and it follows the contract’s end, pause and change', async () => {
    const customer = await buyer();
    const { id, client } = customer;
    expect(await calls(id)).toMatchObject({ byContracts: null, byHand: [] });
    const contractId = await order(customer);
    expect(await has(id)).toEqual({ calls: 1000, domains: 2, noLabel: 0 });
    expect(await calls(id)).toMatchObject({
      ...{ atZero: 'refuse', allowed: 1000, byHand: [] },
      byContracts: { calls: 1000, domains: 2, noLabel: 0, atZero: 'refuse', atMaximum: 'go-on' },
    });
    const other = await order(customer);
    expect(await has(id)).toMatchObject({ calls: 2000, domains: 4 });

    const change = async (of: string, body: object) => {
      const answer = await acme.api.patch(`/api/v1/contracts/${of}`, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      await follow();
      return has(id);
    };
    for (let n = 0; n < 4; n++)
      expect((await client.post('/portal/v1/domains', { host: `plan-${n}.example` })).status).toBe(201);
    expect(await change(other, { pauses: [rest] })).toMatchObject({
      ...{ calls: 1000, domains: 2 },
    });
    // RC13: what is there stays, what is new is refused, and taking off is open.
    expect((await client.get('/portal/v1/domains')).body.domains).toEqual({ used: 4, allowed: 2 });
    expect((await client.post('/portal/v1/domains', { host: 'plan-new.example' })).body.code).toBe(
      'domain.limit-reached',
    );
    const [first] = (await client.get('/portal/v1/domains')).body.items;
    expect((await client.delete(`/portal/v1/domains/${first.id}`)).status).toBe(204);
    expect(await change(other, { pauses: [] })).toMatchObject({ calls: 2000, domains: 4 });
    expect(await change(other, past)).toMatchObject({ calls: 1000, domains: 2 });

    // What the plan gives later does not reach who ordered before; a change of the contract does.
    const plan = { planId: (await acme.api.get(`/api/v1/plan-variants/${shop.variantId}`)).body.planId };
    const large = await acme.api.post('/api/v1/plan-variants', {
      ...{ ...plan, billingPeriod: { count: 1, unit: 'month' }, switchable: true },
      ...{ prices: [{ currency: 'EUR', amount: 20_000 }], limits: { calls: -1, domains: 50 } },
    });
    expect(large.status, JSON.stringify(large.body)).toBe(201);
    await inTransaction(portico.database.db, (tx) =>
      becomeLimits(tx, {
        ...{ vendorId: acme.id, customerId: id, contractId },
        ...{ variantId: large.body.id, at: portico.clock.now() },
      }),
    );
    expect(await has(id)).toEqual({ calls: -1, domains: 50, noLabel: 0 });
    expect(await calls(id)).toMatchObject({ atZero: 'go-on' });
    expect(await change(contractId, past)).toEqual({ calls: 0, domains: 0, noLabel: 0 });
    const told = (await acme.api.get(`/api/v1/activity?customerId=${id}`)).body.items;
    expect(told.map(({ action }: { action: string }) => action)).toContain('calls.updated');
  });

  test('DAY-27 a limit that was set by hand wins over those of plans, says so, and follows them again when it is told to', async () => {
    const customer = await buyer({ limits: { domains: 7 } });
    const { id } = customer;
    const contractId = await order(customer);
    expect(await has(id)).toMatchObject({ calls: 1000, domains: 7 });
    expect((await calls(id)).byHand).toEqual(['domains']);
    await acme.api.patch(`/api/v1/customers/${id}/calls`, { atMaximum: 'refuse' });
    await acme.api.patch(`/api/v1/contracts/${contractId}`, past);
    await follow();
    expect(await has(id)).toMatchObject({ calls: 0, domains: 7 });
    await acme.api.patch(`/api/v1/contracts/${contractId}`, { endsOn: null });
    await follow();
    const back = await acme.api.patch(`/api/v1/customers/${id}/calls`, {
      asContracts: ['domains', 'atMaximum'],
    });
    expect(back.body, JSON.stringify(back.body)).toMatchObject({ byHand: [], atMaximum: 'go-on' });
    expect(await has(id)).toMatchObject({ calls: 1000, domains: 2 });
    expect((await acme.api.patch(`/api/v1/customers/${id}/calls`, { asContracts: ['pets'] })).status).toBe(
      422,
    );
  });
});
