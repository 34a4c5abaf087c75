import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/apps/server/migrations.ts';
import { openDatabase } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds, testDatabaseUrl } from '../helpers/databases.ts';

const address = {
  ...{
    firstName: 'Anna',
    lastName: 'Berg',
    email: 'anna@example.com',
    street: 'Lindenweg',
    houseNumber: '4',
  },
  ...{ postcode: '24103', city: 'Kiel', country: 'DE' },
};
const rules = {
  ...{ company: 'required', name: 'required', email: 'required', address: 'required' },
  ...{ addressExtra: 'optional', phone: 'optional', vatId: 'hidden' },
};

describe.each(databaseKinds)('the profile on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  /** A customer with the address above and a contact, signed in. */
  async function anna(fields: object = {}, contact = true) {
    const customer = await acme.customer({
      name: 'Anna Berg',
      billing: { ...address, company: 'Berg KG' },
      ...fields,
    });
    if (!contact) return { customer, contact: undefined, portal: await acme.signIn(customer.id) };
    const person = { customerId: customer.id, name: 'Anna Berg', email: 'Anna@Example.com' };
    const made = (await acme.api.post('/api/v1/contacts', person)).body;
    return {
      customer,
      contact: made,
      portal: await acme.signIn(customer.id, { contact: 'anna@example.com' }),
    };
  }
  const settings = (change: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
  const events = async (subject: string) => {
    const rows = await portico.database.db
      .selectFrom('activity')
      .selectAll()
      .where('subject_id', '=', subject)
      .execute();
    const out = await portico.database.db.selectFrom('outbox').selectAll().execute();
    return { activity: rows, outbox: out.filter(({ data }) => data.includes(subject)) };
  };

  test('BIL-4 a customer changes the street: only that changes, and the vendor reads it', async () => {
    const { portal, customer } = await anna();
    const changed = await portal.patch('/portal/v1/profile', { billing: { street: 'Hafenstraße' } });
    expect(changed).toMatchObject({ status: 200, body: { billing: { ...address, street: 'Hafenstraße' } } });
    expect((await portal.get('/portal/v1/profile')).body).toEqual(changed.body);
    const seen = await acme.api.get(`/api/v1/customers/${customer.id}`);
    expect(seen.body.billing).toMatchObject({ ...address, street: 'Hafenstraße', company: 'Berg KG' });
  });

  test('BIL-4 the change leaves one row in the log, with names of fields and no values, and one event with ids only', async () => {
    const { portal, customer, contact } = await anna();
    await portal.patch('/portal/v1/profile', { billing: { street: 'Geheimweg', city: 'Bonn' } });
    const { activity, outbox } = await events(customer.id);
    const updates = activity.filter(({ action }) => action === 'customer.updated');
    expect(updates).toMatchObject([
      { actor_kind: 'contact', actor_id: contact.id, customer_id: customer.id },
    ]);
    expect(JSON.parse(updates[0]?.fields as string)).toEqual(['billing.street', 'billing.city']);
    const told = outbox.filter(({ type }) => type === 'customer.updated');
    expect(told.map(({ data }) => JSON.parse(data))).toEqual([{ customerId: customer.id }]);
    expect(JSON.stringify([activity, outbox])).not.toContain('Geheimweg');
  });

  test('BIL-4 a change that changes nothing leaves no trace', async () => {
    const { portal } = await anna();
    const before = await contentsOf(portico.database);
    expect((await portal.patch('/portal/v1/profile', { billing: { street: 'Lindenweg' } })).status).toBe(200);
    expect((await portal.patch('/portal/v1/profile', {})).status).toBe(200);
    expect(await contentsOf(portico.database)).toEqual(before);
  });

  test('BIL-4 parallel changes of different fields are all kept', async () => {
    const { portal, customer } = await anna();
    const parts = { street: 'A', houseNumber: '1', postcode: '2', city: 'C', phone: '3', addressLine1: 'D' };
    await Promise.all(
      Object.entries(parts).map(([part, value]) =>
        portal.patch('/portal/v1/profile', { billing: { [part]: value } }),
      ),
    );
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).body.billing).toMatchObject(parts);
  });

  test('BIL-25 three fields set three ways: one is needed, one is not, one is absent', async () => {
    const { portal, customer } = await anna({
      billing: { ...address, company: 'Berg KG', vatId: 'DE123456789' },
    });
    expect((await settings({ billingFields: rules })).status).toBe(200);
    expect((await portal.get('/portal/v1/profile')).body.billing).not.toHaveProperty('vatId');
    const refused = async (billing: object) => {
      const before = await contentsOf(portico.database);
      const answer = await portal.patch('/portal/v1/profile', { billing });
      expect(answer).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
      expect(await contentsOf(portico.database)).toEqual(before);
      return answer.body.fields.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`);
    };
    expect(await refused({ company: '' })).toEqual(['billing.company missing']);
    expect(await refused({ company: '   ' })).toEqual(['billing.company missing']);
    expect(await refused({ vatId: 'DE999' })).toEqual(['billing.vatId hidden']);
    expect(await refused({ street: '', lastName: '' })).toEqual([
      'billing.lastName missing',
      'billing.street missing',
    ]);
    expect(
      (await portal.patch('/portal/v1/profile', { billing: { phone: '', houseNumber: '' } })).status,
    ).toBe(200);
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).body.billing.vatId).toBe('DE123456789');
    await settings({ billingFields: { ...rules, company: 'optional', vatId: 'optional' } });
  });

  test('BIL-25 what the vendor never filled in does not stand in the way of language or name', async () => {
    await settings({ billingFields: { ...rules, vatId: 'optional' } });
    const { portal } = await anna({ billing: {} });
    expect((await portal.patch('/portal/v1/profile', { language: 'fr', name: 'Anna B.' })).status).toBe(200);
    const half = await portal.patch('/portal/v1/profile', { billing: { street: 'Lindenweg' } });
    expect(half.body.fields.map(({ path }: { path: string }) => path)).toContain('billing.city');
    await settings({ billingFields: { ...rules, company: 'optional', vatId: 'optional' } });
  });

  test('BIL-25 a value no field takes is refused by name', async () => {
    const { portal } = await anna();
    const wrong = {
      email: 'no address',
      country: 'Germany',
      street: 'x'.repeat(121),
      phone: 'a\u0000b',
      vatId: 'a\nb',
      zip: '1',
      city: 7,
    };
    for (const [part, value] of Object.entries(wrong)) {
      const answer = await portal.patch('/portal/v1/profile', { billing: { [part]: value } });
      expect(answer, part).toMatchObject({ status: 422, body: { fields: [{ path: `billing.${part}` }] } });
    }
  });

  test('BIL-26 the seven fields and that of e-invoices are in the settings, each with three states', async () => {
    const { billingFields } = (await acme.api.get(`/api/v1/portals/${acme.portal.id}`)).body;
    expect(Object.keys(billingFields)).toEqual([
      'company',
      'name',
      'email',
      'address',
      'addressExtra',
      'phone',
      'vatId',
      'eInvoice',
    ]);
    for (const field of Object.keys(billingFields)) {
      for (const rule of ['required', 'optional', 'hidden']) {
        const set = await settings({ billingFields: { ...billingFields, [field]: rule } });
        expect(set.body.billingFields[field]).toBe(rule);
      }
      const other = await settings({ billingFields: { ...billingFields, [field]: 'sometimes' } });
      expect(other).toMatchObject({ status: 422, body: { fields: [{ path: `billingFields.${field}` }] } });
    }
    await settings({ billingFields });
  });

  test('BIL-48 view on, change off: the profile is read-only and its API refuses the change', async () => {
    const { portal } = await anna();
    await settings({ panels: { profile: 'view' } });
    const before = await contentsOf(portico.database);
    const change = await portal.patch('/portal/v1/profile', { billing: { street: 'Anderswo' } });
    expect(change).toMatchObject({ status: 403, body: { code: 'panel.read-only' } });
    expect((await portal.get('/portal/v1/profile')).status).toBe(200);
    expect(await contentsOf(portico.database)).toEqual(before);
    const { panels } = (await portal.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(panels).toContainEqual({ panel: 'profile', view: true, change: false });
    await settings({ panels: {} });
  });

  test('BIL-47 an area the vendor hides is gone from the menu and refused by the API', async () => {
    const { portal, customer } = await anna();
    await settings({ panels: { contracts: 'hidden' } });
    const { panels, contracts } = (await portal.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(panels).toContainEqual({ panel: 'contracts', view: false, change: false });
    expect(contracts).toBeUndefined();
    for (const path of ['/portal/v1/contracts', '/portal/v1/contracts/ctr_000000000000']) {
      expect(await portal.get(path)).toMatchObject({ status: 403, body: { code: 'panel.hidden' } });
    }
    const shown = await acme.api.patch(`/api/v1/customers/${customer.id}`, {
      overrides: { contracts: 'show' },
    });
    expect(shown.status).toBe(200);
    expect((await portal.get('/portal/v1/contracts')).status).toBe(200);
    await settings({ panels: {} });
  });

  test('X-5 each panel, hidden by setting or override, is refused on each of its routes', async () => {
    const { portal, customer } = await anna();
    const routes: [string, (id: string) => ReturnType<Client['get']>][] = [
      ['contracts', () => portal.get('/portal/v1/contracts')],
      ['contracts', (id) => portal.get(`/portal/v1/contracts/${id}`)],
      ['profile', () => portal.get('/portal/v1/profile')],
      ['profile', () => portal.patch('/portal/v1/profile', { language: 'de' })],
    ];
    for (const [panel, call] of routes) {
      await settings({ panels: { [panel]: 'hidden' } });
      expect(await call('ctr_000000000000'), panel).toMatchObject({
        status: 403,
        body: { code: 'panel.hidden' },
      });
      await settings({ panels: {} });
      await acme.api.patch(`/api/v1/customers/${customer.id}`, { overrides: { [panel]: 'hide' } });
      expect(await call('ctr_000000000000'), panel).toMatchObject({
        status: 403,
        body: { code: 'panel.hidden' },
      });
      await acme.api.patch(`/api/v1/customers/${customer.id}`, { overrides: {} });
    }
  });

  test('the name is the signed-in person’s own; without one there is no name to change', async () => {
    const { portal, contact, customer } = await anna();
    const named = await portal.patch('/portal/v1/profile', { name: ' Anna B. ', language: 'nl' });
    expect(named.body).toMatchObject({ contact: { id: contact.id, name: 'Anna B.' }, language: 'nl' });
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).body).toMatchObject({
      name: 'Anna Berg',
      language: null,
    });
    const alone = await anna({}, false);
    expect((await alone.portal.patch('/portal/v1/profile', { language: 'nl' })).body.language).toBe('nl');
    const refused = await alone.portal.patch('/portal/v1/profile', { name: 'Anyone' });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'name', code: 'no_contact' }] } });
  });

  test('CON-35 a person chooses the time zone of what they read; days stay the portal’s, and so does everybody else', async () => {
    const { portal, customer, contact } = await anna();
    expect((await portal.get('/portal/v1/bootstrap')).body.bootstrap).not.toHaveProperty('timeZone');
    const refused = await portal.patch('/portal/v1/profile', { timeZone: 'Mars/Olympus' });
    expect([refused.status, refused.body.fields?.[0]?.path]).toEqual([422, 'timeZone']);
    const saved = await portal.patch('/portal/v1/profile', { timeZone: 'Pacific/Kiritimati' });
    expect(saved.body).toMatchObject({ timeZone: 'Pacific/Kiritimati' });
    const { bootstrap } = (await portal.get('/portal/v1/bootstrap')).body;
    const { bootstrap: theirs } = (await (await acme.signIn(customer.id)).get('/portal/v1/bootstrap')).body;
    expect(bootstrap.timeZone).toBe('Pacific/Kiritimati');
    expect(theirs).not.toHaveProperty('timeZone');
    expect(bootstrap.today).toBe(theirs.today);
    expect((await acme.api.get(`/api/v1/contacts/${contact.id}`)).body.timeZone).toBe('Pacific/Kiritimati');

    // The customer's own holds for whoever chose none.
    await acme.api.patch(`/api/v1/customers/${customer.id}`, { timeZone: 'America/Lima' });
    expect((await portal.patch('/portal/v1/profile', { timeZone: null })).body.timeZone).toBe('America/Lima');
    expect((await portal.get('/portal/v1/bootstrap')).body.bootstrap.timeZone).toBe('America/Lima');
    const alone = await anna({}, false);
    await alone.portal.patch('/portal/v1/profile', { timeZone: 'Asia/Tokyo' });
    expect((await acme.api.get(`/api/v1/customers/${alone.customer.id}`)).body.timeZone).toBe('Asia/Tokyo');
  });

  test('BIL-4 the changed address is found again after the service was stopped and started', async () => {
    const url = await testDatabaseUrl(kind, migrations);
    const first = await testApp(kind, { database: await openDatabase(url) });
    const vendor = await first.vendor('restart');
    const customer = await vendor.customer({ billing: address });
    const portal = await vendor.signIn(customer.id);
    const { status } = await portal.patch('/portal/v1/profile', { billing: { street: 'Nach dem Neustart' } });
    expect(status).toBe(200);
    await first.close();
    const second = await testApp(kind, { database: await openDatabase(url) });
    const api = new Client(second.app, vendor.apiKey);
    expect((await api.get(`/api/v1/customers/${customer.id}`)).body.billing.street).toBe('Nach dem Neustart');
    await second.close();
  });
});
