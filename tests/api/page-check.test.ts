import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** A vendor's site on this machine, which a service on this machine may ask. */
let site: Server;
let origin: string;
const pages: Record<string, [status: number, headers: Record<string, string | string[]>, html: string]> = {
  '/fine': [200, {}, '<script async src="http://localhost:4400/v1/portico.js" data-portal="acme"></script>'],
  '/strict': [
    200,
    { 'content-security-policy': ["script-src 'self'", 'frame-src https:'] },
    '<script src="http://localhost:4400/v1/portico.js"></script><portico-portal portal="acme"></portico-portal>',
  ],
  '/moved': [302, { location: '/fine' }, ''],
  '/round': [302, { location: '/round' }, ''],
  '/inside': [302, { location: 'https://169.254.169.254/latest/meta-data' }, ''],
  '/large': [200, {}, 'x'.repeat(3_000_000)],
  '/private': [401, {}, ''],
};
beforeAll(async () => {
  site = createServer((asked, answer) => {
    const [status, headers, html] = pages[asked.url ?? ''] ?? [404, {}, ''];
    answer.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => site.close());

describe.each(databaseKinds)('what keeps a page from showing a portal, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { slug: 'acme' });
  });
  afterAll(() => portico.close());
  const check = async (url: string) =>
    (await acme.api.post(`/api/v1/portals/${acme.portal.id}/page-check`, { url })).body;

  test('DAY-34 a page is fetched, redirects and all, and each obstacle is named with its remedy', async () => {
    const host = { code: 'host', host: origin };
    expect(await check(`${origin}/fine`)).toEqual({ url: `${origin}/fine`, findings: [host] });
    expect((await check(`${origin}/moved`)).url).toBe(`${origin}/fine`);
    expect((await check(`${origin}/strict`)).findings).toEqual([
      host,
      { code: 'policy', directive: 'script-src', value: 'http://localhost:4400' },
      { code: 'policy', directive: 'frame-src', value: 'http://localhost:4400' },
    ]);
    expect((await check(`${origin}/private`)).findings).toEqual([{ code: 'answered', status: 401 }]);
  });

  test.each([
    ['/round', 'redirects'],
    ['/large', 'size'],
    ['/inside', 'private'],
  ])('DAY-34 %s ends as %s', async (path, reason) => {
    expect((await check(`${origin}${path}`)).findings).toEqual([{ code: 'unreachable', reason }]);
  });

  test('DAY-34 nothing of the networks behind the service is looked at, whatever the address is written like', async () => {
    for (const url of [
      'https://10.0.0.1/',
      'https://[fe80::1]/',
      'https://0xa9fea9fe/',
      'https://2852039166/x',
    ]) {
      expect((await check(url)).findings, url).toEqual([{ code: 'unreachable', reason: 'private' }]);
    }
    expect((await check('http://shop.example/')).findings).toEqual([
      { code: 'unreachable', reason: 'insecure' },
    ]);
  });

  test.each(['', 'shop.example', 'ftp://shop.example/', 'https://a:b@shop.example/', 7])(
    'DAY-34 %j is no address of a page',
    async (url) => {
      const answer = await acme.api.post(`/api/v1/portals/${acme.portal.id}/page-check`, { url });
      expect([answer.status, answer.body.fields[0].path]).toEqual([422, 'url']);
    },
  );

  test('DAY-34 a vendor may ask sixty times an hour', async () => {
    let last = 200;
    for (let asked = 0; asked < 61 && last === 200; asked++) {
      const url = `https://10.0.0.${asked}/`;
      last = (await acme.api.post(`/api/v1/portals/${acme.portal.id}/page-check`, { url })).status;
    }
    expect(last).toBe(429);
  });
});
