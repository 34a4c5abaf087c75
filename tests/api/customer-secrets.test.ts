import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('customer secrets on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signIn: { customerSecret: true, accessCode: true },
    });
  });
  afterAll(() => portico.close());

  /** Typed where codes are typed, from a network of its own. */
  async function type(accessCode: string, more: object = { portal: 'acme' }): Promise<Answer> {
    const response = await portico.app.request(
      `${testPublicUrl}/portal/v1/sessions`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ accessCode, ...more }),
      },
      { incoming: { socket: { remoteAddress: `198.51.100.${nextAddress++}` } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers };
  }
  const make = async (id: string, body: object = {}) => {
    const made = await acme.api.post(`/api/v1/customers/${id}/secret`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { secret: string; format: string };
  };
  const refused = { status: 401, body: { code: 'code.refused' } };

  test('CRY-14 a customer’s secret opens its account without any user; a wrong one tells nothing', async () => {
    const { id } = await acme.customer({ name: 'Bakery Vos' });
    const { secret } = await make(id);
    const session = await type(` {${secret.toUpperCase()}} `);
    expect(session.body.bootstrap, JSON.stringify(session.body)).toMatchObject({
      customer: { id },
      contact: null,
    });
    const wrong = await type(crypto.randomUUID());
    expect(wrong).toMatchObject(refused);
    expect(wrong.body.detail).toBeUndefined();
    expect(await type(secret, {})).toMatchObject(refused);
    await portico.vendor('globex').then(async (globex) => {
      await globex.api.patch(`/api/v1/portals/${globex.portal.id}`, { signIn: { customerSecret: true } });
    });
    expect(await type(secret, { portal: 'globex' })).toMatchObject(refused);
    await acme.api.patch(`/api/v1/customers/${id}`, { status: 'inactive' });
    expect(await type(secret)).toMatchObject(refused);
  });

  test('CRY-15 the vendor chooses the shape of new secrets; old ones go on working', async () => {
    const [first, second] = [await acme.customer(), await acme.customer()];
    const old = await make(first.id);
    expect(old).toMatchObject({
      format: 'guid',
      secret: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
    const changed = await acme.api.patch('/api/v1/settings', { customerSecretFormat: 'short' });
    expect(changed.body.customerSecretFormat).toBe('short');
    const short = await make(second.id);
    expect(short).toMatchObject({
      format: 'short',
      secret: expect.stringMatching(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/),
    });
    expect((await type(short.secret.toLowerCase().replaceAll('-', ' '))).status).toBe(201);
    expect((await type(old.secret)).status).toBe(201);
    const slip = (short.secret.startsWith('7') ? '8' : '7') + short.secret.slice(1);
    expect(await type(slip)).toMatchObject({ status: 400, body: { code: 'code.typo' } });
    await acme.api.patch('/api/v1/settings', { customerSecretFormat: 'guid' });
  });

  test('CRY-16 no two customers can have the same secret, also when the vendor brings it along', async () => {
    const [one, two] = [await acme.customer(), await acme.customer()];
    const own = crypto.randomUUID();
    expect((await make(one.id, { secret: own.toUpperCase() })).secret).toBe(own);
    expect(await acme.api.post(`/api/v1/customers/${two.id}/secret`, { secret: own })).toMatchObject({
      status: 409,
      body: { code: 'customer-secret.taken' },
    });
    expect((await acme.api.get(`/api/v1/customers/${two.id}/secret`)).status).toBe(404);
    expect(await acme.api.post(`/api/v1/customers/${two.id}/secret`, { secret: 'letmein' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'secret' }] },
    });
    const race = await Promise.all(
      [one, two].map(({ id }) =>
        acme.api.post(`/api/v1/customers/${id}/secret`, { secret: '3f2b8c1e-9d4a-4e6b-8a57-0c1d2e3f4a5b' }),
      ),
    );
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409]);
    await make(one.id);
    await make(two.id);
  });

  test('a renewed or removed secret never works again, and the sessions it began end at once; others go on', async () => {
    const { id } = await acme.customer();
    const { secret } = await make(id);
    const bySecret = new Client(portico.app, (await type(secret)).body.sessionToken);
    const byToken = await acme.signIn(id);
    const renewed = await make(id);
    expect((await bySecret.get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
    expect((await byToken.get('/portal/v1/bootstrap')).status).toBe(200);
    expect(await type(secret)).toMatchObject(refused);
    expect((await type(renewed.secret)).status).toBe(201);
    expect((await acme.api.delete(`/api/v1/customers/${id}/secret`)).status).toBe(204);
    expect(await type(renewed.secret)).toMatchObject(refused);
    expect((await acme.api.delete(`/api/v1/customers/${id}/secret`)).status).toBe(404);
  });

  test('CD10 a secret stands nowhere in clear, and each reading is written down', async () => {
    const { id } = await acme.customer();
    const { secret } = await make(id);
    expect((await acme.api.get(`/api/v1/customers/${id}/access`)).body.secret).toMatchObject({
      format: 'guid',
      lastUsedAt: null,
    });
    expect((await acme.api.get(`/api/v1/customers/${id}/secret`)).body.secret).toBe(secret);
    for (const table of ['customer_secret', 'activity', 'outbox', 'portal_session'] as const) {
      const rows = await portico.database.db.selectFrom(table).selectAll().execute();
      expect([rows.length > 0, JSON.stringify(rows).includes(secret)]).toEqual([true, false]);
    }
    const { items } = (await acme.api.get(`/api/v1/activity?customerId=${id}`)).body;
    expect(items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['customer-secret.read', 'customer-secret.created']),
    );
  });
});
