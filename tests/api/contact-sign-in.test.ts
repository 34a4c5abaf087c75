import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
} from '../helpers/app.ts';
import { databaseKinds, takesFloods } from '../helpers/databases.ts';

const minute = 60_000;
const password = 'correct horse battery';

/** A sign-in as it arrives from a network address. */
async function from(app: TestApp, address: string, body: object, forwarded?: string): Promise<Answer> {
  const response = await app.app.request(
    `${testPublicUrl}/portal/v1/sessions`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
      },
      body: JSON.stringify(body),
    },
    { incoming: { socket: { remoteAddress: address } } },
  );
  return { status: response.status, body: await response.json(), headers: response.headers };
}

describe.each(databaseKinds)('contacts who sign in, on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let customer: { id: string };
  let addresses = 0;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
    customer = await newCustomer('Anna Ltd');
  });
  afterAll(() => app.close());

  /** A customer that was reached otherwise before its portal asked for passwords. */
  async function newCustomer(name: string): Promise<{ id: string }> {
    const portal = `/api/v1/portals/${vendor.portal.id}`;
    await vendor.api.patch(portal, { signIn: { password: false } });
    const made = await vendor.customer({ name });
    await vendor.api.patch(portal, { signIn: { password: true } });
    return made;
  }

  let people = 0;
  async function contact(more: Record<string, unknown> = {}) {
    people++;
    const made = await vendor.api.post('/api/v1/contacts', {
      customerId: customer.id,
      name: `Person ${people}`,
      username: `person-${people}`,
      email: `person-${people}@customer.example`,
      password,
      ...more,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  }

  /** What no request writes. */
  const store = (id: string, fields: { password_hash?: string; password_expires_at?: string }) =>
    inTransaction(app.database.db, (tx) =>
      tx.updateTable('contact').set(fields).where('vendor_id', '=', vendor.id).where('id', '=', id).execute(),
    );

  /** From an address that nobody used before, unless one is named: tests don't share their budgets of guesses. */
  const signIn = (username: string, given = password, more: object = {}, address?: string) =>
    from(app, address ?? `198.18.${addresses >> 8}.${addresses++ & 255}`, {
      portal: 'acme',
      username,
      password: given,
      ...more,
    });
  const as = ({ body }: Answer) => new Client(app.app, body.sessionToken);

  test('CON-26 a contact that the vendor adds can sign in, by user name or e-mail address', async () => {
    const anna = await contact();
    for (const name of [anna.username, anna.email, ` ${anna.email.toUpperCase()} `]) {
      const answer = await signIn(name);
      expect(answer.status).toBe(201);
      expect(answer.body.bootstrap).toMatchObject({
        customer: { id: customer.id },
        contact: { id: anna.id, role: 'owner' },
      });
      expect((await as(answer).get('/portal/v1/profile')).body.contact.id).toBe(anna.id);
    }
  });

  test('CON-27 three contacts have three sign-ins and one account', async () => {
    const three = [await contact(), await contact({ role: 'billing' }), await contact({ role: 'read-only' })];
    for (const one of three) {
      const session = await signIn(one.username);
      expect(session.body.bootstrap.customer.id).toBe(customer.id);
      expect(session.body.bootstrap.contact).toMatchObject({ id: one.id, role: one.role });
    }
  });

  test('CON-30 what a contact changes stands under that contact', async () => {
    const [, second] = [await contact(), await contact()];
    const session = as(await signIn(second.username));
    expect((await session.patch('/portal/v1/profile', { name: 'Ben B.' })).status).toBe(200);
    const rows = await app.database.db
      .selectFrom('activity')
      .selectAll()
      .where('vendor_id', '=', vendor.id)
      .where('action', '=', 'contact.updated')
      .execute();
    expect(rows.at(-1)).toMatchObject({ actor_kind: 'contact', actor_id: second.id, subject_id: second.id });
  });

  test('CD13 whoever is not let in gets one answer: unknown, wrong, switched off, or from elsewhere', async () => {
    const fine = await contact();
    const off = await contact({ active: false });
    const elsewhere = await contact({ allowedAddresses: ['203.0.113.0/24'] });
    const gone = await newCustomer('Gone Ltd');
    const late = await contact({ customerId: gone.id });
    await vendor.api.patch(`/api/v1/customers/${gone.id}`, { status: 'inactive' });
    const answers = [
      await signIn('nobody'),
      await signIn('nobody@customer.example'),
      await signIn(fine.username, 'wrong password'),
      await signIn(off.username),
      await signIn(elsewhere.username),
      await signIn(late.username),
    ];
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect({ ...body, instance: '' }).toEqual({ ...answers[0]?.body, instance: '' });
      expect([...headers.keys()]).toEqual([...(answers[0]?.headers.keys() ?? [])]);
    }
    const notes = await app.database.db
      .selectFrom('activity')
      .selectAll()
      .where('vendor_id', '=', vendor.id)
      .where('action', '=', 'sign-in.refused')
      .orderBy('id', 'desc')
      .limit(6)
      .execute();
    expect(notes.map(({ subject_id, fields }) => [subject_id, JSON.parse(fields)[0]]).sort()).toEqual(
      [
        [vendor.portal.id, 'unknown'],
        [vendor.portal.id, 'unknown'],
        [fine.id, 'password'],
        [off.id, 'switched-off'],
        [elsewhere.id, 'address'],
        [late.id, 'switched-off'],
      ].sort(),
    );
  });

  test('CCM-34 nobody of a customer that was deleted or switched off can sign in', async () => {
    const other = await newCustomer('Other Ltd');
    const ben = await contact({ customerId: other.id });
    expect((await signIn(ben.username)).status).toBe(201);
    await vendor.api.patch(`/api/v1/customers/${other.id}`, { status: 'blocked' });
    expect((await signIn(ben.username)).status).toBe(401);
    await vendor.api.patch(`/api/v1/customers/${other.id}`, { status: 'active' });
    expect((await signIn(ben.username)).status).toBe(201);
    await vendor.api.delete(`/api/v1/customers/${other.id}`);
    expect((await signIn(ben.username)).status).toBe(401);
    const again = await newCustomer('Other Ltd');
    const reborn = await contact({ customerId: again.id, username: ben.username, email: ben.email });
    expect((await signIn(reborn.username)).status).toBe(201);
  });

  test('CCM-31 a contact shows its last sign-in, and that there was none', async () => {
    const anna = await contact();
    expect(anna.lastSignInAt).toBe(null);
    await signIn(anna.username);
    const read = await vendor.api.get(`/api/v1/contacts/${anna.id}`);
    expect(read.body.lastSignInAt).toBe(app.clock.now().toISOString());
    expect(read.body.updatedAt).toBe(anna.updatedAt);
  });

  test('CON-29 a contact comes from the addresses on its list, and from no other', async () => {
    const anna = await contact({ allowedAddresses: ['203.0.113.7', '2001:db8::/32', ' 192.0.2.0/28 '] });
    expect(anna.allowedAddresses).toEqual(['203.0.113.7', '2001:db8::/32', '192.0.2.0/28']);
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8:1::9', '192.0.2.15']) {
      expect((await signIn(anna.username, password, {}, address)).status, address).toBe(201);
    }
    for (const address of ['203.0.113.8', '192.0.2.16', '2001:db9::1', '::1']) {
      expect((await signIn(anna.username, password, {}, address)).status, address).toBe(401);
    }
    const session = as(await signIn(anna.username, password, {}, '203.0.113.7'));
    await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { allowedAddresses: ['192.0.2.1'] });
    expect((await session.get('/portal/v1/profile')).body.code).toBe('session.ended');
    const bad = await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { allowedAddresses: ['192.0.2.1/33'] });
    expect(bad).toMatchObject({ status: 422, body: { fields: [{ path: 'allowedAddresses.0' }] } });
  });

  test('CON-29 the contact reads the public notes; the private ones and the password reach no answer', async () => {
    const anna = await contact({
      publicNotes: 'Your engineer is Ben.\r\nCall him.',
      privateNotes: 'canary-private',
      password: 'canary-password-1',
      phone: '1',
      mobile: '2',
      type: 'Buyer',
    });
    expect(anna).toMatchObject({
      publicNotes: 'Your engineer is Ben.\nCall him.',
      type: 'Buyer',
      mobile: '2',
    });
    const answer = await signIn(anna.username, 'canary-password-1');
    const session = as(answer);
    const profile = await session.get('/portal/v1/profile');
    expect(profile.body.contact).toMatchObject({
      publicNotes: 'Your engineer is Ben.\nCall him.',
      hasPassword: true,
    });
    const portal = JSON.stringify([
      ...[answer.body, profile.body],
      (await session.get('/portal/v1/bootstrap')).body,
      (await session.get('/portal/v1/contracts')).body,
    ]);
    expect(portal).not.toContain('canary');
    const vendorSide = JSON.stringify([
      ...[anna, (await vendor.api.get(`/api/v1/contacts/${anna.id}`)).body],
      (await vendor.api.get('/api/v1/contacts?limit=200')).body,
      (await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { password: 'canary-password-2' })).body,
      (await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { password: 'canary' })).body,
      await app.database.db.selectFrom('activity').selectAll().execute(),
      await app.database.db.selectFrom('outbox').selectAll().execute(),
    ]);
    expect(vendorSide).not.toMatch(/canary-password|argon2/);
    expect(vendorSide).toContain('canary-private');
  });

  test('CON-29 a new address or number is not verified, unless the vendor says so', async () => {
    const anna = await contact({ emailVerified: true, mobile: '1', mobileVerified: true });
    const change = (body: object) => vendor.api.patch(`/api/v1/contacts/${anna.id}`, body);
    expect((await change({ name: 'Anna' })).body).toMatchObject({
      emailVerified: true,
      mobileVerified: true,
    });
    expect((await change({ email: 'new-anna@customer.example' })).body).toMatchObject({
      emailVerified: false,
      mobileVerified: true,
    });
    expect((await change({ mobile: '2', mobileVerified: true })).body.mobileVerified).toBe(true);
  });

  test('CCM-39 the password stays where an update leaves it out, and changes where it does not', async () => {
    const anna = await contact();
    await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { name: 'Anna B.' });
    const session = await signIn(anna.username);
    expect(session.status).toBe(201);
    await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { password: 'another password' });
    expect((await as(session).get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await signIn(anna.username)).status).toBe(401);
    expect((await signIn(anna.username, 'another password')).status).toBe(201);
    const external = await vendor.api.put('/api/v1/contacts/ext:g-1', {
      ...{ customerId: customer.id, name: 'Ext', username: 'ext-1', email: 'ext@customer.example', password },
    });
    expect(external.status).toBe(201);
    await vendor.api.put('/api/v1/contacts/ext:g-1', { customerId: customer.id, name: 'Ext B.' });
    expect((await signIn('ext-1')).status).toBe(201);
  });

  test('CCM-6 a customer who gets account sign-in is made with user name, password and e-mail address, or not at all', async () => {
    const before = (await vendor.api.get('/api/v1/customers?limit=200')).body.items.length;
    const all = { username: 'Dora', email: 'dora@customer.example', password };
    for (const path of ['username', 'email', 'password']) {
      const lacking = await vendor.api.post('/api/v1/customers', { name: 'Dora', ...all, [path]: undefined });
      expect(lacking).toMatchObject({ status: 422, body: { fields: [{ path, code: 'missing' }] } });
      const empty = await vendor.api.post('/api/v1/customers', { name: 'Dora', ...all, [path]: '' });
      expect(empty.status).toBe(422);
      expect(empty.body.fields[0].path).toBe(path);
    }
    expect((await vendor.api.get('/api/v1/customers?limit=200')).body.items).toHaveLength(before);

    const made = await vendor.api.post('/api/v1/customers', { name: 'Dora Ltd', ...all });
    expect(made).toMatchObject({ status: 201, body: { status: 'active', portalId: vendor.portal.id } });
    expect(JSON.stringify(made.body)).not.toContain(password);
    const session = await signIn('dora');
    expect(session.body.bootstrap).toMatchObject({
      customer: { id: made.body.id },
      contact: { name: 'Dora Ltd' },
    });

    await vendor.api.patch(`/api/v1/customers/${made.body.id}`, { name: 'Dora plc' });
    expect((await signIn('dora')).status).toBe(201);
    await vendor.api.patch(`/api/v1/customers/${made.body.id}`, { password: 'another password' });
    expect((await signIn('dora')).status).toBe(401);
    expect((await signIn('dora', 'another password')).status).toBe(201);
    const put = { name: 'Emil', username: 'emil', email: 'emil@customer.example', password };
    const upserts = await Promise.all([1, 2, 3].map(() => vendor.api.put('/api/v1/customers/ext:emil', put)));
    expect(upserts.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect((await vendor.api.put('/api/v1/customers/ext:emil', { name: 'Emil B.' })).status).toBe(200);
    expect((await signIn('emil')).status).toBe(201);
  });

  test('CCM-38 a customer is found by user name or e-mail address of a contact', async () => {
    const anna = await contact({ username: 'Find-Me', email: 'find.me@customer.example' });
    const find = async (query: string) =>
      (await vendor.api.get(`/api/v1/customers?${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await find('username=find-me')).toEqual([customer.id]);
    expect(await find('email=Find.Me@customer.example')).toEqual([customer.id]);
    expect(await find('username=nobody')).toEqual([]);
    expect(await find('email=nobody@customer.example')).toEqual([]);
    expect(await find(`username=find-me&email=other@customer.example`)).toEqual([]);
    await vendor.api.delete(`/api/v1/contacts/${anna.id}`);
    expect(await find('username=find-me')).toEqual([]);
  });

  test('DAY-10 user name, password and e-mail address are needed exactly where customers sign in by them', async () => {
    const person = { customerId: customer.id, name: 'Carla' };
    const bare = await vendor.api.post('/api/v1/contacts', person);
    expect(bare.status).toBe(422);
    expect(bare.body.fields.map(({ path }: { path: string }) => path)).toEqual([
      'username',
      'email',
      'password',
    ]);
    for (const path of ['username', 'email', 'password']) {
      const all = { username: 'carla', email: 'carla@customer.example', password };
      const one = await vendor.api.post('/api/v1/contacts', { ...person, ...all, [path]: undefined });
      expect(one.body.fields).toMatchObject([{ path, code: 'missing' }]);
    }
    const upsert = await vendor.api.put('/api/v1/contacts/ext:carla', person);
    expect(upsert.status).toBe(422);

    const other = await vendor.api.post('/api/v1/portals', { slug: 'no-accounts', brandName: 'Other' });
    const reached = await vendor.customer({ name: 'By link', portalId: other.body.id });
    expect((await vendor.api.post('/api/v1/contacts', { ...person, customerId: reached.id })).status).toBe(
      201,
    );
    const off = await from(app, '198.51.100.1', { portal: 'no-accounts', username: 'carla', password });
    expect(off).toMatchObject({ status: 403, body: { code: 'sign-in.not-offered' } });

    const anna = await contact();
    const taken = await vendor.api.patch(`/api/v1/contacts/${anna.id}`, { username: null });
    expect(taken.body.fields).toMatchObject([{ path: 'username', code: 'missing' }]);
  });

  test('CON-26 a name belongs to one contact of a portal, user names and e-mail addresses alike', async () => {
    const anna = await contact({ username: 'Ängla', email: 'angla@customer.example' });
    const person = { customerId: customer.id, name: 'Twin', email: 'twin@customer.example', password };
    for (const username of ['ängla', ' ÄNGLA ', 'A\u0308ngla', 'angla@customer.example']) {
      const twin = await vendor.api.post('/api/v1/contacts', { ...person, username });
      expect(twin.body.fields, username).toMatchObject([{ path: 'username', code: 'taken' }]);
    }
    const mail = await vendor.api.post('/api/v1/contacts', {
      ...person,
      username: 'twin',
      email: anna.email,
    });
    expect(mail.body.fields).toMatchObject([{ path: 'email', code: 'taken' }]);
    const many = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        vendor.api.post('/api/v1/contacts', {
          ...person,
          username: 'one-of-four',
          email: `f${n}@customer.example`,
        }),
      ),
    );
    expect(many.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);

    const other = await vendor.api.post('/api/v1/portals', { slug: 'elsewhere', brandName: 'Elsewhere' });
    const moved = await vendor.customer({ name: 'Elsewhere Ltd', portalId: other.body.id });
    await vendor.api.post('/api/v1/contacts', { ...person, customerId: moved.id, username: anna.username });
    const back = await vendor.api.patch(`/api/v1/customers/${moved.id}`, { portalId: vendor.portal.id });
    expect(back.body.fields).toMatchObject([{ path: 'portalId', code: 'taken' }]);
  });

  test('DAY-4 an old system’s password works, and its hash is made anew at the first sign-in', async () => {
    const anna = await contact();
    const hash = 'pbkdf2_sha256$260000$Qx7wsalt$Y+u87zjZ1biN+lbGtDtwBu565rbnMXHrRWPB0ZQV0WQ=';
    const stored = () =>
      app.database.db
        .selectFrom('contact')
        .select('password_hash')
        .where('id', '=', anna.id)
        .executeTakeFirst();
    await store(anna.id, { password_hash: hash });
    expect((await signIn(anna.username, 'wrong')).status).toBe(401);
    expect((await stored())?.password_hash).toBe(hash);
    expect((await signIn(anna.username, 'Sécret-Wörd 42')).status).toBe(201);
    expect((await stored())?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456/);
    expect((await signIn(anna.username, 'Se\u0301cret-Wo\u0308rd 42')).status).toBe(201);
  });

  test('CON-29 a password that was made must be changed at the first sign-in, within 14 days', async () => {
    const anna = await contact({ mustChangePassword: true });
    const stopped = await signIn(anna.username);
    expect(stopped).toMatchObject({ status: 403, body: { code: 'sign-in.must-change' } });
    expect((await signIn(anna.username, 'wrong one')).body.code).toBe('sign-in.refused');
    for (const [newPassword, code] of [
      [password, 'same'],
      [anna.username, 'weak'],
      ['aaaaaaaaaa', 'weak'],
      ['short', 'min_length'],
    ]) {
      const refused = await signIn(anna.username, password, { newPassword });
      expect(refused.body.fields, newPassword).toMatchObject([{ path: 'newPassword', code }]);
    }
    expect((await signIn(anna.username, password, { newPassword: 'my very own' })).status).toBe(201);
    expect((await signIn(anna.username)).status).toBe(401);
    expect((await signIn(anna.username, 'my very own')).status).toBe(201);

    const late = await contact();
    const at = new Date(app.clock.now().getTime() - 1).toISOString();
    await store(late.id, { password_expires_at: at });
    expect((await signIn(late.username)).body.code).toBe('sign-in.password-expired');
    expect((await signIn(late.username, 'wrong one')).body.code).toBe('sign-in.refused');
  });

  test('CON-26 people change their own password with the one so far; their other sessions end', async () => {
    const anna = await contact({ role: 'read-only' });
    const [here, there] = [as(await signIn(anna.username)), as(await signIn(anna.username))];
    const put = (body: object, client = here) => client.put('/portal/v1/profile/password', body);
    expect((await put({ current: 'wrong', next: 'a better one' })).body.fields).toMatchObject([
      { path: 'current' },
    ]);
    expect((await put({ current: password, next: password })).body.fields).toMatchObject([{ path: 'next' }]);
    expect((await put({ current: password, next: 'a better one' })).status).toBe(204);
    expect((await there.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await here.get('/portal/v1/profile')).status).toBe(200);
    expect((await signIn(anna.username, 'a better one')).status).toBe(201);
    for (let n = 0; n < 4; n++) await put({ current: 'wrong', next: 'a better two' });
    await put({ current: 'wrong', next: 'a better two' });
    expect((await put({ current: 'a better one', next: 'a better two' })).status).toBe(429);

    const without = await vendor.signIn(customer.id);
    const nobody = await put({ current: 'a', next: 'a better two' }, without);
    expect(nobody.body.code).toBe('panel.read-only');
    const looking = await vendor.signIn(customer.id, { contact: anna.id, readOnly: true });
    expect((await put({ current: 'a better one', next: 'x-x-x-x-x' }, looking)).body.code).toBe(
      'panel.read-only',
    );
  });

  test.runIf(takesFloods(kind))(
    'CD05 who guesses is stopped; the right password from elsewhere still opens',
    async () => {
      const anna = await contact();
      const attacker = '192.0.2.77';
      for (let n = 0; n < 5; n++) {
        expect((await signIn(anna.username, `guess ${n}`, {}, attacker)).status).toBe(401);
      }
      const stopped = await signIn(anna.username, password, {}, attacker);
      expect(stopped.status).toBe(429);
      expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(60);
      expect((await signIn(anna.username)).status).toBe(201);
      for (let n = 0; n < 70; n++) await signIn(anna.username, `guess ${n}`, {}, `198.19.0.${n}`);
      expect((await signIn(anna.username, 'wrong', {}, '198.19.9.9')).status).toBe(401);
      expect((await signIn(anna.username, password, {}, '198.19.9.9')).status).toBe(429);
      expect((await signIn(anna.username, password, {}, '198.19.9.10')).status).toBe(201);
      app.clock.move(16 * minute);
      expect((await signIn(anna.username, password, {}, attacker)).status).toBe(201);
    },
    60_000,
  );

  test('CD07 no spelling of a name and no header gives another budget of guesses', async () => {
    const anna = await contact();
    const spellings = [anna.username, anna.username.toUpperCase(), ` ${anna.username}`, `${anna.username} `];
    let refused = 0;
    for (let n = 0; n < 8; n++) {
      const body = { portal: 'acme', username: spellings[n % 4], password: `guess ${n}` };
      const answer = await from(app, '192.0.2.78', body, `10.0.0.${n}`);
      if (answer.status === 429) refused++;
    }
    expect(refused).toBe(3);
    for (let n = 0; n < 6; n++) {
      const answer = await signIn(`${anna.email}`, 'guess', {}, `2001:db8:5:5::${n}`);
      expect(answer.status).toBe(n < 5 ? 401 : 429);
    }
  });

  test('CON-29 whom the vendor’s page vouches for comes from the list of addresses too', async () => {
    const anna = await contact({ allowedAddresses: ['203.0.113.0/24'] });
    const token = () => vendor.token(customer.id, { contact: anna.id });
    expect((await from(app, '203.0.113.9', { token: await token() })).status).toBe(201);
    const elsewhere = await from(app, '198.51.100.9', { token: await token() });
    expect(elsewhere).toMatchObject({ status: 403, body: { code: 'contact.address' } });
  });

  test('CON-29 a session that is carried elsewhere opens nothing there, and goes on where it may', async () => {
    const anna = await contact({ allowedAddresses: ['203.0.113.0/24'] });
    const signed = [
      await signIn(anna.username, password, {}, '203.0.113.7'),
      await from(app, '203.0.113.7', { token: await vendor.token(customer.id, { contact: anna.id }) }),
    ];
    for (const { body } of signed) {
      const profile = (address: string) =>
        app.app.request(
          'http://localhost:4400/portal/v1/profile',
          { headers: { authorization: `Bearer ${body.sessionToken}` } },
          { incoming: { socket: { remoteAddress: address } } } as never,
        );
      expect((await profile('203.0.113.200')).status).toBe(200);
      const refused = await profile('198.51.100.9');
      expect([refused.status, (await refused.json()).code]).toEqual([403, 'contact.address']);
      expect((await profile('203.0.113.8')).status).toBe(200);
    }
  });

  test('HD11 no password reaches the log, a problem or the log of activities, whatever goes wrong', async () => {
    const lines: string[] = [];
    const heard = await testApp(kind, { database: app.database, log: (line) => void lines.push(line) });
    const anna = await contact({ password: 'canary-in-the-log-1' });
    const body = { portal: 'acme', username: anna.username, password: 'canary-in-the-log-1' };
    const answers = [
      await from(heard, '192.0.5.1', body),
      await from(heard, '192.0.5.2', { ...body, password: 'canary-in-the-log-2' }),
      await from(heard, '192.0.5.3', { ...body, username: 'canary-in-the-log-3' }),
      await from(heard, '192.0.5.4', { ...body, password: 'canary-in-the-log\u0000' }),
      await from(heard, '192.0.5.5', { ...body, 'canary-in-the-log-4': 1 }),
      await from(heard, '192.0.5.6', { ...body, newPassword: 'canary-in-the-log-1' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 401, 401, 422, 422, 422]);
    const written = JSON.stringify([
      ...answers.slice(1, 4).map(({ body: problem }) => problem),
      answers[5]?.body,
      await app.database.db.selectFrom('activity').selectAll().execute(),
      await app.database.db.selectFrom('attempt').selectAll().execute(),
      await app.database.db.selectFrom('outbox').selectAll().execute(),
    ]);
    expect(written).not.toContain('canary-in-the-log');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('canary-in-the-log');
  });

  test('CON-29 behind a proxy the list means the client’s address, and nobody writes his own', async () => {
    const behind = await testApp(kind, { database: app.database, trustedProxies: 1 });
    const anna = await contact({ allowedAddresses: ['203.0.113.7'] });
    const body = { portal: 'acme', username: anna.username, password };
    expect((await from(behind, '10.0.0.1', body, '203.0.113.7')).status).toBe(201);
    expect((await from(behind, '10.0.0.1', body, '203.0.113.7, 198.51.100.9')).status).toBe(401);
    expect((await from(app, '198.51.100.9', body, '203.0.113.7')).status).toBe(401);
  });

  test.each([
    { name: '10,000 symbols', given: 'x'.repeat(10_000), code: 'max_length' },
    { name: 'a NUL', given: 'secret\u0000word', code: 'regex' },
    { name: 'half a surrogate pair', given: 'secret\ud800word', code: 'regex' },
    { name: 'nothing', given: '', code: 'min_length' },
  ])('CON-26 a password of $name is refused before anything is looked up', async ({ given, code }) => {
    const answer = await signIn('person-1', given);
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'password', code }] } });
    const made = await vendor.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'X', username: 'x', email: 'x@customer.example', password: given },
    });
    expect(made.status).toBe(422);
    expect(JSON.stringify(made.body)).not.toContain('secret');
  });

  test('CON-26 a frame on a page that may not show the portal signs nobody in', async () => {
    const anna = await contact();
    const evil = await signIn(anna.username, password, { parentOrigin: 'https://evil.example' });
    expect(evil).toMatchObject({ status: 403, body: { code: 'origin.not-allowed' } });
    const shop = await signIn(anna.username, password, { parentOrigin: 'https://shop.example' });
    expect(shop.status).toBe(201);
  });

  test('CD14 many sign-ins at once are all answered, and no more than may guess one name', async () => {
    const anna = await contact();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        signIn(anna.username, n < 10 ? password : 'wrong', {}, `192.0.3.${n}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    const single = await Promise.all(
      Array.from({ length: 20 }, () => signIn(anna.username, 'wrong', {}, '192.0.4.1')),
    );
    expect(single.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(single.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  test('ID01 another vendor’s contacts are nobody at this portal', async () => {
    const other = await app.vendor('rival');
    await other.api.patch(`/api/v1/portals/${other.portal.id}`, { signIn: { password: true } });
    const anna = await contact();
    const answer = await from(app, '198.51.100.20', { portal: 'rival', username: anna.username, password });
    expect(answer.status).toBe(401);
  });
});
