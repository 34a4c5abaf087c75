import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followChanges } from '../../src/features/licences/server/follow-changes.ts';
import { followContracts } from '../../src/features/licences/server/follow-contracts.ts';
import { followPauses } from '../../src/features/licences/server/follow-pauses.ts';
import {
  type Answer,
  type Client,
  type TestApp,
  type TestVendor,
  testApp,
  testSecrets,
} from '../helpers/app.ts';
import { bill } from '../helpers/billing.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { accepted, billing, deliverNow, key, openShop, type Shop, wantedOf } from '../helpers/orders.ts';

const month = { count: 1, unit: 'month' };
const year = { count: 1, unit: 'year' };
const monthly = { minimumTerm: month, renewal: month, notice: null };

describe.each(databaseKinds)('contracts that go on, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  const ids: Record<string, string> = {};

  const made = (answer: Answer) => {
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const variant = async (name: string, amount: number, more: object = {}) => {
    const { familyId } = (await acme.api.get(`/api/v1/plan-variants/${shop.variantId}`)).body;
    const plan = made(await acme.api.post('/api/v1/plans', { familyId, name }));
    const body = {
      planId: plan.id,
      billingPeriod: month,
      terms: monthly,
      switchable: true,
      selfService: true,
    };
    const prices = [{ currency: 'EUR', amount }];
    ids[name] = made(await acme.api.post('/api/v1/plan-variants', { ...body, prices, ...more })).id;
  };

  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    shop = await openShop(acme);
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, { terms: monthly, switchable: true });
    await variant('Pro', 20_000);
    await variant('Basic', 5_000);
    await variant('Free', 0);
    await variant('Hidden', 30_000, { switchable: false });
    const { planId } = (await acme.api.get(`/api/v1/plan-variants/${shop.variantId}`)).body;
    await variant('Long', 99_000, {
      planId,
      name: 'a year',
      billingPeriod: year,
      terms: { minimumTerm: year, renewal: year, notice: month },
    });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      contracts: { billing: 'portico', billFrom: null },
      features: { 'contracts.pause': true },
    });
  });
  afterAll(() => portico.close());

  /** Somebody who ordered the plan with three seats today: € 130 net, € 154.70 a month. */
  async function ordered(more: object = {}): Promise<{ customerId: string; id: string; me: Client }> {
    const customer = await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } });
    const me = await acme.signIn(customer.id);
    const wanted = wantedOf(shop, more);
    const quote = (await me.post('/portal/v1/orders/price', wanted)).body;
    const body = {
      ...wanted,
      acceptances: accepted(shop),
      priceHash: quote.priceHash,
      paymentMethod: { kind: 'invoice' },
    };
    const { order } = made(await me.post('/portal/v1/orders', body, key()));
    return { customerId: customer.id, id: order.contractId, me };
  }
  const at = async (day: string, customerId: string): Promise<Client> => {
    portico.clock.set(`${day}T10:00:00Z`);
    return acme.signIn(customerId);
  };
  const papers = async (customerId: string) => {
    const of = async (kind: 'invoices' | 'credit-notes') =>
      (await acme.api.get(`/api/v1/${kind}?customerId=${customerId}`)).body.items.map(
        // biome-ignore lint/suspicious/noExplicitAny: as the API answers
        (paper: any) => `${paper.issuedOn} ${paper.period?.from} ${paper.period?.until} ${paper.gross}`,
      ) as string[];
    return { invoices: (await of('invoices')).sort(), credits: (await of('credit-notes')).sort() };
  };
  const contractOf = async (id: string) => (await acme.api.get(`/api/v1/contracts/${id}`)).body;
  const wish = (variantId: string | undefined, seats: number, more: object = {}) => ({
    ...{
      variantId: variantId ?? shop.variantId,
      components: seats ? [{ id: shop.seatId, quantity: seats }] : [],
    },
    ...more,
  });

  test('BIL-52 renewals follow the order: each period once, in order, rightly dated after months without a run', async () => {
    portico.clock.set('2026-01-31T10:00:00Z');
    const { id, customerId } = await ordered({ coupon: 'TEN' });
    expect(await contractOf(id)).toMatchObject({
      ...{ billingFrom: '2026-01-31', billedUntil: '2026-02-27', nextChargeOn: '2026-02-28' },
    });
    expect(await bill(portico)).toEqual([]);
    await at('2026-05-10', customerId);
    expect(await bill(portico)).toEqual([]);
    expect(await bill(portico)).toEqual([]);
    const { invoices, credits } = await papers(customerId);
    expect(invoices).toEqual([
      '2026-01-31 2026-01-31 2026-02-27 13923',
      '2026-05-10 2026-02-28 2026-03-30 15470',
      '2026-05-10 2026-03-31 2026-04-29 15470',
      '2026-05-10 2026-04-30 2026-05-30 15470',
    ]);
    expect(credits).toEqual([]);
    expect(await contractOf(id)).toMatchObject({ billedUntil: '2026-05-30', nextChargeOn: '2026-05-31' });
    const { items } = (await acme.api.get(`/api/v1/contracts/${id}/charges`)).body;
    expect(items).toHaveLength(3);
  });

  test('U2 only what may be changed to is offered, and never what is free unless the vendor says so', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, me } = await ordered();
    const options = (await me.get(`/portal/v1/contracts/${id}/change`)).body;
    const titles = options.variants.map(({ title }: { title: string }) => title);
    expect(titles.sort()).toEqual(['Basic', 'Free', 'Pro', 'Team', 'Team, a year']);
    const free = await me.post(`/portal/v1/contracts/${id}/change/preview`, wish(ids.Free, 0));
    expect(free).toMatchObject({
      status: 422,
      body: { code: 'contract-change.not-offered', detail: 'Cancel the contract instead.' },
    });
    const hidden = await me.post(`/portal/v1/contracts/${id}/change/preview`, wish(ids.Hidden, 0));
    expect(hidden.body.code).toBe('contract-change.not-offered');
    const unchanged = await me.post(`/portal/v1/contracts/${id}/change/preview`, wish(undefined, 3));
    expect(unchanged.body.code).toBe('contract-change.unchanged');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { contracts: { toFree: 'term' } });
    const allowed = await me.post(`/portal/v1/contracts/${id}/change/preview`, wish(ids.Free, 0));
    expect(allowed.body).toMatchObject({
      direction: 'free',
      start: 'term',
      on: '2026-07-01',
      dueNow: { gross: 0 },
    });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { contracts: { toFree: 'off' } });
  });

  test('U3 an upgrade begins now: the invoice is the preview to the cent, once, and the next one is the whole price', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId } = await ordered();
    let me = await at('2026-06-12', customerId);
    const wanted = wish(ids.Pro, 3);
    const { body: quote } = await me.post(`/portal/v1/contracts/${id}/change/preview`, wanted);
    // 19 of 30 days of € 100 more: 63.33 and 12.03 tax.
    expect(quote).toMatchObject({
      ...{ direction: 'up', start: 'now', starts: ['now', 'period'], on: '2026-06-12' },
      dueNow: { net: 6333, tax: 1203, gross: 7536, currency: 'EUR' },
      next: { on: '2026-07-01', net: 23_000, tax: 4370, gross: 27_370 },
      before: { title: 'Team' },
      after: { title: 'Pro' },
    });
    const path = `/portal/v1/contracts/${id}/change`;
    const wrong = await me.post(path, { ...wanted, priceHash: 'x' }, key());
    expect(wrong).toMatchObject({ status: 409, body: { code: 'contract-change.price-changed' } });
    const once = key();
    const body = { ...wanted, priceHash: quote.priceHash };
    const [first, second] = [await me.post(path, body, once), await me.post(path, body, once)];
    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect((await me.post(path, body)).body.code).toBe('idempotency.missing');
    me = await at('2026-07-01', customerId);
    await bill(portico);
    expect((await papers(customerId)).invoices).toEqual([
      '2026-06-01 2026-06-01 2026-06-30 15470',
      '2026-06-12 2026-06-12 2026-06-30 7536',
      '2026-07-01 2026-07-01 2026-07-31 27370',
    ]);
    expect(await contractOf(id)).toMatchObject({ title: 'Pro', agreed: { variantId: ids.Pro } });
    const changes = (await acme.api.get(`/api/v1/contracts/${id}/changes`)).body.items;
    expect(changes).toMatchObject([
      { state: 'applied', direction: 'up', documentIds: first.body.documentIds },
    ]);
  });

  test('U3 a downgrade waits for the end of the term, is shown, can be called off, and is applied once', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId, me } = await ordered();
    const path = `/portal/v1/contracts/${id}/change`;
    const wanted = wish(ids.Basic, 1);
    const { body: quote } = await me.post(`${path}/preview`, wanted);
    expect(quote).toMatchObject({
      ...{ direction: 'down', starts: ['term'], on: '2026-07-01', dueNow: { gross: 0, lines: [] } },
      lost: [{ title: 'Seat', before: 3, after: 1 }],
      next: { on: '2026-07-01', net: 6000 },
    });
    const body = { ...wanted, priceHash: quote.priceHash };
    made(await me.post(path, body, key()));
    const seen = (await me.get(`/portal/v1/contracts/${id}`)).body;
    expect(seen).toMatchObject({ title: 'Team', pendingChange: { on: '2026-07-01', title: 'Basic' } });
    expect((await me.post(`${path}/preview`, wish(ids.Pro, 3))).body.code).toBe('contract-change.pending');
    expect((await me.delete(path)).body.pendingChange).toBe(null);
    expect((await me.delete(path)).body.code).toBe('contract-change.not-found');
    portico.clock.move(1_000);
    made(await me.post(path, body, key()));
    await at('2026-07-03', customerId);
    await Promise.all([bill(portico), bill(portico)]);
    expect((await papers(customerId)).invoices.slice(1)).toEqual(['2026-07-03 2026-07-01 2026-07-31 7140']);
    expect(await contractOf(id)).toMatchObject({ title: 'Basic', pendingChange: null });
    const states = (await acme.api.get(`/api/v1/contracts/${id}/changes`)).body.items;
    expect(states.map(({ state }: { state: string }) => state).sort()).toEqual(['applied', 'cancelled']);
    // Whoever sees the contract reads what became of it; of its papers only who sees those.
    const later = await acme.signIn(customerId);
    const told = async (client: Client, root: string) =>
      (await client.get(`${root}/contracts/${id}/history`)).body.items.map(
        // biome-ignore lint/suspicious/noExplicitAny: as the API answers
        (one: any) => [one.on, one.kind, one.title ?? '', one.amount?.amount ?? null].join(' '),
      );
    const happened = [
      '2026-07-03 invoice  7140',
      '2026-07-01 changed Basic 7140',
      '2026-07-01 change-off Basic 7140',
      '2026-06-01 invoice  15470',
      '2026-06-01 begins Team ',
    ];
    expect(await told(acme.api, '/api/v1')).toEqual(happened);
    expect(await told(later, '/portal/v1')).toEqual(happened);
    await acme.api.patch(`/api/v1/customers/${customerId}`, { overrides: { documents: 'hide' } });
    expect(await told(await acme.signIn(customerId), '/portal/v1')).toEqual(
      happened.filter((line) => !line.includes('invoice')),
    );
  });

  test('U4 fewer seats come with the next period, more at once; what was agreed keeps its price', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId, me } = await ordered();
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, {
      prices: [{ currency: 'EUR', amount: 12_345 }],
    });
    const path = `/portal/v1/contracts/${id}/change`;
    const { body: less } = await me.post(`${path}/preview`, wish(undefined, 1));
    expect(less).toMatchObject({
      direction: 'quantity-down',
      start: 'period',
      on: '2026-07-01',
      next: { net: 11_000 },
    });
    const { body: more } = await me.post(`${path}/preview`, wish(undefined, 5));
    expect(more).toMatchObject({
      direction: 'quantity-up',
      start: 'now',
      dueNow: { net: 2000 },
      next: { net: 15_000 },
    });
    const { body: wait } = await me.post(`${path}/preview`, wish(undefined, 5, { start: 'period' }));
    expect(wait).toMatchObject({ start: 'period', on: '2026-07-01', dueNow: { gross: 0 } });
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, {
      prices: [{ currency: 'EUR', amount: 10_000 }],
    });
    void customerId;
  });

  test('BIL-52 another length of period begins anew, with the rest of the old one credited', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId } = await ordered();
    const me = await at('2026-06-16', customerId);
    const { body: plain } = await me.post(`/portal/v1/contracts/${id}/change/preview`, wish(ids.Long, 0));
    // € 990 for a year less half of € 130.
    expect(plain).toMatchObject({
      direction: 'up',
      dueNow: { net: 92_500 },
      next: { on: '2027-06-16', net: 99_000 },
    });
    expect(plain.terms).toMatchObject({ minimumTerm: year });
    made(
      await me.post(
        `/portal/v1/contracts/${id}/change`,
        { ...wish(ids.Long, 0), priceHash: plain.priceHash },
        key(),
      ),
    );
    expect(await contractOf(id)).toMatchObject({
      ...{
        billingFrom: '2026-06-16',
        billedUntil: '2027-06-15',
        termsFrom: '2026-06-16',
        nextChargeOn: '2027-06-16',
      },
    });
  });

  test('U4 licences follow a change: as many machines as seats, another product’s comes and goes', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const [one, two] = [
      made(await acme.api.post('/api/v1/products', { name: 'One' })).id,
      made(await acme.api.post('/api/v1/products', { name: 'Two' })).id,
    ];
    const grants = [{ productId: one, machineLimit: 1 }];
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, { grants });
    await acme.api.patch(`/api/v1/plan-variants/${ids.Pro}`, {
      grants: [{ productId: two, machineLimit: 7 }],
    });
    await acme.api.patch(`/api/v1/components/${shop.seatId}`, {
      grants: [{ productId: one, machinesPerUnit: 1 }],
    });
    const { id, customerId, me } = await ordered();
    const path = `/portal/v1/contracts/${id}/change`;
    const change = async (wanted: object) => {
      const { body: quote } = await me.post(`${path}/preview`, wanted);
      made(await me.post(path, { ...wanted, priceHash: quote.priceHash }, key()));
      const context = { database: portico.database, clock: portico.clock, secrets: testSecrets };
      await followContracts(context);
      await followChanges(context);
      await followContracts(context);
      const { items } = (await acme.api.get(`/api/v1/licences?customerId=${customerId}`)).body;
      // biome-ignore lint/suspicious/noExplicitAny: as the API answers
      return Object.fromEntries(items.map((one: any) => [one.productId, [one.machineLimit, one.expiresAt]]));
    };
    expect(await change(wish(undefined, 5))).toEqual({ [one]: [6, null] });
    expect(await change(wish(ids.Pro, 0))).toEqual({
      [one]: [6, '2026-05-31T22:00:00.000Z'],
      [two]: [7, null],
    });
    const none = { grants: [] };
    await acme.api.patch(`/api/v1/components/${shop.seatId}`, none);
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, none);
    await acme.api.patch(`/api/v1/plan-variants/${ids.Pro}`, none);
  });

  test('BIL-53 a pause gives back its days, resumes by itself or early, and leaves the term as it is', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId, me } = await ordered();
    const path = `/portal/v1/contracts/${id}/pause`;
    expect((await me.get(path)).body).toEqual({ billedPercent: 0, maxDays: 180, earliest: '2026-06-01' });
    expect((await me.post(path, { from: '2026-05-31', until: '2026-06-20' })).status).toBe(422);
    expect((await me.post(path, { from: '2026-06-21', until: null })).status).toBe(422);
    const paused = made(await me.post(path, { from: '2026-06-21', until: '2026-07-10' }));
    expect(paused.pause).toEqual({ from: '2026-06-21', until: '2026-07-10' });
    expect((await me.post(path, { from: '2026-08-01', until: '2026-08-02' })).body.code).toBe(
      'contract-pause.not-possible',
    );
    expect((await papers(customerId)).credits).toEqual([]);
    await at('2026-06-21', customerId);
    await bill(portico);
    // 10 of 30 days of € 154.70, each line rounded by itself.
    expect((await papers(customerId)).credits).toEqual(['2026-06-21 2026-06-01 2026-06-30 5157']);
    const again = await at('2026-07-01', customerId);
    await bill(portico);
    expect((await papers(customerId)).invoices[1]).toBe('2026-07-01 2026-07-01 2026-07-31 10479');
    const early = await at('2026-07-06', customerId);
    void again;
    const resumed = (await early.delete(path)).body;
    expect(resumed.pause).toBe(null);
    // July has 5 paused days instead of 10.
    const { invoices } = await papers(customerId);
    expect(invoices).toHaveLength(3);
    const sum = invoices.slice(1).reduce((all, line) => all + Number(line.split(' ').at(-1)), 0);
    expect(Math.abs(sum - Math.round((15_470 * 26) / 31))).toBeLessThanOrEqual(1);
    expect((await early.delete(path)).body.code).toBe('contract-pause.not-found');
  });

  test('BIL-53 what came with a contract rests while that is paused, and works again by itself on the day it goes on', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const productId = made(await acme.api.post('/api/v1/products', { name: 'Rests' })).id;
    const grants = [{ productId, machineLimit: 1 }];
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, { grants });
    const { id, customerId, me } = await ordered();
    await acme.api.patch(`/api/v1/plan-variants/${shop.variantId}`, { grants: [] });
    const { items: contracts } = (await acme.api.get(`/api/v1/contracts?customerId=${customerId}`)).body;
    const context = { database: portico.database, clock: portico.clock, secrets: testSecrets };
    await deliverNow(portico);
    await deliverNow(portico);
    const licence = async () => {
      await followPauses(context);
      return (await acme.api.get(`/api/v1/licences?customerId=${customerId}`)).body.items[0];
    };
    const first = await licence();
    expect([contracts.length, first.blocked]).toEqual([1, null]);
    made(await me.post(`/portal/v1/contracts/${id}/pause`, { from: '2026-06-10', until: '2026-06-12' }));
    expect((await licence()).blocked).toBe(null);
    // The day begins in Berlin, two hours before it does in UTC.
    portico.clock.set('2026-06-09T22:00:00Z');
    expect((await licence()).blocked).toBe('paused');
    portico.clock.set('2026-06-12T22:00:00Z');
    expect((await licence()).blocked).toBe(null);
    const later = await at('2026-06-20', customerId);
    made(await later.post(`/portal/v1/contracts/${id}/pause`, { from: '2026-06-20', until: '2026-06-30' }));
    expect((await licence()).blocked).toBe('paused');
    expect((await later.delete(`/portal/v1/contracts/${id}/pause`)).status).toBe(200);
    expect((await licence()).blocked).toBe(null);
    await acme.api.patch(`/api/v1/licences/${first.id}`, { blocked: 'payment' });
    made(await later.post(`/portal/v1/contracts/${id}/pause`, { from: '2026-06-20', until: '2026-06-30' }));
    expect((await licence()).blocked).toBe('payment');
  });

  test('DAY-33 BIL-52 a contract that ends within what was charged gets the rest back once it is over, and nothing after; its papers stay readable', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id, customerId } = await ordered();
    await acme.api.patch(`/api/v1/contracts/${id}`, {
      endsOn: '2026-06-15',
      cancelledAt: '2026-06-02T08:00:00Z',
    });
    await at('2026-06-10', customerId);
    await bill(portico);
    expect((await papers(customerId)).credits).toEqual([]);
    const me = await at('2026-08-10', customerId);
    await bill(portico);
    const { invoices, credits } = await papers(customerId);
    expect([invoices.length, credits]).toEqual([1, ['2026-08-10 2026-06-01 2026-06-30 7735']]);
    // DAY-33
    const documents = (await me.get('/portal/v1/documents')).body.items;
    expect(documents).toHaveLength(2);
    expect((await me.get(`/portal/v1/documents/${documents[0].id}`)).status).toBe(200);
  });

  test('BIL-52 what is billed elsewhere is left alone, and taking it over begins on the day that is said', async () => {
    portico.clock.set('2026-06-20T10:00:00Z');
    const customer = await acme.customer({ billing });
    const item = {
      kind: 'plan',
      title: 'Wall box',
      quantity: 1,
      unitPrice: { amount: 1000, currency: 'EUR' },
    };
    const body = {
      ...{ customerId: customer.id, title: 'Wall box', startsOn: '2024-01-15', nextChargeOn: '2025-03-15' },
      ...{ billingPeriod: month, items: [item], tax: { included: true, percent: 7 }, billing: 'elsewhere' },
    };
    const { id } = made(await acme.api.post('/api/v1/contracts', body));
    await bill(portico);
    expect((await papers(customer.id)).invoices).toEqual([]);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { contracts: { billFrom: '2026-06-01' } });
    await acme.api.patch(`/api/v1/contracts/${id}`, { billing: null });
    await bill(portico);
    expect((await papers(customer.id)).invoices).toEqual(['2026-06-20 2026-06-15 2026-07-14 1000']);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { contracts: { billFrom: null } });
  });

  test('BIL-19 use is billed afterwards, at its exact price, as soon as its source knows', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const customer = await acme.customer({ billing });
    const items = [
      { kind: 'plan', title: 'Power', quantity: 1, unitPrice: { amount: 1000, currency: 'EUR' } },
      {
        ...{
          kind: 'usage',
          title: 'Use',
          quantity: 0,
          unit: 'kWh',
          unitPrice: { amount: 31, currency: 'EUR' },
        },
        metered: {
          mode: 'graduated',
          tiers: [
            { upTo: 100, unitPrice: '0.3142' },
            { upTo: null, unitPrice: '0.25' },
          ],
        },
      },
    ];
    const body = {
      customerId: customer.id,
      title: 'Power',
      startsOn: '2026-06-01',
      nextChargeOn: '2026-06-01',
    };
    made(
      await acme.api.post('/api/v1/contracts', {
        ...body,
        billingPeriod: month,
        items,
        tax: { included: true, percent: 19 },
      }),
    );
    let known: string | undefined;
    const source = { usedOf: async () => known };
    await bill(portico, [source]);
    await at('2026-07-01', customer.id);
    await bill(portico, [source]);
    expect((await papers(customer.id)).invoices).toHaveLength(2);
    known = '150.5';
    await Promise.all([bill(portico, [source]), bill(portico, [source])]);
    // 100 × 0.3142 and 50.5 × 0.25
    expect((await papers(customer.id)).invoices[1]).toBe('2026-07-01 2026-06-01 2026-06-30 4405');
    expect((await papers(customer.id)).invoices).toHaveLength(3);
  });

  test('OM15 a renewal belongs to the year that it is at the portal, to the second', async () => {
    const series = '/api/v1/number-series/invoice';
    const { items } = (await acme.api.get('/api/v1/number-series')).body;
    await acme.api.patch(series, { prefix: 'RE-{year}-' });
    const renewedAt = async (instant: string, startsOn: string) => {
      const { id: customerId } = await acme.customer({ billing });
      made(
        await acme.api.post('/api/v1/contracts', {
          ...{ customerId, title: 'Turn', startsOn, nextChargeOn: startsOn, billingPeriod: month },
          ...{ tax: { included: true, percent: 19 }, billing: 'portico' },
          items: [{ kind: 'plan', title: 'Turn', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
        }),
      );
      portico.clock.set(instant);
      expect(await bill(portico)).toEqual([]);
      const invoices = (await acme.api.get(`/api/v1/invoices?customerId=${customerId}`)).body.items;
      return invoices.map(({ number, issuedOn }: { number: string; issuedOn: string }) => [
        number.slice(0, 8),
        issuedOn,
      ]);
    };
    portico.clock.set('2026-12-31T10:00:00Z');
    // Midnight in Berlin is an hour before that of London.
    expect(await renewedAt('2026-12-31T22:59:59Z', '2026-12-31')).toEqual([['RE-2026-', '2026-12-31']]);
    expect(await renewedAt('2026-12-31T22:59:59Z', '2027-01-01')).toEqual([]);
    expect(await renewedAt('2026-12-31T23:00:00Z', '2027-01-01')).toEqual([['RE-2027-', '2027-01-01']]);
    await acme.api.patch(series, { prefix: items[0].prefix });
  });

  test('ID01 nobody changes, pauses or reads on another vendor’s or customer’s contract', async () => {
    portico.clock.set('2026-06-01T10:00:00Z');
    const { id } = await ordered();
    const stranger = await portico.vendor('initech');
    const neighbour = await acme.signIn((await acme.customer({ billing })).id);
    const change = { ...wish(ids.Pro, 1), priceHash: 'x' };
    for (const [client, root] of [
      [stranger.api, '/api/v1'],
      [neighbour, '/portal/v1'],
    ] as const) {
      const at = `${root}/contracts/${id}`;
      const asked = [
        await client.get(`${at}/change`),
        await client.post(`${at}/change/preview`, wish(ids.Pro, 1)),
        await client.post(`${at}/change`, change, key()),
        await client.delete(`${at}/change`),
        await client.post(`${at}/pause`, { from: '2026-06-02', until: '2026-06-03' }),
        await client.delete(`${at}/pause`),
        await client.get(`${at}/history`),
        ...(root === '/api/v1'
          ? [await client.get(`${at}/changes`), await client.get(`${at}/charges`)]
          : [await client.get(`${at}/pause`)]),
      ];
      for (const { status, body } of asked) expect([status, body.code]).toEqual([404, 'contract.not-found']);
    }
  });

  test('DAY-37 figures are what a hand counts', async () => {
    const globex = await portico.vendor('globex');
    const customer = await globex.customer({});
    const make = async (startsOn: string, amount: number, more: object = {}) =>
      made(
        await globex.api.post('/api/v1/contracts', {
          ...{ customerId: customer.id, title: 'Plan', startsOn, billingPeriod: month },
          items: [{ kind: 'plan', title: 'Plan', quantity: 2, unitPrice: { amount, currency: 'EUR' } }],
          ...{ tax: { included: false, percent: 19 }, ...more },
        }),
      );
    await make('2026-01-01', 1000);
    await make('2026-06-10', 6000, { billingPeriod: year });
    await make('2026-06-11', 1190, { tax: { included: true, percent: 19 } });
    await make('2026-01-01', 999, { endsOn: '2026-06-15', cancelledAt: '2026-05-01T00:00:00Z' });
    await make('2026-01-01', 500, { endsOn: '2026-12-31', cancelledAt: '2026-06-03T00:00:00Z' });
    const pause = {
      id: 'pau_000000000001',
      from: '2026-06-01',
      until: null,
      billedPercent: 0,
      settled: true,
    };
    await make('2026-01-01', 777, { pauses: [pause] });
    const { body } = await globex.api.get('/api/v1/contract-figures?from=2026-06-01&until=2026-06-30');
    expect(body).toEqual({
      ...{ from: '2026-06-01', until: '2026-06-30', active: 5, paused: 1, begun: 2, ended: 1 },
      cancelled: [{ reason: null, count: 1 }],
      recurring: [{ amount: { amount: 2000 + 1000 + 2000 + 1000, currency: 'EUR' }, contracts: 4 }],
      overdue: [],
    });
  });
});
