import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followContracts } from '../../src/features/licences/server/follow-contracts.ts';
import { followPayments } from '../../src/features/licences/server/follow-payments.ts';
import { licenceDelivery } from '../../src/features/licences/server/licence-delivery.ts';
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
    // It says when its contract is charged next, which is when it goes on.
    const { nextChargeOn } = (await acme.api.get(`/api/v1/contracts/${told.contractId}`)).body;
    expect((await client.get('/portal/v1/licences')).body.items).toMatchObject([
      { lastDay: nextChargeOn ?? null, renews: true },
    ]);
    const end = async (endsOn: string | null) => {
      await acme.api.patch(`/api/v1/contracts/${told.contractId}`, { endsOn });
      await followContracts({ database: portico.database, clock: portico.clock, secrets: testSecrets });
      return (await acme.api.get(`/api/v1/licences/${items[0].id}`)).body;
    };
    expect(await end('2027-11-30')).toMatchObject({ expiresAt: '2027-11-30T23:00:00.000Z', renews: false });
    expect(await end(null)).toMatchObject({ expiresAt: null, renews: true });
  });

  const ordered = async () => {
    const { id } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
    const client = await acme.signIn(id);
    const { status, body } = await orderAs(client, shop);
    expect(status, JSON.stringify(body)).toBe(201);
    return { id: body.order.id as string, customerId: id, client };
  };
  const licencesOf = async (customerId: string) =>
    (await acme.api.get(`/api/v1/licences?customerId=${customerId}`)).body.items;

  test('CRY-3 a product that something on sale grants stays, also where nobody has a licence of it yet', async () => {
    const other = (await acme.api.post('/api/v1/products', { name: 'Lens', keyPrefix: 'LNS1' })).body;
    const component = `/api/v1/components/${shop.seatId}`;
    const before = (await acme.api.get(component)).body.grants;
    const grants = [...before, { productId: other.id, machinesPerUnit: 1 }];
    expect((await acme.api.patch(component, { grants })).status).toBe(200);
    const remove = () => acme.api.delete(`/api/v1/products/${other.id}`);
    expect((await remove()).body.code).toBe('product.in-use');
    expect((await acme.api.patch(component, { grants: before })).status).toBe(200);
    expect((await remove()).status).toBe(204);
  });

  test('CRY-3 where nothing is sold there is nothing to buy with, and the API refuses', async () => {
    const { id } = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
    const client = await acme.signIn(id);
    const at = `/api/v1/portals/${acme.portal.id}`;
    const sells = async () =>
      (await client.get('/portal/v1/bootstrap')).body.bootstrap.panels.some(
        ({ panel, change }: { panel: string; change: boolean }) => panel === 'order' && change,
      );
    expect(await sells()).toBe(true);
    await acme.api.patch(at, { order: { enabled: false } });
    expect(await sells()).toBe(false);
    const refused = await client.post(
      '/portal/v1/orders',
      {
        ...{ variantId: shop.variantId, components: [], currency: 'EUR', priceHash: 'none' },
        ...{ acceptances: [], paymentMethod: { kind: 'invoice' } },
      },
      { 'idempotency-key': crypto.randomUUID() },
    );
    expect([403, 404]).toContain(refused.status);
    await acme.api.patch(at, { order: { enabled: true } });
    expect(await licencesOf(id)).toEqual([]);
  });

  test('CRY-19 an order that is paid and has no licence is listed as such; one click repairs it, with exactly one', async () => {
    const { deliver } = licenceDelivery;
    Object.assign(licenceDelivery, {
      deliver: async (...args: Parameters<typeof deliver>) => {
        await deliver(...args);
        throw new Error('the disk is full behind the licence');
      },
    });
    const { id, customerId } = await ordered();
    for (let attempt = 1; attempt <= 5; attempt++) {
      portico.clock.move(30 * 60_000);
      await deliverNow(portico);
    }
    const queue = async () => (await acme.api.get('/api/v1/orders?needs=repair')).body.items;
    expect(await queue()).toMatchObject([
      {
        id,
        state: 'stuck',
        steps: expect.arrayContaining([expect.objectContaining({ name: 'licence', state: 'stuck' })]),
      },
    ]);
    expect(await licencesOf(customerId)).toEqual([]);
    Object.assign(licenceDelivery, { deliver });
    const repairs = await Promise.all([1, 2, 3].map(() => acme.api.post(`/api/v1/orders/${id}/repair`)));
    expect(repairs.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await deliverNow(portico);
    await deliverNow(portico);
    expect(await licencesOf(customerId)).toMatchObject([{ orderId: id }]);
    expect(await queue()).toEqual([]);
  });

  test('CRY-20 a charge that failed blocks the licences of its contract; once it is paid they work again', async () => {
    const { id, customerId } = await ordered();
    await deliverNow(portico);
    const { invoiceId } = (await acme.api.get(`/api/v1/orders/${id}`)).body;
    const { gross } = (await acme.api.get(`/api/v1/invoices/${invoiceId}`)).body;
    const look = async () => {
      await followPayments({ database: portico.database, clock: portico.clock, secrets: testSecrets });
      return (await licencesOf(customerId))[0];
    };
    const pay = async (status: string, of = { customerId, invoiceId }) => {
      const made = await acme.api.post(
        '/api/v1/payments',
        { ...of, status: 'pending', kind: 'sepa', amount: { amount: gross, currency: 'EUR' } },
        { 'idempotency-key': crypto.randomUUID() },
      );
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      expect((await acme.api.patch(`/api/v1/payments/${made.body.id}`, { status })).status).toBe(200);
    };
    const set = (licences: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { licences });
    expect(await look()).toMatchObject({ blocked: null });
    await set({ blockWhenChargeFails: 'never' });
    await pay('failed');
    expect(await look()).toMatchObject({ blocked: null });
    await set({ blockWhenChargeFails: 'last' });
    const [blocked] = await Promise.all([look(), look()]);
    expect(blocked).toMatchObject({ blocked: 'payment' });
    // Staff lets it go on, and is not overruled for the same invoice.
    await acme.api.patch(`/api/v1/licences/${blocked.id}`, { blocked: null });
    expect(await look()).toMatchObject({ blocked: null });
    const other = await ordered();
    const due = async () => {
      await followPayments({ database: portico.database, clock: portico.clock, secrets: testSecrets });
      return (await licencesOf(other.customerId))[0];
    };
    await deliverNow(portico);
    await set({ blockOverdueDays: 10 });
    expect(await due()).toMatchObject({ blocked: null });
    portico.clock.move(60 * 86_400_000);
    expect(await due()).toMatchObject({ blocked: 'payment' });
    const late = (await acme.api.get(`/api/v1/orders/${other.id}`)).body.invoiceId;
    await pay('completed', { customerId: other.customerId, invoiceId: late });
    expect(await due()).toMatchObject({ blocked: null });
  });
});
