import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { startProvider, type TestProvider } from '../helpers/oidc.ts';

/** A browser in so far as it follows redirects and keeps cookies, of the portal and of the provider. */
class Browser {
  readonly #app: TestApp;
  readonly #cookies = new Map<string, string>();
  constructor(app: TestApp) {
    this.#app = app;
  }
  async open(url: string, headers: Record<string, string> = {}, body?: object): Promise<Response> {
    const ours = url.startsWith(testPublicUrl);
    const cookie = [...this.#cookies]
      .filter(([name]) => name.startsWith('__Host-') === ours)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const all = { ...(cookie && { cookie }), ...headers };
    const answer = ours
      ? await this.#app.app.request(url, {
          headers: all,
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
        })
      : await fetch(url, { headers: all, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
  /** Follows redirects until one leads to the portal's page; the address it leads to. */
  async travel(from: string): Promise<string> {
    let url = from;
    for (let hops = 0; hops < 12; hops++) {
      const answer = await this.open(url);
      const to = answer.headers.get('location');
      if (!to) return `${answer.status} ${url}`;
      url = new URL(to, url).href;
      if (/^\/(p\/|console$|console\/(?!sso))/.test(new URL(url).pathname))
        return url.slice(testPublicUrl.length);
    }
    throw new Error('goes round in circles');
  }
  async post(body: object) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#app.app.request(`${testPublicUrl}/portal/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-portico-top': 'acme', cookie },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }
  /** The vendor API as the console asks it, with the cookies there are. */
  async asConsole(path: string, vendorId: string, method = 'GET', body?: object) {
    const headers = {
      ...{ 'sec-fetch-site': 'same-origin', 'x-portico-vendor': vendorId, origin: testPublicUrl },
      ...{ 'content-type': 'application/json' },
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
    const answer = await this.#app.app.request(`${testPublicUrl}${path}`, {
      ...{ method, headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  }
  has = (name: string): boolean => [...this.#cookies.keys()].some((key) => key.startsWith(name));
}

describe.each(databaseKinds)('sign-in by the vendor’s own provider, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let provider: TestProvider;
  let anna: { id: string; customerId: string };
  const settings = () => `/api/v1/portals/${acme.portal.id}/oidc`;
  beforeAll(async () => {
    portico = await testApp(kind);
    portico.clock.set(new Date().toISOString());
    acme = await portico.vendor();
    provider = await startProvider(`${testPublicUrl}/oidc/callback`, `${testPublicUrl}/console/sso-callback`);
    const customer = await acme.customer({ name: 'Bakery Vos' });
    const made = await acme.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Anna Vos', email: 'anna@vos.example', externalId: 'user-7' },
    });
    anna = { id: made.body.id, customerId: customer.id };
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { oidc: true } });
    await put({});
  });
  afterAll(async () => {
    await provider.close();
    await portico.close();
  });
  const put = async (more: object) => {
    const { issuer, clientId, clientSecret } = provider;
    const done = await acme.api.put(settings(), { issuer, clientId, clientSecret, ...more });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    return done.body;
  };
  const start = (more = '') => `${testPublicUrl}/oidc/start?portal=acme${more}`;
  const refusals = async () =>
    (await acme.api.get('/api/v1/activity?action=session.refused')).body.items as {
      reason: string;
      detail: string;
    }[];

  test('DAY-26 a contact comes in by the vendor’s own provider, known by a verified address', async () => {
    provider.person = { sub: 'anything', email: 'Anna@Vos.example' };
    const browser = new Browser(portico);
    expect(await browser.travel(start('&return=/p/acme/documents'))).toBe('/p/acme/documents#oidc=done');
    const session = await browser.post({ portal: 'acme', proof: null });
    expect(session.status, JSON.stringify(session.body)).toBe(201);
    expect(session.body.bootstrap).toMatchObject({
      customer: { id: anna.customerId },
      contact: { id: anna.id },
    });
    expect(browser.has('__Host-portico_oidc')).toBe(false);
    expect((await browser.post({ portal: 'acme', proof: null })).body.code).toBe('sign-in.start-again');
  });

  test('DAY-26 or by the vendor’s own id; an unverified address, a stranger and a cancelled sign-in get nowhere, and the vendor reads why', async () => {
    const browser = new Browser(portico);
    provider.person = { sub: 'user-7', email: 'anna@vos.example', verified: false };
    expect(await browser.travel(start())).toBe('/p/acme#oidc=unknown');
    expect((await refusals())[0]).toMatchObject({
      reason: 'oidc.unknown',
      detail: 'The provider named no verified e-mail address.',
    });
    await put({ contactBy: 'external-id' });
    expect(await new Browser(portico).travel(start())).toBe('/p/acme#oidc=done');
    provider.person = { sub: 'user-8', email: 'anna@vos.example' };
    expect(await new Browser(portico).travel(start())).toBe('/p/acme#oidc=unknown');
    provider.person = null;
    expect(await new Browser(portico).travel(start())).toBe('/p/acme#oidc=cancelled');
    await put({ contactBy: 'email' });
  });

  test('DAY-26 one person of several customers chooses, also here; a frame gets the proof by its window', async () => {
    const other = await acme.customer({ name: 'Vos Catering' });
    const there = await acme.api.post('/api/v1/contacts', {
      ...{ customerId: other.id, name: 'Anna V.', email: 'anna@vos.example' },
    });
    provider.person = { sub: 'anna', email: 'anna@vos.example' };
    const page = await new Browser(portico).travel(start('&popup=1'));
    const proof = /^\/p\/acme#handoff=([\w-]{43})$/.exec(page)?.[1] as string;
    const enter = (body: object) =>
      portico.anonymous.post('/portal/v1/sessions', { portal: 'acme', ...body });
    const chooses = await enter({ proof });
    expect(chooses.status).toBe(200);
    expect(chooses.body.choice.accounts).toHaveLength(2);
    const again = chooses.body.choice.proof;
    const session = await enter({ proof: again, contactId: there.body.id });
    expect(session.body.bootstrap.customer.id).toBe(other.id);
    await acme.api.delete(`/api/v1/contacts/${there.body.id}`);
  });

  test('DAY-26 LK11 a window whose tie to the frame is cut: the frame comes in with the proof that it told its own window alone', async () => {
    provider.person = { sub: 'anna', email: 'anna@vos.example' };
    const proof = Buffer.alloc(32, kind).toString('base64url');
    const ours = {
      ...{ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      origin: testPublicUrl,
    };
    const begin = async (browser: Browser, headers: Record<string, string>, more: object = {}) => {
      const body = { portal: 'acme', language: 'en', proof, ...more };
      const answer = await browser.open(`${testPublicUrl}/oidc/start`, headers, body);
      return { status: answer.status, ...((await answer.json()) as { address?: string }) };
    };
    const enter = () => portico.anonymous.post('/portal/v1/sessions', { portal: 'acme', proof });
    // No link and no other site names who waits.
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect((await begin(new Browser(portico), { ...ours, ...foreign })).address).toBe('/p/acme#oidc=failed');
    const silent = { 'content-type': 'application/json' };
    expect((await begin(new Browser(portico), silent)).address).toBe('/p/acme#oidc=failed');
    expect((await begin(new Browser(portico), ours, { proof: 'short' })).status).toBe(422);
    const linked = await new Browser(portico).travel(start(`&popup=1&proof=${proof}`));
    expect(linked).toMatch(/^\/p\/acme#handoff=[\w-]{43}$/);
    expect((await enter()).body.code).toBe('sign-in.start-again');

    const popup = new Browser(portico);
    const { address } = await begin(popup, ours);
    expect(address).toMatch(new RegExp(`^${provider.issuer}/`));
    expect(address).not.toContain(proof);
    expect((await enter()).body.code).toBe('sign-in.start-again');
    expect(await popup.travel(address as string)).toBe(`/p/acme#handoff=${proof}&oidc=waits`);
    expect((await enter()).body.bootstrap.contact.id).toBe(anna.id);
    expect((await enter()).body.code).toBe('sign-in.start-again');
    // The same proof for a second sign-in opens nothing that was open before.
    const other = portico.anonymous.post('/portal/v1/sessions', { portal: `other-${kind}`, proof });
    expect((await other).status).not.toBe(201);
  });

  test('LK11 an answer fits only the browser that asked: nobody is signed in as somebody else by a link', async () => {
    provider.person = { sub: 'mallory', email: 'anna@vos.example' };
    const attacker = new Browser(portico);
    const out = await attacker.open(start());
    let url = out.headers.get('location') as string;
    while (!url.startsWith(testPublicUrl)) {
      const answer = await attacker.open(url);
      url = new URL(answer.headers.get('location') as string, url).href;
    }
    const victim = new Browser(portico);
    expect(await victim.travel(url)).toBe('/p/acme#oidc=expired');
    expect(victim.has('__Host-portico_proof')).toBe(false);
    const changed = new URL(url);
    changed.searchParams.set('code', 'another');
    expect(await attacker.travel(changed.href)).toBe('/p/acme#oidc=failed');
    // No page of another site begins a sign-in that nobody asked for.
    const forced = await new Browser(portico).open(start(), { 'sec-fetch-site': 'cross-site' });
    expect(forced.headers.get('location')).toBe('/p/acme#oidc=failed');
  });

  test('LK07 the way back leads to the portal’s own panels and nowhere else', async () => {
    provider.person = { sub: 'anna', email: 'anna@vos.example' };
    for (const back of ['//evil.test', '/\\evil.test', 'https:evil', '/p/acme/../../evil', 'javascript:1']) {
      const ended = await new Browser(portico).travel(start(`&return=${encodeURIComponent(back)}`));
      expect(ended).toBe('/p/acme#oidc=done');
    }
  });

  test('the client’s secret is shown to nobody, kept for the same client alone, and stands nowhere in clear', async () => {
    const shown = await acme.api.get(settings());
    expect(shown.body).toMatchObject({ hasSecret: true, redirectUri: `${testPublicUrl}/oidc/callback` });
    expect(JSON.stringify(shown.body)).not.toContain(provider.clientSecret);
    const rows = await portico.database.db.selectFrom('portal_oidc').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(provider.clientSecret);
    const { issuer, clientId } = provider;
    expect((await acme.api.put(settings(), { issuer, clientId })).body.hasSecret).toBe(true);
    expect((await acme.api.put(settings(), { issuer, clientId: 'another' })).body.hasSecret).toBe(false);
    await put({});
    expect((await acme.api.post(`${settings()}/check`)).body).toMatchObject({ ok: true, fault: null });
  });

  test('WH03 a provider’s address leads to no inner network', async () => {
    const live = '/api/v1/portals';
    for (const issuer of ['http://login.acme.example', 'ftp://x', 'https://a:b@login.acme.example']) {
      expect(await acme.api.put(settings(), { issuer, clientId: 'x' })).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'issuer' }] },
      });
    }
    for (const host of ['169.254.169.254', '10.0.0.1', '[fd00::1]', '2886729729', '0x0a000001']) {
      await acme.api.put(settings(), { issuer: `https://${host}`, clientId: 'x' });
      const { body } = await acme.api.post(`${settings()}/check`);
      expect([body.ok, body.fault], live).toEqual([
        false,
        expect.stringMatching(/not asked from here|There is no host/),
      ]);
    }
    await put({});
  });

  test('X-1 switched off, or forgotten, it opens nothing, and what it had opened is over', async () => {
    provider.person = { sub: 'anna', email: 'anna@vos.example' };
    const browser = new Browser(portico);
    await browser.travel(start());
    const session = await browser.post({ portal: 'acme', proof: null });
    const inside = new Client(portico.app, session.body.sessionToken);
    expect((await inside.get('/portal/v1/bootstrap')).status).toBe(200);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { oidc: false } });
    expect((await inside.get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
    expect(await new Browser(portico).travel(start())).toBe('/p/acme#oidc=failed');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { oidc: true } });
    expect((await acme.api.delete(settings())).status).toBe(204);
    expect((await acme.api.get(settings())).status).toBe(404);
    expect(await new Browser(portico).travel(start())).toBe('/p/acme#oidc=failed');
  });

  test('DAY-26 staff come in by the company’s own sign-in, with the role that it gives, for this vendor alone', async () => {
    const path = '/api/v1/operator-oidc';
    const wanted = {
      ...{ issuer: provider.issuer, clientId: provider.clientId, clientSecret: provider.clientSecret },
      ...{ roleClaim: 'groups', roles: [{ value: 'desk', role: 'support' }], makesOperators: true },
    };
    const admin = await signedIn(portico, acme.id, 'admin', 'admin@acme.example');
    expect((await admin.put(path, wanted)).body.code).toBe('operator.beyond');
    expect((await acme.api.get(path)).status).toBe(404);
    const put = await acme.api.put(path, wanted);
    expect(put.body).toMatchObject({ hasSecret: true, startUrl: `${testPublicUrl}/console/sso/acme` });
    expect(JSON.stringify(put.body)).not.toContain(provider.clientSecret);
    expect((await acme.api.post(`${path}/check`)).body.ok).toBe(true);
    await acme.api.put('/api/v1/operator-policy', { secondFactor: 'required' });
    const start = `${testPublicUrl}/console/sso/acme`;
    const come = async (person: TestProvider['person']) => {
      provider.person = person;
      const browser = new Browser(portico);
      return { browser, to: await browser.travel(start) };
    };
    const kim = { sub: 'kim', email: 'kim@acme.example', name: 'Kim Kern', groups: ['all', 'desk'] };
    const first = await come(kim);
    expect(first.to).toBe('/console/acme/live#sso=done');
    const session = await first.browser.asConsole('/api/v1/operator-session', acme.id);
    expect(session.body).toMatchObject({ operator: { name: 'Kim Kern', role: 'support' }, narrow: true });
    // whatever the vendor asks of passwords, its own sign-in asked for already
    expect((await first.browser.asConsole('/api/v1/customers', acme.id)).status).toBe(200);
    expect((await first.browser.asConsole('/api/v1/operators', acme.id)).status).toBe(403);
    const key = await first.browser.asConsole('/api/v1/operator-session/app', acme.id, 'POST', {});
    expect(key.body.code).toBe('operator-session.narrow');
    // a role that is taken away there counts at the next sign-in, an unproven address never
    for (const person of [
      { ...kim, sub: 'kim2', groups: ['all'] },
      { ...kim, sub: 'kim3', verified: false },
      { ...kim, sub: 'lee', email: undefined },
    ])
      expect((await come(person as typeof kim)).to).toBe('/console/acme#sso=unknown');
    expect((await come(null)).to).toBe('/console/acme#sso=cancelled');
    await acme.api.put(path, { ...wanted, roles: [{ value: 'all', role: 'viewer' }] });
    const second = await come({ ...kim, sub: 'kim4' });
    const again = await second.browser.asConsole('/api/v1/operator-session', acme.id);
    expect(again.body.operator.role).toBe('viewer');
    // one browser's answer fits no other
    expect(await new Browser(portico).travel(`${testPublicUrl}/console/sso-callback?code=x&state=y`)).toBe(
      '/console#sso=expired',
    );
    expect(await new Browser(portico).travel(`${testPublicUrl}/console/sso/nobody`)).toBe(
      '/console#sso=failed',
    );
    expect((await acme.api.delete(path)).status).toBe(204);
    expect((await come(kim)).to).toBe('/console#sso=failed');
    const log = await acme.api.get('/api/v1/activity?action=operator-session.refused');
    expect(log.body.items.length).toBeGreaterThan(1);
  });
});
