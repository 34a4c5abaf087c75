import { randomUUID } from 'node:crypto';
import { deliveryKinds } from '../../src/apps/server/delivery-kinds.ts';
import type { AnyDeliveryKind } from '../../src/features/orders/server/delivery.ts';
import { deliverDueOrders, expireOrders, goOnWithApproved } from '../../src/features/orders/server/job.ts';
import {
  type Answer,
  type Client,
  type TestApp,
  type TestVendor,
  testPublicUrl,
  testSecrets,
} from './app.ts';

/** What a vendor sells: one plan for € 100 a month, seats for € 10, with a coupon of 10 percent. */
export interface Shop {
  readonly variantId: string;
  readonly seatId: string;
  readonly termsId: string;
}

const made = (answer: Answer): { id: string } => {
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

export const billing = {
  ...{ firstName: 'Anna', lastName: 'Blum', street: 'Hafenweg', houseNumber: '1' },
  ...{ postcode: '24103', city: 'Kiel', country: 'DE' },
};

export async function openShop({ api, portal }: TestVendor, order: object = {}): Promise<Shop> {
  await api.patch('/api/v1/tax-setting', { country: 'DE', pricesIncludeTax: false });
  const family = made(await api.post('/api/v1/product-families', { name: 'Fieldbook' }));
  const plan = made(await api.post('/api/v1/plans', { familyId: family.id, name: 'Team' }));
  const month = { count: 1, unit: 'month' };
  const variant = made(
    await api.post('/api/v1/plan-variants', {
      planId: plan.id,
      billingPeriod: month,
      terms: {
        minimumTerm: { count: 12, unit: 'month' },
        renewal: { count: 1, unit: 'month' },
        notice: { count: 1, unit: 'month' },
      },
      prices: [{ currency: 'EUR', amount: 10_000 }],
      selfService: true,
    }),
  );
  const seat = made(
    await api.post('/api/v1/components', {
      ...{ familyId: family.id, kind: 'quantity', name: 'Seat', unit: 'seats', max: -1, selfService: true },
      prices: [{ currency: 'EUR', period: month, tiers: [{ upTo: null, amount: 1_000 }] }],
    }),
  );
  made(await api.post('/api/v1/coupons', { code: 'TEN', kind: 'percent', percent: 10, periods: 1 }));
  const terms = made(
    await api.post('/api/v1/terms-documents', {
      kind: 'terms',
      texts: { en: { title: 'Terms', text: 'All of it.' }, de: { title: 'AGB', text: 'Alles.' } },
    }),
  );
  const set = await api.patch(`/api/v1/portals/${portal.id}`, {
    order: { enabled: true, coupon: true, ...order },
  });
  if (set.status !== 200) throw new Error(JSON.stringify(set.body));
  return { variantId: variant.id, seatId: seat.id, termsId: terms.id };
}

/** What an order holds besides who orders. */
export const wantedOf = (shop: Shop, more: object = {}) => ({
  variantId: shop.variantId,
  components: [{ id: shop.seatId, quantity: 3 }],
  currency: 'EUR',
  ...more,
});

export const accepted = ({ termsId }: Shop) => [{ termsId, version: 1 }];

let next = 0;
/** Each from a network of its own, as visitors are. */
export const network = () => `198.18.${Math.floor(++next / 250) % 250}.${next % 250}`;

export async function fromNetwork(
  { app }: Pick<TestApp, 'app'>,
  path: string,
  body: object,
  headers: Record<string, string> = {},
  address = network(),
): Promise<Answer> {
  const response = await app.request(
    `${testPublicUrl}${path}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    },
    { incoming: { socket: { remoteAddress: address } } },
  );
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers };
}

export const priceOf = async (
  client: Pick<Client, 'post'>,
  wanted: object,
  more: object = {},
): Promise<{ priceHash: string; dueToday: { gross: number; net: number; tax: number } }> => {
  const quote = await client.post('/portal/v1/orders/price', { ...wanted, ...more });
  if (quote.status !== 200) throw new Error(JSON.stringify(quote.body));
  return quote.body;
};

export const key = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

/** The page of somebody new: its ticket, its price, looked at for a while. */
export async function newVisitor(
  portico: TestApp,
  slug: string,
  wanted: object,
  buyer: object = { country: 'DE' },
): Promise<{ ticket: string; priceHash: string }> {
  const ticket = await fromNetwork(portico, '/portal/v1/order-tickets', { portal: slug });
  if (ticket.status !== 201) throw new Error(JSON.stringify(ticket.body));
  const { priceHash } = await priceOf(portico.anonymous, wanted, { portal: slug, buyer });
  portico.clock.move(5_000);
  return { ticket: ticket.body.ticket, priceHash };
}

/** Orders in a session. */
export async function orderAs(
  client: Client,
  shop: Shop,
  more: object = {},
  headers = key(),
): Promise<Answer> {
  const wanted = wantedOf(shop);
  const { priceHash } = await priceOf(client, wanted);
  return client.post(
    '/portal/v1/orders',
    { ...wanted, acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, priceHash, ...more },
    headers,
  );
}

const jobContext = ({ database, clock }: Pick<TestApp, 'database' | 'clock'>) => ({
  ...{ database, clock, secrets: testSecrets, publicUrl: testPublicUrl },
  signal: new AbortController().signal,
  log: { warn() {} },
});

/** What the jobs do, now. */
export const deliverNow = (portico: TestApp, kinds: readonly AnyDeliveryKind[] = deliveryKinds) =>
  deliverDueOrders(kinds)(jobContext(portico));
export const letIn = (portico: TestApp) => goOnWithApproved(deliveryKinds)(jobContext(portico));
export const expire = (portico: TestApp) => expireOrders(jobContext(portico));
