import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { CallCounter, callsIn } from '../../src/features/domains/server/call-counter.ts';
import { forgetNow } from '../../src/features/domains/server/call-targets.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

describe.each(databaseKinds)('calls of widgets on %s', (kind) => {
  let url: string;
  let app: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    url = await testDatabaseUrl(kind, migrations);
    app = await testApp(kind, { database: await openDatabase(url) });
    acme = await app.vendor();
  });
  afterAll(() => app.close());

  let hosts = 0;
  const calls = async (id: string) => (await acme.api.get(`/api/v1/customers/${id}/calls`)).body;
  const rules = async (id: string, change: object) =>
    expect((await acme.api.patch(`/api/v1/customers/${id}/calls`, change)).status).toBe(200);
  const customer = async (limits: object, change?: object) => {
    const { id } = await acme.customer({ limits });
    if (change) await rules(id, change);
    return { id, key: (await calls(id)).publishableKey as string };
  };
  const domain = async (customerId: string, host = `r${++hosts}.example`) => {
    const made = await acme.api.post('/api/v1/domains', { customerId, host });
    expect(made.status).toBe(201);
    return { id: made.body.id as string, host };
  };
  const call = (key: string, host: string | undefined, more: object = {}, headers = {}) =>
    app.anonymous.post('/runtime/v1/calls', { key, ...(host && { host }), ...more }, headers);
  const many = (count: number, key: string, host: string) =>
    Promise.all(Array.from({ length: count }, () => call(key, host).then(({ body }) => body)));

  test('CCM-15, CCM-26 calls are counted over all of a customer’s domains together, and the call area says the actual number', async () => {
    const { id, key } = await customer({ calls: 1000, domains: 2 });
    const [one, two] = [await domain(id), await domain(id)];
    const answers = [...(await many(60, key, one.host)), ...(await many(50, key, `https://${two.host}/x?y`))];
    expect(new Set(answers.map((body) => JSON.stringify(body)))).toEqual(
      new Set([JSON.stringify({ state: 'ok', poweredBy: true, counted: true })]),
    );
    expect(await calls(id)).toMatchObject({ month: '2026-11', used: 110, allowed: 1000 });
    const { body } = await acme.api.get(`/api/v1/customers/${id}/calls/months`);
    expect(body.months).toHaveLength(12);
    expect(body.months.at(-1)).toEqual({ month: '2026-11', calls: 110 });
    expect(body.domains).toMatchObject([{ host: one.host }, { host: two.host }]);
    expect(body.domains[1].calls.at(-1)).toBe(50);
  });

  test('a page of any origin may ask; what is no key, no host of the customer’s or no account in use is told so', async () => {
    const { id, key } = await customer({ calls: -1, domains: -1 });
    const { host } = await domain(id);
    const asked = await call(key, host, {}, { origin: 'https://anywhere.example' });
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    // Left out, it is the page's own.
    expect((await call(key, undefined, {}, { origin: `https://${host}` })).body).toMatchObject({
      counted: true,
    });
    const other = await customer({ calls: -1, domains: -1 });
    for (const strange of [host, 'nobody.example', 'localhost', 'a b']) {
      expect((await call(other.key, strange)).body, strange).toEqual({
        ...{ state: 'unknown-host', poweredBy: true, counted: false },
      });
    }
    for (const wrong of [`${key}_0123456789abcdef`, key.replace(/.$/, '0'), 'pub_01k9z3m4q7x2_01k9z3m4q7x2'])
      expect((await call(wrong === key ? `${key}_0123456789abcdef` : wrong, host)).body.code).toBe(
        'call.unknown-key',
      );
    expect((await call('secret', host)).status).toBe(422);
    const renewed = (await acme.api.post(`/api/v1/customers/${id}/calls/key`)).body.publishableKey;
    expect(renewed).not.toBe(key);
    expect((await call(key, host)).body.code).toBe('call.unknown-key');
    expect((await call(renewed, host)).body.state).toBe('ok');
    await acme.api.patch(`/api/v1/customers/${id}`, { status: 'inactive' });
    forgetNow();
    expect((await call(renewed, host)).body).toMatchObject({ state: 'blocked', counted: false });
    expect(await calls(id)).toMatchObject({ used: 3 });
  });

  test('CCM-14 without a limit nothing is ever refused; where none are allowed none is served', async () => {
    const free = await customer({ calls: -1, domains: -1 }, { atZero: 'refuse' });
    const { host } = await domain(free.id);
    expect((await many(30, free.key, host)).every(({ counted }) => counted)).toBe(true);
    const none = await customer({ calls: 0, domains: -1 });
    const site = await domain(none.id);
    expect((await call(none.key, site.host)).body).toMatchObject({ state: 'used-up', counted: false });
  });

  test('DAY-27 once the calls are used they go on and are counted, or are answered as used up, as the vendor says', async () => {
    const one = await customer({ calls: 5, domains: 2 });
    const { host } = await domain(one.id);
    expect((await many(12, one.key, host)).every(({ state, counted }) => state === 'ok' && counted)).toBe(
      true,
    );
    expect(await calls(one.id)).toMatchObject({ used: 12, allowed: 5, outlook: { runsOutOn: '2026-11-22' } });

    const two = await customer({ calls: 20, domains: 2 }, { atZero: 'refuse' });
    const sites = [await domain(two.id), await domain(two.id)] as const;
    const answers = (await Promise.all(sites.map((site) => many(25, two.key, site.host)))).flat();
    expect(answers.filter(({ counted }) => counted)).toHaveLength(20);
    expect(answers.filter(({ state }) => state === 'used-up')).toHaveLength(30);
    expect(await calls(two.id)).toMatchObject({ used: 20 });
    // More is allowed: it goes on.
    await acme.api.patch(`/api/v1/customers/${two.id}`, { limits: { calls: 21 } });
    expect((await many(3, two.key, sites[0].host)).filter(({ counted }) => counted)).toHaveLength(1);
  });

  test('RC04 of two processes that count at once nothing is lost, and not one call is beyond the limit', async () => {
    const { id } = await customer({ calls: 300, domains: -1 }, { atZero: 'refuse' });
    const free = await customer({ calls: -1, domains: -1 });
    const at = new Date('2026-11-22T10:00:00Z');
    // A file of SQLite has one server.
    const beside = kind === 'postgres' ? await openDatabase(url) : undefined;
    const counters = [
      new CallCounter(app.database.db),
      new CallCounter(beside?.db ?? app.database.db),
    ] as const;
    const owner = { vendorId: acme.id, month: '2026-11', at };
    const storm = (customerId: string, limited: boolean, count: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, n) => {
          if (n % 40 === 0) await new Promise(setImmediate);
          return (counters[n % 2] as CallCounter).count({
            ...owner,
            customerId,
            domainId: `d${n % 3}`,
            limited,
          });
        }),
      );
    const [limited, open] = await Promise.all([storm(id, true, 400), storm(free.id, false, 400)]);
    expect(limited.filter(Boolean)).toHaveLength(300);
    expect(await callsIn(app.database.db, { ...owner, customerId: id })).toBe(300);
    expect(open.every(Boolean)).toBe(true);
    expect(await callsIn(app.database.db, { ...owner, customerId: free.id })).toBe(400);
    await beside?.close();
  });

  test('CCM-27, CCM-28 a reset sets the month to none, leaves earlier ones and writes down who and why; the next month begins at none by itself', async () => {
    const { id, key } = await customer({ calls: 100, domains: 1 });
    const { host, id: domainId } = await domain(id);
    await acme.api.post('/api/v1/call-counts', { customerId: id, domainId, month: '2026-10', quantity: 77 });
    await many(9, key, host);
    const path = `/api/v1/customers/${id}/calls/resets`;
    expect((await acme.api.post(path, {})).status).toBe(422);
    const { body } = await acme.api.post(path, { reason: 'A crawler called all night.' });
    expect(body).toMatchObject({
      used: 0,
      resets: [{ month: '2026-11', calls: 9, by: expect.stringMatching(/./) }],
    });
    const { months } = (await acme.api.get(`/api/v1/customers/${id}/calls/months`)).body;
    expect(months.slice(-2)).toEqual([
      { month: '2026-10', calls: 77 },
      { month: '2026-11', calls: 0 },
    ]);
    const log = await acme.api.get(`/api/v1/activity?customerId=${id}`);
    expect(log.body.items.map(({ action }: { action: string }) => action)).toContain('calls.reset');
    await many(2, key, host);
    const before = app.clock.now().toISOString();
    app.clock.set('2026-12-01T00:30:00Z');
    forgetNow();
    expect(await calls(id)).toMatchObject({ month: '2026-12', used: 0 });
    await many(4, key, host);
    expect(await calls(id)).toMatchObject({ used: 4 });
    app.clock.set(before);
  });

  test('CCM-19, CCM-20 code on a host that nobody entered makes a domain that is marked and managed like any other', async () => {
    const { id, key } = await customer({ calls: -1, domains: 2 }, { automatic: 'at-once' });
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(key, 'New-Shop.example')));
    expect(answers.every(({ body }) => body.counted)).toBe(true);
    const { items } = (await acme.api.get(`/api/v1/domains?customerId=${id}`)).body;
    expect(items).toMatchObject([{ host: 'new-shop.example', origin: 'automatic' }]);
    const path = `/api/v1/domains/${items[0].id}`;
    expect((await acme.api.patch(path, { host: 'newer-shop.example' })).body.host).toBe('newer-shop.example');
    expect((await acme.api.delete(path)).status).toBe(204);
    // There is room for two: what comes beyond waits, and is counted on none.
    for (const host of ['a1.example', 'a2.example', 'a3.example']) await call(key, host);
    expect((await acme.api.get(`/api/v1/domains?customerId=${id}`)).body.items).toHaveLength(2);
    expect(await calls(id)).toMatchObject({ waiting: 1, used: 9 });
    // The vendor and the customer are told, once a day.
    const told = async () =>
      (await acme.api.get(`/api/v1/activity?customerId=${id}&action=domain.limit-reached`)).body.items;
    expect(await told()).toMatchObject([{ action: 'domain.limit-reached', actor: { kind: 'system' } }]);
    // …, or is answered as used up.
    await rules(id, { atMaximum: 'refuse' });
    expect((await call(key, 'a4.example')).body).toMatchObject({ state: 'used-up', counted: false });
  });

  test('CCM-21 a framed page waits with its evidence, and is a domain after a yes; a no turns it away, with a pattern all like it', async () => {
    const { id, key } = await customer(
      { calls: -1, domains: -1 },
      { automatic: 'at-once', countsWaiting: false },
    );
    const framed = { framed: true, referrer: 'https://frames.example/page?secret=1#x' };
    expect((await call(key, 'inside.example', framed)).body).toEqual({
      state: 'ok',
      poweredBy: true,
      counted: false,
    });
    await call(key, 'inside.example', framed);
    await call(key, 'p1.proxy.example', { framed: true });
    await call(key, 'p2.proxy.example', { framed: true });
    expect((await acme.api.get(`/api/v1/domains?customerId=${id}`)).body.items).toEqual([]);
    const list = async (state: string) =>
      (await acme.api.get(`/api/v1/domain-sightings?customerId=${id}&state=${state}`)).body.items;
    const named = (items: { host: string }[], host: string) =>
      items.find((item) => item.host === host) as never as Record<string, string>;
    const waiting = await list('waiting');
    const [inside, proxy] = [named(waiting, 'inside.example'), named(waiting, 'p1.proxy.example')];
    expect(inside).toMatchObject({
      ...{ host: 'inside.example', framed: true, referrer: 'https://frames.example/page' },
      firstSeenAt: '2026-11-22T10:00:00.000Z',
    });
    const decide = (sighting: string, body: object) =>
      acme.api.post(`/api/v1/domain-sightings/${sighting}/decision`, body);
    expect((await decide(inside.id as string, { decision: 'approve' })).body.state).toBe('approved');
    expect((await decide(inside.id as string, { decision: 'approve' })).body.code).toBe(
      'domain-sighting.decided',
    );
    expect((await call(key, 'inside.example', framed)).body.counted).toBe(true);
    await decide(proxy.id as string, { decision: 'reject', pattern: '*.proxy.example' });
    expect(await list('waiting')).toEqual([]);
    expect(await list('rejected')).toHaveLength(2);
    for (const host of ['p1.proxy.example', 'p9.proxy.example'])
      expect((await call(key, host)).body.state).toBe('blocked');
    expect((await acme.api.delete(`/api/v1/domain-sightings/${proxy.id}`)).status).toBe(204);
    expect(await calls(id)).toMatchObject({ used: 1, waiting: 0, blockedHosts: ['*.proxy.example'] });
    // What is no domain any more is asked about again when its code runs.
    const [entered] = (await acme.api.get(`/api/v1/domains?customerId=${id}`)).body.items;
    expect((await acme.api.delete(`/api/v1/domains/${entered.id}`)).status).toBe(204);
    await call(key, 'inside.example', framed);
    expect((await list('waiting')).map(({ host }: { host: string }) => host)).toEqual(['inside.example']);
    const stranger = await app.vendor(`o${kind.slice(0, 6)}`);
    expect(
      (await stranger.api.post(`/api/v1/domain-sightings/${inside.id}/decision`, { decision: 'reject' }))
        .status,
    ).toBe(404);
  });

  test('CCM-10 CCM-11 CCM-12 domains without label: as many as allowed, moved freely, and the label is gone on those alone', async () => {
    const { id, key } = await customer({ calls: -1, domains: 5, noLabel: 2 });
    const sites = [await domain(id), await domain(id), await domain(id)];
    const label = (at: number, noLabel: boolean) =>
      acme.api.patch(`/api/v1/domains/${sites[at]?.id}`, { noLabel });
    const answers = await Promise.all([0, 1, 2].map((at) => label(at, true)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
    const refused = answers.findIndex(({ status }) => status === 409);
    expect(answers[refused]?.body).toMatchObject({ code: 'domain.no-label-used' });
    const taken = (refused + 1) % 3;
    expect((await call(key, sites[taken]?.host)).body.poweredBy).toBe(false);
    expect((await call(key, sites[refused]?.host)).body.poweredBy).toBe(true);
    await label(taken, false);
    expect((await label(refused, true)).status).toBe(200);
    expect((await call(key, sites[refused]?.host)).body.poweredBy).toBe(false);
    expect((await calls(id)).noLabel).toEqual({ used: 2, allowed: 2 });
  });

  test('CCM-18 where domains make themselves, the offered code names none', async () => {
    const { id, key } = await customer({ calls: -1, domains: 5 });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      domains: {
        snippet:
          '<script async src="https://cdn.acme.example/w.js" data-key="{key}" data-domain="{domain}"></script>',
      },
    });
    expect((await calls(id)).snippet).toContain(`data-key="${key}" data-domain="{domain}"`);
    await rules(id, { automatic: 'review' });
    expect((await calls(id)).snippet).toBe(
      `<script async src="https://cdn.acme.example/w.js" data-key="${key}"></script>`,
    );
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { domains: { snippet: '' } });
    expect((await calls(id)).snippet).toContain('host: location.hostname');
  });
});
