import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** A browser that loads the portal into a frame of `page`. */
const framedBy = (page: string | undefined) => ({
  'sec-fetch-dest': 'iframe',
  'sec-fetch-site': 'cross-site',
  ...(page !== undefined && { referer: page }),
});

describe.each(databaseKinds)('pages that may not show a portal, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const load = async (page: string | undefined, headers: Record<string, string> = framedBy(page)) => {
    portico.clock.move(1_000);
    expect((await portico.anonymous.get(`/p/${acme.portal.slug}`, headers)).status).toBe(200);
  };
  const hosts = async (): Promise<string[]> =>
    (await acme.api.get(`/api/v1/portals/${acme.portal.id}/refused-hosts`)).body.items.map(
      ({ host }: { host: string }) => host,
    );
  const quiet = () => portico.clock.move(120_000);

  test('DAY-34 the vendor sees which page was refused and when, until the page is allowed', async () => {
    await load('https://store.example/account?id=7');
    await expect.poll(hosts).toEqual(['https://store.example']);
    const { body } = await acme.api.get(`/api/v1/portals/${acme.portal.id}/refused-hosts`);
    expect(body.items).toEqual([
      { host: 'https://store.example', lastSeenAt: portico.clock.now().toISOString() },
    ]);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { allowedHosts: ['https://store.example'] });
    expect(await hosts()).toEqual([]);
    quiet();
    await load('https://store.example/');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { allowedHosts: [] });
    const [seen] = (await acme.api.get(`/api/v1/portals/${acme.portal.id}/refused-hosts`)).body.items;
    expect(seen.lastSeenAt).toBe(body.items[0].lastSeenAt);
  });

  test('only what a browser says of a frame on another page is noted, and nothing but the origin', async () => {
    quiet();
    const before = await hosts();
    await load(undefined);
    await load('about:blank');
    await load('https://shop.example.evil.test/secret', {
      ...framedBy('https://x.test/'),
      'sec-fetch-dest': 'document',
    });
    await load('javascript:alert(1)');
    await load(`https://${'a'.repeat(300)}.test/`);
    await load('https://own.test/', { ...framedBy('https://own.test/'), 'sec-fetch-site': 'same-origin' });
    expect(await hosts()).toEqual(before);
    const answer = await portico.anonymous.get(`/api/v1/portals/${acme.portal.id}/refused-hosts`);
    expect(answer.status).toBe(401);
  });

  test('a stranger who makes names up fills neither the list nor the database', async () => {
    quiet();
    for (let i = 0; i < 60; i++) await load(`https://made-up-${i}.test/`);
    await expect.poll(async () => (await hosts()).length).toBe(20);
    await new Promise((done) => setTimeout(done, 50));
    const rows = await portico.database.db.selectFrom('refused_host').selectAll().execute();
    expect(rows.length).toBeLessThanOrEqual(20);
    // 30 in a minute of the process: the rest of them was not even written.
    expect(rows.some(({ host }) => host === 'https://made-up-59.test')).toBe(false);
  });
});
