import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('a portal without mail about access on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('silent');
  });
  afterAll(() => app.close());

  const portal = () => `/api/v1/portals/${vendor.portal.id}`;
  const withheld = async () => (await vendor.api.get(`${portal()}/withheld-mails`)).body;

  test('CLI-2 nothing is written whatever is done, and a counter says what it would have been', async () => {
    const customer = await vendor.customer();
    const person = (n: number) => ({
      ...{ customerId: customer.id, name: `Anna ${n}`, username: `anna-${n}`, generatePassword: true },
      email: `anna-${n}@customer.example`,
    });
    expect((await vendor.api.post('/api/v1/contacts', person(1))).status).toBe(201);
    const before = (await vendor.api.get('/api/v1/mails')).body.items.length;
    expect(before).toBe(1);
    expect(await withheld()).toEqual({ count: 0, lastAt: null, kinds: [] });

    expect((await vendor.api.patch(portal(), { mail: { noAccessMail: true } })).status).toBe(200);
    const made = await vendor.api.post('/api/v1/contacts', person(2));
    expect(made.status).toBe(201);
    // Nobody is written to, so whoever made the password is told it, this once.
    const told = /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/;
    expect(made.body.madePassword).toMatch(told);
    const again = await vendor.api.patch(`/api/v1/contacts/${made.body.id}`, { generatePassword: true });
    expect(again.body.madePassword).toMatch(told);
    expect((await vendor.api.get(`/api/v1/contacts/${made.body.id}`)).body).not.toHaveProperty(
      'madePassword',
    );
    const stored = JSON.stringify([
      await app.database.db.selectFrom('activity').selectAll().execute(),
      await app.database.db.selectFrom('outbox').selectAll().execute(),
    ]);
    expect(stored).not.toContain(again.body.madePassword);
    const code = `/api/v1/customers/${customer.id}/access-code`;
    await vendor.api.patch(portal(), { signIn: { accessCode: true } });
    for (const _ of [1, 2]) expect((await vendor.api.post(code)).status).toBe(201);
    expect((await vendor.api.delete(code)).status).toBeLessThan(300);

    expect((await vendor.api.get('/api/v1/mails')).body.items).toHaveLength(before);
    const account = await vendor.api.post('/api/v1/customers', {
      ...{ name: 'New', username: 'new', email: 'new@customer.example', generatePassword: true },
    });
    expect(account.body.madePassword).toMatch(told);
    expect((await vendor.api.get('/api/v1/mails')).body.items).toHaveLength(before);
    expect(await withheld()).toMatchObject({ count: 3, kinds: [{ kind: 'contact-access', count: 3 }] });
    expect((await withheld()).lastAt).toBe(app.clock.now().toISOString());
  });

  test('CLI-2 a portal that people enter by code alone starts without mail about access', async () => {
    const made = async (slug: string, more: object) =>
      (await vendor.api.post('/api/v1/portals', { slug, brandName: slug, ...more })).body.mail;
    expect(await made('by-code', { signIn: { accessCode: true } })).toEqual({ noAccessMail: true });
    expect(await made('by-both', { signIn: { accessCode: true, password: true } })).toEqual({
      noAccessMail: false,
    });
    expect(await made('as-told', { signIn: { accessCode: true }, mail: { noAccessMail: false } })).toEqual({
      noAccessMail: false,
    });
  });
});
