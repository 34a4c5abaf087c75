import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestVendor } from '../helpers/app.ts';
import { type Heard, type TestService, testService } from './service.ts';

let service: TestService;
let vendor: TestVendor;
const heard: Heard[] = [];

beforeAll(async () => {
  service = await testService();
  vendor = await service.app.vendor('acme');
});
afterAll(() => service.stop());

/** One that stands in no other place, so that finding it means that it leaked. */
const canary = (where: string): string => `CANARY-${where}-5f0c9e1b7a`;
const json = { 'content-type': 'application/json' };

async function sendAll(): Promise<void> {
  const token = ['eyJhbGciOiJub25lIn0', canary('payload'), canary('signature')].join('.');
  const everywhere = {
    authorization: `Bearer ${canary('bearer')}`,
    cookie: `__Host-portico_acme=${canary('cookie')}; session=${canary('cookie')}`,
    'x-portico-top': 'acme',
    'idempotency-key': canary('idempotency'),
    'x-api-key': canary('header'),
    referer: `https://shop.example/?token=${canary('referer')}`,
  };
  const bodies = [
    { token },
    { token, password: canary('password'), accessCode: canary('code') },
    { name: 'Eve', secret: canary('secret'), key: canary('key') },
  ];
  for (const path of [
    '/portal/v1/sessions',
    '/portal/v1/profile',
    '/api/v1/customers',
    '/api/v1/signing-keys',
  ]) {
    const address = `${path}?token=${canary('query')}&code=${canary('query')}`;
    heard.push(await service.send(address, { headers: everywhere }));
    for (const body of bodies) {
      for (const credential of [everywhere.authorization, `Bearer ${vendor.apiKey}`]) {
        const headers = { ...everywhere, ...json, authorization: credential };
        const sent = { method: 'POST', headers, body: JSON.stringify(body) };
        heard.push(await service.send(path, sent), await service.send(address, sent));
      }
    }
    const broken = `{"token": "${canary('broken')}`;
    heard.push(
      await service.send(path, { method: 'POST', headers: { ...everywhere, ...json }, body: broken }),
    );
  }
  heard.push(await service.send(`/p/acme?token=${canary('query')}`));
}

const leaks = (texts: readonly string[]): string[] => [
  ...new Set(
    texts.flatMap((text) => [...text.matchAll(/CANARY-[a-z]+-5f0c9e1b7a/g)].map(([found]) => found)),
  ),
];

test('HD11 refusals repeat no secret that was sent, and neither does the log', async () => {
  await sendAll();
  expect(heard.length).toBeGreaterThan(40);
  expect(heard.filter(({ status }) => status === 401).length).toBeGreaterThan(10);
  expect(heard.filter(({ status }) => status === 422).length).toBeGreaterThan(0);
  expect(heard.filter(({ status }) => status >= 500)).toEqual([]);
  await expect.poll(() => service.lines.length).toBeGreaterThan(10);
  expect(leaks(service.lines)).toEqual([]);
  expect(leaks(heard.map(({ text, headers }) => text + JSON.stringify(headers)))).toEqual([]);
});

test('HD11 when the database is gone, the answer is a plain problem and no secret reaches the log', async () => {
  heard.length = 0;
  const from = service.lines.length;
  await service.app.database.close();
  await sendAll();
  const failed = heard.filter(({ status }) => status >= 500);
  expect(failed.length).toBeGreaterThan(0);
  for (const { text } of failed) {
    const problem = JSON.parse(text) as Record<string, unknown>;
    expect(problem.instance, 'a request id that finds the line').toBeTypeOf('string');
    expect(text).not.toMatch(/sqlite|select |insert |node_modules|\.ts:/i);
  }
  const lines = service.lines.slice(from);
  expect(lines.some((line) => line.includes('request failed'))).toBe(true);
  expect(leaks(lines)).toEqual([]);
  expect(leaks(heard.map(({ text, headers }) => text + JSON.stringify(headers)))).toEqual([]);
});

test('HD11 API keys, tokens and the service’s own secret stand in no line of the log', async () => {
  expect(service.lines.length).toBeGreaterThan(10);
  const all = service.lines.join('');
  expect(all).not.toContain(vendor.apiKey);
  expect(all).not.toContain('a secret of at least thirty-two symbols');
});
