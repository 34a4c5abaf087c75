import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

interface Row {
  readonly action: string;
  readonly who: string;
  readonly name: string | null;
  readonly actingFor: string | null;
  readonly what: string;
  readonly fields: string[];
  readonly changed: string[];
  readonly note: string | null;
}

describe.each(databaseKinds)('what a customer reads of its own log, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico.close());

  async function newCustomer() {
    const customer = await acme.customer();
    portico.clock.move(1);
    const person = async (name: string, role: string) =>
      (await acme.api.post('/api/v1/contacts', { customerId: customer.id, name, role })).body as {
        id: string;
      };
    const [anna, ben] = [await person('Anna', 'owner'), await person('Ben', 'technical')];
    return { ...customer, anna, ben };
  }
  const list = async (client: Client, query = ''): Promise<Row[]> =>
    (await client.get(`/portal/v1/activity${query}`)).body.items;

  test('CON-30 who did what: a person, the staff, a program; what is the vendor’s own is not told', async () => {
    const customer = await newCustomer();
    const support = await signedIn(portico, acme.id, 'support');
    portico.clock.move(1);
    await support.patch(`/api/v1/contacts/${customer.ben.id}`, {
      privateNotes: 'Pays late',
      phone: '+49 30 1',
    });
    portico.clock.move(1);
    await support.patch(`/api/v1/contacts/${customer.ben.id}`, { privateNotes: 'Pays very late' });
    await acme.api.patch(`/api/v1/customers/${customer.id}`, { limits: { domains: 5 } });
    await acme.api.post('/api/v1/call-counts', { customerId: customer.id, month: '2026-10', quantity: 1 });
    portico.clock.move(1);
    const token = await acme.token(customer.id, { contact: customer.anna.id });
    portico.clock.move(1);
    const { body } = await portico.anonymous.post('/portal/v1/sessions', { token });
    const anna = new Client(portico.app, body.sessionToken);
    portico.clock.move(1);
    await anna.patch('/portal/v1/profile', { language: 'de' });

    const rows = await list(anna);
    expect(rows.slice(0, 4)).toMatchObject([
      { action: 'contact.updated', who: 'person', name: 'Anna', fields: ['language'], note: null },
      { action: 'session.started', who: 'person', name: 'Anna' },
      { action: 'portal-token.created', who: 'program', name: null },
      { action: 'contact.updated', who: 'staff', name: 'The support', fields: ['phone'], actingFor: null },
    ]);
    expect(rows.map(({ action }) => action)).not.toContain('call-count.created');
    expect(JSON.stringify(rows)).not.toMatch(/late|limits|privateNotes/);

    // In words too: in the language that is asked for, or the one that was chosen.
    const said = async (query = '') =>
      (await list(anna, query)).map(({ what, changed }) => [what, ...changed]);
    expect((await said('?language=en'))[3]).toEqual(['Person changed', 'phone number']);
    expect((await said('?language=nl'))[3]).toEqual(['Persoon gewijzigd', 'telefoonnummer']);
    expect((await anna.get('/portal/v1/activity?language=xx')).status).toBe(422);
  });

  test('CON-30 an owner reads everything, others what they did and what was done about them', async () => {
    const customer = await newCustomer();
    portico.clock.move(1);
    const [whole, ben] = [
      await acme.signIn(customer.id),
      await acme.signIn(customer.id, { contact: customer.ben.id }),
    ];
    const invoice = { customerId: customer.id, origin: 'external', number: 'X-1', issuedOn: '2026-11-01' };
    await acme.api.post('/api/v1/invoices', { ...invoice, currency: 'EUR', gross: 100 });
    const actions = async (client: Client) => (await list(client)).map(({ action }) => action);
    expect(await actions(whole)).toContain('invoice.created');
    expect((await actions(ben)).sort()).toEqual(['contact.created', 'session.started']);
    // The contract alone: the log of the whole account is none of it.
    const narrow = await acme.signIn(customer.id, { panels: ['contracts'] });
    expect((await narrow.get('/portal/v1/activity')).status).toBe(403);
    const stranger = await acme.signIn((await newCustomer()).id);
    expect(JSON.stringify(await list(stranger))).not.toContain(customer.id);
    expect((await list(stranger)).every(({ name }) => name !== 'Ben')).toBe(true);
  });

  test('CON-30 it is narrowed by who and by day in the portal’s zone, and read page by page', async () => {
    const customer = await newCustomer();
    const whole = await acme.signIn(customer.id);
    portico.clock.set('2026-11-25T22:30:00Z');
    const later = await acme.signIn(customer.id);
    for (let i = 0; i < 12; i++) {
      portico.clock.move(1000);
      await later.patch('/portal/v1/profile', { language: i % 2 ? 'de' : 'nl' });
      // Rows of which nothing may be told stand between them.
      await acme.api.patch(`/api/v1/customers/${customer.id}`, { limits: { domains: i } });
    }
    expect((await list(later, '?who=people')).every(({ who }) => who === 'account')).toBe(true);
    expect((await list(later, '?who=program&limit=200')).map(({ action }) => action)).toContain(
      'customer.created',
    );
    const days = async (query: string) => (await list(later, query)).length;
    expect(await days('?since=2026-11-25&limit=200')).toBe(14);
    // Half past ten at night in Greenwich is half past eleven in Berlin, still that day.
    expect(await days('?since=2026-11-26&limit=200')).toBe(0);
    expect(await days('?until=2026-11-24&limit=200')).toBeGreaterThan(3);
    expect((await later.get('/portal/v1/activity?since=yesterday')).status).toBe(422);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await later.get(
        `/portal/v1/activity?limit=5${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.body.items.length).toBeLessThanOrEqual(5);
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
    }
    const all = (await later.get('/portal/v1/activity?limit=200')).body.items.map(
      ({ id }: { id: string }) => id,
    );
    expect(seen).toEqual(all);
    expect((await whole.get('/portal/v1/bootstrap')).status).toBe(401);
  });
});
