import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { panelIds } from '../../src/features/portals/schema.ts';
import { type Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** What asks for each panel's data. */
const routesOf: Record<(typeof panelIds)[number], readonly string[]> = {
  contracts: ['/portal/v1/contracts', '/portal/v1/contracts/ctr_000000000000'],
  documents: [
    '/portal/v1/documents',
    '/portal/v1/documents/summary',
    '/portal/v1/documents/inv_000000000000',
  ],
  profile: ['/portal/v1/profile'],
  sites: ['/portal/v1/sites'],
  domains: ['/portal/v1/domains'],
  usage: ['/portal/v1/usage', '/portal/v1/usage/views'],
  licences: ['/portal/v1/licences'],
  routes: ['/portal/v1/routes', '/portal/v1/routes/rte_000000000000'],
  packages: ['/portal/v1/packages', '/portal/v1/packages/pkg_000000000000'],
  alerts: ['/portal/v1/alerts', '/portal/v1/alerts/alt_000000000000'],
  order: ['/portal/v1/orders'],
  payments: ['/portal/v1/payments/overview'],
  approvals: ['/portal/v1/approvals', '/portal/v1/approvals/apv_000000000000'],
  accounts: ['/portal/v1/accounts'],
  activity: ['/portal/v1/login-as'],
};

describe.each(databaseKinds)('who sees what, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
  });
  afterAll(() => portico.close());

  const setPortal = (change: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
  const set = (id: string, change: object) => acme.api.patch(`/api/v1/customers/${id}`, change);
  const visibility = async (id: string, query = '') => {
    const answer = await acme.api.get(`/api/v1/customers/${id}/visibility${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const ruleOf = (body: { panels: { panel: string }[] }, panel: string) =>
    body.panels.find((one) => one.panel === panel);
  const person = async (customerId: string, more: object = {}) => {
    const made = await acme.api.post('/api/v1/contacts', { customerId, name: 'Pia', ...more });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { id: string };
  };
  const bootstrap = async (client: Client) => (await client.get('/portal/v1/bootstrap')).body.bootstrap;

  test('X-5 whatever panel is hidden from a customer, each of its routes answers 403', async () => {
    const customer = await acme.customer({ name: 'Hidden from' });
    await acme.customer({ name: 'Below', parentId: customer.id, parentAccess: 'view' });
    const texts = { en: { title: 'Fair use', text: 'One.' } };
    await acme.api.post('/api/v1/approvals', { customerId: customer.id, texts });
    const panels = {
      ...{ sites: 'edit', domains: 'edit', licences: 'edit', payments: 'edit' },
      ...{ routes: 'edit', packages: 'view', alerts: 'edit' },
    };
    await acme.api.post('/api/v1/usage-records', { customerId: customer.id, metric: 'gb' });
    await setPortal({ panels, order: { enabled: true } });
    const portal = await acme.signIn(customer.id);
    for (const panel of panelIds) {
      await set(customer.id, { overrides: { [panel]: 'hide' } });
      const answers = await Promise.all(routesOf[panel].map((route) => portal.get(route)));
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
        answers.map(() => [403, 'panel.hidden']),
      );
      expect(ruleOf(await visibility(customer.id), panel)).toMatchObject({
        ...{ view: false, change: false, viewRule: 'override-hide' },
      });
      const others = panelIds.filter((id) => id !== panel && id !== 'activity');
      const open = await Promise.all(others.map((id) => portal.get(routesOf[id][0] as string)));
      expect(open.map(({ status }) => status)).toEqual(others.map(() => 200));
    }
    await setPortal({ panels: {}, order: { enabled: false } });
  });

  test('X-5 a session that only looks changes nothing, whatever it asks for', async () => {
    const customer = await acme.customer({ billing: { ...filled, city: 'Kiel' } });
    const contact = await person(customer.id, { email: `look-${kind}@customer.example` });
    const portal = await acme.signIn(customer.id, { contact: contact.id, readOnly: true });
    const writes = portico.app.routes.filter(
      ({ method, path }) =>
        path.startsWith('/portal/v1/') &&
        !path.includes('*') &&
        ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) &&
        // It may leave; and what is asked for before anybody is known is another matter.
        !/\/(sessions|terms|sign-ups?(\/.*)?|password-resets(\/.*)?|mailed-codes|link-renewals)$/.test(path),
    );
    expect(writes.length).toBeGreaterThan(8);
    const before = await contentsOf(portico.database);
    for (const { method, path } of writes)
      for (const body of [{}, { language: 'de' }, { name: 'Else' }, { billing: { city: 'Ulm' } }]) {
        const { status } = await portal.send(method, path.replace(/:\w+/, customer.id), body);
        if (status === 403) break; // whatever it asks for: what was sent was not looked at
      }
    const after = await contentsOf(portico.database);
    for (const table of [
      'customer',
      'contact',
      'contact_login',
      'contract',
      'document',
      'domain',
      'location',
    ])
      expect([table, after[table]]).toEqual([table, before[table]]);
    expect((await portal.patch('/portal/v1/profile', { name: 'Else' })).body.code).toBe('panel.read-only');
  });

  test('CON-24, CON-25 Show forces a panel that the portal hides; Hide stops one that it shows', async () => {
    const [shown, usual] = [await acme.customer(), await acme.customer()];
    await setPortal({ panels: { documents: 'hidden' } });
    await set(shown.id, { overrides: { documents: 'show' } });
    expect((await (await acme.signIn(shown.id)).get('/portal/v1/documents')).status).toBe(200);
    expect((await (await acme.signIn(usual.id)).get('/portal/v1/documents')).body.code).toBe('panel.hidden');
    expect(ruleOf(await visibility(usual.id), 'documents')).toMatchObject({ viewRule: 'portal-setting' });
    await setPortal({ panels: {} });
    await set(usual.id, { overrides: { documents: 'hide' } });
    expect((await (await acme.signIn(usual.id)).get('/portal/v1/documents')).body.code).toBe('panel.hidden');
    expect((await (await acme.signIn(shown.id)).get('/portal/v1/documents')).status).toBe(200);
  });

  test('CON-24 Show gives a panel before there is anything in it, and to nobody else', async () => {
    const panels = ['licences', 'domains', 'sites', 'payments', 'routes', 'packages', 'alerts'] as const;
    const [shown, usual] = [await acme.customer(), await acme.customer()];
    await set(shown.id, { overrides: Object.fromEntries(panels.map((panel) => [panel, 'show'])) });
    const [may, none] = [await acme.signIn(shown.id), await acme.signIn(usual.id)];
    for (const panel of panels) {
      expect(ruleOf(await visibility(shown.id), panel), panel).toMatchObject({
        ...{ view: true, change: true, viewRule: 'override-show' },
      });
      expect(ruleOf(await visibility(usual.id), panel), panel).toMatchObject({ viewRule: 'unavailable' });
    }
    expect((await may.get('/portal/v1/alerts')).status).toBe(200);
    expect((await none.get('/portal/v1/alerts')).body.code).toBe('panel.hidden');
  });

  test('CON-28 a panel that may be viewed only takes no change', async () => {
    const customer = await acme.customer();
    await setPortal({ panels: { profile: 'view' } });
    const portal = await acme.signIn(customer.id);
    expect((await portal.get('/portal/v1/profile')).status).toBe(200);
    expect((await portal.patch('/portal/v1/profile', { language: 'de' })).body.code).toBe('panel.read-only');
    expect(ruleOf(await visibility(customer.id), 'profile')).toMatchObject({
      ...{ view: true, change: false, changeRule: 'portal-setting' },
    });
    await setPortal({ panels: {} });
  });

  test('CCM-22 a right that is taken from one customer is gone from its portal and API, and from nobody else’s', async () => {
    const [one, other] = [await acme.customer(), await acme.customer()];
    const address = { billing: { city: 'Kiel' } };
    await set(one.id, { features: { 'profile.billing': false, 'documents.download': false } });
    const [less, all] = [await acme.signIn(one.id), await acme.signIn(other.id)];
    expect((await less.patch('/portal/v1/profile', address)).body.code).toBe('feature.off');
    expect((await less.patch('/portal/v1/profile', { language: 'de' })).status).toBe(200);
    const wanted = { ids: ['inv_000000000000'] };
    expect((await less.post('/portal/v1/documents/downloads', wanted)).body.code).toBe('feature.off');
    expect((await less.get('/portal/v1/documents/inv_000000000000/pdf')).body.code).toBe('feature.off');
    expect((await less.get('/portal/v1/documents')).status).toBe(200);
    expect((await all.post('/portal/v1/documents/downloads', wanted)).body.code).toBe('document.not-found');
    expect((await bootstrap(less)).features).not.toContain('documents.download');
    expect((await bootstrap(all)).features).toContain('documents.download');
  });

  test('CCM-23, CCM-40 a new customer has every right; each is a named yes or no that the API sets', async () => {
    const customer = await acme.customer({ limits: { domains: 1 } });
    const { features } = await visibility(customer.id);
    // Nobody has a licence or a route, and no portal here lets people in by code: nothing can be done with any.
    const there = ({ panel }: { panel: string }) => !['licences', 'sites', 'routes'].includes(panel);
    const named = features.filter(there);
    expect(
      named.filter(({ on }: { on: boolean }) => !on).map(({ feature }: { feature: string }) => feature),
    ).toEqual([
      'contracts.pause', // off until a portal offers it
      'accounts.open', // nobody stands below
      'domains.review', // the vendor looks through what waits, until a portal lets customers
    ]);
    const changed = await set(customer.id, { features: { 'profile.password': false } });
    expect(changed.body.features).toEqual({ 'profile.password': false });
    expect((await visibility(customer.id)).features).toContainEqual({
      ...{ feature: 'profile.password', panel: 'profile', on: false, rule: 'override-hide' },
    });
    const wrong = await set(customer.id, { features: { 'no.such': true } });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'request.invalid']);
  });

  test('CRY-4 a portal switches one feature off, for everybody but who was given it', async () => {
    const [usual, given] = [await acme.customer(), await acme.customer()];
    await set(given.id, { features: { 'documents.download': true } });
    await setPortal({ features: { 'documents.download': false } });
    expect((await bootstrap(await acme.signIn(usual.id))).features).toEqual([
      ...['contracts.cancel', 'contracts.resubscribe', 'contracts.change'],
      ...['profile.billing', 'profile.password', 'profile.team', 'profile.erasure', 'profile.data'],
    ]);
    expect((await bootstrap(await acme.signIn(given.id))).features).toContain('documents.download');
    await setPortal({ features: {} });
  });

  test.each([
    { active: true, access: true, there: true },
    { active: true, access: false, there: false },
    { active: false, access: true, there: false },
    { active: false, access: false, there: false },
  ])(
    'CCM-24 plugin on: $active, customer’s access: $access, there: $there',
    async ({ active, access, there }) => {
      const plugin = {
        name: 'Status page',
        names: { de: 'Statusseite' },
        url: 'https://status.acme.example/',
      };
      const made = (await acme.api.put('/api/v1/plugins/ext:status', { ...plugin, active })).body;
      const customer = await acme.customer({ plugins: { [made.id]: access }, language: 'de' });
      const seen = (await bootstrap(await acme.signIn(customer.id))).plugins;
      expect(seen).toEqual(there ? [{ id: made.id, name: 'Statusseite', url: plugin.url }] : undefined);
      expect((await visibility(customer.id)).plugins).toEqual([
        expect.objectContaining({ plugin: made.id, on: there }),
      ]);
      // A session for less than the whole customer has none.
      const narrow = await acme.signIn(customer.id, { panels: ['contracts'] });
      expect((await bootstrap(narrow)).plugins).toBeUndefined();
      await acme.api.delete(`/api/v1/plugins/${made.id}`);
    },
  );

  test('CCM-25 a plugin is a page on https and one of the vendor’s own', async () => {
    for (const url of [
      'http://a.example',
      'javascript:alert(1)',
      'https://me:pass@a.example/',
      'data:text/html,x',
    ]) {
      const refused = await acme.api.post('/api/v1/plugins', { name: 'X', url });
      expect([url, refused.status]).toEqual([url, 422]);
    }
    const refused = await acme.api.post('/api/v1/customers', {
      name: 'X',
      plugins: { plg_000000000000: true },
    });
    expect(refused.body.fields).toEqual([expect.objectContaining({ code: 'reference' })]);
  });

  test('CCM-42 a person with a set of their own sees and changes what it names and nothing else', async () => {
    const customer = await acme.customer({ billing: { city: 'Kiel' } });
    const rights = { contracts: 'view', profile: 'view', documents: 'hidden' };
    const contact = await person(customer.id, { role: 'custom', rights });
    const portal = await acme.signIn(customer.id, { contact: contact.id });
    expect((await portal.get('/portal/v1/contracts')).status).toBe(200);
    expect((await portal.get('/portal/v1/documents')).body.code).toBe('panel.hidden');
    expect((await portal.get('/portal/v1/accounts')).body.code).toBe('panel.hidden');
    expect((await portal.patch('/portal/v1/profile', { name: 'Else' })).body.code).toBe('panel.read-only');
    expect(ruleOf(await visibility(customer.id, `?contact=${contact.id}`), 'documents')).toMatchObject({
      viewRule: 'role',
    });
    expect(ruleOf(await visibility(customer.id), 'documents')).toMatchObject({ view: true });
    // With another set the next request follows it, and Show reaches no further than the role.
    await acme.api.patch(`/api/v1/contacts/${contact.id}`, { rights: { profile: 'edit' } });
    await set(customer.id, { overrides: { documents: 'show' } });
    expect((await portal.patch('/portal/v1/profile', { name: 'Else' })).status).toBe(200);
    expect((await portal.get('/portal/v1/contracts')).body.code).toBe('panel.hidden');
    expect((await portal.get('/portal/v1/documents')).body.code).toBe('panel.hidden');
  });

  test('CCM-42 a billing contact changes the address, a technical one sees no invoices, one that reads changes nothing', async () => {
    const customer = await acme.customer();
    const as = async (role: string) =>
      acme.signIn(customer.id, { contact: (await person(customer.id, { role })).id });
    const city = { billing: { ...filled, city: 'Ulm' } };
    expect((await (await as('billing')).patch('/portal/v1/profile', city)).status).toBe(200);
    const technical = await as('technical');
    expect((await technical.get('/portal/v1/documents')).body.code).toBe('panel.hidden');
    expect((await technical.patch('/portal/v1/profile', city)).body.code).toBe('panel.read-only');
    expect((await (await as('read-only')).patch('/portal/v1/profile', city)).body.code).toBe(
      'panel.read-only',
    );
  });
  const filled = {
    ...{ firstName: 'A', lastName: 'B', email: 'a@b.example', street: 'S', houseNumber: '1' },
    ...{ postcode: '12345', country: 'DE' },
  };

  test('X-2 the answer says as whom, where and how narrowly', async () => {
    const customer = await acme.customer();
    const other = (await acme.api.post('/api/v1/portals', { slug: `b-${kind}`, brandName: 'B' })).body;
    await acme.api.patch(`/api/v1/portals/${other.id}`, { panels: { contracts: 'hidden' } });
    expect(ruleOf(await visibility(customer.id, `?portal=${other.id}`), 'contracts')).toMatchObject({
      ...{ view: false, viewRule: 'portal-setting' },
    });
    const narrow = await visibility(customer.id, '?subject=contract:ctr_1&readOnly=true');
    expect(ruleOf(narrow, 'documents')).toMatchObject({ view: true, change: false, changeRule: 'scope' });
    expect(ruleOf(narrow, 'accounts')).toMatchObject({ viewRule: 'unavailable' });
    await set(customer.id, { status: 'blocked' });
    const blocked = await visibility(customer.id);
    expect(new Set(blocked.panels.map(({ view }: { view: boolean }) => view))).toEqual(new Set([false]));
    expect(ruleOf(blocked, 'contracts')).toMatchObject({ viewRule: 'customer-inactive' });
    const path = `/api/v1/customers/${customer.id}/visibility`;
    expect((await acme.api.get(`${path}?contact=con_000000000000`)).status).toBe(422);
    expect((await acme.api.get(`${path}?subject=nothing`)).status).toBe(422);
  });
});
