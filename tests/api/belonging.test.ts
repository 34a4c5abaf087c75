import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyRetention } from '../../src/features/system/server/retention.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { contentsOf, rowsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

const password = 'correct horse battery';

describe.each(databaseKinds)('status and belonging of customers, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let other: { id: string; slug: string };
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    const made = await acme.api.post('/api/v1/portals', {
      ...{ slug: 'second', brandName: 'Second', signIn: { password: true, accessCode: true } },
    });
    other = made.body;
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signIn: { password: true, accessCode: true },
    });
  });
  afterAll(() => portico.close());

  const set = (id: string, change: object) => acme.api.patch(`/api/v1/customers/${id}`, change);
  let people = 0;
  const names = () => {
    people++;
    return { username: `who-${people}`, email: `who-${people}@customer.example`, password };
  };
  /** With a person, as a portal where people have passwords wants one. */
  const newCustomer = (fields: Record<string, unknown> = {}) =>
    acme.customer({ limits: { domains: -1 }, ...names(), ...fields });
  const enter = (body: object) => new Client(portico.app).post('/portal/v1/sessions', body);

  /** A customer with a person who has a password, and a code; each way in as something to try. */
  async function everyWay() {
    const login = names();
    const customer = await acme.customer({ name: 'Every way', ...login });
    const { code } = (await acme.api.post(`/api/v1/customers/${customer.id}/access-code`)).body;
    const ways = {
      token: async () => enter({ token: await acme.token(customer.id) }),
      link: async () => enter({ token: await acme.token(customer.id, { use: 'link' }) }),
      password: () => enter({ portal: 'acme', username: login.username, password }),
      code: () => enter({ portal: 'acme', accessCode: code }),
    };
    const tryAll = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(ways).map(async ([name, go]) => {
            const answer = await go();
            return [name, answer.status === 201 ? 'in' : answer.body.code];
          }),
        ),
      );
    return { customer, login, code, ways, tryAll };
  }

  test.each([
    ['inactive', 'customer.inactive'],
    ['blocked', 'customer.inactive'],
    ['pending', 'customer.pending'],
  ])(
    'CON-32 a customer that is %s comes in by no way, and is told nothing by a way that proves little',
    async (status, code) => {
      const { customer, tryAll } = await everyWay();
      expect(await tryAll()).toEqual({ token: 'in', link: 'in', password: 'in', code: 'in' });
      await set(customer.id, { status });
      expect(await tryAll()).toEqual({
        ...{ token: code, link: code, password: 'sign-in.refused', code: 'code.refused' },
      });
      await set(customer.id, { status: 'active' });
      expect(await tryAll()).toEqual({ token: 'in', link: 'in', password: 'in', code: 'in' });
    },
  );

  test('CCM-9 switching off ends open sessions at their next request, on every process', async () => {
    const { customer, ways } = await everyWay();
    const sessions = [];
    for (const go of Object.values(ways)) sessions.push((await go()).body.sessionToken);
    const sibling = portico.sibling();
    await set(customer.id, { status: 'inactive' });
    for (const app of [portico.app, sibling])
      for (const token of sessions)
        expect((await new Client(app, token).get('/portal/v1/bootstrap')).status).toBeGreaterThan(400);
    // Back on, the old ones stay ended.
    await set(customer.id, { status: 'active' });
    for (const token of sessions)
      expect((await new Client(sibling, token).get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
  });

  test('CON-34 assigned to another portal, a customer comes in at the old one by no way, and its sessions there end', async () => {
    const { customer, login, code, ways, tryAll } = await everyWay();
    const inside = new Client(portico.app, (await ways.password()).body.sessionToken);
    await set(customer.id, { portalId: other.id });
    expect((await inside.get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
    expect(await tryAll()).toEqual({
      ...{ token: 'customer.unknown', link: 'customer.unknown' },
      ...{ password: 'sign-in.refused', code: 'code.refused' },
    });
    expect((await enter({ portal: 'second', username: login.username, password })).status).toBe(201);
    expect((await enter({ portal: 'second', accessCode: code })).status).toBe(201);
    // Also one that an import, or anything else, moved without a word.
    const session = (await enter({ portal: 'second', accessCode: code })).body.sessionToken;
    const { db } = portico.database;
    await inTransaction(db, (tx) =>
      tx
        .updateTable('customer')
        .set({ portal_id: acme.portal.id })
        .where('vendor_id', '=', acme.id)
        .where('id', '=', customer.id)
        .execute(),
    );
    expect((await new Client(portico.app, session).get('/portal/v1/profile')).body.code).toBe(
      'session.ended',
    );
  });

  test('CON-34 of two customers with one user name who move at the same moment, one moves and the other is told', async () => {
    const { username, email } = names();
    const third = (await acme.api.post('/api/v1/portals', { slug: `third-${kind}`, brandName: 'T' })).body;
    const at = async (portalId: string) => {
      const customer = await newCustomer({ name: 'Same name', portalId, username, email, password });
      return customer.id;
    };
    const ids = [await at(acme.portal.id), await at(other.id)];
    const answers = await Promise.all(ids.map((id) => set(id, { portalId: third.id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      expect.toSatisfy((s) => [409, 422].includes(s)),
    ]);
    const refused = answers.find(({ status }) => status !== 200);
    expect(['customer.moving', 'request.invalid']).toContain(refused?.body.code);
    const portals = await Promise.all(
      ids.map(async (id) => (await acme.api.get(`/api/v1/customers/${id}`)).body.portalId),
    );
    expect(portals.filter((id) => id === third.id)).toHaveLength(1);
  });

  const invoice = (customerId: string, issuedOn = '2026-11-09') =>
    acme.api.post('/api/v1/invoices', {
      ...{ customerId, issuedOn, currency: 'EUR', origin: 'external', number: `X-${++people}`, gross: 100 },
      buyer: { name: 'Erika Muster' },
    });

  test('IE14 erasing removes everything personal, keeps invoices as the law wants them, and the log knows a pseudonym', async () => {
    const login = { ...names(), username: 'erika.muster', email: 'erika@muster.example' };
    const customer = await newCustomer({
      ...{
        name: 'Erika Muster',
        number: 'K-77',
        ...login,
        externalId: 'erika',
        limits: { domains: 5 },
        billing: { city: 'Musterstadt' },
      },
    });
    await acme.api.post('/api/v1/domains', { customerId: customer.id, host: 'muster.example' });
    const below = await newCustomer({ name: 'Below', parentId: customer.id });
    const { code } = (await acme.api.post(`/api/v1/customers/${customer.id}/access-code`)).body;
    const inside = new Client(
      portico.app,
      (await enter({ portal: 'acme', accessCode: code })).body.sessionToken,
    );
    const kept = (await invoice(customer.id)).body;
    const path = `/api/v1/customers/${customer.id}`;
    expect((await acme.api.delete(path)).body.code).toBe('customer.has-documents');

    const told = (await acme.api.get(`${path}/erasure`)).body;
    expect(told).toEqual({
      goes: { contacts: 1, contracts: 0, domains: 1, licences: 0, locations: 0, installations: 0, mails: 0 },
      stays: { invoices: 1, creditNotes: 0, until: '2036-12-31' },
    });
    expect((await acme.api.post(`${path}/erasure`)).body).toEqual(told);

    expect((await inside.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await enter({ portal: 'acme', accessCode: code })).body.code).toBe('code.refused');
    const rest = (await acme.api.get(path)).body;
    expect(rest).toMatchObject({
      number: null,
      externalId: null,
      status: 'inactive',
      erasedAt: expect.any(String),
    });
    expect(rest.billing.city).toBe('');
    expect((await acme.api.get('/api/v1/customers/ext:erika')).status).toBe(404);
    expect((await acme.api.get('/api/v1/customers?search=erika')).body.items).toEqual([]);
    expect((await acme.api.get(`/api/v1/invoices/${kept.id}`)).body).toMatchObject({
      ...{ customerId: customer.id, buyer: { name: 'Erika Muster' } },
    });
    expect((await acme.api.get(`/api/v1/customers/${below.id}`)).body.parentId).toBeNull();
    const log = (await acme.api.get(`/api/v1/activity?customerId=${customer.id}`)).body.items;
    expect(log).toContainEqual(
      expect.objectContaining({ action: 'customer.erased', customerId: customer.id }),
    );
    expect(JSON.stringify(log)).not.toMatch(/erika|muster/i);
    // Nothing more can be done to it, and doing it again changes nothing.
    expect((await set(customer.id, { name: 'Back' })).body.code).toBe('customer.erased');
    expect((await acme.api.post(`${path}/erasure`)).status).toBe(200);
    // Nowhere but on the paper itself, its PDF and the words it is found by.
    const { db } = portico.database;
    const papers = ['document', 'file', 'search_word'];
    for (const [table, rows] of await rowsOf(portico.database))
      if (!papers.includes(table))
        expect([table, rows]).toEqual([table, expect.not.stringMatching(/erika|muster/i)]);

    // When nobody has to keep the invoice any more, it goes, and the record with it.
    await applyRetention(db, { now: new Date('2036-12-31T12:00:00Z') });
    expect((await acme.api.get(path)).status).toBe(200);
    await applyRetention(db, { now: new Date('2037-01-01T12:00:00Z') });
    expect((await acme.api.get(path)).status).toBe(404);
    expect((await acme.api.get(`/api/v1/invoices/${kept.id}`)).status).toBe(404);
  });

  test('IE14 a customer without documents is gone without a trace but the log’s; another vendor’s is untouched', async () => {
    const rival = await portico.vendor(`rival-${kind}`);
    const theirs = await rival.customer();
    const customer = await newCustomer();
    const before = await contentsOf(portico.database);
    expect((await acme.api.post(`/api/v1/customers/${theirs.id}/erasure`)).status).toBe(404);
    expect(await contentsOf(portico.database)).toEqual(before);
    expect((await acme.api.post(`/api/v1/customers/${customer.id}/erasure`)).body.stays.until).toBeNull();
    expect((await acme.api.get(`/api/v1/customers/${customer.id}`)).status).toBe(404);
    expect((await rival.api.get(`/api/v1/customers/${theirs.id}`)).status).toBe(200);
  });

  test('a duplicate is merged: what it has moves, its people sign in to the other, its own record is gone', async () => {
    const [one, two] = [names(), names()];
    const gone = await newCustomer({ name: 'Twin one', ...one });
    const into = await newCustomer({ name: 'Twin two', ...two });
    const below = await newCustomer({ name: 'Below a twin', parentId: gone.id });
    await acme.api.post('/api/v1/domains', { customerId: gone.id, host: `twin-${kind}.example` });
    for (const [id, quantity] of [
      [gone.id, 7],
      [into.id, 5],
    ] as const)
      await acme.api.post('/api/v1/call-counts', { customerId: id, month: '2026-11', quantity });
    const document = (await invoice(gone.id)).body;
    const inside = new Client(
      portico.app,
      (await enter({ portal: 'acme', username: one.username, password })).body.sessionToken,
    );
    const path = `/api/v1/customers/${gone.id}/merge`;
    expect((await acme.api.post(path, { into: gone.id })).status).toBe(422);
    expect((await acme.api.post(path, { into: 'cus_000000000000' })).status).toBe(422);
    portico.clock.move(60_000);
    const since = portico.clock.now().toISOString();
    const merged = await acme.api.post(path, { into: into.id });
    expect([merged.status, merged.body.name]).toEqual([200, 'Twin two']);

    expect((await inside.get('/portal/v1/bootstrap')).status).toBe(401);
    expect((await acme.api.get(`/api/v1/customers/${gone.id}`)).status).toBe(404);
    const again = await enter({ portal: 'acme', username: one.username, password });
    expect(again.body.bootstrap.customer.id).toBe(into.id);
    const read = (await acme.api.get(`/api/v1/customers/${into.id}`)).body;
    expect(read.usage).toMatchObject({ calls: 12, domains: 1 });
    expect((await acme.api.get(`/api/v1/invoices/${document.id}`)).body.customerId).toBe(into.id);
    expect((await acme.api.get(`/api/v1/customers/${below.id}`)).body.parentId).toBe(into.id);
    // Who keeps a system equal by what changed since hears of all of it.
    for (const list of ['customers', 'contacts', 'domains', 'invoices', 'call-counts']) {
      const { items } = (await acme.api.get(`/api/v1/${list}?updatedSince=${since}`)).body;
      expect([list, items.length]).toEqual([list, 1]);
    }
    const found = (await acme.api.get(`/api/v1/customers?search=${one.username}`)).body.items;
    expect(found.map(({ id }: { id: string }) => id)).toEqual([into.id]);
    const log = (await acme.api.get(`/api/v1/activity?customerId=${into.id}&action=customer.merged`)).body
      .items;
    expect(log).toEqual([expect.objectContaining({ subjectId: gone.id })]);
  });

  test('DAY-30 customers stand below each other three levels deep and never in a circle', async () => {
    const top = await newCustomer({ name: 'Top' });
    const middle = await newCustomer({ name: 'Middle', parentId: top.id, externalId: `middle-${kind}` });
    const end = await newCustomer({ name: 'End', parentId: `ext:middle-${kind}` });
    expect((await acme.api.get(`/api/v1/customers/${end.id}`)).body.parentId).toBe(middle.id);
    const deeper = await acme.api.post('/api/v1/customers', { name: 'Deeper', parentId: end.id, ...names() });
    expect([deeper.status, deeper.body.code]).toEqual([409, 'customer.too-deep']);
    for (const below of [top.id, middle.id, end.id]) {
      const circle = await set(top.id, { parentId: below });
      expect([circle.status, circle.body.fields?.[0].code]).toEqual([422, 'cycle']);
    }
    const under = await newCustomer({ name: 'Has one below' });
    await newCustomer({ name: 'Its own', parentId: under.id });
    expect((await set(under.id, { parentId: middle.id })).body.code).toBe('customer.too-deep');
    expect((await set(middle.id, { parentId: null })).body.parentId).toBeNull();
    const rival = await portico.vendor(`rival2-${kind}`);
    expect((await set(end.id, { parentId: (await rival.customer()).id })).status).toBe(422);
    // Two who would stand below each other at the same moment.
    const [left, right] = [await newCustomer(), await newCustomer()];
    const both = await Promise.all([
      set(left.id, { parentId: right.id }),
      set(right.id, { parentId: left.id }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  test('DAY-30 a reseller’s people list the two accounts that let them in and not the third, with figures that add up', async () => {
    const reseller = await newCustomer({ name: 'Reseller' });
    const below = (name: string, parentAccess: string) =>
      newCustomer({ name, parentId: reseller.id, parentAccess });
    const looks = await below('Looks', 'view');
    const acts = await below('Acts', 'change');
    const shut = await below('Shut', 'none');
    for (const [at, { id }] of [looks, acts, shut, reseller].entries()) {
      await acme.api.post('/api/v1/call-counts', { customerId: id, month: '2026-11', quantity: 10 ** at });
      await acme.api.post('/api/v1/domains', { customerId: id, host: `d${at}-${kind}.example` });
    }
    const contact = (
      await acme.api.post('/api/v1/contacts', { customerId: reseller.id, name: 'Rita', ...names() })
    ).body;
    const rita = await acme.signIn(reseller.id, { contact: contact.id });
    const listed = (await rita.get('/portal/v1/accounts')).body;
    expect(listed).toMatchObject({
      items: [
        { id: acts.id, access: 'change', calls: 10, domains: 1 },
        { id: looks.id, access: 'view', calls: 1, domains: 1 },
      ],
      ...{
        month: '2026-11',
        total: { accounts: 2, calls: 11, domains: 2 },
        own: { calls: 1000, domains: 1 },
      },
    });
    expect((await rita.get('/portal/v1/accounts?search=acts')).body.items).toHaveLength(1);
    expect((await (await acme.signIn(acts.id)).get('/portal/v1/accounts')).body.code).toBe('panel.hidden');

    const open = async (id: string) => rita.post(`/portal/v1/accounts/${id}/session`);
    expect((await open(shut.id)).body.code).toBe('account.not-found');
    expect((await open(reseller.id)).body.code).toBe('account.not-found');
    const look = (await open(looks.id)).body;
    expect(look.bootstrap).toMatchObject({
      ...{ customer: { id: looks.id }, contact: { name: 'Rita' }, readOnly: true },
      from: { id: reseller.id, name: 'Reseller' },
    });
    const inLooks = new Client(portico.app, look.sessionToken);
    expect((await inLooks.patch('/portal/v1/profile', { language: 'de' })).body.code).toBe('panel.read-only');
    expect((await inLooks.get('/portal/v1/accounts')).body.code).toBe('panel.hidden');
    const inActs = new Client(portico.app, (await open(acts.id)).body.sessionToken);
    expect((await inActs.patch('/portal/v1/profile', { language: 'de' })).status).toBe(200);
    // What they change there is that customer's; their own name is changed at home.
    expect((await acme.api.get(`/api/v1/customers/${acts.id}`)).body.language).toBe('de');
    expect((await inActs.patch('/portal/v1/profile', { name: 'Other' })).status).toBe(422);
    const log = (await acme.api.get(`/api/v1/activity?customerId=${acts.id}`)).body.items;
    expect(log.map(({ actor }: { actor: { name: string } }) => actor.name)).toContain('Rita');

    const next = { current: password, next: 'another one of mine' };
    for (const [path, body] of [
      ['/portal/v1/profile/password', next],
      ['/portal/v1/profile/email', { address: 'else@customer.example' }],
      ['/portal/v1/second-factor', { password }],
      ['/portal/v1/second-factor/confirmation', { code: '123456' }],
    ] as const) {
      const answer = path.endsWith('word') ? await inActs.put(path, body) : await inActs.post(path, body);
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    }
    // What a token leaves out at home, it leaves out there.
    const narrow = await acme.signIn(reseller.id, { panels: ['accounts', 'profile'] });
    const { sessionToken } = (await narrow.post(`/portal/v1/accounts/${acts.id}/session`)).body;
    const inside = new Client(portico.app, sessionToken);
    expect((await inside.get('/portal/v1/profile')).status).toBe(200);
    expect((await inside.get('/portal/v1/contracts')).body.code).toBe('panel.hidden');

    const back = await inLooks.post('/portal/v1/accounts/back');
    expect(back.body.bootstrap).toMatchObject({ customer: { id: reseller.id } });
    expect(back.body.bootstrap.from).toBeUndefined();
    expect((await inLooks.get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
    expect((await new Client(portico.app, back.body.sessionToken).get('/portal/v1/accounts')).status).toBe(
      200,
    );
    const nowhere = await acme.signIn(looks.id);
    expect((await nowhere.post('/portal/v1/accounts/back')).body.code).toBe('session.ended');
  });

  test('CCM-8 DAY-30 accounts with one agency id reach each other as far as each lets them, only where the extension is on', async () => {
    const agencies = (agencyIds: boolean) => acme.api.patch('/api/v1/settings', { agencyIds });
    const agencyId = `agency-${kind}`;
    const refused = await acme.api.post('/api/v1/customers', { name: 'Off', agencyId });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'agencyId' }] } });
    expect(await newCustomer({ name: 'Off' })).not.toHaveProperty('agencyId');

    await agencies(true);
    const one = await newCustomer({ name: 'One', agencyId, parentAccess: 'view' });
    const two = await newCustomer({ name: 'Two', agencyId, parentAccess: 'change' });
    const shut = await newCustomer({ name: 'Shut', agencyId });
    const other = await newCustomer({ name: 'Other', agencyId: 'another', parentAccess: 'change' });
    const linked = await acme.api.get(`/api/v1/customers?agencyId=${agencyId}&sort=name`);
    expect(linked.body.items.map(({ id }: { id: string }) => id)).toEqual([one.id, shut.id, two.id]);
    const rita = await acme.signIn(one.id);
    const listed = (await rita.get('/portal/v1/accounts')).body;
    expect(listed).toMatchObject({ items: [{ id: two.id, access: 'change' }], total: { accounts: 1 } });
    const open = (id: string) => rita.post(`/portal/v1/accounts/${id}/session`);
    expect((await open(shut.id)).body.code).toBe('account.not-found');
    expect((await open(other.id)).body.code).toBe('account.not-found');
    const inTwo = new Client(portico.sibling(), (await open(two.id)).body.sessionToken);
    expect((await inTwo.patch('/portal/v1/profile', { language: 'de' })).status).toBe(200);
    // From the other side the same, as far as the first one lets them.
    const back = await acme.signIn(two.id);
    const looks = (await back.post(`/portal/v1/accounts/${one.id}/session`)).body;
    expect(looks.bootstrap).toMatchObject({ readOnly: true, from: { id: two.id } });
    // Alone with its id there is nobody to list.
    const alone = await acme.signIn(other.id);
    expect((await alone.get('/portal/v1/accounts')).body.code).toBe('panel.hidden');
    const seen = (await acme.api.get(`/api/v1/customers/${one.id}/visibility`)).body.panels;
    expect(seen.find(({ panel }: { panel: string }) => panel === 'accounts').view).toBe(true);

    // Taken back, or the extension off: over at the next request, on every process.
    await set(two.id, { agencyId: null });
    expect((await inTwo.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await set(two.id, { agencyId })).body.agencyId).toBe(agencyId);
    const again = new Client(portico.app, (await open(two.id)).body.sessionToken);
    expect((await again.get('/portal/v1/profile')).status).toBe(200);
    await agencies(false);
    expect((await again.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await rita.get('/portal/v1/accounts')).body.code).toBe('panel.hidden');
  });

  test('DAY-30 what is taken back above or below ends an opened account at its next request, on every process', async () => {
    const reseller = await newCustomer({ name: 'Reseller' });
    const below = await newCustomer({ name: 'Below', parentId: reseller.id, parentAccess: 'change' });
    const contact = (
      await acme.api.post('/api/v1/contacts', { customerId: reseller.id, name: 'Rita', ...names() })
    ).body;
    const sibling = portico.sibling();
    const opened = async () => {
      const above = await acme.signIn(reseller.id, { contact: contact.id });
      const { sessionToken } = (await above.post(`/portal/v1/accounts/${below.id}/session`)).body;
      const there = new Client(sibling, sessionToken);
      expect((await there.get('/portal/v1/profile')).status).toBe(200);
      return { above, there };
    };
    const takes: readonly [() => Promise<unknown>, () => Promise<unknown>][] = [
      [() => set(below.id, { parentAccess: 'none' }), () => set(below.id, { parentAccess: 'change' })],
      [() => set(below.id, { parentId: null }), () => set(below.id, { parentId: reseller.id })],
      [() => set(reseller.id, { status: 'blocked' }), () => set(reseller.id, { status: 'active' })],
      [
        () => set(reseller.id, { overrides: { accounts: 'hide' } }),
        () => set(reseller.id, { overrides: {} }),
      ],
      [
        () => set(reseller.id, { features: { 'accounts.open': false } }),
        () => set(reseller.id, { features: {} }),
      ],
      [
        () => acme.api.patch(`/api/v1/contacts/${contact.id}`, { active: false }),
        () => acme.api.patch(`/api/v1/contacts/${contact.id}`, { active: true }),
      ],
      [
        () =>
          acme.api.patch(`/api/v1/contacts/${contact.id}`, { role: 'custom', rights: { profile: 'edit' } }),
        () => acme.api.patch(`/api/v1/contacts/${contact.id}`, { role: 'owner' }),
      ],
    ];
    for (const [take, give] of takes) {
      const { there } = await opened();
      await take();
      expect((await there.get('/portal/v1/profile')).status).toBeGreaterThan(400);
      await give();
    }
    // To look only, from one request to the next; and signing out there signs out above.
    const { above, there } = await opened();
    await set(below.id, { parentAccess: 'view' });
    expect((await there.patch('/portal/v1/profile', { language: 'nl' })).body.code).toBe('panel.read-only');
    await there.delete('/portal/v1/sessions');
    expect((await above.get('/portal/v1/bootstrap')).status).toBe(401);
  });
});
