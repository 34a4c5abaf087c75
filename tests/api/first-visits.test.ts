import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type Forge, goodToken, keyPair } from './forge.ts';

describe.each(databaseKinds)('first visits on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let forge: Forge;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    const { publicPem, privateKey } = keyPair();
    const key = { name: 'tests', algorithm: 'EdDSA', publicKey: publicPem };
    const { body } = await acme.api.post('/api/v1/signing-keys', key);
    forge = { vendorId: acme.id, slug: 'acme', kid: body.id, privateKey, now: portico.clock.now() };
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { createsCustomers: true });
  });
  afterAll(() => portico.close());
  const visit = (claims: Record<string, unknown>) =>
    portico.anonymous.post('/portal/v1/sessions', { token: goodToken(forge, claims) });

  test.each<[Partial<Record<'company' | 'name' | 'email' | 'country', string>>, string, string | undefined]>([
    [
      { company: 'Berg KG', name: 'Anna Berg', email: 'a@berg.example', country: 'DE' },
      'Berg KG',
      'Anna Berg',
    ],
    [{ name: 'Anna Berg', email: 'a@berg.example' }, 'Anna Berg', 'Anna Berg'],
    [{ email: 'a@berg.example' }, 'a@berg.example', 'a@berg.example'],
    [{ company: 'Berg KG' }, 'Berg KG', undefined],
    [{}, 'the id', undefined],
  ])('DAY-3 %j makes a customer named %s and the contact %s', async (claims, name, person) => {
    const id = crypto.randomUUID();
    expect((await visit({ sub: `ext:${id}`, ...claims })).status).toBe(201);
    const customer = (await acme.api.get(`/api/v1/customers/ext:${id}`)).body;
    expect(customer).toMatchObject({
      name: name === 'the id' ? id : name,
      portalId: acme.portal.id,
      status: 'active',
    });
    expect(customer.billing).toMatchObject({
      company: claims.company ?? '',
      email: claims.email ?? '',
      country: claims.country ?? '',
    });
    const contacts = (await acme.api.get(`/api/v1/contacts?customerId=${customer.id}`)).body.items;
    expect(contacts.map(({ name }: { name: string }) => name)).toEqual(person ? [person] : []);
  });

  test('DAY-3 the contact that the token names is the one that is made, and found at the next visit', async () => {
    for (const contact of ['ext:anna', 'Anna@Berg.example']) {
      const claims = { sub: `ext:${crypto.randomUUID()}`, name: 'Anna Berg', contact };
      const first = await visit(claims);
      expect(first, contact).toMatchObject({
        status: 201,
        body: { bootstrap: { contact: { name: 'Anna Berg' } } },
      });
      const second = await visit(claims);
      expect(second.body.bootstrap.contact).toEqual(first.body.bootstrap.contact);
    }
  });

  test('DAY-3 claims that no database keeps are refused, and nothing is made of them', async () => {
    const bad = ['a\u0000b', 'a\nb', '\ud800', '\u001b[31m'];
    for (const text of bad) {
      for (const claims of [
        ...[
          { sub: `ext:${text}` },
          { name: text },
          { company: text },
          { contact: text },
          { contact: `ext:${text}` },
        ],
        ...[
          { email: `${text}@x.example` },
          { contact: `${text}@x.example` },
          { jti: `${'x'.repeat(20)}${text}` },
        ],
        ...[{ subject: { type: 'contract', id: text } }, { origin: text }, { aud: text }, { iss: text }],
      ]) {
        const sub = `ext:${crypto.randomUUID()}`;
        const answer = await visit({ sub, ...claims });
        expect([401, 403], JSON.stringify(claims)).toContain(answer.status);
        if (!('sub' in claims)) expect((await acme.api.get(`/api/v1/customers/${sub}`)).status).toBe(404);
      }
    }
    for (const sub of ['ext:', 'ext: x', 'ext:x ', `ext:${'x'.repeat(129)}`]) {
      expect((await visit({ sub })).status, sub).toBeGreaterThanOrEqual(400);
    }
  });
});
