import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds, takesFloods } from '../helpers/databases.ts';
import { type Receiver, startReceiver, startSender, startWebhooks } from '../helpers/receiver.ts';

const day = 86_400_000;

describe.each(databaseKinds)('webhooks on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let receiver: Receiver;
  let webhooks: ReturnType<typeof startWebhooks>;

  beforeAll(async () => {
    portico = await testApp(kind);
    receiver = await startReceiver();
    webhooks = startWebhooks(portico, { timeoutMs: 500 });
  });
  afterAll(async () => {
    await webhooks.stop(0);
    await receiver.close();
    await portico.close();
  });
  let named = 0;
  beforeEach(async () => {
    acme = await portico.vendor(`acme${++named}`);
    receiver.got.length = 0;
    receiver.answer = (_, response) => void response.writeHead(204).end();
  });
  afterEach(async () => {
    // What a test left waiting is not the next one's.
    const { items } = (await acme.api.get('/api/v1/webhook-endpoints')).body;
    for (const { id } of items) await acme.api.delete(`/api/v1/webhook-endpoints/${id}`);
  });

  const endpoint = async (more: Record<string, unknown> = {}) => {
    const body = { url: receiver.url, events: ['customer.created'], ...more };
    const made = await acme.api.post('/api/v1/webhook-endpoints', body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string; secret: string };
  };
  const deliveries = async (query = '') =>
    (await acme.api.get(`/api/v1/webhook-deliveries${query}`)).body.items as {
      id: string;
      state: string;
      error: string | null;
      attempts: number;
      status: number | null;
      eventId: string;
      eventType: string;
      dueAt: string | null;
    }[];
  const read = async (id: string) => (await acme.api.get(`/api/v1/webhook-deliveries/${id}`)).body;
  const run = () => webhooks.run();

  test('WH09 an event arrives signed: the independent library takes it, and nothing that was changed', async () => {
    const { secret } = await endpoint();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const customer = await acme.customer({ name: 'Nordlicht' });
    await run();
    expect(receiver.got).toHaveLength(1);
    const [{ headers, body }] = receiver.got as [{ headers: Record<string, string>; body: string }];
    // The library goes by the real time, the test's clock stands still.
    const hook = new Webhook(secret);
    const now = new Date();
    const fresh = { ...headers, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)) };
    const original = new Webhook(secret).sign(
      headers['webhook-id'] as string,
      new Date(Number(headers['webhook-timestamp']) * 1000),
      body,
    );
    expect(headers['webhook-signature']).toBe(original);
    expect(() => hook.verify(body, fresh)).toThrow();
    expect(JSON.parse(body)).toEqual({
      type: 'customer.created',
      timestamp: expect.stringMatching(/^2026-11-22T/),
      vendorId: acme.id,
      side: 'live',
      data: { customerId: customer.id },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': expect.stringMatching(/^evt_/),
    });
    expect(headers['user-agent']).toMatch(/^Portico-Webhooks\//);
    const [one] = await deliveries();
    expect(one).toMatchObject({
      state: 'delivered',
      status: 204,
      attempts: 1,
      eventId: headers['webhook-id'],
    });
  });

  test.each([
    ...['https://169.254.169.254/', 'https://0x0a.1/', 'https://[fd12::1]/', 'http://api.example/hook'],
    ...['https://user:pw@api.example/', 'ftp://api.example/', 'file:///etc/passwd', 'https://api.example/#x'],
    ...[
      'https://api.example:6379/',
      'https://api.example/a\r\nb',
      `https://api.example/${'x'.repeat(10_240)}`,
    ],
  ])('WH01, WH02, WH06 the address %.40s is refused where it is saved', async (url) => {
    const made = await acme.api.post('/api/v1/webhook-endpoints', { url });
    expect(made).toMatchObject({ status: 422, body: { fields: [{ path: 'url' }] } });
    const { id } = await endpoint();
    expect((await acme.api.patch(`/api/v1/webhook-endpoints/${id}`, { url })).status).toBe(422);
  });

  test('WH03, T11 an address that became a private one is not sent to', async () => {
    await endpoint({ url: 'https://moved.example/hook' });
    await acme.customer();
    await webhooks.fanOut();
    const resolve = async () => [{ address: '10.0.0.7', family: 4 }];
    await startSender(portico, { outside: { resolve } }).runDue();
    const [one] = await deliveries();
    expect(one).toMatchObject({ state: 'waiting', error: 'blocked-address', status: null });
    expect(receiver.got).toHaveLength(0);
  });

  test('BIL-51 a sign-up, and whatever else happens, fires its own event: an endpoint gets those it names, or all', async () => {
    await endpoint({ events: ['contract.created'] });
    await endpoint({ events: null });
    const customer = await acme.customer();
    await acme.api.post('/api/v1/contracts', {
      ...{ customerId: customer.id, title: 'Plan', startsOn: '2026-01-01' },
      billingPeriod: { count: 1, unit: 'month' },
      items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
    });
    await run();
    const types = receiver.got.map(({ body }) => JSON.parse(body).type).sort();
    expect(types.filter((type) => type === 'contract.created')).toHaveLength(2);
    expect(types).toContain('customer.created');
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(types.length - 1);
  });

  test('WH10, DAY-39 during a rotation both secrets sign; the old one stops when its time is over', async () => {
    const { id, secret: old } = await endpoint();
    const rotated = await acme.api.post(`/api/v1/webhook-endpoints/${id}/secret`, { overlapHours: 2 });
    expect(rotated.status).toBe(201);
    const { secret, previousSecretUntil } = rotated.body;
    expect(secret).not.toBe(old);
    expect(previousSecretUntil).toBe('2026-11-22T12:00:00.000Z');
    const signs = async () => {
      receiver.got.length = 0;
      await acme.customer();
      await run();
      const { headers, body } = receiver.got[0] as { headers: Record<string, string>; body: string };
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      const given = (headers['webhook-signature'] as string).split(' ');
      return [secret, old].map((one) =>
        given.includes(new Webhook(one).sign(headers['webhook-id'] as string, at, body)),
      );
    };
    expect(await signs()).toEqual([true, true]);
    portico.clock.move(2 * 3_600_000 + 1);
    expect(await signs()).toEqual([true, false]);
    expect((await acme.api.get(`/api/v1/webhook-endpoints/${id}`)).body).toMatchObject({
      previousSecretUntil: null,
    });
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('WH10 the secret is in the answer that made it and nowhere else', async () => {
    const { id, secret } = await endpoint();
    const seen = [
      (await acme.api.get(`/api/v1/webhook-endpoints/${id}`)).body,
      (await acme.api.get('/api/v1/webhook-endpoints')).body,
      (await acme.api.patch(`/api/v1/webhook-endpoints/${id}`, { description: 'x' })).body,
      (await acme.api.get('/api/v1/configuration')).body,
      (await acme.api.get('/api/v1/activity')).body,
      await portico.database.db.selectFrom('webhook_endpoint').selectAll().execute(),
      await portico.database.db.selectFrom('outbox').selectAll().execute(),
    ];
    expect(JSON.stringify(seen)).not.toContain(secret.slice('whsec_'.length));
    expect(seen[0]).not.toHaveProperty('secret');
  });

  test('WH11 a failing receiver is tried ten times over three days with one webhook-id, then paused with a mail', async () => {
    const staff = { name: 'Olga', password: 'correct horse battery' };
    const olga = { ...staff, email: `olga${named}@acme.example`, role: 'owner', language: 'de' };
    await acme.api.post('/api/v1/operators', olga);
    await acme.api.post('/api/v1/operators', { ...staff, email: `vic${named}@acme.example`, role: 'viewer' });
    const { id } = await endpoint();
    receiver.answer = (_, response) => void response.writeHead(500).end('boom');
    await acme.customer();
    const waits: number[] = [];
    for (let tries = 1; tries <= 10; tries++) {
      await run();
      expect(receiver.got).toHaveLength(tries);
      const [one] = await deliveries();
      if (tries === 10) break;
      expect(one).toMatchObject({ state: 'waiting', error: 'status', status: 500, attempts: tries });
      const wait = Date.parse(one?.dueAt as string) - portico.clock.now().getTime();
      waits.push(wait);
      portico.clock.move(wait - 1);
      await run();
      expect(receiver.got).toHaveLength(tries);
      portico.clock.move(1);
    }
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2.5 * day);
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [one] = await deliveries();
    expect(one).toMatchObject({ state: 'failed', dueAt: null });
    const detail = await read(one?.id as string);
    expect(detail.tries).toHaveLength(10);
    expect(detail.tries[0]).toMatchObject({ status: 500, response: { body: 'boom' } });
    expect((await acme.api.get(`/api/v1/webhook-endpoints/${id}`)).body).toMatchObject({
      ...{ active: false, pausedReason: 'failures' },
    });
    const mails = (await acme.api.get('/api/v1/mails')).body.items;
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      to: { address: olga.email },
      subject: expect.stringMatching(/^Webhooks an /),
    });

    // What happens meanwhile is kept, and sent once the endpoint is active again; the failed one is replayed.
    receiver.got.length = 0;
    receiver.answer = (_, response) => void response.writeHead(200).end();
    await acme.customer();
    await run();
    expect(receiver.got).toHaveLength(0);
    await acme.api.patch(`/api/v1/webhook-endpoints/${id}`, { active: true });
    await run();
    expect(receiver.got).toHaveLength(1);
    const replay = { endpointId: id, since: '2026-11-01T00:00:00Z' };
    expect((await acme.api.post('/api/v1/webhook-deliveries/replay', replay)).body).toEqual({ replayed: 1 });
    await run();
    expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toContain(one?.eventId);
    expect(await deliveries('?state=failed')).toEqual([]);
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('WH11 410 pauses at once; Retry-After is obeyed, a day at most, for all that goes there', async () => {
    const { id } = await endpoint();
    receiver.answer = (_, response) => void response.writeHead(429, { 'retry-after': '99999999' }).end();
    await acme.customer();
    await run();
    const [one] = await deliveries();
    expect(Date.parse(one?.dueAt as string) - portico.clock.now().getTime()).toBe(day);
    await acme.customer();
    await run();
    expect(receiver.got).toHaveLength(1);
    portico.clock.move(day);
    receiver.answer = (_, response) => void response.writeHead(410).end();
    await run();
    expect((await acme.api.get(`/api/v1/webhook-endpoints/${id}`)).body).toMatchObject({
      ...{ active: false, pausedReason: 'gone' },
    });
    const sent = receiver.got.length;
    await acme.customer();
    portico.clock.move(day);
    await run();
    expect(receiver.got).toHaveLength(sent);
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test.each([
    {
      name: 'redirects',
      answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      error: 'redirect',
    },
    {
      name: 'answers with far too much',
      answer: { status: 200, body: 'x'.repeat(70_000) },
      error: 'too-large',
    },
    {
      name: 'says it is a gzip of much more',
      answer: { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x'.repeat(1_000) },
      error: null,
    },
    {
      name: 'has headers without end',
      answer: { status: 200, headers: { 'x-long': 'x'.repeat(40_000) } },
      error: 'connection',
    },
    { name: 'answers with a status that is none', answer: { status: 999 }, error: 'connection' },
    { name: 'hangs up', answer: null, error: 'connection' },
  ])('WH05, WH07 a receiver that $name: $error', async ({ answer, error }) => {
    await endpoint();
    receiver.answer = (request, response) => {
      if (!answer) return void request.socket.destroy();
      response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
    };
    await acme.customer();
    await run();
    const [one] = await deliveries();
    expect(one).toMatchObject({ error, state: error ? 'waiting' : 'delivered' });
    expect(receiver.got).toHaveLength(1);
  });

  test.runIf(takesFloods(kind))(
    'WH07, R14 a receiver that never answers, or a byte at a time, is cut off and keeps nobody else waiting',
    async () => {
      const slow: Receiver[] = [await startReceiver(), await startReceiver()];
      (slow[0] as Receiver).answer = () => undefined;
      (slow[1] as Receiver).answer = (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(drip));
      };
      const [never, drips] = [await endpoint({ url: slow[0]?.url }), await endpoint({ url: slow[1]?.url })];
      const globex = await portico.vendor(`globex${named}`);
      await globex.api.post('/api/v1/webhook-endpoints', { url: receiver.url, events: ['customer.created'] });
      for (let n = 0; n < 12; n++) await acme.customer();
      await globex.customer();
      const started = performance.now();
      const sending = run();
      while (receiver.got.length < 1) await new Promise((soon) => setTimeout(soon, 5));
      expect(performance.now() - started).toBeLessThan(400);
      await sending;
      for (const { id } of [never, drips]) {
        const [one] = await deliveries(`?endpointId=${id}&limit=1`);
        expect(one).toMatchObject({ state: 'waiting', error: 'timeout' });
      }
      for (const { close } of slow) await close();
      const { items } = (await globex.api.get('/api/v1/webhook-endpoints')).body;
      await globex.api.delete(`/api/v1/webhook-endpoints/${items[0].id}`);
    },
  );

  test('RC15 two processes send each try once; what a dead one held is sent again under the same webhook-id', async () => {
    await endpoint();
    const another = startSender(portico, { timeoutMs: 500 });
    const dead = startSender(portico, { timeoutMs: 30_000, leaseMs: 60_000 });
    for (let n = 0; n < 25; n++) await acme.customer();
    await webhooks.fanOut();
    await Promise.all([webhooks.sender.runDue(), another.runDue()]);
    expect(receiver.got).toHaveLength(25);
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(25);

    receiver.got.length = 0;
    portico.clock.move(1);
    receiver.answer = () => undefined; // the process dies while it waits for an answer
    await acme.customer();
    await webhooks.fanOut();
    const lost = dead.runDue().catch(() => undefined);
    while (receiver.got.length < 1) await new Promise((soon) => setTimeout(soon, 5));
    receiver.answer = (_, response) => void response.writeHead(204).end();
    await run();
    expect(receiver.got).toHaveLength(1);
    portico.clock.move(60_001);
    await run();
    expect(receiver.got).toHaveLength(2);
    expect(receiver.got[1]?.headers['webhook-id']).toBe(receiver.got[0]?.headers['webhook-id']);
    const [one] = await deliveries('?limit=1');
    expect(one).toMatchObject({ state: 'delivered', attempts: 2 });
    expect((await read(one?.id as string)).tries.map(({ error }: { error: string | null }) => error)).toEqual(
      [...[null, 'interrupted']],
    );
    await another.stop(0);
    await dead.stop(0);
    await lost;
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('R10 what was in flight at the end of a process is given back, and not counted', async () => {
    await endpoint();
    receiver.answer = () => undefined;
    const ending = startSender(portico, { timeoutMs: 30_000 });
    await acme.customer();
    await webhooks.fanOut();
    const lost = ending.runDue().catch(() => undefined);
    while (receiver.got.length < 1) await new Promise((soon) => setTimeout(soon, 5));
    await ending.stop(0);
    receiver.answer = (_, response) => void response.writeHead(204).end();
    await run();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    await lost;
  });

  test('WH13 a payload holds the ids that its type names and nothing of another vendor', async () => {
    await endpoint({ events: null });
    const globex = await portico.vendor(`other${named}`);
    const theirs = await globex.customer({ name: 'Secret GmbH', billing: { email: 'them@other.example' } });
    const mine = await acme.customer({ name: 'Anna', billing: { email: 'anna@mine.example' } });
    await acme.api.patch(`/api/v1/customers/${mine.id}`, { name: 'Berta' });
    await run();
    const all = receiver.got.map(({ body }) => body).join('\n');
    expect(receiver.got.length).toBeGreaterThan(2);
    expect(all).not.toContain(theirs.id);
    expect(all).not.toContain(globex.id);
    expect(all).not.toMatch(/Anna|Berta|mine\.example|secret/i);
    for (const { body } of receiver.got) {
      const event = JSON.parse(body);
      expect(event.vendorId).toBe(acme.id);
      for (const value of Object.values(event.data)) expect(value).toMatch(/^([a-z]{3}_\w+|[a-z-]+)$/);
    }
  });

  test('DAY-16 the test side has endpoints of its own: an event of one side never reaches the other', async () => {
    await endpoint({ events: null });
    await acme.customer();
    const { count } = await portico.database.db
      .selectFrom('webhook_delivery')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('vendor_id', '=', acme.testSideId)
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(0);
  });

  test('a test event is sent at once, also to a paused endpoint, and tried once', async () => {
    const { id } = await endpoint({ active: false });
    const well = await acme.api.post(`/api/v1/webhook-endpoints/${id}/test`);
    expect(well.body).toMatchObject({
      eventType: 'webhook.test',
      state: 'delivered',
      status: 204,
      attempts: 1,
    });
    expect(JSON.parse(receiver.got[0]?.body as string)).toMatchObject({
      type: 'webhook.test',
      data: { endpointId: id },
    });
    receiver.answer = (_, response) =>
      void response
        .writeHead(500, { 'set-cookie': 'sid=1' })
        .end(receiver.got[1]?.headers['webhook-signature']);
    const { body: ill } = await acme.api.post(`/api/v1/webhook-endpoints/${id}/test`);
    expect(ill).toMatchObject({ state: 'failed', error: 'status', dueAt: null });
    expect(ill.tries[0].request.headers['webhook-signature']).toBe('v1,••••');
    expect(ill.tries[0].response).toMatchObject({ headers: { 'set-cookie': '••••' }, body: 'v1,••••' });
  });

  test('R14 a test event holds no transaction while it waits, with an Idempotency-Key neither', async () => {
    const { id } = await endpoint();
    let wrote = false;
    receiver.answer = async (_, response) => {
      wrote = Boolean(await acme.customer());
      response.writeHead(204).end();
    };
    const tested = await acme.api.post(
      `/api/v1/webhook-endpoints/${id}/test`,
      {},
      { 'idempotency-key': 'once' },
    );
    expect(tested.body).toMatchObject({ state: 'delivered' });
    expect(wrote).toBe(true);
  });

  test('one delivery is sent again by hand; what is on its way is not', async () => {
    await endpoint();
    await acme.customer();
    await run();
    const [one] = await deliveries();
    expect((await acme.api.post(`/api/v1/webhook-deliveries/${one?.id}/replay`)).status).toBe(200);
    await run();
    expect(receiver.got).toHaveLength(2);
    expect(receiver.got[0]?.headers['webhook-id']).toBe(receiver.got[1]?.headers['webhook-id']);
    await inTransaction(portico.database.db, (tx) =>
      tx.updateTable('webhook_delivery').set({ claimed_by: 'somebody' }).execute(),
    );
    const busy = await acme.api.post(`/api/v1/webhook-deliveries/${one?.id}/replay`);
    expect(busy).toMatchObject({ status: 409, body: { code: 'webhook-delivery.under-way' } });
  });

  test('DAY-16 the configuration file has endpoints without secrets; a new one comes paused', async () => {
    await endpoint({ description: 'CRM', events: ['invoice.created', 'contract.created'] });
    const { body: file } = await acme.api.get('/api/v1/configuration');
    expect(file.webhookEndpoints).toEqual([
      {
        url: receiver.url,
        description: 'CRM',
        events: ['contract.created', 'invoice.created'],
        active: true,
      },
    ]);
    const other = await portico.vendor(`copy${named}`);
    const applied = await other.api.put('/api/v1/configuration', {
      configuration: file,
      slugs: { [`acme${named}`]: `copied${named}` },
    });
    expect(applied.status, JSON.stringify(applied.body)).toBeLessThan(300);
    const { items } = (await other.api.get('/api/v1/webhook-endpoints')).body;
    expect(items).toMatchObject([{ description: 'CRM', active: false }]);
  });
});
