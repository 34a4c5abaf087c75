import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { orderHooks } from '../../src/apps/server/order-hooks.ts';
import { collectInvoice } from '../../src/features/payments/server/collect.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type Client, testApp, testPublicUrl, testSecrets } from './app.ts';
import type { DatabaseKind } from './databases.ts';
import { type SignedEvent, startStripe } from './stripe.ts';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });
export const key = () => ({ 'idempotency-key': randomUUID() });
export const iban = 'DE02120300000000202051';
const webhookSecret = 'whsec_thesecretofthetests';

/** A vendor that takes cards, mandates, transfers and balances, with Stripe's stand-in behind it. */
export async function moneyApp(kind: DatabaseKind) {
  const stripe = await startStripe();
  const portico = await testApp(kind, { stripeUrl: stripe.url });
  const vendor = await portico.vendor();
  const { api } = vendor;
  const set = await api.patch('/api/v1/payment-settings', {
    stripe: { enabled: true, secretKey: 'sk_live_ofthetests', webhookSecret },
    sepa: { enabled: true, creditor: 'Acme GmbH', creditorId: 'DE98ZZZ09999999999' },
    balance: {
      ...{ enabled: true, ways: ['stripe', 'sepa', 'invoice', 'voucher'], automatic: true, blocks: true },
      currencies: [
        {
          ...{ currency: 'EUR', minimum: 500, maximum: 50_000, lowAt: 300 },
          surcharges: { stripe: { hundredths: 150, fixed: 25 } },
        },
      ],
    },
  });
  expect(set.status, JSON.stringify(set.body)).toBe(200);

  const job = () => ({
    ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, stripeUrl: stripe.url },
    ...{ signal: new AbortController().signal, log: makeLog('silent'), hooks: orderHooks },
    publicUrl: testPublicUrl,
  });
  const send = async (event: SignedEvent) => {
    const response = await portico.app.request(`${testPublicUrl}/webhooks/stripe/${vendor.id}`, {
      method: 'POST',
      headers: { 'stripe-signature': event.sign(webhookSecret, portico.clock.now()) },
      body: event.body,
    });
    return (await response.json()) as { outcome: string };
  };
  const overview = async (client: Client) => (await client.get('/portal/v1/payments/overview')).body;
  return {
    ...{ stripe, portico, vendor, api, job, send, overview },
    async close() {
      await portico.close();
      await stripe.close();
    },
    async newCustomer() {
      const { id } = await vendor.customer({ currency: 'EUR', billing: { email: 'a@b.example' } });
      return { customerId: id, client: await vendor.signIn(id) };
    },
    /** A card that is stored on Stripe's page, its event sent. */
    async storeCard(client: Client, body: object = {}) {
      const made = await client.post('/portal/v1/payments/methods/setup', body);
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const session = made.body.url.split('/').at(-1);
      const card = stripe.pay(session);
      const event = stripe.event('checkout.session.completed', stripe.things.get(session));
      expect((await send(event)).outcome).toBe('applied');
      return { card, id: (await overview(client)).methods[0].id as string, setup: made.body.id as string };
    },
    /** Of 11.90 EUR. */
    async invoiceOf(customerId: string, more: object = {}) {
      const made = await api.post('/api/v1/invoices', {
        ...{ customerId, issuedOn: '2026-11-01', currency: 'EUR', ...more },
        lines: [{ title: 'Plan', unitPrice: '10.00', taxPercent: 19 }],
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      return made.body;
    },
    collect: (invoiceId: string, methodId?: string) =>
      inTransaction(portico.database.db, (tx) =>
        collectInvoice(
          tx,
          { vendorId: vendor.id, actor: { kind: 'system', id: null }, at: portico.clock.now() },
          { invoiceId, methodId },
        ),
      ),
    async acts(customerId: string, action: string): Promise<number> {
      const { items } = (await api.get(`/api/v1/activity?customerId=${customerId}&limit=200`)).body;
      return items.filter((row: { action: string }) => row.action === action).length;
    },
    balance: async (customerId: string) =>
      (await api.get(`/api/v1/customers/${customerId}/balance`)).body.balance,
    statusOf: async (id: string): Promise<string> => (await api.get(`/api/v1/invoices/${id}`)).body.status,
  };
}
export type MoneyApp = Awaited<ReturnType<typeof moneyApp>>;
