import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';
import { type SecondProcess, secondProcess } from '../helpers/second-process.ts';

const rounds = 100;

describe.each(databaseKinds)('races for the places of a licence on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let product: { id: string; publishableKey: string };
  let other: SecondProcess;
  beforeAll(async () => {
    const url = await testDatabaseUrl(kind, migrations);
    portico = await testApp(kind, { database: await openDatabase(url) });
    other = await secondProcess(kind, url);
    acme = await portico.vendor();
    product = (
      await acme.api.post('/api/v1/products', { name: 'Studio', deactivations: { most: 3, perDays: 1 } })
    ).body;
  });
  afterAll(() => {
    other.stop();
    return portico.close();
  });

  const makeLicence = async (machineLimit: number) => {
    const { id } = (await acme.api.post('/api/v1/licences', { productId: product.id, machineLimit })).body;
    const { key } = (await acme.api.get(`/api/v1/licences/${id}/key`)).body;
    return { id, key } as { id: string; key: string };
  };
  /** Every second one at another process on the same database. */
  async function call(at: number, path: string, key: string, fingerprint: string): Promise<number> {
    const wanted = { product: product.publishableKey, key, fingerprint };
    const to = `/runtime/v1/licences/${path}`;
    const { status } = await (at % 2
      ? other.ask({ method: 'POST', path: to, body: wanted })
      : portico.anonymous.post(to, wanted));
    // No connection was free in time: whoever asks again gets an answer, as RC17 says.
    return status === 503 ? call(at, path, key, fingerprint) : status;
  }
  const machinesOf = async (id: string): Promise<number> =>
    (await acme.api.get(`/api/v1/licences/${id}/machines`)).body.items.length;

  test(`RC01 fifty machines at a limit of 5, ${rounds} rounds: exactly five each time`, async () => {
    for (let round = 0; round < rounds; round++) {
      const { id, key } = await makeLicence(5);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => call(i, 'activate', key, `machine-${i}`)),
      );
      expect(new Set(answers)).toEqual(new Set([201, 409]));
      expect([
        answers.filter((status) => status === 201).length,
        answers.filter((status) => status === 409).length,
        await machinesOf(id),
      ]).toEqual([5, 45, 5]);
    }
  }, 900_000);

  test(`RC02 one machine asking fifty times, ${rounds} rounds: one place`, async () => {
    for (let round = 0; round < rounds; round++) {
      const { id, key } = await makeLicence(5);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => call(i, 'activate', key, 'machine-1')),
      );
      expect([answers.filter((status) => status === 201).length, await machinesOf(id)]).toEqual([1, 1]);
      expect(new Set(answers)).toEqual(new Set([200, 201]));
    }
  }, 900_000);

  test(`RC03 a storm of activations and de-activations, ${rounds} rounds: never above the limit, freed at most 3 times`, async () => {
    for (let round = 0; round < rounds; round++) {
      const { id, key } = await makeLicence(2);
      let freed = 0;
      await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          const fingerprint = `machine-${i % 5}`;
          const status = await call(i, i % 3 === 2 ? 'deactivate' : 'activate', key, fingerprint);
          if (i % 3 === 2 && status === 200) freed++;
          expect([200, 201, 404, 409]).toContain(status);
        }),
      );
      const left = await machinesOf(id);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(2);
      expect(freed).toBeLessThanOrEqual(3);
    }
  }, 900_000);
});
