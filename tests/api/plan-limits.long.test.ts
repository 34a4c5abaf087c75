import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { type SecondProcess, secondProcess } from '../helpers/second-process.ts';

const rounds = 100;

describe.each(databaseKinds)('a plan that gets smaller under load on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: SecondProcess;
  beforeAll(async () => {
    const url = await testDatabaseUrl(kind, migrations);
    portico = await testApp(kind, { database: await openDatabase(url) });
    other = await secondProcess(kind, url);
    acme = await portico.vendor();
  });
  afterAll(() => {
    other.stop();
    return portico.close();
  });

  test(`RC13 it gets smaller while two processes add, ${rounds} rounds: what got in stays, what comes after is refused, nobody waits for ever`, async () => {
    for (let round = 0; round < rounds; round++) {
      const { id } = await acme.customer({ limits: { domains: 6, calls: 100, noLabel: 3 } });
      const token = await acme.token(id);
      const { sessionToken } = (await portico.anonymous.post('/portal/v1/sessions', { token })).body;
      const here = new Client(portico.app, sessionToken);
      type Asking = readonly [method: string, path: string, body?: unknown];
      const ask = async (
        at: number,
        [method, path, body]: Asking,
      ): Promise<{ status: number; code: string }> => {
        const path1 = `/portal/v1/domains${path}`;
        const told =
          at % 2
            ? await other.ask({ credential: sessionToken, method, path: path1, body })
            : await here
                .send(method, path1, body)
                .then(({ status, body: said }) => ({ status, code: said?.code }));
        return told.status === 503
          ? ask(at, [method, path, body])
          : { status: told.status, code: told.code ?? '' };
      };
      const add = (at: number) => ask(at, ['POST', '', { host: `r${round}-${at}.example` }]);
      const first = await Promise.all([0, 1].map(add));
      expect(first.map(({ status }) => status)).toEqual([201, 201]);
      const own: string[] = (await here.get('/portal/v1/domains')).body.items.map(
        (one: { id: string }) => one.id,
      );
      const label = (at: number) =>
        ask(at, ['PUT', '/no-label', { domainIds: [own[at % 2]], noLabel: at % 3 !== 2 }]);
      const smaller = async () => {
        // Somewhere in the middle of it.
        for (let turns = round % 7; turns > 0; turns--) await new Promise(setImmediate);
        return acme.api.patch(`/api/v1/customers/${id}`, { limits: { domains: 3, noLabel: 1 } });
      };
      const [adds, labels, changed] = await Promise.all([
        Promise.all(Array.from({ length: 10 }, (_, at) => add(at + 2))),
        Promise.all(Array.from({ length: 6 }, (_, at) => label(at))),
        smaller(),
      ]);
      expect(changed.status).toBe(200);
      const made = adds.filter(({ status }) => status === 201).length;
      const refused = adds.filter(({ status }) => status !== 201).map(({ code }) => code);
      expect(new Set([...refused, 'domain.limit-reached']), `round ${round}`).toEqual(
        new Set(['domain.limit-reached']),
      );
      for (const { status, code } of labels) {
        expect([200, 409], `round ${round}: ${code}`).toContain(status);
        if (status !== 200) expect(code).toBe('domain.no-label-used');
      }
      const { domains, items } = (await here.get('/portal/v1/domains')).body;
      expect(domains, `round ${round}`).toEqual({ used: 2 + made, allowed: 3 });
      expect(items).toHaveLength(2 + made);
      expect(made).toBeGreaterThanOrEqual(1);
      expect(made).toBeLessThanOrEqual(4);
      // After it nothing new gets in, by either process.
      for (const at of [20, 21]) expect((await add(at)).code).toBe('domain.limit-reached');
    }
  }, 900_000);
});
