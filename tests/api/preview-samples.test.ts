import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Customer } from '../../src/features/customers/schema.ts';
import { sampleCustomer, samplesOf } from '../../src/features/portals/console/samples.ts';
import type { Portal } from '../../src/features/portals/schema.ts';
import { ApiError } from '../../src/kit/browser/api-error.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('sample customers of a preview, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico.close());

  /** The console's API over the test's client. */
  const api = () => {
    const answered = async <Answer>(asked: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await asked;
      if (status >= 400) throw new ApiError((body as { code: string }).code, body as object);
      return body as Answer;
    };
    return {
      get: <Answer>(path: string) => answered<Answer>(acme.api.get(path)),
      put: <Answer>(path: string, json: unknown) => answered<Answer>(acme.api.put(path, json as object)),
      post: <Answer>(path: string, json?: unknown) => answered<Answer>(acme.api.post(path, json as object)),
    };
  };
  const portalNow = async (change: object): Promise<Portal> => {
    const answer = await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };

  test('DAY-29 a preview has sample customers of each kind, made once, also where people sign in by password', async () => {
    const plain = await portalNow({ languages: ['en', 'de'] });
    expect(samplesOf(plain)).toEqual(['new', 'consumer', 'reverse-charge', 'overdue']);
    const portal = await portalNow({ languages: ['en', 'de', 'ar'], signIn: { password: true } });
    expect(samplesOf(portal)).toContain('rtl');
    const made = new Map<string, Customer>();
    for (const one of samplesOf(portal)) made.set(one, await sampleCustomer(api(), one, portal));
    for (const one of samplesOf(portal)) {
      expect((await sampleCustomer(api(), one, portal)).id, one).toBe(made.get(one)?.id);
    }
    expect(made.get('rtl')).toMatchObject({ language: 'ar', externalId: `sample:rtl:${portal.id}` });
    const invoices = (await acme.api.get('/api/v1/invoices')).body.items;
    const of = (one: string) =>
      invoices.filter(({ customerId }: { customerId: string }) => customerId === made.get(one)?.id);
    expect(of('new')).toEqual([]);
    expect(of('overdue')).toMatchObject([{ status: 'overdue', gross: 3451 }]);
    expect(of('consumer')).toMatchObject([{ status: 'open', gross: 2900 }]);
    expect(of('reverse-charge')).toMatchObject([{ tax: 0, taxReason: 'reverse-charge' }]);
    const { items: contracts } = (await acme.api.get('/api/v1/contracts')).body;
    expect(contracts).toHaveLength(4);
    // Each says whose it is, by name.
    for (const { customerId, customerName } of contracts)
      expect(customerName).toBe((await acme.api.get(`/api/v1/customers/${customerId}`)).body.name);

    const owner = await signedIn(portico, acme.id, 'owner');
    const asked = await owner.post(`/api/v1/portals/${portal.id}/preview`, {
      ...{ customerId: made.get('overdue')?.id, draft: true },
    });
    const opened = await portico.anonymous.post('/portal/v1/sessions', {
      token: asked.body.url.split('#token=')[1],
    });
    const preview = new Client(portico.app, opened.body.sessionToken);
    expect((await preview.get('/portal/v1/bootstrap')).body.bootstrap.contracts).toHaveLength(1);
  });
});
