import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followContracts } from '../../src/features/licences/server/follow-contracts.ts';
import { type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { billing, deliverNow, openShop, orderAs, type Shop } from '../helpers/orders.ts';

describe.each(databaseKinds)('licences by orders on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  let productId: string;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    shop = await openShop(acme);
    productId = (await acme.api.post('/api/v1/products', { name: 'Studio', keyPrefix: 'DWS8' })).body.id;
    const granted = await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, {
      grants: [{ productId, machineLimit: 1, entitlements: ['draw'] }],
    });
    expect(granted.status, JSON.stringify(granted.body)).toBe(200);
    const seats = await acme.api.patch(`/api/v1/components/${shop.seatId}`, {
      grants: [{ productId, machinesPerUnit: 1 }],
    });
    expect(seats.status, JSON.stringify(seats.body)).toBe(200);
  });
  afterAll(() => portico.close());

  test('CRY-3 an order makes exactly one licence, which the customer sees, and which ends with its contract', async () => {
    const { id: buyer } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
    const client = await acme.signIn(buyer);
    const placed = await orderAs(client, shop);
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const { order } = placed.body;
    await deliverNow(portico);
    await deliverNow(portico);
    const told = (await acme.api.get(`/api/v1/orders/${order.id}`)).body;
    expect(told.steps.find(({ name }: { name: string }) => name === 'licence')).toMatchObject({
      state: 'done',
    });
    const { items } = (await acme.api.get(`/api/v1/licences?customerId=${told.customerId}`)).body;
    expect(items).toMatchObject([
      {
        ...{ productId, machineLimit: 4, entitlements: ['draw'], orderId: order.id, renews: true },
        ...{ contractId: told.contractId, expiresAt: null, kind: 'subscription' },
      },
    ]);
    expect((await client.get('/portal/v1/licences')).body.items).toHaveLength(1);
    const end = async (endsOn: string | null) => {
      await acme.api.patch(`/api/v1/contracts/${told.contractId}`, { endsOn });
      await followContracts({ database: portico.database, clock: portico.clock, secrets: testSecrets });
      return (await acme.api.get(`/api/v1/licences/${items[0].id}`)).body;
    };
    expect(await end('2027-11-30')).toMatchObject({ expiresAt: '2027-11-30T23:00:00.000Z', renews: false });
    expect(await end(null)).toMatchObject({ expiresAt: null, renews: true });
  });
});
