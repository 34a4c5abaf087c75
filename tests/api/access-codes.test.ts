import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCode } from '../../src/kit/common/code.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';

describe.each(databaseKinds)('access codes on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let nextAddress = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      signIn: { password: false, accessCode: true },
    });
  });
  afterAll(() => portico.close());

  /** Types a code from a network of its own, unless one is named. */
  async function type(
    body: object,
    address = `198.51.${nextAddress >> 8}.${nextAddress++ & 255}`,
    headers: Record<string, string> = {},
  ) {
    const response = await portico.app.request(
      `${testPublicUrl}/portal/v1/sessions`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      },
      { incoming: { socket: { remoteAddress: address } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers } as Answer;
  }
  const enter = async (body: object) => {
    const session = await type(body);
    expect(session.status, JSON.stringify(session.body)).toBe(201);
    return { client: new Client(portico.app, session.body.sessionToken), ...session.body };
  };
  const codeOf = async (path: string, body: object = {}) => {
    const made = await acme.api.post(`/api/v1/${path}/access-code`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body as { code: string; url: string };
  };
  async function site() {
    const { id: customerId } = await acme.customer();
    const location = (await acme.api.post('/api/v1/locations', { customerId, name: 'Cold store' })).body;
    const machine = (
      await acme.api.post('/api/v1/installations', { locationId: location.id, name: 'Chiller' })
    ).body;
    const { token } = (await acme.api.get(`/api/v1/installations/${machine.id}/token`)).body;
    return { customerId, locationId: location.id, installationId: machine.id, token };
  }
  const refused = { status: 401, body: { code: 'code.refused' } };

  test('CLI-7 a customer’s code alone opens that customer’s portal', async () => {
    const { id } = await acme.customer({ name: 'Bakery Vos' });
    const { code, url } = await codeOf(`customers/${id}`);
    expect(url).toBe(`${testPublicUrl}/p/acme`);
    const { bootstrap, client } = await enter({ accessCode: code, portal: 'acme' });
    expect(bootstrap.customer).toMatchObject({ id, name: 'Bakery Vos' });
    expect((await client.get('/portal/v1/profile')).status).toBe(200);
  });

  test('CLI-21 at customer level the field of the second secret stays empty', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    await enter({ accessCode: code, installationToken: '', portal: 'acme' });
  });

  test('CLI-25 at the general entrance a code leads to its own vendor’s portal, signed in there', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const here = await site();
    const narrow = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const top = { 'x-portico-top': '*', 'sec-fetch-site': 'same-origin' };
    const session = await type({ accessCode: code }, undefined, top);
    expect(session.body).toMatchObject({
      address: `${testPublicUrl}/p/acme`,
      bootstrap: { customer: { id } },
    });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^__Host-portico_acme=ps_/);
    const known = await portico.anonymous.get('/portal/v1/bootstrap', { cookie, 'x-portico-top': 'acme' });
    expect(known.body.bootstrap.customer.id).toBe(id);
    const both = await type({ accessCode: narrow.code, installationToken: here.token }, undefined, top);
    expect(both.body.bootstrap.customer.id).toBe(here.customerId);
    // Elsewhere nothing is told of the address, and no cookie is set for a page that is not ours.
    expect((await type({ accessCode: code })).body.address).toBeUndefined();
    const foreign = await type({ accessCode: code }, undefined, { ...top, 'sec-fetch-site': 'cross-site' });
    expect(foreign.headers.get('set-cookie')).toBeNull();
    const answers = [
      { accessCode: newCode() },
      { accessCode: narrow.code },
      { accessCode: narrow.code, installationToken: 'x' },
    ];
    const told = await Promise.all(answers.map((body) => type(body, undefined, top)));
    for (const { status, body } of told) expect([status, body.code]).toEqual([401, 'code.refused']);
  });

  test('CLI-1 CLI-10 CLI-12 three levels, each switched on by itself; the second secret only where a location has a code', async () => {
    const here = await site();
    const facts = async (path: string) => (await acme.api.get(`/api/v1/${path}/access`)).body.accessCode;
    const [customer, location] = [`customers/${here.customerId}`, `locations/${here.locationId}`];
    expect([await facts(customer), await facts(location)]).toEqual([null, null]);
    await codeOf(location);
    expect(await facts(customer)).toBeNull();
    expect(await facts(location)).toMatchObject({ requiresInstallationToken: false });
    await codeOf(location, { requiresInstallationToken: true });
    expect(await facts(location)).toMatchObject({ requiresInstallationToken: true });
    const refusedLevel = await acme.api.post(`/api/v1/${customer}/access-code`, {
      requiresInstallationToken: true,
    });
    expect([refusedLevel.status, refusedLevel.body.fields[0].path]).toEqual([
      422,
      'requiresInstallationToken',
    ]);
    // The code is the location's, whoever of the customer's people comes and goes.
    const contact = await acme.api.post('/api/v1/contacts', {
      customerId: here.customerId,
      name: 'Caretaker',
    });
    const { code } = await codeOf(location);
    await acme.api.delete(`/api/v1/contacts/${contact.body.id}`);
    await enter({ accessCode: code, portal: 'acme' });
  });

  test('DAY-23 a token is replaced only by an act that says why; label and sessions of the old one end', async () => {
    const here = await site();
    const { code } = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const { client } = await enter({ accessCode: code, installationToken: here.token, portal: 'acme' });
    const replace = (body: object) =>
      acme.api.post(`/api/v1/installations/${here.installationId}/token`, body);
    expect((await replace({})).body.fields[0].path).toBe('reason');
    expect((await replace({ reason: ' ' })).status).toBe(422);
    const { token } = (await replace({ reason: 'The label was stolen' })).body;
    expect(token).not.toBe(here.token);
    expect((await client.get('/portal/v1/sites')).body.code).toBe('session.ended');
    expect(await type({ accessCode: code, installationToken: here.token, portal: 'acme' })).toMatchObject(
      refused,
    );
    await enter({ accessCode: code, installationToken: token, portal: 'acme' });
    const row = await portico.database.db
      .selectFrom('activity')
      .select(['detail'])
      .where('subject_id', '=', here.installationId)
      .where('action', '=', 'installation.token-replaced')
      .executeTakeFirstOrThrow();
    expect(row.detail).toBe('The label was stolen');
  });

  test('DAY-23 CLI-22 labels show each installation with the address that has its token; every reading is logged', async () => {
    const here = await site();
    const other = await site();
    const labels = (body: object = {}) => acme.api.post(`/api/v1/locations/${here.locationId}/labels`, body);
    const { body } = await labels();
    expect(body).toEqual({
      brandName: 'acme',
      locationName: 'Cold store',
      items: [
        {
          ...{ installationId: here.installationId, name: 'Chiller', serialNumber: null, token: here.token },
          url: `${testPublicUrl}/p/acme#installation=${here.token}`,
        },
      ],
    });
    expect((await labels({ installationIds: [other.installationId] })).body.fields[0].path).toBe(
      'installationIds',
    );
    const read = await portico.database.db
      .selectFrom('activity')
      .select('id')
      .where('subject_id', '=', here.installationId)
      .where('action', '=', 'installation.token-read')
      .execute();
    expect(read).toHaveLength(2);
    const listed = await acme.api.get(`/api/v1/installations?locationId=${here.locationId}`);
    expect(listed.body.items[0].tokenHint).toBe(here.token.slice(-4));
  });

  test('DAY-23 the words of sheets and labels are the vendor’s, by language; a placeholder nobody fills in is refused', async () => {
    const handOver = { nl: { title: 'Uw toegang tot {Brand}', purpose: 'Voor {Name}.' } };
    expect((await acme.api.patch('/api/v1/settings', { handOver })).body.handOver).toEqual(handOver);
    const wrong = await acme.api.patch('/api/v1/settings', { handOver: { de: { keep: 'Für {Kunde}' } } });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'handOver.de.keep' }] } });
    expect((await acme.api.get('/api/v1/settings')).body.handOver).toEqual(handOver);
    await acme.api.patch('/api/v1/settings', { handOver: {} });
  });

  test('CLI-8 CLI-11 a location’s code reaches that location only; both levels work side by side', async () => {
    const { customerId, locationId } = await site();
    const whole = await codeOf(`customers/${customerId}`);
    const one = await codeOf(`locations/${locationId}`);
    expect(one.code).not.toBe(whole.code);
    const narrow = await enter({ accessCode: one.code, portal: 'acme' });
    const seen = narrow.bootstrap.panels.filter((panel: { view: boolean }) => panel.view);
    expect(seen.map(({ panel }: { panel: string }) => panel)).toEqual(['sites']);
    expect((await narrow.client.get('/portal/v1/contracts')).status).toBe(403);
    expect((await narrow.client.get('/portal/v1/profile')).status).toBe(403);
    const wide = await enter({ accessCode: whole.code, portal: 'acme' });
    expect((await wide.client.get('/portal/v1/contracts')).status).toBe(200);
  });

  test('CLI-13 CLI-15 with the second secret asked for, neither opens anything alone, and no answer says which was wrong', async () => {
    const here = await site();
    const elsewhere = await site();
    const { code } = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const tries = [
      { accessCode: code },
      { accessCode: code, installationToken: '' },
      { accessCode: code, installationToken: newCode() },
      { accessCode: code, installationToken: elsewhere.token },
      { accessCode: here.token },
      { accessCode: newCode(), installationToken: here.token },
    ];
    const answers = await Promise.all(tries.map((body) => type({ ...body, portal: 'acme' })));
    const told = answers.map(({ status, body: { instance: _, ...rest } }) => ({ status, rest }));
    expect(told[0]).toMatchObject({ status: 401, rest: { code: 'code.refused' } });
    for (const answer of told) expect(answer).toEqual(told[0]);
    const spoken = here.token.toLowerCase().replaceAll('-', ' ');
    const { bootstrap } = await enter({ accessCode: code, installationToken: spoken, portal: 'acme' });
    expect(bootstrap.customer.id).toBe(here.customerId);
  });

  test('CLI-17 a code made anew replaces the old one and ends its sessions at once, on every process', async () => {
    const { id } = await acme.customer();
    const first = await codeOf(`customers/${id}`);
    const { client, sessionToken } = await enter({ accessCode: first.code, portal: 'acme' });
    const token = await acme.signIn(id);
    const second = await codeOf(`customers/${id}`);
    expect(second.code).not.toBe(first.code);
    expect((await client.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await new Client(portico.sibling(), sessionToken).get('/portal/v1/profile')).status).toBe(401);
    expect(await type({ accessCode: first.code, portal: 'acme' })).toMatchObject(refused);
    // Whoever came by a token of the vendor's has nothing to do with the code.
    expect((await token.get('/portal/v1/profile')).status).toBe(200);
    await enter({ accessCode: second.code, portal: 'acme' });
  });

  test('CLI-19 CLI-20 a revoked code opens nothing, ends its sessions and leaves the other level alone', async () => {
    const { customerId, locationId } = await site();
    const whole = await codeOf(`customers/${customerId}`);
    const one = await codeOf(`locations/${locationId}`);
    const { client } = await enter({ accessCode: whole.code, portal: 'acme' });
    expect((await acme.api.delete(`/api/v1/customers/${customerId}/access-code`)).status).toBe(204);
    expect((await client.get('/portal/v1/profile')).status).toBe(401);
    expect(await type({ accessCode: whole.code, portal: 'acme' })).toMatchObject(refused);
    expect((await acme.api.get(`/api/v1/customers/${customerId}/access-code`)).body.code).toBe(
      'access-code.not-found',
    );
    await enter({ accessCode: one.code, portal: 'acme' });
    const again = await codeOf(`customers/${customerId}`);
    expect(again.code).not.toBe(whole.code);
    expect(await type({ accessCode: whole.code, portal: 'acme' })).toMatchObject(refused);
  });

  test('CLI-6 the code is there to be read and handed over; each reading is written down', async () => {
    const { locationId } = await site();
    const { code, url } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const known = await acme.api.get(`/api/v1/locations/${locationId}/access`);
    expect(known.body.accessCode).toMatchObject({ lastUsedAt: null, requiresInstallationToken: true });
    expect(JSON.stringify(known.body)).not.toContain(code);
    const read = await acme.api.get(`/api/v1/locations/${locationId}/access-code`);
    expect(read.body).toEqual({ code, url, requiresInstallationToken: true, lastUsedAt: null });
    const rows = await portico.database.db
      .selectFrom('activity')
      .select('action')
      .where('subject_id', '=', locationId)
      .where('action', '=', 'access-code.read')
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('CLI-6 a customer’s code and the address of its portal are there while access is on, and not before or after', async () => {
    const { customerId } = await site();
    const at = `/api/v1/customers/${customerId}`;
    const absent = async () => {
      expect((await acme.api.get(`${at}/access`)).body.accessCode).toBeNull();
      expect((await acme.api.get(`${at}/access-code`)).body.code).toBe('access-code.not-found');
    };
    await absent();
    const { code } = await codeOf(`customers/${customerId}`);
    expect((await acme.api.get(`${at}/access-code`)).body).toMatchObject({
      code,
      url: expect.stringMatching(/\/p\/acme$/),
    });
    expect((await acme.api.get(`${at}/access`)).body.accessCode).toMatchObject({ lastUsedAt: null });
    await acme.api.delete(`${at}/access-code`);
    await absent();
  });

  test('CLI-2 CLI-18 whatever happens to a code, no mail leaves: not when it is made, made anew or revoked', async () => {
    const { customerId, locationId, installationId } = await site();
    const count = async () => (await portico.database.db.selectFrom('mail').select('id').execute()).length;
    const before = await count();
    await acme.api.patch(`/api/v1/customers/${customerId}`, { billing: { email: 'vos@bakery.example' } });
    await codeOf(`customers/${customerId}`);
    await codeOf(`customers/${customerId}`);
    await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    await acme.api.post(`/api/v1/installations/${installationId}/token`, { reason: 'lost' });
    await acme.api.delete(`/api/v1/customers/${customerId}/access-code`);
    expect(await count()).toBe(before);
  });

  test('CD02 a slip of the pen is said plainly and costs the code nothing', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1);
    for (let n = 0; n < 8; n++) {
      expect(await type({ accessCode: slip, portal: 'acme' }, '203.0.113.9')).toMatchObject({
        status: 400,
        body: { code: 'code.typo' },
      });
    }
    expect((await type({ accessCode: code, portal: 'acme' }, '203.0.113.9')).status).toBe(201);
  });

  test('CD03 unknown, revoked, another vendor’s, a switched-off customer’s: one answer', async () => {
    const globex = await portico.vendor('globex');
    await globex.api.patch(`/api/v1/portals/${globex.portal.id}`, {
      signIn: { password: false, accessCode: true },
    });
    const theirs = await globex.customer();
    const foreign = (await globex.api.post(`/api/v1/customers/${theirs.id}/access-code`)).body.code;
    const off = await acme.customer();
    const offCode = await codeOf(`customers/${off.id}`);
    await acme.api.patch(`/api/v1/customers/${off.id}`, { status: 'inactive' });
    const gone = await acme.customer();
    const goneCode = await codeOf(`customers/${gone.id}`);
    await acme.api.delete(`/api/v1/customers/${gone.id}`);
    const answers = [];
    for (const accessCode of [newCode(), foreign, offCode.code, goneCode.code]) {
      const { status, body, headers } = await type({ accessCode, portal: 'acme' });
      const { instance: _, ...rest } = body;
      answers.push({ status, rest, headers: [...headers.keys()].sort() });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, rest: { code: 'code.refused' } });
  });

  test('CD05 five wrong second secrets lock the network out, not the rightful customer elsewhere', async () => {
    const { locationId, token } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const attack = () =>
      type({ accessCode: code, installationToken: newCode(), portal: 'acme' }, '203.0.113.50');
    for (let n = 0; n < 5; n++) expect((await attack()).status).toBe(401);
    const locked = await attack();
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(600);
    await enter({ accessCode: code, installationToken: token, portal: 'acme' });
  });

  const budget = (key: string) =>
    portico.database.db.selectFrom('attempt').selectAll().where('key', '=', key).executeTakeFirst();

  test('CD06 one network guesses forty times; many at one portal are slowed down, the vendor is told, the right code works', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const guess = (address: string) => type({ accessCode: newCode(), portal: 'acme' }, address);
    const one = await Promise.all(Array.from({ length: 45 }, () => guess('192.0.2.1')));
    expect(one.filter(({ status }) => status === 429)).toHaveLength(5);
    // As if 1,990 guesses from elsewhere had gone before; the long test sends them all.
    const key = `code:place:${acme.portal.id}`;
    await inTransaction(portico.database.db, (tx) =>
      tx.updateTable('attempt').set({ count: 1990 }).where('key', '=', key).execute(),
    );
    const many = [];
    for (let n = 0; n < 60; n++) many.push((await guess(`192.0.2.${10 + (n % 5)}`)).status);
    expect(many.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(many.slice(10).filter((status) => status === 401)).toHaveLength(15);
    await enter({ accessCode: code, portal: 'acme' });
    const told = await portico.database.db
      .selectFrom('activity')
      .select(['action', 'subject_id'])
      .where('vendor_id', '=', acme.id)
      .where('action', '=', 'access-code.guessed-at')
      .execute();
    expect(told).toEqual([{ action: 'access-code.guessed-at', subject_id: acme.portal.id }]);
    portico.clock.move(2 * 3_600_000);
  });

  test('CD07 wherever guesses say they come from and however they are written, they count against one network', async () => {
    const { locationId } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const spoofed = (n: number): Record<string, string>[] => [
      { 'x-forwarded-for': `10.0.${n}.1` },
      { forwarded: `for=10.0.${n}.2` },
      { 'x-real-ip': `10.0.${n}.3` },
      { 'true-client-ip': `10.0.${n}.4`, 'cf-connecting-ip': `10.0.${n}.4` },
    ];
    const looked = [];
    for (let n = 0; n < 12; n++) {
      const written = n % 2 ? code.toLowerCase() : code.replaceAll('-', ' ');
      const body = { accessCode: written, installationToken: newCode(), ...(n % 3 && { portal: 'acme' }) };
      const address = `2001:db8:7:1:${n.toString(16)}::${n}`;
      looked.push((await type(body, address, spoofed(n)[n % 4])).status);
    }
    expect(looked.filter((status) => status === 401)).toHaveLength(5);
    expect(looked.filter((status) => status === 429)).toHaveLength(7);
    expect((await type({ accessCode: code, installationToken: newCode() }, '2001:db8:7:2::1')).status).toBe(
      401,
    );
  });

  test('CD07 behind a proxy the address it saw counts, whatever the client wrote in front of it', async () => {
    const behind = await testApp(kind, { database: portico.database, trustedProxies: 1 });
    const { locationId } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const guess = async (forwarded: string) => {
      const answer = await behind.app.request(
        `${testPublicUrl}/portal/v1/sessions`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
          body: JSON.stringify({ accessCode: code, installationToken: newCode(), portal: 'acme' }),
        },
        { incoming: { socket: { remoteAddress: '10.0.0.1' } } },
      );
      return answer.status;
    };
    const one = [];
    for (let n = 0; n < 8; n++) one.push(await guess(`198.18.${n}.1, 198.18.${n}.2, 203.0.113.200`));
    expect(one).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(await guess('203.0.113.200, 203.0.113.201')).toBe(401);
  });

  test('CD09 codes and tokens of any length and shape are answered, and nothing breaks', async () => {
    const { locationId } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const odd = [
      'x',
      'x'.repeat(200),
      '😀'.repeat(40),
      `${code}${code}`,
      `${code.slice(0, -1)}`,
      '%00',
      "' or 1=1 --",
      'ﬀ'.repeat(25),
    ];
    for (const text of odd) {
      const as = [
        await type({ accessCode: text, portal: 'acme' }),
        await type({ accessCode: code, installationToken: text, portal: 'acme' }),
      ];
      for (const { status } of as) expect([400, 401, 422]).toContain(status);
    }
    for (const body of [
      { accessCode: 'x'.repeat(201) },
      { accessCode: '' },
      { accessCode: 7 },
      { accessCode: [code] },
    ])
      expect((await type(body)).status).toBe(422);
  });

  test('RC07 of fifty wrong second secrets at once on two processes five are looked at, and all are counted', async () => {
    const { locationId, token } = await site();
    const { code } = await codeOf(`locations/${locationId}`, { requiresInstallationToken: true });
    const apps = [portico.app, portico.sibling()];
    const send = (n: number, body: object, address: string) =>
      (apps[n % 2] as typeof portico.app).request(
        `${testPublicUrl}/portal/v1/sessions`,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        { incoming: { socket: { remoteAddress: address } } },
      );
    const wrong = { accessCode: code, installationToken: newCode(), portal: 'acme' };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => send(n, wrong, '203.0.113.77')));
    const counts = [401, 429].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([5, 45]);
    expect(Number((await budget('code:source:203.0.113.77'))?.count)).toBe(50);
    const right = { accessCode: code, installationToken: token, portal: 'acme' };
    const opened = await Promise.all([1, 2, 3].map((n) => send(n, right, '203.0.113.78')));
    expect(opened.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(Number((await budget('code:source:203.0.113.78'))?.count)).toBe(0);
  });

  test('a portal without codes takes none', async () => {
    const { id } = await acme.customer();
    const { code } = await codeOf(`customers/${id}`);
    const switchTo = (accessCode: boolean) =>
      acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { password: false, accessCode } });
    await switchTo(false);
    expect((await type({ accessCode: code, portal: 'acme' })).body.code).toBe('sign-in.not-offered');
    expect(await type({ accessCode: code })).toMatchObject(refused);
    await switchTo(true);
    await enter({ accessCode: code, portal: 'acme' });
  });

  test('CD10 neither codes nor tokens stand in the database, the log or an answer’s problem', async () => {
    const here = await site();
    const { code } = await codeOf(`locations/${here.locationId}`, { requiresInstallationToken: true });
    const wrong = await type({ accessCode: code, installationToken: 'canary-token', portal: 'acme' });
    expect(JSON.stringify(wrong.body)).not.toMatch(/canary|[0-9A-Z]{5}-[0-9A-Z]{5}/);
    const stored = JSON.stringify(await contentsOf(portico.database));
    for (const secret of [code, here.token, code.replaceAll('-', ''), 'canary-token'])
      expect(stored).not.toContain(secret);
  });
});
