import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import {
  accepted,
  billing,
  fromNetwork,
  key,
  newVisitor,
  openShop,
  orderAs,
  priceOf,
  type Shop,
  wantedOf,
} from '../helpers/orders.ts';
import { startReceiver, startWebhooks } from '../helpers/receiver.ts';

/** Many belong to `npm run test:long`. */
const issues = process.env.PORTICO_LONG ? 500 : 15;

describe.each(databaseKinds)('orders that meet on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    shop = await openShop(acme);
  });
  afterAll(() => portico?.close());

  const people = async (vendor: TestVendor, count: number): Promise<Client[]> => {
    const clients: Client[] = [];
    for (let index = 0; index < count; index++) {
      const { id } = await vendor.customer({ billing: { ...billing, email: 'anna@blum.example' } });
      clients.push(await vendor.signIn(id));
    }
    return clients;
  };

  test(`OM14 numbers of orders and invoices are strictly consecutive over ${issues} at once, a fifth rolled back`, {
    timeout: 60_000 + issues * 400,
  }, async () => {
    const vendor = await portico.vendor('numbers');
    const goods = await openShop(vendor);
    const clients = await people(vendor, 10);
    const wanted = wantedOf(goods);
    const { priceHash } = await priceOf(clients[0] as Client, wanted);
    const body = { ...wanted, acceptances: accepted(goods), paymentMethod: { kind: 'invoice' }, priceHash };
    // A mandate is refused once the order has its number, its contract and its invoice: none is set up here.
    const mandate = { kind: 'sepa', iban: 'DE89370400440532013000', holder: 'Anna Blum', mandate: true };
    const one = async (index: number) => {
      const client = clients[index % clients.length] as Client;
      const refused = index % 5 === 4;
      const given = refused ? { ...body, paymentMethod: mandate } : body;
      const headers = key();
      for (;;) {
        const answer = await client.post('/portal/v1/orders', given, headers);
        if (answer.status !== 503) return { refused, answer };
        await pause(10 + Math.random() * 40); // others were in its way
      }
    };
    const done = await Promise.all(Array.from({ length: issues }, (_, index) => one(index)));
    for (const { refused, answer } of done) {
      expect(answer.status, JSON.stringify(answer.body)).toBe(refused ? 422 : 201);
    }
    const numbersIn = async (table: 'sales_order' | 'document') =>
      (
        await portico.database.db
          .selectFrom(table)
          .select('number')
          .where('vendor_id', '=', vendor.id)
          .orderBy('number')
          .execute()
      ).map(({ number }) => Number(/(\d+)$/.exec(number)?.[1]));
    const kept = done.filter(({ refused }) => !refused).length;
    const consecutive = Array.from({ length: kept }, (_, index) => index + 1);
    expect(await numbersIn('sales_order')).toEqual(consecutive);
    expect(await numbersIn('document')).toEqual(consecutive);
  });

  test('RC05, RC09 a coupon for three of thirty orders is used three times, and comes back once', async () => {
    const clients = await people(acme, 10);
    const { id } = (
      await acme.api.post('/api/v1/coupons', { code: 'THREE', kind: 'percent', percent: 10, maxUses: 3 })
    ).body;
    const used = async () => (await acme.api.get(`/api/v1/coupons/${id}`)).body.used;
    const wanted = wantedOf(shop, { coupon: 'THREE' });
    const { priceHash } = await priceOf(clients[0] as Client, wanted);
    const send = async (client: Client) => {
      const body = { ...wanted, acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, priceHash };
      const headers = key();
      for (;;) {
        const answer = await client.post('/portal/v1/orders', body, headers);
        if (answer.status !== 503) return answer;
        await pause(10 + Math.random() * 40);
      }
    };
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => send(clients[index % 10] as Client)),
    );
    const placed = answers.filter(({ status }) => status === 201);
    expect([placed.length, await used()]).toEqual([3, 3]);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('coupon.used-up');

    // One that waits for its money is called off by ten at once.
    const orderId: string = placed[0]?.body.order.id ?? '';
    await inTransaction(portico.database.db, (tx) =>
      tx.updateTable('sales_order').set({ state: 'awaiting-payment' }).where('id', '=', orderId).execute(),
    );
    const cancelled = await Promise.all(
      Array.from({ length: 10 }, () => acme.api.post(`/api/v1/orders/${orderId}/cancellation`)),
    );
    expect(cancelled.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await used()).toBe(2);
    expect([(await send(clients[0] as Client)).status, (await send(clients[1] as Client)).status]).toEqual([
      201, 422,
    ]);
  });

  test('OM15 an invoice belongs to the year that it is at the portal, to the second', async () => {
    const vendor = await portico.vendor('midnight');
    const goods = await openShop(vendor);
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { timeZone: 'Asia/Tokyo' });
    await vendor.api.patch('/api/v1/number-series/invoice', { prefix: 'RE-{year}-', digits: 4 });
    // The test side has a clock that can be moved; a store of its own would do as well.
    const before = portico.clock.now().getTime();
    const numberAt = async (instant: string) => {
      portico.clock.move(new Date(instant).getTime() - portico.clock.now().getTime());
      const [client] = await people(vendor, 1);
      const { body } = await orderAs(client as Client, goods);
      const order = (await vendor.api.get(`/api/v1/orders/${body.order.id}`)).body;
      const invoice = (await vendor.api.get(`/api/v1/invoices/${order.invoiceId}`)).body;
      const contract = (await vendor.api.get(`/api/v1/contracts/${order.contractId}`)).body;
      return [invoice.number, invoice.issuedOn, contract.startsOn];
    };
    // Midnight in Tokyo is three in the afternoon in London.
    expect(await numberAt('2026-12-31T14:59:59.000Z')).toEqual(['RE-2026-0001', '2026-12-31', '2026-12-31']);
    expect(await numberAt('2026-12-31T15:00:00.000Z')).toEqual(['RE-2027-0002', '2027-01-01', '2027-01-01']);
    portico.clock.move(before - portico.clock.now().getTime());
  });

  test.runIf(kind === 'postgres')(
    'RC17 an order that collided is begun anew three times; then it is said, leaves nothing, and the same key places it',
    async () => {
      const [client] = await people(acme, 1);
      const { db } = portico.database;
      const count = async () =>
        Number((await sql<{ n: string }>`select count(*) as n from sales_order`.execute(db)).rows[0]?.n);
      await sql`create sequence collide`.execute(db);
      // Not undone with the transaction: so many collide, and the next one goes through.
      const collide = async (times: number) => {
        await sql`alter sequence collide restart`.execute(db);
        await sql
          .raw(`create or replace function collide() returns trigger language plpgsql as $$ begin
            if nextval('collide') <= ${times} then raise exception 'collided' using errcode = '40001'; end if;
            return new; end $$`)
          .execute(db);
      };
      await collide(3);
      await sql`create trigger collide before insert on payment for each row execute function collide()`.execute(
        db,
      );
      try {
        const before = await count();
        expect((await orderAs(client as Client, shop)).status).toBe(201);
        expect(await count()).toBe(before + 1);
        await collide(4);
        const one = key();
        const busy = await orderAs(client as Client, shop, {}, one);
        expect([busy.status, busy.body.code, busy.headers.get('retry-after')]).toEqual([
          ...[503, 'database.busy', '1'],
        ]);
        expect(await count()).toBe(before + 1);
        expect((await orderAs(client as Client, shop, {}, one)).status).toBe(201);
        expect(await count()).toBe(before + 2);
      } finally {
        await sql`drop trigger collide on payment`.execute(db);
      }
    },
  );

  test('DAY-16 an order at the test side is in nothing of the live one', async () => {
    const { key: secret } = await inTransaction(portico.database.db, (tx) =>
      createApiKey(tx, { id: acme.testSideId, side: 'test' }, { name: 'test' }, portico.clock.now()),
    );
    const api = new Client(portico.app, secret);
    const counts = async (client: Client) => {
      const found: number[] = [];
      for (const path of ['customers', 'orders', 'contracts', 'invoices', 'payments']) {
        found.push((await client.get(`/api/v1/${path}?limit=200`)).body.items.length);
      }
      return found;
    };
    const live = await counts(acme.api);
    const portal = (
      await api.post('/api/v1/portals', { slug: 'acme-test', brandName: 'Acme', isDefault: true })
    ).body;
    const goods = await openShop({ api, portal } as unknown as TestVendor);
    const wanted = wantedOf(goods);
    const { ticket, priceHash } = await newVisitor(portico, 'acme-test', wanted);
    const placed = await fromNetwork(
      portico,
      '/portal/v1/orders',
      {
        ...{ portal: 'acme-test', ticket, priceHash, email: 'test@mail.example', billing },
        ...{ acceptances: accepted(goods), paymentMethod: { kind: 'invoice' }, ...wanted },
      },
      key(),
    );
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    expect(placed.body.order.number).toBe('ORD-00001');
    expect(await counts(api)).toEqual([1, 1, 1, 1, 1]);
    expect(await counts(acme.api)).toEqual(live);
    expect((await acme.api.get(`/api/v1/orders/${placed.body.order.id}`)).status).toBe(404);
  });

  test('BIL-51 somebody who signs up by ordering is told to the vendor’s server, signed, with customer and contract', async () => {
    const vendor = await portico.vendor('heard');
    const goods = await openShop(vendor);
    const receiver = await startReceiver();
    const webhooks = startWebhooks(portico, { timeoutMs: 2_000 });
    try {
      const { secret } = (
        await vendor.api.post('/api/v1/webhook-endpoints', {
          url: receiver.url,
          events: ['sign-up.completed', 'order.placed', 'contract.created'],
        })
      ).body;
      const wanted = wantedOf(goods);
      const { ticket, priceHash } = await newVisitor(portico, 'heard', wanted);
      const body = {
        ...{ portal: 'heard', ticket, priceHash, email: 'new@mail.example', billing, ...wanted },
        ...{ acceptances: accepted(goods), paymentMethod: { kind: 'invoice' } },
      };
      const placed = await fromNetwork(portico, '/portal/v1/orders', body, key());
      expect(placed.status, JSON.stringify(placed.body)).toBe(201);
      const order = (await vendor.api.get(`/api/v1/orders/${placed.body.order.id}`)).body;
      await webhooks.run();
      const heard = receiver.got.map(({ headers, body: text }) => {
        const at = new Date(Number(headers['webhook-timestamp']) * 1000);
        const signature = new Webhook(secret).sign(headers['webhook-id'] as string, at, text);
        expect(headers['webhook-signature']).toBe(signature);
        return JSON.parse(text) as { type: string; data: Record<string, string> };
      });
      const { customerId, contractId, invoiceId, contactId } = order;
      expect(heard.map(({ type }) => type).sort()).toEqual([
        'contract.created',
        'order.placed',
        'sign-up.completed',
      ]);
      expect(heard.find(({ type }) => type === 'sign-up.completed')?.data).toMatchObject({ customerId });
      expect(heard.find(({ type }) => type === 'order.placed')?.data).toEqual({
        ...{ customerId, contactId, orderId: order.id, contractId, invoiceId },
      });
    } finally {
      await webhooks.stop(0);
      await receiver.close();
    }
  });
});
