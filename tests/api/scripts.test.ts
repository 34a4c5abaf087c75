import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('scripts of vendors, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  const at = () => `/api/v1/portals/${acme.portal.id}`;
  const change = (customScript: object) => acme.api.patch(at(), { customScript });
  const request = (path: string) =>
    portico.app.request(path.startsWith('http') ? path : `${testPublicUrl}${path}`);
  const page = async (query = '') => {
    const response = await request(`/p/${acme.portal.slug}${query}`);
    const data = /id="portico-page">(.*?)<\/script>/.exec(await response.text())?.[1] ?? '{}';
    return { script: JSON.parse(data).script, policy: response.headers.get('content-security-policy') ?? '' };
  };
  const policyOf = async (src: string) => (await request(src)).headers.get('content-security-policy') ?? '';
  const hello = { enabled: true, source: "alert('Hello World')" };
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    other = await portico.vendor('other');
  });
  afterAll(() => portico.close());

  test('CON-18 a script is refused by line, or runs at an address that the portal names; off, safe and orders leave it out', async () => {
    const refused = await change({ enabled: true, source: 'a();\nlet b = ;' });
    expect(refused).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'customScript.source', code: 'syntax' }] } },
    });
    expect(refused.body.fields[0].message).toMatch(/^Line 2: /);
    expect(await change(hello)).toMatchObject({
      status: 200,
      body: { customScript: { ...hello, hosts: [] } },
    });
    const { script, policy } = await page();
    expect(script).toMatchObject({ slot: 'none', amounts: false });
    expect(policy).toContain(`frame-src ${script.src};`);
    const document = await request(script.src);
    const html = await document.text();
    expect(html).not.toContain('Hello World');
    const [, code = ''] = /<script src="([^"]+\/0\.js)"/.exec(html) ?? [];
    const served = await request(code);
    expect(served.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await served.text()).toBe(hello.source);
    for (const query of ['?safe=1', '/order']) {
      const without = await page(query);
      expect(without.script).toBeUndefined();
      expect(without.policy).not.toContain('/content/');
    }
    const elsewhere = await request(`/p/${other.portal.slug}`);
    expect(await elsewhere.text()).not.toContain('/content/');
    await change({ ...hello, enabled: false });
    expect((await page()).script).toBeUndefined();
    for (const gone of [script.src, code, script.src.replace(acme.portal.slug, other.portal.slug)])
      expect((await request(gone)).status).toBe(404);
  });

  test('J11 rank 29 the frame’s own policy shuts it off, lets in its files by address and reaches the hosts that are named', async () => {
    const source = '<script src="https://cdn.acme.example/a;b,c.js?id=1"></script><script>a()</script>';
    const hosts = ['https://api.acme.example', 'https://chat.acme.example:8443'];
    await change({ enabled: true, source, hosts, slot: 'help' });
    const { script } = await page();
    const policy = await policyOf(script.src);
    expect(policy.split('; ')).toEqual([
      'sandbox allow-scripts',
      "default-src 'none'",
      `script-src ${script.src}/portico.js https://cdn.acme.example/a%3Bb%2Cc.js ${script.src}/1.js`,
      "style-src 'unsafe-inline'",
      `img-src data: blob: ${hosts.join(' ')}`,
      'connect-src https://api.acme.example wss://api.acme.example https://chat.acme.example:8443 wss://chat.acme.example:8443',
      "form-action 'none'",
      "base-uri 'none'",
      expect.stringMatching(/^frame-ancestors http:\/\/localhost:4400/),
    ]);
    expect(policy).not.toMatch(/nonce|sha256|allow-same-origin|unsafe-eval/);
    await change(hello);
    expect(await policyOf((await page()).script.src)).toContain("connect-src 'none'");
  });

  test('DAY-11 hosts are origins by https and nothing else', async () => {
    for (const host of [
      ...[
        'http://a.example',
        'https://*.a.example',
        'https://a.example/',
        'https://a.example/x',
        '*',
        'https:',
      ],
      ...[
        "https://a.example 'unsafe-inline'",
        'https://a;b.example',
        'https://u:p@a.example',
        'data:',
        'https://A.example',
      ],
    ])
      expect(await change({ ...hello, hosts: [host] }), host).toMatchObject({
        ...{ status: 422, body: { fields: [{ path: 'customScript.hosts.0' }] } },
      });
    expect(await change({ ...hello, hosts: Array(21).fill('https://a.example') })).toMatchObject({
      status: 422,
    });
    expect(await change({ ...hello, source: 'x'.repeat(65_537) })).toMatchObject({ status: 422 });
    expect(await change({ ...hello, nonce: 'x' })).toMatchObject({ status: 422 });
  });

  test('CON-19 a check names what was understood and what will not work, and stores nothing', async () => {
    const source = 'https://cdn.acme.example/chat.js';
    const answer = await acme.api.post(`${at()}/script-check`, { source, hosts: [], slot: 'none' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        parts: [{ kind: 'file', line: 1, href: source }],
        findings: [{ line: 1, code: 'host', what: 'https://cdn.acme.example' }],
      },
    });
    expect((await acme.api.get(at())).body.customScript.source).not.toBe(source);
  });

  test('rank 29 a script is drafted, published and rolled back; until then nobody is told its address', async () => {
    await change(hello);
    const live = (await page()).script.src;
    const wanted = { ...hello, source: "alert('Draft')" };
    expect(
      await acme.api.patch(`${at()}/draft`, { customScript: { ...wanted, source: 'let' + ' a b' } }),
    ).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'customScript.source' }] } },
    });
    const { body: draft } = await acme.api.patch(`${at()}/draft`, { customScript: wanted });
    expect(draft.differences).toMatchObject([{ path: 'customScript.source' }]);
    expect((await page()).script.src).toBe(live);
    await acme.api.post(`${at()}/draft/publish`, { seen: draft.seen });
    const after = (await page()).script.src;
    expect(after).not.toBe(live);
    expect((await request(live)).status).toBe(404);
    expect(await (await request(`${after}/0.js`)).text()).toBe(wanted.source);
    const { body: versions } = await acme.api.get(`${at()}/versions`);
    const before = versions.items.find(({ live: is }: { live: boolean }) => !is).number;
    const { body: version } = await acme.api.get(`${at()}/versions/${before}`);
    await acme.api.post(`${at()}/versions/${before}/publish`, { seen: version.seen });
    expect((await page()).script.src).not.toBe(after);
  });

  test('DAY-11 who is there has one name at one portal, which leads back to nobody', async () => {
    const customer = (await acme.api.post('/api/v1/customers', { name: 'Blum' })).body.id;
    const second = (await acme.api.post('/api/v1/portals', { slug: 'acme-two', brandName: 'Two' })).body;
    const nameAt = async (portal: string) => {
      const { body } = await acme.api.post('/api/v1/portal-tokens', { customerId: customer, portal });
      const session = await portico.anonymous.post('/portal/v1/sessions', { portal, token: body.token });
      const answer = await portico.app.request(`${testPublicUrl}/portal/v1/script`, {
        headers: { authorization: `Bearer ${session.body.sessionToken}` },
      });
      return ((await answer.json()) as { customer: string }).customer;
    };
    const name = await nameAt(acme.portal.slug);
    expect(name).toMatch(/^[\w-]{22}$/);
    expect(await nameAt(acme.portal.slug)).toBe(name);
    expect(await nameAt(second.slug)).not.toBe(name);
    expect(await portico.anonymous.get('/portal/v1/script')).toMatchObject({ status: 401 });
  });
});
