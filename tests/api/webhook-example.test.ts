import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, test } from 'vitest';
import { startReceiver } from '../../examples/webhooks/receiver.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({
  ...{ type: 'order.placed', timestamp: '2026-11-22T10:00:00.000Z', vendorId: 'ven_1', side: 'live' },
  data: { customerId: 'cus_1', orderId: 'ord_1', contractId: 'ctr_1' },
});
const post = (port: number, id: string, change: { body?: string; secret?: string } = {}) =>
  fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': new Webhook(change.secret ?? secret).sign(id, new Date(), body),
    },
    body: change.body ?? body,
  }).then(({ status }) => status);

const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends) end();
});

test('BIL-51 WH09 the example hears an event once, and nothing that was not signed for it', async () => {
  const heard: string[] = [];
  const server = await startReceiver({
    secret,
    port: 0,
    handle: ({ type, id }) => void heard.push(`${type} ${id}`),
  });
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  expect(await post(port, 'evt_1')).toBe(204);
  expect(await post(port, 'evt_1')).toBe(204);
  expect(await post(port, 'evt_2', { body: body.replace('ord_1', 'ord_2') })).toBe(400);
  const other = `whsec_${randomBytes(32).toString('base64')}`;
  expect(await post(port, 'evt_3', { secret: other })).toBe(400);
  expect(await fetch(`http://127.0.0.1:${port}/`).then(({ status }) => status)).toBe(405);
  expect(heard).toEqual(['order.placed evt_1']);
});

test('BIL-51 the example starts by one command, and says what it misses', async () => {
  const run = (env: Record<string, string>) =>
    spawn(process.execPath, ['examples/webhooks/receiver.ts'], {
      env: { PATH: process.env.PATH, PORT: '0', ...env },
    });
  const child = run({ PORTICO_WEBHOOK_SECRET: secret });
  ends.push(() => child.kill());
  const line = await new Promise<string>((done) => {
    child.stdout.once('data', (text) => done(String(text)));
  });
  const port = Number(/:(\d+)\//.exec(line)?.[1]);
  const said = new Promise<string>((done) => {
    child.stdout.once('data', (text) => done(String(text)));
  });
  expect(await post(port, 'evt_9')).toBe(204);
  expect(await said).toContain('order.placed evt_9');
  const poor = run({});
  const error = await new Promise<string>((done) => {
    poor.stderr.once('data', (text) => done(String(text)));
  });
  expect(error).toContain('PORTICO_API_KEY');
});
