import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectPayments } from '../../src/features/payments/server/collect-job.ts';
import type { Answer, Client } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { eur, iban, key, type MoneyApp, moneyApp } from '../helpers/money.ts';
import { accepted, billing, openShop, type Shop, wantedOf } from '../helpers/orders.ts';

const monthly = {
  minimumTerm: { count: 1, unit: 'month' },
  renewal: { count: 1, unit: 'month' },
  notice: null,
};

describe.each(databaseKinds)('what a change is paid by, on %s', (kind) => {
  let app: MoneyApp;
  let shop: Shop;
  let pro: string;
  const made = (answer: Answer) => {
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };

  beforeAll(async () => {
    app = await moneyApp(kind);
    const { api, vendor, portico } = app;
    portico.clock.set('2026-06-01T10:00:00Z');
    shop = await openShop(vendor);
    await api.patch(`/api/v1/plan-variants/${shop.variantId}`, { terms: monthly, switchable: true });
    const { planId } = (await api.get(`/api/v1/plan-variants/${shop.variantId}`)).body;
    const wanted = { planId, name: 'Pro', billingPeriod: { count: 1, unit: 'month' }, terms: monthly };
    const sold = { switchable: true, selfService: true, prices: [{ currency: 'EUR', amount: 20_000 }] };
    pro = made(await api.post('/api/v1/plan-variants', { ...wanted, ...sold })).id;
    await api.patch(`/api/v1/portals/${vendor.portal.id}`, {
      contracts: { billing: 'portico', billFrom: null },
    });
  });
  afterAll(() => app?.close());

  /** A customer with a contract, a mandate as its usual way to pay, and 300 EUR of balance. */
  async function customer(): Promise<{ customerId: string; id: string; me: Client; mandate: string }> {
    const { api, vendor } = app;
    const { id: customerId } = await vendor.customer({
      ...{ currency: 'EUR', billing: { ...billing, email: 'anna@blum.example' } },
    });
    const me = await vendor.signIn(customerId);
    const wanted = wantedOf(shop);
    const { priceHash } = (await me.post('/portal/v1/orders/price', wanted)).body;
    const body = { ...wanted, acceptances: accepted(shop), priceHash, paymentMethod: { kind: 'invoice' } };
    const { order } = made(await me.post('/portal/v1/orders', body, key()));
    const given = { kind: 'sepa', iban, holder: 'Anna Blum', mandate: true };
    const [{ id: mandate }] = made(await me.post('/portal/v1/payments/methods', given)).methods;
    await api.post('/api/v1/payments', { customerId, amount: eur(30_000) }, key());
    return { customerId, id: order.contractId, me, mandate };
  }
  const change = async (me: Client, id: string, payment?: object) => {
    const path = `/portal/v1/contracts/${id}/change`;
    const wanted = { variantId: pro, components: [{ id: shop.seatId, quantity: 3 }] };
    const { priceHash, dueNow } = (await me.post(`${path}/preview`, wanted)).body;
    const answer = await me.post(path, { ...wanted, priceHash, ...(payment && { payment }) }, key());
    return { answer, gross: dueNow.gross as number };
  };
  const invoiceOf = (answer: Answer): string =>
    made(answer).documentIds.find((one: string) => one.startsWith('inv_'));
  const paymentsOf = async (invoiceId: string) =>
    (await app.api.get(`/api/v1/payments?invoiceId=${invoiceId}`)).body.items;

  test('BIL-52 a change is paid by what the contract is, by something else that is stored, out of the balance or later, to the cent of its preview', async () => {
    const { id, me, mandate } = await customer();
    const { ways } = (await me.get(`/portal/v1/contracts/${id}/change`)).body;
    expect(ways).toMatchObject({
      ...{ methods: [{ id: mandate, kind: 'sepa' }], methodId: mandate, kinds: ['stripe', 'invoice'] },
      balance: eur(30_000),
    });
    const usual = await change(me, id);
    const collected = invoiceOf(usual.answer);
    expect(await paymentsOf(collected)).toMatchObject([
      { kind: 'sepa', status: 'pending', amount: eur(usual.gross), purpose: 'collection' },
    ]);

    const second = await customer();
    await app.storeCard(second.me);
    const { methods } = (await app.overview(second.me)) as { methods: { id: string; kind: string }[] };
    const card = methods.find((one) => one.kind === 'stripe')?.id as string;
    const byCard = await change(second.me, second.id, { kind: 'stored', methodId: card });
    const charged = invoiceOf(byCard.answer);
    await collectPayments(app.job());
    expect(await paymentsOf(charged)).toMatchObject([
      { kind: 'stripe', status: 'completed', amount: eur(byCard.gross), methodId: card },
    ]);
    expect(await app.statusOf(charged)).toBe('paid');

    const third = await customer();
    const kept = await change(third.me, third.id, { kind: 'balance' });
    expect(await app.statusOf(invoiceOf(kept.answer))).toBe('paid');
    expect(await app.balance(third.customerId)).toEqual([eur(30_000 - kept.gross)]);

    const fourth = await customer();
    const later = await change(fourth.me, fourth.id, { kind: 'stripe' });
    const open = invoiceOf(later.answer);
    expect(await paymentsOf(open)).toEqual([]);
    const way = { invoiceId: open, way: { kind: 'stripe' } };
    const begun = made(await fourth.me.post('/portal/v1/payments/invoices', way, key()));
    expect(begun).toMatchObject({ amount: eur(later.gross), payable: true });
  });

  test('BIL-52 a change whose way to pay is another’s, or holds too little, is no change at all', async () => {
    const [one, other] = [await customer(), await customer()];
    const foreign = await change(one.me, one.id, { kind: 'stored', methodId: other.mandate });
    expect(foreign.answer.body.code).toBe('payment-method.not-found');
    await app.api.post(
      '/runtime/v1/balance/charges',
      { customerId: one.customerId, amount: eur(29_999) },
      key(),
    );
    const poor = await change(one.me, one.id, { kind: 'balance' });
    expect(poor.answer.body.code).toBe('payment.balance-too-low');
    expect((await app.api.get(`/api/v1/contracts/${one.id}`)).body.title).toBe('Team');
    expect((await app.api.get(`/api/v1/contracts/${one.id}/changes`)).body.items).toEqual([]);
  });
});
