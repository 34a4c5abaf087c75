import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenToWebhooks } from '../../src/apps/server/commands/webhooks-listen.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type Receiver, startReceiver, startWebhooks } from '../helpers/receiver.ts';

describe.each(databaseKinds)('listening to webhooks on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let receiver: Receiver;
  let webhooks: ReturnType<typeof startWebhooks>;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    receiver = await startReceiver();
    webhooks = startWebhooks(portico);
  });
  afterAll(async () => {
    await webhooks.stop(0);
    await receiver.close();
    await portico.close();
  });

  test('DAY-34 portico webhooks listen hands each event to a local program, signed, and its answer is in the log', async () => {
    const notes: string[] = [];
    const stop = new AbortController();
    const ask = ((input: string, init: RequestInit) =>
      input.startsWith(testPublicUrl)
        ? portico.app.request(input, init)
        : fetch(input, init)) as unknown as typeof fetch;
    receiver.answer = (_, response) => void response.writeHead(201).end();
    const listening = listenToWebhooks({
      ...{ server: testPublicUrl, key: acme.apiKey, to: receiver.url, events: ['customer.created'] },
      ...{ note: (text: string) => void notes.push(text), signal: stop.signal, ask },
    });
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((soon) => setTimeout(soon, 5));
    };
    await until(() => notes.length > 0);
    const secret = /whsec_\S+/.exec(notes[0] as string)?.[0] as string;
    const customer = await acme.customer();
    await webhooks.run();
    await until(() => notes.length > 1);
    const [{ headers, body }] = receiver.got as [{ headers: Record<string, string>; body: string }];
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    const expected = new Webhook(secret).sign(headers['webhook-id'] as string, at, body);
    expect(headers['webhook-signature']).toBe(expected);
    expect(JSON.parse(body)).toMatchObject({ type: 'customer.created', data: { customerId: customer.id } });
    expect(notes[1]).toMatch(/^customer\.created {2}201 /);
    await until(() => true);
    const log = async () => (await acme.api.get('/api/v1/webhook-deliveries')).body.items;
    while ((await log())[0].state === 'waiting') await new Promise((soon) => setTimeout(soon, 5));
    expect(await log()).toMatchObject([{ state: 'delivered', status: 201, attempts: 1 }]);
    stop.abort();
    await listening;
  });

  test('a listener is no endpoint, is one vendor’s, and ends two minutes after it last asked', async () => {
    const made = await acme.api.post('/api/v1/webhook-listeners', { events: ['contact.created'] });
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^whk_/) } });
    const { id } = made.body;
    expect((await acme.api.get('/api/v1/webhook-endpoints')).body.items).toEqual([]);
    expect((await acme.api.get(`/api/v1/webhook-endpoints/${id}`)).status).toBe(404);
    const globex = await portico.vendor('globex');
    for (const [path, body] of [
      ['next', {}],
      ['results', { deliveryId: 'dlv_01k00000000000', status: 200, latencyMs: 1, to: 'http://localhost' }],
    ] as const) {
      const asked = await globex.api.post(`/api/v1/webhook-listeners/${id}/${path}`, body);
      expect(asked).toMatchObject({ status: 404, body: { code: 'webhook-listener.not-found' } });
    }
    portico.clock.move(120_001);
    const late = await acme.api.post(`/api/v1/webhook-listeners/${id}/next`);
    expect(late).toMatchObject({ status: 404, body: { code: 'webhook-listener.not-found' } });
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('DAY-34 a key that may not is told so in one sentence', async () => {
    const ask = portico.app.request.bind(portico.app) as unknown as typeof fetch;
    const listening = listenToWebhooks({
      ...{ server: testPublicUrl, key: 'pk_live_nobody', to: receiver.url, events: null },
      ...{ note: () => undefined, signal: new AbortController().signal, ask },
    });
    await expect(listening).rejects.toThrow(/answers 401: /);
  });
});
