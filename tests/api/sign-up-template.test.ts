import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateKinds } from '../../src/apps/server/template-kinds.ts';
import { requirePortal } from '../../src/features/portals/server/store.ts';
import { release } from '../../src/features/signup/server/release.ts';
import { previewTemplate } from '../../src/features/signup/server/template.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import type { TemplateKind } from '../../src/kit/server/template.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** What a later feature joins with: a credit that is worth money. */
function credits(given: string[]): TemplateKind {
  return {
    name: 'credits',
    waits: true,
    items: async () => [{ title: 'Welcome', detail: '5.00', currency: 'USD' }],
    async copy(_, { toId }) {
      given.push(toId);
      const data = { customerId: toId };
      return [{ action: 'contract.created', subjectId: toId, data }];
    },
  };
}

describe.each(databaseKinds)('on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  test('DAY-9 what of the template is worth money waits for proof or approval, and comes once', async () => {
    const template = await acme.customer({ name: 'Template' });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signUp: { customers: true, templateCustomerId: template.id },
    });
    const form = await portico.anonymous.post('/portal/v1/sign-up/tickets', { portal: 'acme' });
    portico.clock.move(5_000);
    const made = await portico.anonymous.post('/portal/v1/sign-ups', {
      ...{ portal: 'acme', ticket: form.body.ticket, email: 'a@mail.example', password: 'correct horse' },
      billing: { firstName: 'A', lastName: 'B', street: 'S', postcode: '24103', city: 'C', country: 'DE' },
    });
    const given: string[] = [];
    const kinds = [credits(given)];
    const { db } = portico.database;
    const portal = await requirePortal(db, acme.id, acme.portal.id);
    const at = portico.clock.now();
    const preview = await previewTemplate(db, kinds, { vendorId: acme.id, portal, at, currency: undefined });
    expect(preview.kinds).toEqual([
      { kind: 'credits', waits: true, items: [{ title: 'Welcome', detail: '5.00' }], leftOut: [] },
    ]);
    const row = await db
      .selectFrom('sign_up')
      .selectAll()
      .where('customer_id', '=', made.body.customerId)
      .executeTakeFirstOrThrow();
    const actor = { kind: 'system', id: null } as const;
    const both = [1, 2].map(() => inTransaction(db, (tx) => release(tx, kinds, row, { actor, at })));
    await Promise.all(both);
    expect(given).toEqual([made.body.customerId]);
    const { items } = (await acme.api.get('/api/v1/sign-ups')).body;
    expect(items[0].copied).toContainEqual({ kind: 'credits', count: 1 });
  });

  test('CON-12 all six kinds of the template are on the new record once, as the dry run said, however often it is released', async () => {
    const template = await acme.customer({
      name: 'Everything',
      limits: { calls: 500, domains: 5 },
      currency: 'USD',
    });
    const customerId = template.id;
    const make = async (path: string, body: object) => {
      const made = await acme.api.post(
        `/api/v1/${path}`,
        { customerId, ...body },
        {
          'idempotency-key':
            JSON.stringify(body)
              .slice(0, 60)
              .replace(/[^a-z0-9]/gi, '') + path,
        },
      );
      expect(made.status, JSON.stringify(made.body)).toBe(201);
    };
    const price = { amount: 500, currency: 'USD' };
    await make('contracts', {
      ...{ title: 'Line', startsOn: '2026-01-01', billingPeriod: { count: 1, unit: 'month' } },
      items: [{ kind: 'plan', title: 'Line', quantity: 1, unitPrice: price }],
    });
    await make('packages', {
      name: 'Minutes',
      unit: 'minutes',
      included: 100,
      used: 90,
      startsOn: '2026-10-01',
    });
    await make('routes', { kind: 'route', value: '49', destination: 'trunk-1' });
    await make('routes', { kind: 'number', value: '+4930123456' });
    await make('alerts', { metric: 'packages', unit: 'percent', threshold: 80 });
    // Booked as the console's form begins, or as the API does.
    await make('payments', { kind: 'invoice', status: 'completed', amount: price });
    const own = await acme.api.post('/api/v1/custom-fields', {
      ...{ subject: 'customer', kind: 'text', name: 'Price group' },
    });
    await acme.api.patch(`/api/v1/customers/${customerId}/custom-fields`, { values: { [own.body.id]: 'B' } });
    await acme.api.put(`/api/v1/customers/${customerId}/debit-limit`, { amount: 5_000, currency: 'USD' });
    await acme.api.put(`/api/v1/customers/${customerId}/debit-limit`, { amount: 4_000, currency: 'EUR' });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signUp: { customers: true, templateCustomerId: customerId },
    });
    const { db } = portico.database;
    const portal = await requirePortal(db, acme.id, acme.portal.id);
    const dry = await previewTemplate(db, templateKinds, {
      ...{ vendorId: acme.id, portal, at: portico.clock.now(), currency: undefined },
    });
    const said = Object.fromEntries(dry.kinds.map(({ kind: name, items }) => [name, items.length]));
    expect(said).toMatchObject({ contracts: 1, packages: 1, routes: 1, alerts: 1, payments: 1, fields: 1 });
    expect(dry.kinds.find(({ kind: name }) => name === 'debit-limit')).toMatchObject({
      ...{ waits: true, items: [{ detail: '50.00 USD' }], leftOut: [{ detail: '40.00 EUR' }] },
    });
    expect(said.customer).toBeGreaterThanOrEqual(2);
    const form = await portico.anonymous.post('/portal/v1/sign-up/tickets', { portal: 'acme' });
    portico.clock.move(5_000);
    const { body } = await portico.anonymous.post('/portal/v1/sign-ups', {
      ...{ portal: 'acme', ticket: form.body.ticket, email: 'b@mail.example', password: 'correct horse' },
      billing: { firstName: 'A', lastName: 'B', street: 'S', postcode: '24103', city: 'C', country: 'DE' },
    });
    const row = await db
      .selectFrom('sign_up')
      .selectAll()
      .where('customer_id', '=', body.customerId)
      .executeTakeFirstOrThrow();
    const done = { actor: { kind: 'system', id: null } as const, at: portico.clock.now() };
    await Promise.all([1, 2].map(() => inTransaction(db, (tx) => release(tx, templateKinds, row, done))));
    const of = async (name: string) =>
      (await acme.api.get(`/api/v1/${name}?customerId=${body.customerId}`)).body.items;
    for (const name of ['contracts', 'packages', 'routes', 'alerts', 'payments'])
      expect(await of(name), name).toHaveLength(1);
    expect((await of('packages'))[0]).toMatchObject({ used: 0, startsOn: '2026-11-22' });
    expect((await of('alerts'))[0].recipients).toEqual([{ kind: 'account', stoppedAt: null }]);
    expect((await acme.api.get(`/api/v1/customers/${body.customerId}`)).body.limits.calls).toBe(500);
    const values = (await acme.api.get(`/api/v1/customers/${body.customerId}/custom-fields`)).body.items;
    expect(values[0]).toMatchObject({ name: 'Price group', value: 'B' });
    const money = (await acme.api.get(`/api/v1/customers/${body.customerId}/balance`)).body;
    expect(money).toMatchObject({ balance: [price], accounts: [{ debitLimit: 5_000, balance: price }] });
  });
});
