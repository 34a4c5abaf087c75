import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestVendor } from '../helpers/app.ts';
import { type Heard, type TestService, testService } from './service.ts';

let service: TestService;
let vendor: TestVendor;
let session = '';

beforeAll(async () => {
  service = await testService();
  vendor = await service.app.vendor('acme');
  const { id } = await vendor.customer();
  const heard = await service.send('/portal/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: await vendor.token(id) }),
  });
  session = (JSON.parse(heard.text) as { sessionToken: string }).sessionToken;
});
afterAll(() => service.stop());

/** Headers that say how the bytes travel, not what a browser may do with them. */
const transport = new Set([
  'date',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'x-request-id',
]);

/** All headers of an answer, sorted, one a line; the nonce is another each time. */
const headersOf = ({ headers }: Heard): string =>
  Object.entries(headers)
    .filter(([name]) => !transport.has(name))
    .map(([name, value]) => `${name}: ${String(value).replaceAll(/'nonce-[^']+'/g, "'nonce-N'")}`)
    .sort()
    .join('\n');

const get = (path: string, credential?: string): Promise<Heard> =>
  service.send(path, { headers: credential ? { authorization: `Bearer ${credential}` } : {} });

test('HD01 headers of the portal document', async () => {
  const heard = await get('/p/acme');
  expect(heard.status).toBe(200);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "cache-control: no-store
    content-security-policy: default-src 'none'; script-src 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors https://shop.example; require-trusted-types-for 'script'; trusted-types 'none'
    content-type: text/html; charset=utf-8
    cross-origin-resource-policy: cross-origin
    permissions-policy: camera=(), microphone=(), geolocation=(), usb=(), browsing-topics=()
    referrer-policy: no-referrer
    vary: accept-encoding, accept-language
    x-content-type-options: nosniff"
  `);
});

test('HD01 each portal document has a nonce of its own, and every script and style in it carries it', async () => {
  const [one, two] = [await get('/p/acme'), await get('/p/acme')];
  const nonceOf = ({ headers }: Heard): string =>
    /'nonce-([^']{16,})'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
  expect(nonceOf(one)).not.toBe('');
  expect(nonceOf(one)).not.toBe(nonceOf(two));
  const tags = one.text.match(/<(script|style)\b[^>]*>/g) ?? [];
  expect(tags.length).toBeGreaterThan(1);
  for (const tag of tags) {
    if (!tag.includes('application/json')) expect(tag).toContain(`nonce="${nonceOf(one)}"`);
  }
});

test('HD01 headers of the portal API', async () => {
  const heard = await get('/portal/v1/profile', session);
  expect(heard.status).toBe(200);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: application/json
    cross-origin-resource-policy: same-origin
    referrer-policy: no-referrer
    x-content-type-options: nosniff"
  `);
});

test('HD01 headers of the vendor API', async () => {
  const heard = await get('/api/v1/customers', vendor.apiKey);
  expect(heard.status).toBe(200);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: application/json
    cross-origin-resource-policy: same-origin
    referrer-policy: no-referrer
    x-content-type-options: nosniff"
  `);
});

test('HD01 headers of a refusal', async () => {
  const heard = await get('/api/v1/customers');
  expect(heard.status).toBe(401);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: application/problem+json
    cross-origin-resource-policy: same-origin
    referrer-policy: no-referrer
    www-authenticate: Bearer
    x-content-type-options: nosniff"
  `);
});

test('HD01 headers of the loader, which any page may fetch', async () => {
  const heard = await get('/v1/portico.js');
  expect(heard.status).toBe(200);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "access-control-allow-origin: *
    cache-control: public, max-age=300, must-revalidate
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: text/javascript; charset=utf-8
    cross-origin-resource-policy: cross-origin
    referrer-policy: no-referrer
    vary: accept-encoding
    x-content-type-options: nosniff"
  `);
});

test('HD01 headers of a built file with a hash', async () => {
  const [name] = readdirSync('dist/portal/assets').filter((file) => /-[\w-]{8,}\.js$/.test(file));
  const heard = await get(`/assets/${name}`);
  expect(heard.status).toBe(200);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "access-control-allow-origin: *
    cache-control: public, max-age=31536000, immutable
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: text/javascript; charset=utf-8
    cross-origin-resource-policy: cross-origin
    referrer-policy: no-referrer
    vary: accept-encoding
    x-content-type-options: nosniff"
  `);
});

test('HD01 headers of a file that is gone, which nobody may keep', async () => {
  for (const path of ['/assets/entry-00000000.js', '/v1/nothing-00000000.js']) {
    const heard = await get(path);
    expect(heard.status).toBe(404);
    expect(headersOf(heard)).toMatchInlineSnapshot(`
      "cache-control: no-store
      content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
      content-type: application/problem+json
      cross-origin-resource-policy: same-origin
      referrer-policy: no-referrer
      x-content-type-options: nosniff"
    `);
  }
});

test('HD01 an older loader gets the bridge of today, which nobody may keep under the old name', async () => {
  const [old, current] = [await get('/v1/bridge-00000000.js'), await get('/v1/bridge.js')];
  expect(old.status).toBe(200);
  expect(old.text).toBe(current.text);
  expect(old.headers['cache-control']).toBe('no-store');
});

test('HD01 headers of an address that is nothing', async () => {
  const heard = await get('/nothing/here');
  expect(heard.status).toBe(404);
  expect(headersOf(heard)).toMatchInlineSnapshot(`
    "cache-control: no-store
    content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
    content-type: application/problem+json
    cross-origin-resource-policy: same-origin
    referrer-policy: no-referrer
    x-content-type-options: nosniff"
  `);
});

test.each(['/healthz', '/readyz', '/docs', '/api/v1/openapi.json', '/metrics'])(
  'HD01 %s is never sniffed, framed or told where it was linked from',
  async (path) => {
    const heard = await get(path);
    expect([path, heard.status]).toEqual([path, 200]);
    expect(heard.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(heard.headers).not.toHaveProperty('x-powered-by');
    expect(heard.headers).not.toHaveProperty('x-frame-options');
  },
);
