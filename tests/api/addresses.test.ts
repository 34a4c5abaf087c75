import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressBook } from '../../src/features/addresses/server/book.ts';
import { checkAddresses } from '../../src/features/addresses/server/check.ts';
import { Client, type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type NameServer, startNameServer } from '../helpers/name-server.ts';

interface Address {
  readonly id: string;
  readonly host: string;
  readonly state: string;
  readonly isMain: boolean;
  readonly records: readonly { type: string; name: string; value: string; ttl: number }[];
  readonly findings: readonly { code: string; found?: readonly string[] }[];
}

describe.each(databaseKinds)('addresses of portals on %s', (kind) => {
  let names: NameServer;
  let portico: TestApp;
  let acme: TestVendor;
  let other: TestVendor;
  let second: { id: string; slug: string };
  beforeAll(async () => {
    names = await startNameServer();
    portico = await testApp(kind, { outside: { nameServers: [names.address] } });
    acme = await portico.vendor();
    other = await portico.vendor('other');
    second = (await acme.api.post('/api/v1/portals', { slug: 'second', brandName: 'Second brand' })).body;
  });
  afterAll(async () => {
    await portico?.close();
    await names?.close();
  });

  const at = (portal: { id: string }, rest = '') => `/api/v1/portals/${portal.id}/addresses${rest}`;
  const add = async (host: string, portal: { id: string } = acme.portal, vendor = acme): Promise<Address> => {
    const made = await vendor.api.post(at(portal), { host });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  };
  const point = (address: Address) => {
    for (const { type, name, value } of address.records) names.zone[name] = { [type]: value };
  };
  const check = async (address: Address, portal: { id: string } = acme.portal): Promise<Address> =>
    (await acme.api.post(at(portal, `/${address.id}/check`))).body;
  const open = async (host: string, portal: { id: string } = acme.portal) => {
    const address = await add(host, portal);
    point(address);
    expect(await check(address, portal)).toMatchObject({ state: 'issued', findings: [] });
    return address;
  };
  /** As a browser that came by this name. */
  const here = (host: string, path: string, init: RequestInit = {}) =>
    portico.app.request(`${testPublicUrl}${path}`, { ...init, headers: { ...init.headers, host } });
  const post = (host: string, path: string, body: object) =>
    here(host, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const runJob = (ms: number) => {
    portico.clock.move(ms);
    return checkAddresses({
      ...{ database: portico.database, clock: portico.clock, publicUrl: testPublicUrl },
      outside: { nameServers: [names.address] },
      log: { warn: () => {} } as never,
      signal: new AbortController().signal,
    });
  };

  test('CON-3 CON-5 an address is added and tells the exact records, time to live included', async () => {
    const made = await add('Account.Acme.Example');
    expect(made).toMatchObject({ host: 'account.acme.example', state: 'pending', isMain: true });
    expect(made.records).toEqual([
      { type: 'CNAME', name: 'account.acme.example', value: 'localhost', ttl: 300 },
      {
        ...{ type: 'TXT', name: '_portico.account.acme.example', ttl: 300 },
        value: expect.stringMatching(/^portico-\w{20,}$/),
      },
    ]);
    expect((await acme.api.get(at(acme.portal))).body.items).toMatchObject([
      { host: 'account.acme.example' },
    ]);
  });

  test('CON-4 DAY-40 wrong set-ups are told apart through a resolver, and the good one opens', async () => {
    const address = await add('help.acme.example');
    const [, proof] = address.records;
    const zone = names.zone;
    zone[proof?.name ?? ''] = { TXT: proof?.value ?? '' };
    const codes = async () => (await check(address)).findings.map(({ code }) => code);
    expect(await codes()).toEqual(['missing']);
    zone[address.host] = { A: '192.0.2.7' };
    expect((await check(address)).findings).toEqual([{ code: 'address', found: ['192.0.2.7'] }]);
    zone[address.host] = { A: ['104.21.4.9', '172.67.1.1'] };
    expect(await codes()).toEqual(['proxied']);
    zone[address.host] = { A: '192.0.2.7', SOA: 'ns.acme.example' };
    expect(await codes()).toEqual(['apex']);
    zone[address.host] = { CNAME: 'old.example' };
    expect((await check(address)).findings).toEqual([{ code: 'wrong-target', found: ['old.example'] }]);
    zone[proof?.name ?? ''] = { TXT: 'portico-of-somebody-else' };
    expect(await codes()).toEqual(['wrong-target', 'proof']);
    point(address);
    zone[address.host] = { CNAME: 'by-way-of.example' };
    zone['by-way-of.example'] = { CNAME: 'localhost' };
    expect(await check(address)).toMatchObject({ state: 'issued', findings: [] });
  });

  test('RC14 one name is one portal’s: of two that claim it, one has it', async () => {
    const both = await Promise.all(
      [acme, other].map((vendor) => vendor.api.post(at(vendor.portal), { host: 'both.example.org' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('address.taken');
  });

  test('WH14 names of the service and of machines are refused with the field', async () => {
    for (const host of ['localhost', 'x.localhost', '127.0.0.1', '*.acme.example', 'co.uk']) {
      const refused = await acme.api.post(at(acme.portal), { host });
      expect([refused.status, refused.body.fields?.[0]?.path]).toEqual([422, 'host']);
    }
  });

  test('WH15 a name that is claimed anew needs another proof, and one never proven is free after a week', async () => {
    const first = await add('squat.example.org', other.portal, other);
    expect((await acme.api.post(at(acme.portal), { host: 'squat.example.org' })).status).toBe(409);
    portico.clock.move(8 * 24 * 3_600_000);
    const mine = await add('squat.example.org');
    expect(mine.records[1]?.value).not.toBe(first.records[1]?.value);
    expect((await other.api.get(at(other.portal))).body.items).not.toContainEqual(
      expect.objectContaining({ host: 'squat.example.org' }),
    );
    point(first);
    expect((await check(mine)).findings.map(({ code }) => code)).toEqual(['proof']);
  });

  test('CON-1 CON-2 two names open two brands, each with its own settings and nothing else', async () => {
    await open('one.acme.example');
    await open('two.acme.example', second);
    const home = await here('one.acme.example', '/');
    expect([home.status, home.headers.get('location')]).toEqual([302, '/p/acme']);
    const asked = async (portal: string) =>
      (await post('one.acme.example', '/portal/v1/sign-up/tickets', { portal })).status;
    expect(await asked('second')).toBe(404);
    expect((await here('two.acme.example', '/portal/v1/bootstrap')).status).toBe(401);
    for (const path of [
      '/console',
      '/api/v1/portals',
      '/docs',
      '/p',
      '/mail-preview/x',
      '/cancel/second',
      '/brand/second',
    ])
      expect((await here('one.acme.example', path)).status, path).toBe(404);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { statement: { enabled: true } });
    for (const path of ['/accessibility/acme', '/cancel/acme'])
      expect((await here('one.acme.example', path)).status, path).toBe(200);
    expect((await here('nobody.acme.example', '/p/acme')).status).toBe(421);
    // Every file that the page names is there under the same name, the theme's letters too.
    const look = { ...(await acme.api.get(`/api/v1/portals/${acme.portal.id}`)).body.theme, name: 'paper' };
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { theme: look });
    const page = await (await here('one.acme.example', '/p/acme')).text();
    const named = new Set(
      page.match(/(?<=["(])\/[a-z0-9]+\/[\w./-]+(?=[")])/g)?.filter((path) => !/^\/(p|words)\//.test(path)),
    );
    expect([...named].some((path) => path.startsWith('/fonts/'))).toBe(true);
    for (const path of named) expect((await here('one.acme.example', path)).status, path).toBe(200);
  });

  test('CON-42 LK10 a session, a token and a code of another portal open nothing at this name', async () => {
    await open('closed.acme.example', second);
    const anna = await acme.customer();
    const token = await acme.token(anna.id);
    expect((await post('closed.acme.example', '/portal/v1/sessions', { token })).status).toBe(404);
    const opened = await portico.anonymous.post('/portal/v1/sessions', { token });
    const bearer = { authorization: `Bearer ${opened.body.sessionToken}` };
    expect((await here('closed.acme.example', '/portal/v1/bootstrap', { headers: bearer })).status).toBe(401);
    expect((await portico.anonymous.get('/portal/v1/bootstrap', bearer)).status).toBe(200);
    const wanted = { portal: 'acme', username: 'anna', password: 'wrong wrong wrong' };
    expect((await post('closed.acme.example', '/portal/v1/sessions', wanted)).status).toBe(404);
    const ben = await acme.customer({ portalId: second.id });
    const entered = await post('closed.acme.example', '/portal/v1/sessions', {
      token: await acme.token(ben.id, { portal: 'second' }),
    });
    expect(entered.status).toBe(201);
  });

  test('CON-7 links name the address once it opens, the chosen one, and the service’s again when it is gone', async () => {
    const third = (await acme.api.post('/api/v1/portals', { slug: 'third', brandName: 'Third' })).body;
    const customer = await acme.customer({ portalId: third.id, association: true });
    const link = async () => {
      const made = await acme.api.post('/api/v1/portal-tokens', { customerId: customer.id, portal: 'third' });
      return new URL(made.body.url).host;
    };
    const waiting = await add('l1.acme.example', third);
    expect(await link()).toBe('localhost:4400');
    point(waiting);
    await check(waiting, third);
    expect(await link()).toBe('l1.acme.example:4400');
    expect((await acme.api.get(`/api/v1/portals/${third.id}`)).body.host).toBe('l1.acme.example');
    const better = await add('l2.acme.example', third);
    await acme.api.patch(at(third, `/${better.id}`), { isMain: true });
    expect(await link()).toBe('l1.acme.example:4400');
    point(better);
    await check(better, third);
    expect(await link()).toBe('l2.acme.example:4400');
    await acme.api.delete(at(third, `/${better.id}`));
    expect(await link()).toBe('l1.acme.example:4400');
    expect((await here('l2.acme.example', '/p/third')).status).toBe(421);
    const code = await acme.api.post(`/api/v1/customers/${customer.id}/access-code`);
    expect(new URL(code.body.url).host).toBe('l1.acme.example:4400');
    // What the customer puts into its own pages names the vendor, too.
    const calls = await acme.api.get(`/api/v1/customers/${customer.id}/calls`);
    expect(calls.body.snippet).toContain('http://l1.acme.example:4400/runtime/v1/calls');
  });

  test('WH15 a name whose record was moved away is broken within a day, answers 421, and links leave it', async () => {
    const address = await open('moved.acme.example', second);
    expect((await here('moved.acme.example', '/portal/v1/bootstrap')).status).toBe(401);
    names.zone[address.host] = { CNAME: 'elsewhere.example' };
    await runJob(7 * 3_600_000);
    await runJob(15 * 60_000);
    const state = async () =>
      (await acme.api.get(at(second))).body.items.find(({ id }: Address) => id === address.id).state;
    expect(await state()).toBe('broken');
    const elsewhere = await portico.sibling().request(`${testPublicUrl}/p/second`, {
      headers: { host: address.host },
    });
    expect(elsewhere.status).toBe(421);
    point(address);
    await runJob(2 * 3_600_000);
    expect(await state()).toBe('issued');
  });

  test('WH15 a name that leads elsewhere for a week is free for whoever has it now, by another proof', async () => {
    const sold = await open('sold.acme.example', second);
    names.zone[sold.host] = { CNAME: 'elsewhere.example' };
    await runJob(7 * 3_600_000);
    await runJob(15 * 60_000);
    expect((await other.api.post(at(other.portal), { host: sold.host })).status).toBe(409);
    await runJob(6 * 24 * 3_600_000);
    expect((await other.api.post(at(other.portal), { host: sold.host })).status).toBe(409);
    await runJob(25 * 3_600_000);
    const theirs = await add(sold.host, other.portal, other);
    expect(theirs.records[1]?.value).not.toBe(sold.records[1]?.value);
    expect((await acme.api.get(at(second))).body.items).not.toContainEqual(
      expect.objectContaining({ host: sold.host }),
    );
  });

  test('WH17 R18 the proxy may get certificates for proven names alone, and with the database gone', async () => {
    await open('cert.acme.example', second);
    const folder = await mkdtemp(join(tmpdir(), 'book-'));
    const file = join(folder, 'addresses.json');
    let gone = false;
    let reads = 0;
    const db = new Proxy(portico.database.db, {
      get(target, name) {
        if (name === 'selectFrom') reads++;
        if (gone) throw new Error('no database');
        const found = Reflect.get(target, name);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
    const make = () => addressBook({ db, file, log: { warn: () => {} } });
    const book = make();
    expect(await book.find('cert.acme.example')).toMatchObject({ slug: 'second', broken: false });
    expect(await book.find('account.acme.example')).toBeUndefined(); // Claimed, and not proven.
    const before = reads;
    const asked = await Promise.all(Array.from({ length: 10_000 }, (_, n) => book.find(`n${n}.example`)));
    expect(asked.filter(Boolean)).toEqual([]);
    expect(reads - before).toBeLessThanOrEqual(2);
    gone = true;
    expect(await book.find('cert.acme.example')).toBeDefined();
    expect(await make().find('cert.acme.example')).toBeDefined(); // Another process, started meanwhile.
    expect(await readFile(file, 'utf8')).toContain('cert.acme.example');
    await rm(folder, { recursive: true });
    const ask = (name: string) => portico.anonymous.get(`/tls/ask?domain=${name}`);
    expect((await ask('cert.acme.example')).status).toBe(200);
    for (const name of ['random.test', 'account.acme.example', '', '%00', 'localhost'])
      expect((await ask(name)).status).toBe(403);
  });

  test('CON-2 addresses end with their portal, and their names are free', async () => {
    const gone = (await acme.api.post('/api/v1/portals', { slug: 'gone', brandName: 'Gone' })).body;
    await add('free.acme.example', gone);
    expect((await acme.api.delete(`/api/v1/portals/${gone.id}`)).status).toBe(204);
    await add('free.acme.example');
  });

  test('ID01 another vendor’s addresses look like none', async () => {
    const mine = await add('mine.acme.example');
    const theirs = new Client(portico.app, other.apiKey);
    expect((await theirs.get(at(acme.portal))).status).toBe(404);
    expect((await theirs.delete(at(other.portal, `/${mine.id}`))).status).toBe(404);
  });
});
