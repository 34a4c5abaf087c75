import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendMailedCodes } from '../../src/features/access/server/ask-mailed-code.ts';
import {
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const password = 'correct horse battery';

describe.each(databaseKinds)('ways into a portal on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let customer: { id: string };
  let code: string;
  let secret: string;
  let key: string;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    customer = await acme.customer({ name: 'Bakery Vos' });
    await acme.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Anna Vos', email: 'anna@vos.example', username: 'anna' },
      password,
    });
    code = (await acme.api.post(`/api/v1/customers/${customer.id}/access-code`)).body.code;
    secret = (await acme.api.post(`/api/v1/customers/${customer.id}/secret`)).body.secret;
    const product = (await acme.api.post('/api/v1/products', { name: 'Studio', keyPrefix: 'DWS8' })).body;
    const licence = await acme.api.post('/api/v1/licences', {
      ...{ customerId: customer.id, productId: product.id },
    });
    key = (await acme.api.get(`/api/v1/licences/${licence.body.id}/key`)).body.key;
  });
  afterAll(() => portico.close());

  /** Asked for in the browser that uses it, an hour after the last one. */
  async function mailedCode(): Promise<object> {
    portico.clock.move(3_600_000);
    await set({ mailedCode: true });
    const email = 'anna@vos.example';
    const asked = await portico.anonymous.post('/portal/v1/mailed-codes', { portal: 'acme', email });
    const { database, clock } = portico;
    await sendMailedCodes({ database, clock, secrets: testSecrets, publicUrl: testPublicUrl });
    const mail = await database.db
      .selectFrom('mail')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const sealed = testSecrets.open(mail.sealed_secrets as string, `mail:${mail.vendor_id}:${mail.id}`);
    return { mailedCode: JSON.parse(sealed).code, marker: asked.body.marker };
  }

  const set = async (signIn: object) => {
    const changed = await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    return changed.body.signIn;
  };

  /** What opens the portal by each way. */
  const credentials: Record<string, () => Promise<object>> = {
    launchToken: async () => ({ token: await acme.token(customer.id) }),
    portalLink: async () => ({ token: await acme.token(customer.id, { use: 'link' }) }),
    password: async () => ({ portal: 'acme', username: 'anna', password }),
    accessCode: async () => ({ portal: 'acme', accessCode: code }),
    customerSecret: async () => ({ portal: 'acme', accessCode: secret }),
    licenceKey: async () => ({ portal: 'acme', accessCode: key }),
    mailedCode: async () => ({ portal: 'acme', ...(await mailedCode()) }),
  };
  const enter = async (way: string) =>
    portico.anonymous.post('/portal/v1/sessions', await credentials[way]?.());

  test('what the vendor hands over opens a new portal, nothing else does; a change names only its own switch', async () => {
    expect((await acme.api.get(`/api/v1/portals/${acme.portal.id}`)).body.signIn).toEqual({
      ...{ password: false, accessCode: false, mailedCode: false, customerSecret: false, oidc: false },
      licenceKey: false,
      ...{ launchToken: true, portalLink: true },
    });
    expect(await set({ accessCode: true })).toMatchObject({ accessCode: true, portalLink: true });
    expect(await set({ accessCode: false })).toMatchObject({ accessCode: false, launchToken: true });
  });

  test.each(Object.keys(credentials))(
    'X-1 %s: opens the portal; switched off it opens nothing, and what it had opened is over',
    async (way) => {
      await set({ [way]: true });
      const session = await enter(way);
      expect(session.status, JSON.stringify(session.body)).toBe(201);
      const client = new Client(portico.app, session.body.sessionToken);
      expect((await client.get('/portal/v1/bootstrap')).status).toBe(200);

      const second = await credentials[way]?.();
      await set({ [way]: false });
      expect(await client.get('/portal/v1/bootstrap')).toMatchObject({
        status: 401,
        body: { code: 'session.ended' },
      });
      expect(await portico.anonymous.post('/portal/v1/sessions', second)).toMatchObject({
        status: 403,
        body: { code: 'sign-in.not-offered' },
      });
      await set({ [way]: true });
      expect((await client.get('/portal/v1/bootstrap')).status).toBe(401);
      expect((await enter(way)).status).toBe(201);
    },
  );
});
