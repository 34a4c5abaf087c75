import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';
import {
  accepted,
  billing,
  deliverNow,
  fromNetwork,
  key,
  letIn,
  newVisitor,
  openShop,
  orderAs,
  priceOf,
  type Shop,
  wantedOf,
} from '../helpers/orders.ts';

describe.each(databaseKinds)('orders on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  let people = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    shop = await openShop(acme);
  });
  afterAll(() => portico?.close());

  const customer = async (): Promise<Client> =>
    acme.signIn((await acme.customer({ billing: { ...billing, email: 'anna@blum.example' } })).id);
  const visit = async (more: object = {}, headers = key(), wanted = wantedOf(shop)) => {
    const { ticket, priceHash } = await newVisitor(portico, 'acme', wanted);
    const body = {
      ...{ portal: 'acme', ticket, priceHash, email: `visitor-${++people}@mail.example`, billing },
      ...{ acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, ...wanted, ...more },
    };
    return { body, answer: await fromNetwork(portico, '/portal/v1/orders', body, headers) };
  };
  const all = async (collection: string) =>
    (await acme.api.get(`/api/v1/${collection}?limit=200`)).body.items as Record<string, never>[];

  test('BIL-1 somebody new registers and orders in one go: customer, contract and invoice are there', async () => {
    const { answer } = await visit({ language: 'de' });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const { order, sessionToken, next, bootstrap } = answer.body;
    // € 100 and three seats at € 10, with 19 % on top.
    expect(order).toMatchObject({
      ...{ number: 'ORD-00001', state: 'delivering', title: 'Team' },
      ...{ net: { amount: 13_000 }, tax: { amount: 2_470 }, gross: { amount: 15_470, currency: 'EUR' } },
      steps: [
        { name: 'contract', state: 'done' },
        { name: 'invoice', state: 'done' },
        { name: 'confirmation', state: 'waiting' },
      ],
    });
    expect(next).toEqual({ kind: 'done' });
    expect(bootstrap.contracts).toHaveLength(1);
    const own = await portico.anonymous.get(`/portal/v1/orders/${order.id}`, {
      authorization: `Bearer ${sessionToken}`,
    });
    expect(own.body).toEqual(order);
    const stored = (await acme.api.get(`/api/v1/orders/${order.id}`)).body;
    const contract = (await acme.api.get(`/api/v1/contracts/${stored.contractId}`)).body;
    expect(contract).toMatchObject({
      ...{ customerId: stored.customerId, title: 'Team', startsOn: '2026-11-22' },
      terms: { minimumTerm: { count: 12, unit: 'month' } },
      items: [
        { kind: 'plan', quantity: 1, unitPrice: { amount: 11_900 }, variantId: shop.variantId },
        { kind: 'component', quantity: 3, unitPrice: { amount: 1_190 }, componentId: shop.seatId },
      ],
      tax: { included: true, percent: 19 },
      nextChargeOn: '2026-12-22',
    });
    const invoice = (await acme.api.get(`/api/v1/invoices/${stored.invoiceId}`)).body;
    expect(invoice).toMatchObject({ gross: 15_470, net: 13_000, tax: 2_470, status: 'open', language: 'de' });
  });

  test('BIL-50 a known address is answered as an unknown one, and makes a second customer', async () => {
    const email = 'twice@mail.example';
    const first = (await visit({ email })).answer;
    const second = (await visit({ email })).answer;
    expect([first.status, second.status]).toEqual([201, 201]);
    const shape = (body: { order: object }) => JSON.stringify(Object.keys({ ...body, ...body.order }).sort());
    expect(shape(second.body)).toBe(shape(first.body));
    const [a, b] = [first.body.bootstrap.customer.id, second.body.bootstrap.customer.id];
    expect(a).not.toBe(b);
    const [signUp] = (await acme.api.get(`/api/v1/sign-ups?customerId=${b}`)).body.items;
    expect(signUp.duplicates[0]).toMatchObject({ customerId: a, by: 'email' });
  });

  test('BIL-51 an order is told of with the ids of customer and contract', async () => {
    const { answer } = await visit();
    const stored = (await acme.api.get(`/api/v1/orders/${answer.body.order.id}`)).body;
    const rows = await portico.database.db
      .selectFrom('outbox')
      .select('data')
      .where('type', '=', 'order.placed')
      .orderBy('id', 'desc')
      .execute();
    expect(JSON.parse(rows[0]?.data as string)).toEqual({
      ...{ customerId: stored.customerId, contactId: stored.contactId, orderId: stored.id },
      ...{ contractId: stored.contractId, invoiceId: stored.invoiceId },
    });
  });

  test('DAY-6 a signed-in customer is asked for nothing that is known, and stays the same customer', async () => {
    const anna = await customer();
    const before = (await all('customers')).length;
    const placed = await orderAs(anna, shop);
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    expect(placed.body.sessionToken).toBeUndefined();
    expect((await all('customers')).length).toBe(before);
    expect((await anna.get('/portal/v1/orders')).body.items).toMatchObject([{ id: placed.body.order.id }]);
  });

  test('BIL-19 what is metered is not ordered, and stands in the contract of the order at its exact price', async () => {
    const { familyId } = (await acme.api.get(`/api/v1/plan-variants/${shop.variantId}`)).body;
    const tiers = [
      { upTo: 10_000, unitPrice: '0.0042' },
      { upTo: null, unitPrice: '0.0031' },
    ];
    const calls = await acme.api.post('/api/v1/components', {
      ...{ familyId, kind: 'metered', name: 'Calls', unit: 'calls', shownAsPrice: true },
      prices: [{ currency: 'EUR', period: { count: 1, unit: 'month' }, tiers }],
    });
    const placed = await orderAs(await customer(), shop);
    const { contractId } = (await acme.api.get(`/api/v1/orders/${placed.body.order.id}`)).body;
    const contract = (await acme.api.get(`/api/v1/contracts/${contractId}`)).body;
    // As all of a consumer's contract it is with tax, here of 19 %, to the last digit.
    expect(contract).toMatchObject({ tax: { included: true, percent: 19 } });
    expect(contract.items[0]).toMatchObject({ kind: 'plan', unitPrice: { amount: 11_900 } });
    expect(contract.items.at(-1)).toMatchObject({
      ...{ kind: 'usage', title: 'Calls', quantity: 0, unit: 'calls', componentId: calls.body.id },
      metered: {
        tiers: [
          { upTo: 10_000, unitPrice: '0.004998' },
          { upTo: null, unitPrice: '0.003689' },
        ],
      },
    });
    expect(placed.body.order.gross).toEqual({ amount: 15_470, currency: 'EUR' });
    await acme.api.patch(`/api/v1/components/${calls.body.id}`, { active: false });
  });

  test('DAY-6 what is missing of the address is asked for; what is given is kept', async () => {
    const bare = await acme.customer({ name: 'Bare' });
    const client = await acme.signIn(bare.id);
    const refused = await orderAs(client, shop);
    expect(refused.status).toBe(422);
    expect(refused.body.fields.map(({ path }: { path: string }) => path)).toContain('billing.street');
    const placed = await orderAs(client, shop, { billing: { ...billing, email: 'bare@mail.example' } });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    expect((await acme.api.get(`/api/v1/customers/${bare.id}`)).body.billing).toMatchObject({ city: 'Kiel' });
  });

  test('BIL-22, OM06 another price than was shown is refused with both, and nothing is written', async () => {
    const anna = await customer();
    const wanted = wantedOf(shop);
    const { priceHash, dueToday } = await priceOf(anna, wanted);
    const shown = { amount: dueToday.gross, currency: 'EUR' };
    const variant = `/api/v1/plan-variants/${shop.variantId}`;
    await acme.api.patch(variant, { prices: [{ currency: 'EUR', amount: 20_000 }] });
    const before = await contentsOf(portico.database);
    const refused = await orderAs(anna, shop, { priceHash, shown });
    expect(refused.body).toMatchObject({ status: 409, code: 'order.price-changed' });
    expect(refused.body.fields).toMatchObject([
      { path: 'shown', message: '154.7 EUR' },
      { path: 'now', message: '273.7 EUR' },
    ]);
    expect(await contentsOf(portico.database)).toEqual(before);
    await acme.api.patch(variant, { prices: [{ currency: 'EUR', amount: 10_000 }] });
  });

  test.each([
    { name: 'a price of one’s own', body: { price: 1 }, status: 422 },
    { name: 'a quantity of −1', body: { components: [{ id: 'SEAT', quantity: -1 }] }, status: 422 },
    { name: 'a quantity of 0.5', body: { components: [{ id: 'SEAT', quantity: 0.5 }] }, status: 422 },
    { name: 'a quantity as text', body: { components: [{ id: 'SEAT', quantity: '1' }] }, status: 422 },
    { name: 'no tick at the terms', body: { acceptances: [] }, status: 422 },
    { name: 'no way to pay', body: { paymentMethod: undefined }, status: 422 },
    { name: 'a way to pay that is not offered', body: { paymentMethod: { kind: 'stripe' } }, status: 422 },
    { name: 'another quantity than was priced', body: { components: [] }, status: 409 },
  ])('OM01, BIL-31 $name is refused, and nothing is written', async ({ body, status }) => {
    const anna = await customer();
    const before = await contentsOf(portico.database);
    const sent = JSON.parse(JSON.stringify({ ...body }).replace('SEAT', shop.seatId));
    if ('paymentMethod' in body && body.paymentMethod === undefined) sent.paymentMethod = undefined;
    const refused = await orderAs(anna, shop, sent);
    expect(refused.status, JSON.stringify(refused.body)).toBe(status);
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('BIL-31 terms that changed since they were shown are refused; what was agreed to is kept', async () => {
    const anna = await customer();
    const stale = await orderAs(anna, shop, { acceptances: [{ termsId: shop.termsId, version: 2 }] });
    expect(stale.body).toMatchObject({ status: 409, code: 'order.terms-changed' });
    const { body } = await orderAs(anna, shop, { language: 'de' });
    const terms = (await acme.api.get(`/api/v1/terms-documents/${shop.termsId}`)).body;
    expect(body.order.terms).toMatchObject([
      { termsId: shop.termsId, version: 1, language: 'de', title: 'AGB', hash: terms.hashes.de },
    ]);
  });

  test('OM22 the number of a card is refused wherever it stands', async () => {
    const anna = await customer();
    const refused = await orderAs(anna, shop, { billing: { addressLine1: '4242 4242 4242 4242' } });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).not.toContain('4242');
  });

  test('OM07 without a key nothing is ordered; twenty at once with one key are one order', async () => {
    const anna = await customer();
    expect((await orderAs(anna, shop, {}, {})).body.code).toBe('idempotency.missing');
    const one = key();
    const answers = await Promise.all(Array.from({ length: 20 }, () => orderAs(anna, shop, {}, one)));
    const again = await orderAs(anna, shop, {}, one);
    const placed = answers.filter(({ status }) => status === 201);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const ids = new Set([...placed, again].map(({ body }) => body.order.id));
    expect(ids.size).toBe(1);
    expect((await anna.get('/portal/v1/orders')).body.items).toHaveLength(1);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('OM07 a stranger who presses twice is one customer with one order', async () => {
    const before = (await all('customers')).length;
    const one = key();
    const { body, answer } = await visit({ password: 'a password of some length' }, one);
    // As often as it is sent again: it is answered from what is kept, counts as no sign-up and hashes no password.
    for (let index = 0; index < 25; index++) {
      const again = await fromNetwork(portico, '/portal/v1/orders', body, one, '198.51.100.7');
      expect(again.body.order.id).toBe(answer.body.order.id);
    }
    const other = await fromNetwork(portico, '/portal/v1/orders', body, key());
    expect(other.body).toMatchObject({ status: 409, code: 'order.sent' });
    expect((await all('customers')).length).toBe(before + 1);
  });

  test('OM09 two customers with one key order independently; OM10 a key that is none is refused', async () => {
    const one = key();
    const [a, b] = [
      await orderAs(await customer(), shop, {}, one),
      await orderAs(await customer(), shop, {}, one),
    ];
    expect(a.body.order.id).not.toBe(b.body.order.id);
    for (const bad of ['x'.repeat(256), 'a\tb'])
      expect((await orderAs(await customer(), shop, {}, { 'idempotency-key': bad })).status).toBe(400);
  });

  test('RC05 a coupon for one order is used once, however many try at once', async () => {
    await acme.api.post('/api/v1/coupons', { code: 'ONCE', kind: 'percent', percent: 50, maxUses: 1 });
    const coupon = 'ONCE';
    const clients = await Promise.all(Array.from({ length: 10 }, customer));
    const wanted = wantedOf(shop, { coupon });
    const { priceHash } = await priceOf(clients[0] as Client, wanted);
    const answers = await Promise.all(clients.map((client) => orderAsWith(client, { coupon, priceHash })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await all('coupons')).find(({ code }) => code === ('ONCE' as never))).toMatchObject({ used: 1 });
  });
  const orderAsWith = (client: Client, more: { priceHash: string; coupon?: string }) =>
    client.post(
      '/portal/v1/orders',
      { ...wantedOf(shop), acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, ...more },
      key(),
    );

  test('BIL-14 a variant that is out of self-service accepts no order', async () => {
    const anna = await customer();
    const { priceHash } = await priceOf(anna, wantedOf(shop));
    const variant = `/api/v1/plan-variants/${shop.variantId}`;
    await acme.api.patch(variant, { selfService: false });
    expect((await orderAsWith(anna, { priceHash })).status).toBe(404);
    await acme.api.patch(variant, { selfService: true });
  });

  test('BIL-27 a coupon lowers the total and stands in order and invoice', async () => {
    const anna = await customer();
    const wanted = wantedOf(shop, { coupon: 'ten' });
    const { priceHash } = await priceOf(anna, wanted);
    const { body } = await orderAsWith(anna, { coupon: 'ten', priceHash });
    expect(body.order).toMatchObject({ coupon: 'TEN', net: { amount: 11_700 }, gross: { amount: 13_923 } });
    const invoice = (await acme.api.get(`/api/v1/invoices/${body.order.invoice.id}`)).body;
    expect(invoice).toMatchObject({ net: 11_700, tax: 2_223, gross: 13_923 });
    expect(invoice.lines.at(-1)).toMatchObject({ title: 'Coupon TEN' });
  });

  test('the confirmation goes out with invoice and terms as they were agreed to, in the customer’s language', async () => {
    const email = 'confirm@mail.example';
    const { answer } = await visit({ email, language: 'de' });
    await deliverNow(portico);
    const { db } = portico.database;
    const mail = await db
      .selectFrom('mail')
      .selectAll()
      .where('to_address', '=', email)
      .where('template', '=', 'order-confirmation')
      .executeTakeFirstOrThrow();
    expect(mail.subject).toBe(`Ihre Bestellung ${answer.body.order.number} bei acme`);
    expect(mail.body_text).toContain('154,70');
    expect(mail.body_text).toContain('12 Monate');
    // The days that follow from the terms, and not the terms alone.
    expect(mail.body_text).toMatch(
      /Läuft bis:\s\d+\.\s\p{L}+\s20\d\d, wenn Sie bis zum \d+\.\s\p{L}+\s20\d\d kündigen\s+Widerruf möglich: bis \d/u,
    );
    const attached = await db
      .selectFrom('mail_attachment')
      .select('name')
      .where('mail_id', '=', mail.id)
      .orderBy('position')
      .execute();
    expect(attached.map(({ name }) => name)).toEqual([`${answer.body.order.invoice.number}.pdf`, 'AGB.txt']);
    const order = (await acme.api.get(`/api/v1/orders/${answer.body.order.id}`)).body;
    expect(order).toMatchObject({ state: 'delivered' });
    await deliverNow(portico);
    const mails = await db.selectFrom('mail').select('id').where('subject_id', '=', order.id).execute();
    expect(mails).toHaveLength(1);
  });

  test('where the vendor looks at new customers first, nothing is delivered before', async () => {
    const at = `/api/v1/portals/${acme.portal.id}`;
    await acme.api.patch(at, { signUp: { approval: true } });
    const { answer } = await visit();
    await acme.api.patch(at, { signUp: { approval: false } });
    expect(answer.body.sessionToken).toBeUndefined();
    expect(answer.body.order).toMatchObject({ state: 'placed', steps: [], contractId: null, invoice: null });
    const read = async () => (await acme.api.get(`/api/v1/orders/${answer.body.order.id}`)).body;
    await letIn(portico);
    expect(await read()).toMatchObject({ state: 'placed' });
    const { customerId } = await read();
    const [signUp] = (await acme.api.get(`/api/v1/sign-ups?customerId=${customerId}`)).body.items;
    expect((await acme.api.post(`/api/v1/sign-ups/${signUp.id}/approval`)).status).toBe(200);
    await letIn(portico);
    expect(await read()).toMatchObject({ state: 'delivering', paymentKind: 'invoice' });
    expect((await read()).invoiceId).not.toBeNull();
  });

  test('rank 22 an order that can’t go on after the yes is listed for repair, with why, and goes on by one click', async () => {
    const at = `/api/v1/portals/${acme.portal.id}`;
    const sells = (methods: object) => acme.api.patch(at, { order: methods });
    await acme.api.patch(at, { signUp: { approval: true } });
    const { answer } = await visit();
    await acme.api.patch(at, { signUp: { approval: false } });
    const { id } = answer.body.order;
    const read = async () => (await acme.api.get(`/api/v1/orders/${id}`)).body;
    const listed = async () =>
      (await acme.api.get('/api/v1/orders?needs=repair')).body.items.map((one: { id: string }) => one.id);
    const { customerId } = await read();
    const [signUp] = (await acme.api.get(`/api/v1/sign-ups?customerId=${customerId}`)).body.items;
    // What was to be paid by invoice is not offered that way any more.
    await sells({ paymentMethods: ['stripe'] });
    await acme.api.post(`/api/v1/sign-ups/${signUp.id}/approval`);
    await letIn(portico);
    const [step] = (await read()).steps;
    expect(step).toMatchObject({ name: 'begin', state: 'failed', attempts: 1 });
    expect(step.error).toContain('paymentMethod');
    expect(await listed()).toContain(id);
    await letIn(portico);
    expect((await read()).steps[0]).toMatchObject({ attempts: 1 }); // not before its time
    await sells({ paymentMethods: ['invoice', 'sepa', 'stripe'] });
    expect((await acme.api.post(`/api/v1/orders/${id}/repair`)).status).toBe(200);
    await letIn(portico);
    expect(await read()).toMatchObject({ state: 'delivering', paymentKind: 'invoice' });
    expect((await read()).steps.map(({ name }: { name: string }) => name)).not.toContain('begin');
    expect(await listed()).not.toContain(id);
  });

  test('BIL-1 whoever came by an order is not swept away with sign-ups that nobody proved', async () => {
    const { answer } = await visit();
    const { customerId } = (await acme.api.get(`/api/v1/orders/${answer.body.order.id}`)).body;
    const { body } = await acme.api.post('/api/v1/sign-ups/removal', { portalId: acme.portal.id });
    expect(body).toEqual({ removed: 0, kept: 0, more: false });
    expect((await acme.api.get(`/api/v1/customers/${customerId}`)).status).toBe(200);
  });

  test('BIL-25 BIL-26 a company’s own order number and another address reach contract and invoice; unasked they are refused', async () => {
    const at = `/api/v1/portals/${acme.portal.id}`;
    const deliverTo = {
      name: 'Warehouse',
      street: 'Pier',
      houseNumber: '4',
      postcode: '24103',
      city: 'Kiel',
    };
    const references = { purchaseOrder: 'PO-77', deliverTo: { ...deliverTo, country: 'DE' } };
    const buyer = await customer();
    const refused = await orderAs(buyer, shop, references);
    expect(refused.body.fields.map(({ path }: { path: string }) => path)).toEqual([
      'purchaseOrder',
      'deliverTo',
    ]);
    const { billingFields } = (await acme.api.get(at)).body;
    const set = await acme.api.patch(at, {
      order: { purchaseOrder: 'required', deliverTo: true },
      billingFields: { ...billingFields, eInvoice: 'optional' },
    });
    expect(set.status, JSON.stringify(set.body)).toBe(200);
    const { body } = await orderAs(buyer, shop, {
      ...references,
      billing: { eInvoiceAddress: '0088:4012345000009', buyerReference: 'Cost centre 7' },
    });
    expect(body.order, JSON.stringify(body)).toBeDefined();
    const order = (await acme.api.get(`/api/v1/orders/${body.order.id}`)).body;
    expect(order).toMatchObject(references);
    expect((await acme.api.get(`/api/v1/contracts/${order.contractId}`)).body).toMatchObject(references);
    const invoice = (await acme.api.get(`/api/v1/invoices/${order.invoiceId}`)).body;
    expect(invoice).toMatchObject({
      purchaseOrder: 'PO-77',
      deliverTo: { name: 'Warehouse', lines: ['Pier 4', '24103 Kiel', 'Germany'] },
      buyer: { eInvoiceAddress: '0088:4012345000009', buyerReference: 'Cost centre 7' },
    });
    // Every later invoice of the contract has them too, where it says nothing else.
    const later = await acme.api.post('/api/v1/invoices', {
      ...{
        customerId: order.customerId,
        contractId: order.contractId,
        issuedOn: '2026-12-01',
        currency: 'EUR',
      },
      lines: [{ title: 'December', unitPrice: '10.00' }],
    });
    expect(later.body).toMatchObject({ purchaseOrder: 'PO-77', deliverTo: { name: 'Warehouse' } });
    const wrong = await orderAs(buyer, shop, { billing: { eInvoiceAddress: 'somewhere' } });
    expect(wrong.body.fields[0].path).toBe('billing.eInvoiceAddress');
    await acme.api.patch(at, { order: { purchaseOrder: 'hidden', deliverTo: false } });
  });

  test('OM13 what was delivered can’t be cancelled, and nothing that did not fail is repaired', async () => {
    const { body } = await orderAs(await customer(), shop);
    for (const act of ['cancellation', 'repair']) {
      const refused = await acme.api.post(`/api/v1/orders/${body.order.id}/${act}`);
      expect(refused.body).toMatchObject({ status: 409, code: 'order.state' });
    }
  });

  test('ID01, ID02 another vendor’s and another customer’s order look like none', async () => {
    const { body } = await orderAs(await customer(), shop);
    const { id } = body.order;
    const neighbour = await customer();
    const made = 'ord_01k00000000000000000000000';
    const told = (answer: { status: number; body: { code: string } }) => [answer.status, answer.body.code];
    expect(told(await neighbour.get(`/portal/v1/orders/${id}`))).toEqual(
      told(await neighbour.get(`/portal/v1/orders/${made}`)),
    );
    const globex = await portico.vendor('globex');
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/cancellation'],
      ['POST', '/repair'],
    ] as const) {
      const theirs = await globex.api.send(method, `/api/v1/orders/${id}${path}`);
      expect(told(theirs)).toEqual([404, 'order.not-found']);
    }
    expect((await globex.api.get('/api/v1/orders')).body.items).toEqual([]);
    const foreign = await globex.signIn((await globex.customer()).id);
    expect((await orderAsWith(foreign, { priceHash: 'x' })).status).not.toBe(201);
  });
});
