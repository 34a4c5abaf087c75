import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const path = '/portal/v1/deletion-request';

describe.each(databaseKinds)('customers that want to be erased, on %s', (kind) => {
  let app: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    app = await testApp(kind);
    acme = await app.vendor('acme');
  });
  afterAll(() => app.close());

  async function account(role = 'owner') {
    const customer = await acme.customer({ name: 'Blum Ltd' });
    const made = await acme.api.post('/api/v1/contacts', { customerId: customer.id, name: 'Anna', role });
    const anna = await acme.signIn(customer.id, { contact: made.body.id });
    const open = async () =>
      (await acme.api.get(`/api/v1/deletion-requests?state=open&customerId=${customer.id}`)).body.items;
    return { customer, contact: made.body, anna, open };
  }

  test('CCM-34 an owner asks once, the vendor sees who and why, and nothing is erased until it says so', async () => {
    const { customer, contact, anna, open } = await account();
    expect((await anna.get(path)).body).toMatchObject({
      ...{ request: null, keepsUntil: null, mayAsk: true, goes: { contacts: 1, contracts: 0 } },
    });
    const asked = await anna.post(path, { reason: 'We close our shop.' });
    expect(asked).toMatchObject({ status: 201, body: { request: { state: 'open' } } });
    expect(await anna.post(path, {})).toMatchObject({ status: 409, body: { code: 'deletion-request.open' } });
    expect(await open()).toMatchObject([
      {
        customerId: customer.id,
        customerName: 'Blum Ltd',
        contactId: contact.id,
        reason: 'We close our shop.',
      },
    ]);
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).status).toBe(200);
    expect((await acme.api.post(`/api/v1/customers/${customer.id}/erasure`, {})).status).toBeLessThan(300);
    expect(await open()).toEqual([]);
    expect((await anna.get(path)).status).toBe(401);
  });

  test('CCM-34 it is taken back, or declined with an answer that the customer reads; then it can be asked again', async () => {
    const { anna, open } = await account();
    await anna.post(path, {});
    expect((await anna.delete(path)).body).toMatchObject({ request: { state: 'withdrawn' } });
    expect(await anna.delete(path)).toMatchObject({
      status: 409,
      body: { code: 'deletion-request.decided' },
    });
    expect(await open()).toEqual([]);
    app.clock.move(1_000);
    await anna.post(path, {});
    const [{ id }] = await open();
    const decline = `/api/v1/deletion-requests/${id}/decline`;
    expect((await acme.api.post(decline, { answer: ' ' })).status).toBe(422);
    expect((await acme.api.post(decline, { answer: 'A contract runs until March.' })).status).toBe(200);
    expect(await acme.api.post(decline, { answer: 'Again' })).toMatchObject({ status: 409 });
    expect((await anna.get(path)).body.request).toMatchObject({
      ...{ state: 'declined', answer: 'A contract runs until March.' },
    });
    app.clock.move(1_000);
    expect((await anna.post(path, {})).status).toBe(201);
  });

  test('U1 ID01 who is no owner, nobody in particular, another vendor and a portal that has it off ask nothing', async () => {
    const { anna, customer } = await account('billing');
    const only = { status: 403, body: { code: 'team.owners-only' } };
    expect((await anna.get(path)).body.mayAsk).toBe(false);
    expect(await anna.post(path, {})).toMatchObject(only);
    expect(await (await acme.signIn(customer.id)).post(path, {})).toMatchObject(only);
    const other = await account();
    await other.anna.post(path, {});
    const [{ id }] = await other.open();
    const globex = await app.vendor('globex');
    expect((await globex.api.get('/api/v1/deletion-requests')).body.items).toEqual([]);
    for (const asked of [id, 'del_01k0000000000000000000000', 'x'])
      expect(
        await globex.api.post(`/api/v1/deletion-requests/${asked}/decline`, { answer: 'No' }),
      ).toMatchObject({
        ...{ status: 404, body: { code: 'deletion-request.not-found' } },
      });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { features: { 'profile.erasure': false } });
    expect(await other.anna.delete(path)).toMatchObject({ status: 403, body: { code: 'feature.off' } });
    expect(await other.open()).toHaveLength(1);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { features: {} });
  });

  test('CCM-34 ten at once are one request', async () => {
    const { anna, open } = await account();
    const answers = await Promise.all(Array.from({ length: 10 }, () => anna.post(path, {})));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await open()).toHaveLength(1);
  });
});
