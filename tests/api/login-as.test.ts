import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginAsRuleOf } from '../../src/features/access/server/guards.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { type ConsoleTab, signedIn } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

const minute = 60_000;
const day = 86_400_000;

describe.each(databaseKinds)('login-as on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let sibling: ReturnType<TestApp['sibling']>;
  let support: ConsoleTab & { readonly operatorId: string };
  let viewer: ConsoleTab;

  beforeAll(async () => {
    portico = await testApp(kind);
    sibling = portico.sibling();
    acme = await portico.vendor();
    support = await signedIn(portico, acme.id, 'support');
    viewer = await signedIn(portico, acme.id, 'viewer');
  });
  afterAll(() => portico.close());

  /** A customer, with an owner and a billing person, and a portal session of the customer as a whole. */
  async function newCustomer() {
    const customer = await acme.customer();
    const person = async (name: string, role: string, email: string | null = null) =>
      (await acme.api.post('/api/v1/contacts', { customerId: customer.id, name, role, email })).body as {
        id: string;
      };
    const [anna, ben] = [
      await person('Anna', 'owner', `${customer.id}@example.com`),
      await person('Ben', 'billing'),
    ];
    return { ...customer, anna, ben, portal: await acme.signIn(customer.id) };
  }
  type Made = Awaited<ReturnType<typeof newCustomer>>;

  const ask = (customer: { id: string }, body: object, tab: ConsoleTab = support) =>
    tab.post(`/api/v1/customers/${customer.id}/login-as`, body);

  /** The window that the address opens. */
  async function enter(url: string): Promise<Client> {
    // Ids sort by the moment: what follows stands behind what was.
    portico.clock.move(1);
    const answer = await portico.anonymous.post('/portal/v1/sessions', { token: url.split('#token=')[1] });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    // Another process than the one where things are taken back.
    return new Client(sibling, answer.body.sessionToken);
  }
  async function open(customer: { id: string }, body: object, tab: ConsoleTab = support): Promise<Client> {
    const answer = await ask(customer, body, tab);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return enter(answer.body.url);
  }
  const grant = async (customer: Made, mode: 'look' | 'act', minutes = 30) =>
    (await customer.portal.post('/portal/v1/login-as/grants', { mode, minutes })).body;
  /** Newest first. */
  const rows = async (customer: { id: string }) =>
    (await acme.api.get(`/api/v1/activity?customerId=${customer.id}&limit=200`)).body.items;
  const policy = async (loginAs: string) =>
    expect((await acme.api.patch('/api/v1/settings', { loginAs })).status).toBe(200);

  test('CCM-36 without the customer’s word nobody gets in, and the answer says why', async () => {
    const customer = await newCustomer();
    expect(await ask(customer, { mode: 'look' })).toMatchObject({
      status: 403,
      body: { code: 'login-as.not-granted' },
    });
    const state = await support.get(`/api/v1/customers/${customer.id}/login-as`);
    expect(state.body).toEqual({ policy: 'customer', look: 'not-granted', act: 'not-granted', grants: [] });

    await grant(customer, 'look');
    expect((await ask(customer, { mode: 'act' })).body.code).toBe('login-as.not-granted');
    expect((await ask(customer, { mode: 'look' }, viewer)).status).toBe(403);
    expect(
      (await acme.api.post(`/api/v1/customers/${customer.id}/login-as`, { mode: 'look' })).body.code,
    ).toBe('login-as.operators-only');
    const after = (await support.get(`/api/v1/customers/${customer.id}/login-as`)).body;
    expect(after).toMatchObject({
      look: null,
      act: 'not-granted',
      grants: [{ state: 'live', mode: 'look' }],
    });
    portico.clock.move(31 * minute);
    await support.signIn('support@acme.example');
    expect((await ask(customer, { mode: 'look' })).body.code).toBe('login-as.not-granted');
  });

  test('CCM-35 the address opens the customer’s portal once, within five minutes, and is no sign-in of theirs', async () => {
    const customer = await newCustomer();
    await grant(customer, 'look');
    const before = (await acme.api.get(`/api/v1/customers/${customer.id}`)).body;
    portico.clock.move(2 * minute);
    const { body } = await ask(customer, { mode: 'look', reason: 'Ticket 4711' });
    const token = body.url.split('#token=')[1];
    const answer = await portico.anonymous.post(
      '/portal/v1/sessions',
      { token },
      { 'x-portico-top': 'acme' },
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.body.bootstrap).toMatchObject({
      customer: { id: customer.id },
      contact: null,
      readOnly: true,
      helping: { side: 'operator', kind: 'login-as', operator: 'The support', mode: 'look' },
    });
    expect((await portico.anonymous.post('/portal/v1/sessions', { token })).body.code).toBe('token.used');
    const after = (await acme.api.get(`/api/v1/customers/${customer.id}`)).body;
    expect(after.lastSignInAt).toBe(before.lastSignInAt);
    expect((await rows(customer))[0]).toMatchObject({
      action: 'login-as.started',
      actor: { kind: 'operator', name: 'The support' },
      actingFor: { kind: 'customer', id: customer.id },
      detail: 'Ticket 4711',
    });

    const late = await ask(customer, { mode: 'look' });
    portico.clock.move(301_000);
    const refused = await portico.anonymous.post('/portal/v1/sessions', {
      token: late.body.url.split('#token=')[1],
    });
    expect(refused.body.code).toBe('token.used');
    const elsewhere = await ask(customer, { mode: 'look' });
    const framed = await portico.anonymous.post('/portal/v1/sessions', {
      token: elsewhere.body.url.split('#token=')[1],
      parentOrigin: 'https://shop.example',
    });
    expect(framed.body.code).toBe('origin.not-allowed');
  });

  test('CON-31 from a contact the operator is in as that contact, with that contact’s rights and under both names', async () => {
    const customer = await newCustomer();
    await grant(customer, 'act');
    const window = await open(customer, { mode: 'act', contactId: customer.ben.id });
    const seen = (await window.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(seen.contact).toMatchObject({ name: 'Ben', role: 'billing' });
    portico.clock.move(1);
    expect((await window.patch('/portal/v1/profile', { language: 'nl' })).status).toBe(200);
    expect((await rows(customer))[0]).toMatchObject({
      action: 'contact.updated',
      actor: { kind: 'operator', id: support.operatorId, name: 'The support' },
      actingFor: { kind: 'contact', id: customer.ben.id, name: 'Ben' },
    });
    const stranger = await newCustomer();
    expect((await ask(customer, { mode: 'act', contactId: stranger.ben.id })).status).toBe(422);
  });

  test('CON-30 who acted in the portal stands in the log: the person, or the operator and the person', async () => {
    const customer = await newCustomer();
    const ben = await acme.signIn(customer.id, { contact: customer.ben.id });
    portico.clock.move(1);
    await ben.patch('/portal/v1/profile', { language: 'de' });
    expect((await rows(customer))[0]).toMatchObject({
      actor: { kind: 'contact', name: 'Ben' },
      actingFor: null,
    });
  });

  test('DAY-29 the three policies: the customer grants, an operator writes down who did, nobody', async () => {
    const customer = await newCustomer();
    const tooLong = (mode: string, minutes: number) =>
      customer.portal.post('/portal/v1/login-as/grants', { mode, minutes });
    expect((await tooLong('act', 61)).status).toBe(422);
    expect((await tooLong('look', 10_081)).status).toBe(422);
    expect((await tooLong('look', 10_080)).status).toBe(201);
    portico.clock.move(1);
    expect((await tooLong('act', 60)).status).toBe(201);
    const given = (await customer.portal.get('/portal/v1/login-as')).body;
    expect(given.grants.map(({ mode, state }: Record<string, string>) => [mode, state])).toEqual([
      ['act', 'live'],
      ['look', 'ended'],
    ]);
    const window = await open(customer, { mode: 'act' });

    await policy('off');
    expect((await window.get('/portal/v1/bootstrap')).body.code).toBe('login-as.ended');
    expect((await ask(customer, { mode: 'look' })).body.code).toBe('login-as.off');
    expect(
      (await customer.portal.post('/portal/v1/login-as/grants', { mode: 'look', minutes: 5 })).body.code,
    ).toBe('login-as.off');

    await policy('operator');
    const other = await newCustomer();
    expect((await ask(other, { mode: 'look' })).body.fields[0].path).toBe('authorisation');
    const authorisation = { by: 'Ms Okafor', how: 'phone', minutes: 30 };
    expect((await ask(other, { mode: 'look', authorisation })).body.fields[0].path).toBe('reason');
    const told = { mode: 'act', authorisation, reason: 'Wrong address on the invoice' };
    const written = await open(other, told);
    expect((await written.get('/portal/v1/profile')).status).toBe(200);
    // Whoever did not say yes hears of it.
    const mails = (await acme.api.get('/api/v1/mails')).body.items;
    expect(mails[0]).toMatchObject({ template: 'login-as', subject: 'acme: your portal may be opened' });
    const help = (await other.portal.get('/portal/v1/login-as')).body;
    expect(help.grants[0]).toMatchObject({
      ...{ source: 'operator', authorisedBy: 'Ms Okafor', authorisedHow: 'phone', operator: 'The support' },
      reason: 'Wrong address on the invoice',
    });
    const log = (await other.portal.get('/portal/v1/activity?who=staff')).body.items;
    expect(log.map(({ action, note }: Record<string, unknown>) => [action, note]).sort()).toEqual([
      ['login-as.granted', 'Ms Okafor: Wrong address on the invoice'],
      ['login-as.started', 'Wrong address on the invoice'],
    ]);
    // Hidden from the customer, it lets nobody in: nobody looks in unseen.
    await acme.api.patch(`/api/v1/customers/${other.id}`, { overrides: { activity: 'hide' } });
    expect((await ask(other, told)).body.code).toBe('login-as.not-shown');
    await acme.api.patch(`/api/v1/customers/${other.id}`, { overrides: {} });

    await policy('customer');
    expect((await written.get('/portal/v1/profile')).body.code).toBe('login-as.ended');
    expect((await ask(other, { mode: 'act' })).body.code).toBe('login-as.not-granted');
  });

  test('CCM-36 a code that the customer tells lets in who types it, once; wrong ones make it void', async () => {
    const customer = await newCustomer();
    const make = async () =>
      (await customer.portal.post('/portal/v1/login-as/codes', { mode: 'act', minutes: 20 })).body;
    const { code, grant: waiting } = await make();
    expect(code).toMatch(/^\d{4} \d{4}$/);
    expect(waiting.state).toBe('waiting');
    expect((await ask(customer, { mode: 'act' })).body.code).toBe('login-as.not-granted');
    const stranger = await newCustomer();
    expect((await ask(stranger, { mode: 'act', code })).body.code).toBe('login-as.code-refused');
    const both = await Promise.all([
      ask(customer, { mode: 'act', code }),
      ask(customer, { mode: 'act', code }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    // The grant is that operator's alone, and lasts from now on.
    const admin = await signedIn(portico, acme.id, 'admin');
    expect((await ask(customer, { mode: 'act' }, admin)).body.code).toBe('login-as.not-granted');
    expect((await ask(customer, { mode: 'act' })).status).toBe(201);
    expect(JSON.stringify((await acme.api.get('/api/v1/activity')).body)).not.toContain(code);

    const { code: second } = await make();
    portico.clock.move(16 * minute);
    for (let wrong = 0; wrong < 5; wrong++) {
      expect((await ask(customer, { mode: 'act', code: '0000 0000' })).body.code).toBe(
        'login-as.code-refused',
      );
    }
    expect((await ask(customer, { mode: 'act', code: second })).body.code).toBe('login-as.code-refused');
    const { code: third } = await make();
    portico.clock.move(11 * minute);
    expect((await ask(customer, { mode: 'act', code: third })).body.code).toBe('login-as.code-refused');
  });

  test('T10 only the owner or the customer as a whole lets others in, with a session that may change', async () => {
    const customer = await newCustomer();
    const wanted = { mode: 'look', minutes: 5 };
    const give = (client: Client) => client.post('/portal/v1/login-as/grants', wanted);
    const as = (more: object) => acme.signIn(customer.id, more as Record<string, unknown>);
    expect((await give(await as({ contact: customer.ben.id }))).status).toBe(403);
    expect((await give(await as({ readOnly: true }))).status).toBe(403);
    expect((await give(await as({ panels: ['profile'] }))).status).toBe(403);
    expect((await give(await as({ contact: customer.anna.id }))).status).toBe(201);
  });

  test('IE09 with “look” every write is refused; with “act” what only the customer may do', async () => {
    const customer = await newCustomer();
    const reach = portico.app.routes.filter(({ path }) => path.startsWith('/portal/v1/'));
    const writes = new Map<string, Set<string>>();
    for (const { method, path, handler } of reach) {
      if (['GET', 'HEAD', 'OPTIONS', 'ALL'].includes(method)) continue;
      const name = `${method} ${path.replace(/(.)\/$/, '$1')}`;
      const rule = loginAsRuleOf(handler as never);
      const said = writes.get(name) ?? new Set();
      if (rule) said.add(rule);
      writes.set(name, said);
    }
    expect(writes.size).toBeGreaterThan(5);
    // Those that need no session have nobody who could be somebody else.
    for (const [name, said] of writes) {
      const [method = '', path = ''] = name.split(' ');
      const { body } = await portico.anonymous.send(method, path.replace(/:\w+/g, 'x'), {});
      if (body.code !== 'session.missing') writes.delete(name);
      else expect([...said], `${name} says loginAs(…) once`).toHaveLength(1);
    }

    await grant(customer, 'act', 60);
    const [looks, acts] = [await open(customer, { mode: 'look' }), await open(customer, { mode: 'act' })];
    for (const [name, [rule]] of writes) {
      if (name === 'DELETE /portal/v1/sessions') continue;
      const [method = '', path = ''] = name.split(' ');
      const send = (client: Client) => client.send(method, path.replace(/:\w+/g, 'x'), {});
      const isRefused = async (client: Client) => (await send(client)).body.code === 'login-as.denied';
      expect([await isRefused(looks), await isRefused(acts)], name).toEqual([
        rule !== 'look',
        rule === 'denied',
      ]);
    }
    expect([...writes].filter(([, said]) => said.has('denied')).length).toBeGreaterThan(2);
    expect((await acts.patch('/portal/v1/profile', { language: 'fr' })).status).toBe(200);
  });

  test('ID01, ID02 another’s customer, contact, grant or portal is answered like one that never was', async () => {
    const globex = await portico.vendor('globex');
    const theirs = await globex.customer();
    const [mine, neighbour] = [await newCustomer(), await newCustomer()];
    const given = await grant(mine, 'act');
    const other = await grant(neighbour, 'act');
    const [nobody, noGrant] = ['cus_01k0000000000000000000000', 'gra_01k0000000000000000000000'];
    const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
    const same = async (
      send: (id: string) => Promise<{ status: number; body: object }>,
      id: string,
      none: string,
    ) => expect(told(await send(id))).toEqual(told(await send(none)));
    await same((id) => ask({ id }, { mode: 'look' }), theirs.id, nobody);
    await same((id) => support.get(`/api/v1/customers/${id}/login-as`), theirs.id, nobody);
    const end = (customer: string, id: string) =>
      support.delete(`/api/v1/customers/${customer}/login-as/${id}`);
    await same((id) => end(id, given.id), theirs.id, nobody);
    await same((id) => end(mine.id, id), other.id, noGrant);
    await same((id) => mine.portal.delete(`/portal/v1/login-as/grants/${id}`), other.id, noGrant);
    const preview = (portal: string, customerId: string) =>
      support.post(`/api/v1/portals/${portal}/preview`, { customerId });
    await same((id) => preview(id, mine.id), globex.portal.id, 'por_01k0000000000000000000000');
    await same((id) => preview(acme.portal.id, id), theirs.id, nobody);
    expect((await end(mine.id, given.id)).status).toBe(204);
    expect((await neighbour.portal.get('/portal/v1/login-as')).body.grants[0].state).toBe('live');
  });

  test('IE10 an open window gives the customer nothing of the operator’s, and no way back to the console', async () => {
    const customer = await newCustomer();
    await grant(customer, 'act', 60);
    const { url } = (await ask(customer, { mode: 'act' })).body;
    const opened = await portico.anonymous.post('/portal/v1/sessions', { token: url.split('#token=')[1] });
    const window = new Client(portico.app, opened.body.sessionToken);
    expect((await window.get('/api/v1/customers')).status).toBe(401);
    const own = await acme.signIn(customer.id, { contact: customer.ben.id });
    const seen = (await own.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(seen.contact.name).toBe('Ben');
    // They see that somebody is in, and can end it.
    expect(seen.helping).toMatchObject({ side: 'customer', operator: 'The support', mode: 'act' });
    portico.clock.move(1000);
    expect((await window.delete('/portal/v1/sessions')).status).toBe(204);
    expect((await own.get('/portal/v1/bootstrap')).body.bootstrap.helping).toBeUndefined();
    expect((await rows(customer))[0]).toMatchObject({
      action: 'login-as.ended',
      actor: { kind: 'operator' },
      actingFor: { kind: 'customer' },
    });
    expect((await window.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await own.get('/portal/v1/bootstrap')).status).toBe(200);
  });

  test('IE11 it ends at the next click: taken back, signed out of the console, another role, gone, over', async () => {
    const over = { status: 401, body: { code: 'login-as.ended' } };
    const customer = await newCustomer();
    const given = await grant(customer, 'act', 60);
    const first = await open(customer, { mode: 'act' });
    expect((await customer.portal.delete(`/portal/v1/login-as/grants/${given.id}`)).status).toBe(204);
    expect(await first.get('/portal/v1/bootstrap')).toMatchObject(over);
    expect((await customer.portal.delete(`/portal/v1/login-as/grants/${given.id}`)).status).toBe(404);

    await grant(customer, 'act', 60);
    const sanne = await signedIn(portico, acme.id, 'support', 'sanne@acme.example');
    const owner = await signedIn(portico, acme.id, 'owner');
    const second = await open(customer, { mode: 'look' }, sanne);
    const unused = await ask(customer, { mode: 'look' }, sanne);
    await sanne.delete('/api/v1/operator-session');
    expect(await second.get('/portal/v1/bootstrap')).toMatchObject(over);
    await expect(enter(unused.body.url)).rejects.toThrow('login-as.ended');

    const role = (name: string) => owner.patch(`/api/v1/operators/${sanne.operatorId}`, { role: name });
    await sanne.signIn('sanne@acme.example');
    const third = await open(customer, { mode: 'look' }, sanne);
    await role('viewer');
    expect(await third.get('/portal/v1/bootstrap')).toMatchObject(over);
    await role('support');
    expect((await third.get('/portal/v1/bootstrap')).status).toBe(200);
    await owner.delete(`/api/v1/operators/${sanne.operatorId}`);
    expect(await third.get('/portal/v1/bootstrap')).toMatchObject(over);

    const fourth = await open(customer, { mode: 'act' });
    for (let used = 0; used < 3; used++) {
      portico.clock.move(19 * minute);
      // Using the portal is using the console: neither ends by idleness meanwhile.
      expect((await fourth.get('/portal/v1/bootstrap')).status, `after ${used}`).toBe(200);
    }
    portico.clock.move(4 * minute);
    expect((await fourth.get('/portal/v1/bootstrap')).status).toBe(401);
    portico.clock.move(day);
    await support.signIn('support@acme.example');
    await viewer.signIn('viewer@acme.example');
  });

  test('DAY-29 a preview shows what the operator may read anyway, changes nothing, and is nobody’s sign-in', async () => {
    const customer = await newCustomer();
    const before = (await acme.api.get(`/api/v1/customers/${customer.id}`)).body.lastSignInAt;
    portico.clock.move(2 * minute);
    const preview = (tab: ConsoleTab, body: object = { customerId: customer.id }) =>
      tab.post(`/api/v1/portals/${acme.portal.id}/preview`, body);
    const window = await enter((await preview(viewer)).body.url);
    const seen = (await window.get('/portal/v1/bootstrap')).body.bootstrap;
    const shown = seen.panels
      .filter(({ view }: { view: boolean }) => view)
      .map(({ panel }: { panel: string }) => panel);
    expect(shown).toEqual(['contracts', 'documents', 'profile', 'activity']);
    expect(seen).toMatchObject({ readOnly: true, helping: { kind: 'preview', mode: 'look' } });
    expect((await window.patch('/portal/v1/profile', { language: 'nl' })).body.code).toBe('login-as.denied');
    const technician = await signedIn(portico, acme.id, 'technician');
    const less = await enter((await preview(technician)).body.url);
    expect((await less.get('/portal/v1/documents')).status).toBe(403);
    // What the role may read counts at each click.
    const owner = await signedIn(portico, acme.id, 'owner', 'preview@acme.example');
    await owner.patch(`/api/v1/operators/${technician.operatorId}`, { role: 'viewer' });
    expect((await less.get('/portal/v1/documents')).status).toBe(200);
    await owner.patch(`/api/v1/operators/${technician.operatorId}`, { role: 'technician' });
    expect((await less.get('/portal/v1/documents')).status).toBe(403);
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).body.lastSignInAt).toBe(before);
    const own = (await customer.portal.get('/portal/v1/bootstrap')).body.bootstrap;
    expect(own.helping).toBeUndefined();
    expect((await acme.api.post(`/api/v1/portals/${acme.portal.id}/preview`, {})).status).toBe(403);
    expect((await preview(viewer, {})).status).toBe(201);
    await technician.delete('/api/v1/operator-session');
    expect((await less.get('/portal/v1/bootstrap')).body.code).toBe('login-as.ended');
  });
});
