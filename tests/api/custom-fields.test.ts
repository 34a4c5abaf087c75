import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';
import {
  accepted,
  billing,
  fromNetwork,
  key,
  newVisitor,
  openShop,
  orderAs,
  type Shop,
  wantedOf,
} from '../helpers/orders.ts';

describe.each(databaseKinds)('custom fields on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let shop: Shop;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    shop = await openShop(acme);
  });
  afterAll(() => portico?.close());

  const field = async (body: object): Promise<string> => {
    const made = await acme.api.post('/api/v1/custom-fields', body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  };
  const held = (answer: { body: { items: { name: string; value: string | null; writable: boolean }[] } }) =>
    answer.body.items.map(({ name, value, writable }) => `${name}: ${value}${writable ? '' : ' (locked)'}`);

  test('BIL-49 with the portal at read a value is shown and locked there, and changed in the console', async () => {
    const tier = await field({
      ...{ subject: 'customer', kind: 'choice', name: 'Tier', names: { de: 'Stufe' }, externalId: 'tier' },
      ...{ choices: ['Gold', 'Silver'], rights: { portal: 'read' } },
    });
    const team = await field({
      ...{ subject: 'customer', kind: 'text', name: 'Team', rights: { portal: 'write', console: 'read' } },
      position: 1,
    });
    const secret = await field({ subject: 'customer', kind: 'number', name: 'Score', position: 2 });
    const { id } = await acme.customer({ billing });
    const values = `/api/v1/customers/${id}/custom-fields`;
    const operator = await signedIn(portico, acme.id, 'owner');

    // The console: everything is seen, what is for reading is not changed.
    const set = await operator.patch(values, { values: { [tier]: 'Gold', [secret]: '007.50' } });
    expect(held(set)).toEqual(['Tier: Gold', 'Team: null (locked)', 'Score: 7.50']);
    const locked = await operator.patch(values, { values: { [team]: 'North' } });
    expect([locked.status, locked.body.fields]).toEqual([
      422,
      [
        expect.objectContaining({
          path: `values.${team}`,
          code: 'locked',
          message: expect.stringContaining('Team'),
        }),
      ],
    ]);

    // The portal: one field is shown and locked, one is the customer's, and one is not there.
    const anna = await acme.signIn(id);
    const own = '/portal/v1/custom-fields';
    expect(held(await anna.get(own))).toEqual(['Tier: Gold (locked)', 'Team: null']);
    expect(held(await anna.patch(own, { values: { [team]: ' North ' } }))).toEqual([
      'Tier: Gold (locked)',
      'Team: North',
    ]);
    const refused = await anna.patch(own, { values: { [tier]: 'Silver', [secret]: '1', [team]: 'South' } });
    expect([refused.status, refused.body.fields.map(({ path, code }: never) => `${path} ${code}`)]).toEqual([
      422,
      [`values.${tier} locked`, `values.${secret} unknown`],
    ]);
    expect(held(await anna.get(own))).toEqual(['Tier: Gold (locked)', 'Team: North']);

    // A program of the vendor writes what it wants, by ids of its own; what does not fit is named.
    const program = await acme.api.patch(values, { values: { 'ext:tier': 'Silver', [team]: null } });
    expect(held(program)).toEqual(['Tier: Silver', 'Team: null', 'Score: 7.50']);
    const wrong = await acme.api.patch(values, { values: { 'ext:tier': 'Iron', [secret]: 'many' } });
    expect(wrong.body.fields.map(({ code }: { code: string }) => code)).toEqual(['not_choice', 'not_number']);

    // What was written says who did what, and nobody sees another customer's.
    const log = await acme.api.get(`/api/v1/activity?customerId=${id}&limit=50`);
    expect(log.body.items.map(({ action }: { action: string }) => action)).toContain('customer.updated');
    const ben = await acme.signIn((await acme.customer()).id);
    expect(held(await ben.get(own))).toEqual(['Tier: null (locked)', 'Team: null']);
    for (const one of [tier, team, secret]) await acme.api.delete(`/api/v1/custom-fields/${one}`);
  });

  test('BIL-49 sign-up and order pages ask for what they may write, and a contract keeps its own', async () => {
    const source = await field({
      ...{ subject: 'customer', kind: 'choice', name: 'How did you find us?', choices: ['Fair', 'Friend'] },
      ...{ required: true, rights: { signUp: 'write' } },
    });
    const depot = await field({
      ...{ subject: 'contract', kind: 'text', name: 'Depot', names: { de: 'Lager' } },
      ...{ rights: { signUp: 'write', portal: 'read' }, position: 1 },
    });
    const support = await field({
      ...{ subject: 'product', kind: 'lines', name: 'Support', rights: { portal: 'read' } },
    });
    const { planId } = (await acme.api.get(`/api/v1/plan-variants/${shop.variantId}`)).body;
    await acme.api.patch(`/api/v1/plans/${planId}/custom-fields`, { values: { [support]: 'Mon–Fri' } });

    const wanted = wantedOf(shop);
    const form = await portico.anonymous.get(
      `/portal/v1/order-form?portal=acme&variant=${shop.variantId}&language=de`,
    );
    expect(form.body.fields).toEqual([
      {
        id: source,
        label: 'How did you find us?',
        required: true,
        kind: 'choice',
        choices: ['Fair', 'Friend'],
      },
      { id: depot, label: 'Lager', required: false },
    ]);
    const send = async (answers: object) => {
      const { ticket, priceHash } = await newVisitor(portico, 'acme', wanted);
      const body = {
        ...{
          portal: 'acme',
          ticket,
          priceHash,
          email: `v-${Math.random().toString(36).slice(2)}@mail.example`,
          billing,
          answers,
        },
        ...{ acceptances: accepted(shop), paymentMethod: { kind: 'invoice' }, ...wanted },
      };
      return fromNetwork(portico, '/portal/v1/orders', body, key());
    };
    expect((await send({})).body.fields).toMatchObject([{ path: `answers.${source}`, code: 'missing' }]);
    expect((await send({ [source]: 'Radio' })).body.fields).toMatchObject([{ code: 'not_choice' }]);
    expect((await send({ [source]: 'Fair', [support]: 'x' })).body.fields).toMatchObject([
      { code: 'unknown' },
    ]);
    const placed = await send({ [source]: 'Friend', [depot]: 'Kiel' });
    expect(placed.status, JSON.stringify(placed.body)).toBe(201);
    const { customerId, contractId } = (await acme.api.get(`/api/v1/orders/${placed.body.order.id}`)).body;
    expect(held(await acme.api.get(`/api/v1/customers/${customerId}/custom-fields`))).toEqual([
      'How did you find us?: Friend',
    ]);

    // In the portal: what stands at the contract, and what is said of its product.
    const session = await acme.signIn(customerId);
    const seen = await session.get(`/portal/v1/contracts/${contractId}/custom-fields`);
    expect(held(seen)).toEqual(['Depot: Kiel (locked)', 'Support: Mon–Fri (locked)']);
    expect(held(await session.get('/portal/v1/custom-fields'))).toEqual([]);
    const other = await acme.signIn((await acme.customer()).id);
    expect((await other.get(`/portal/v1/contracts/${contractId}/custom-fields`)).status).toBe(404);

    // Who is known is asked about the contract alone.
    const known = await session.get(`/portal/v1/order-panel?variant=${shop.variantId}`);
    expect(known.body.fields.map(({ id }: { id: string }) => id)).toEqual([depot]);
    const again = await orderAs(session, shop, { answers: { [depot]: 'Bremen' } });
    const second = (await acme.api.get(`/api/v1/orders/${again.body.order.id}`)).body.contractId;
    expect(held(await session.get(`/portal/v1/contracts/${second}/custom-fields`))[0]).toBe(
      'Depot: Bremen (locked)',
    );
    for (const one of [source, depot, support]) await acme.api.delete(`/api/v1/custom-fields/${one}`);
  });

  test('BIL-49 a field that does not hold together is refused; rights that are not named stay', async () => {
    const make = (body: object) => acme.api.post('/api/v1/custom-fields', { name: 'X', ...body });
    const choice = await make({ subject: 'customer', kind: 'choice' });
    expect(choice.body.fields).toMatchObject([{ path: 'choices', code: 'missing' }]);
    const product = await make({ subject: 'product', kind: 'text', rights: { portal: 'write' } });
    expect(product.body.fields).toMatchObject([{ path: 'rights.portal', code: 'product' }]);
    const made = await make({ subject: 'contract', kind: 'day', rights: { portal: 'write' } });
    const changed = await acme.api.patch(`/api/v1/custom-fields/${made.body.id}`, {
      rights: { console: 'none' },
    });
    expect(changed.body.rights).toEqual({ signUp: 'none', portal: 'write', console: 'none' });
    expect((await acme.api.delete(`/api/v1/custom-fields/${made.body.id}`)).status).toBe(204);
  });
});
