import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp, testPublicUrl } from '../helpers/app.ts';
import { ConsoleTab, makeOperator, signedIn, testPassword } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { Authenticator } from '../helpers/passkey.ts';

const minute = 60_000;
const own = '/api/v1/operator-session';
type Tab = ConsoleTab & { readonly operatorId: string };

describe.each(databaseKinds)('how operators come in, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let globex: TestVendor;
  let serial = 0;
  let email: string;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    globex = await portico.vendor('globex');
    await makeOperator(portico, acme.id, 'owner', 'first@acme.example');
  });
  afterAll(() => portico.close());
  beforeEach(() => {
    email = `anna${++serial}@acme.example`;
    portico.clock.move(24 * 60 * minute);
  });

  const tab = (vendorId = acme.id) => Object.assign(new ConsoleTab(portico.app), { vendorId });
  const codeOf = (key: string) =>
    new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: portico.clock.now().getTime() });
  async function addApp(anna: ConsoleTab) {
    const begun = await anna.post(`${own}/app`);
    expect(begun.body.app.state).toBe('pending');
    const { key, uri } = begun.body.app.setup;
    expect(uri).toContain('issuer=Portico');
    const done = await anna.post(`${own}/app/confirmation`, { code: codeOf(key) });
    expect(done.status).toBe(200);
    portico.clock.move(minute);
    return { key: key as string, codes: done.body.recoveryCodes as string[] };
  }
  async function addPasskey(anna: ConsoleTab, name = 'Laptop') {
    const device = new Authenticator(new URL(testPublicUrl).origin);
    const options = await anna.post(`${own}/passkeys/options`);
    const made = await anna.post(`${own}/passkeys`, { name, passkey: device.create(options.body) });
    expect([made.status, made.body.passkey?.name]).toEqual([201, name]);
    return { device, id: made.body.passkey.id as string, codes: made.body.recoveryCodes };
  }
  const mailsTo = async (address: string) =>
    (await acme.api.get(`/api/v1/mails?search=${encodeURIComponent(address)}`)).body.items as {
      subject: string;
      template: string;
    }[];

  test('DAY-26 with an authenticator app the password is half the way; a code works once, a recovery code once', async () => {
    const anna = await signedIn(portico, acme.id, 'support', email);
    const other = tab();
    await other.signIn(email);
    expect((await anna.post(`${own}/app/confirmation`, { code: '123456' })).status).toBe(409);
    const { key, codes } = await addApp(anna);
    expect(codes).toHaveLength(10);
    // what was open with the password alone is over
    expect((await other.get('/api/v1/customers')).status).toBe(401);
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toContain('Authenticator app added');

    const half = await other.signIn(email);
    expect([half.status, half.body]).toEqual([202, { next: 'second-factor', ways: ['app', 'recovery'] }]);
    for (const path of ['/api/v1/customers', own, `${own}/security`]) {
      const refused = await other.get(path);
      expect([path, refused.status, refused.body.code]).toEqual([
        path,
        401,
        'operator-session.second-factor',
      ]);
    }
    expect((await other.post(`${own}/proof`, { password: testPassword })).status).toBe(401);
    expect((await other.post(`${own}/proof`, { code: '000000' })).body.code).toBe('operator-session.code');
    const code = codeOf(key);
    const before = other.cookies.get('__Host-portico_console');
    const whole = await other.post(`${own}/proof`, { code });
    expect([whole.status, whole.body.secondFactor]).toEqual([200, { has: true, shown: true }]);
    expect(other.cookies.get('__Host-portico_console')).not.toBe(before);
    expect((await other.get('/api/v1/customers')).status).toBe(200);

    const thief = tab();
    await thief.signIn(email);
    expect((await thief.post(`${own}/proof`, { code })).status).toBe(401);
    const written = (codes[0] as string).toUpperCase();
    const both = await Promise.all([thief, thief].map((one) => one.post(`${own}/proof`, { code: written })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await thief.get(`${own}/security`)).body.recoveryCodesLeft).toBe(9);
    // six guesses, then none
    const guesser = tab();
    await guesser.signIn(email);
    const tries = [];
    for (let guess = 0; guess < 8; guess++)
      tries.push((await guesser.post(`${own}/proof`, { code: '000000' })).status);
    expect(tries.filter((status) => status === 429).length).toBeGreaterThan(1);
    const stored = await portico.database.db.selectFrom('operator_app').selectAll().execute();
    const papers = await portico.database.db.selectFrom('operator_recovery_code').selectAll().execute();
    expect(JSON.stringify([stored, papers])).not.toContain(key);
    for (const one of codes) expect(JSON.stringify(papers)).not.toContain(one);
  });

  test('DAY-26 an owner takes somebody’s second factor away, a support person does not', async () => {
    const boss = await signedIn(portico, acme.id, 'owner', `boss${serial}@acme.example`);
    const anna = await signedIn(portico, acme.id, 'billing', email);
    const clerk = await signedIn(portico, acme.id, 'support', `clerk${serial}@acme.example`);
    const path = `/api/v1/operators/${anna.operatorId}`;
    await addApp(anna);
    expect((await boss.get(path)).body).toMatchObject({ secondFactor: true, shared: false });
    expect((await clerk.delete(`${path}/second-factor`)).status).toBe(403);
    expect((await boss.delete(`${path}/second-factor`)).status).toBe(204);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    expect((await anna.signIn(email)).status).toBe(201);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toContain('Your second factor was removed');
    expect((await boss.delete(`${path}/sessions`)).status).toBe(204);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
  });

  test('DAY-26 a passkey signs in alone, is a second factor, is renamed and removed; nothing of it works twice', async () => {
    const anna = await signedIn(portico, acme.id, 'support', email);
    const { device, id, codes } = await addPasskey(anna);
    expect(codes).toHaveLength(10);
    const phone = tab();
    const asked = (await phone.post('/api/v1/operator-sessions/passkey-options')).body;
    const answer = device.get(asked);
    const begun = await phone.post('/api/v1/operator-sessions/passkey', { passkey: answer });
    expect([begun.status, begun.body.operator?.email]).toEqual([201, email]);
    expect((await phone.get('/api/v1/customers')).status).toBe(200);
    const passkeyIn = (one: unknown) => tab().post('/api/v1/operator-sessions/passkey', { passkey: one });
    expect((await passkeyIn(answer)).body.code).toBe('operator-passkey.refused');
    const ask = async () => (await tab().post('/api/v1/operator-sessions/passkey-options')).body;
    expect((await passkeyIn(new Authenticator(device.origin).get(await ask()))).status).toBe(401);
    // nobody was asked for a finger or PIN
    expect((await passkeyIn(device.get(await ask(), 0x01))).status).toBe(401);
    const late = await ask();
    portico.clock.move(6 * minute);
    expect((await passkeyIn(device.get(late))).status).toBe(401);

    const desk = tab();
    expect((await desk.signIn(email)).body.ways).toEqual(['passkey', 'recovery']);
    const second = await desk.post(`${own}/passkey-options`);
    expect(second.body.allowCredentials).toHaveLength(1);
    expect((await desk.post(`${own}/proof`, { passkey: device.get(second.body) })).status).toBe(200);
    expect((await desk.patch(`${own}/passkeys/${id}`, { name: 'Old laptop' })).body.name).toBe('Old laptop');
    expect((await desk.get(`${own}/security`)).body.passkeys).toMatchObject([{ id, name: 'Old laptop' }]);
    const stranger = await signedIn(portico, acme.id, 'owner', `stranger${serial}@acme.example`);
    expect((await stranger.delete(`${own}/passkeys/${id}`)).status).toBe(404);
    expect((await desk.delete(`${own}/passkeys/${id}`)).status).toBe(204);
    expect((await passkeyIn(device.get(await ask()))).status).toBe(401);
    expect((await tab().signIn(email)).status).toBe(201);
  });

  test('DAY-26 where a vendor asks for a second factor, whoever has none sets one up and does nothing else', async () => {
    const boss = await signedIn(portico, globex.id, 'owner', `boss${serial}@globex.example`);
    const anna = await signedIn(portico, globex.id, 'support', email);
    expect((await anna.put('/api/v1/operator-policy', { secondFactor: 'required' })).status).toBe(403);
    expect((await boss.put('/api/v1/operator-policy', { secondFactor: 'required' })).body).toEqual({
      secondFactor: 'required',
    });
    for (const one of [boss, anna]) {
      const refused = await one.get('/api/v1/customers');
      expect([refused.status, refused.body.code]).toEqual([403, 'operator-session.second-factor-needed']);
    }
    const seen = await anna.get(own);
    expect(seen.body.vendors[0].needsSecondFactor).toBe(true);
    expect((await anna.get(`${own}/security`)).body.required).toBe(true);
    const { key } = await addApp(anna);
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    const last = await anna.delete(`${own}/app`);
    expect([last.status, last.body.code]).toEqual([409, 'operator-second-factor.required']);
    await anna.signIn(email);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    expect((await anna.post(`${own}/proof`, { code: codeOf(key) })).status).toBe(200);
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    // API keys are nobody's sign-in
    expect((await globex.api.put('/api/v1/operator-policy', { secondFactor: 'optional' })).status).toBe(200);
  });

  test('DAY-26 what opens doors is done by somebody who said within 15 minutes who they are', async () => {
    const anna = await signedIn(portico, acme.id, 'owner', email);
    portico.clock.move(16 * minute);
    const acts: [string, string, unknown?][] = [
      ['POST', '/api/v1/api-keys', { name: 'mine' }],
      ['POST', '/api/v1/signing-keys', { name: 'mine', algorithm: 'HS256' }],
      [
        'POST',
        '/api/v1/operators',
        { name: 'X', email: 'x@acme.example', role: 'viewer', password: testPassword },
      ],
      ['PATCH', `/api/v1/operators/${anna.operatorId}`, { name: 'Annie' }],
      ['DELETE', `/api/v1/operators/${anna.operatorId}`],
      ['POST', '/api/v1/operator-invitations', { name: 'X', email: 'x@acme.example', role: 'viewer' }],
      ['PUT', '/api/v1/operator-policy', { secondFactor: 'optional' }],
      ['POST', `${own}/app`],
      ['POST', `${own}/passkeys/options`],
      ['POST', `${own}/recovery-codes`],
      ['DELETE', `${own}/app`],
    ];
    const codes = [];
    for (const [method, path, body] of acts)
      codes.push([path, (await anna.send(method, path, body)).body.code]);
    expect(codes).toEqual(acts.map(([, path]) => [path, 'operator-session.prove']));
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await anna.post(`${own}/proof`, { password: 'not it at all' })).status).toBe(422);
    expect((await anna.post(`${own}/proof`, { password: testPassword })).status).toBe(200);
    expect((await anna.post('/api/v1/api-keys', { name: 'mine' })).status).toBe(201);
  });

  test('TK21 a person sees the browsers they are signed in with, ends one or all others, and is told of a new one', async () => {
    const anna = await signedIn(portico, acme.id, 'support', email);
    expect(await mailsTo(email)).toEqual([]);
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const [two, three] = [tab(), tab()];
    await two.post('/api/v1/operator-sessions', { email, password: testPassword }, { 'user-agent': firefox });
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual(['New sign-in to the console']);
    // a browser that was there before is not told of again
    await two.post('/api/v1/operator-sessions', { email, password: testPassword }, { 'user-agent': firefox });
    expect(await mailsTo(email)).toHaveLength(1);
    await three.signIn(email);
    const listed = (await anna.get(`${own}/sessions`)).body.items as {
      id: string;
      agent: string;
      current: boolean;
    }[];
    expect(listed).toHaveLength(4);
    expect(listed.filter(({ current }) => current)).toHaveLength(1);
    expect(listed.some(({ agent }) => agent === 'Firefox, Linux')).toBe(true);
    expect(JSON.stringify(listed)).not.toMatch(/os_|token/);
    const ids = listed.filter(({ current }) => !current).map(({ id }) => id);
    const stranger = await signedIn(portico, acme.id, 'owner', `stranger${serial}@acme.example`);
    expect((await stranger.delete(`${own}/sessions/${ids[0]}`)).status).toBe(404);
    expect((await anna.delete(`${own}/sessions/${ids[0]}`)).status).toBe(204);
    expect((await anna.delete(`${own}/sessions`)).status).toBe(204);
    expect((await anna.get(`${own}/sessions`)).body.items).toHaveLength(1);
    expect([(await two.get(own)).status, (await three.get(own)).status]).toEqual([401, 401]);
  });

  const invite = async (boss: ConsoleTab, role = 'support', to = email) => {
    const sent = await boss.post('/api/v1/operator-invitations', { name: 'Anna', email: to, role });
    expect(sent.status).toBe(201);
    return { id: sent.body.id as string, token: new URL(sent.body.url).hash.slice(1), url: sent.body.url };
  };
  const account = { name: 'Anna A.', password: 'a password of her own' };

  test('DAY-26 somebody invited chooses a password and is in; an invitation works once, is sent again, taken back, runs out', async () => {
    const boss = (await signedIn(portico, acme.id, 'admin', `boss${serial}@acme.example`)) as Tab;
    const beyond = { name: 'X', email: 'x@acme.example', role: 'owner' };
    expect((await boss.post('/api/v1/operator-invitations', beyond)).body.code).toBe('operator.beyond');
    const first = await invite(boss);
    const look = (token: string) => tab().post('/api/v1/operator-join/look', { token });
    expect((await look(first.token)).body).toEqual({
      ...{ vendor: 'acme', email, name: 'Anna', role: 'support', signedIn: false },
    });
    const [mail] = await mailsTo(email);
    expect(mail).toMatchObject({ template: 'operator-invitation' });
    const again = await boss.post(`/api/v1/operator-invitations/${first.id}/resend`);
    const token = new URL(again.body.url).hash.slice(1);
    expect((await look(first.token)).status).toBe(410);
    const listed = (await boss.get('/api/v1/operator-invitations')).body.items as { id: string }[];
    expect(listed.map(({ id }) => id)).toContain(first.id);
    expect(JSON.stringify(listed)).not.toContain(token.slice(-20));
    const tabs = [tab(), tab()] as const;
    const both = await Promise.all(tabs.map((one) => one.post('/api/v1/operator-join', { token, account })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 410]);
    const anna = tabs[both.findIndex(({ status }) => status === 201)] as ConsoleTab;
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await tab().signIn(email, account.password)).body.operator).toMatchObject({
      name: 'Anna A.',
      role: 'support',
    });
    expect(
      (await boss.post('/api/v1/operator-invitations', { name: 'A', email, role: 'viewer' })).status,
    ).toBe(409);

    const taken = await invite(boss, 'viewer', `taken${serial}@acme.example`);
    expect((await boss.delete(`/api/v1/operator-invitations/${taken.id}`)).status).toBe(204);
    expect((await look(taken.token)).status).toBe(410);
    const late = await invite(boss, 'viewer', `late${serial}@acme.example`);
    portico.clock.move(7 * 24 * 60 * minute);
    expect((await look(late.token)).status).toBe(410);
    expect((await look(`oi_${acme.id.slice(4)}_${'x'.repeat(43)}`)).status).toBe(410);
    expect((await look('anything')).status).toBe(410);
  });

  test('ID14 one person works for several vendors with one sign-in, in each with that vendor’s role; leaving one keeps the others', async () => {
    const boss = await signedIn(portico, globex.id, 'owner', `boss${serial}@globex.example`);
    const anna = await signedIn(portico, acme.id, 'owner', email);
    const stranger = await signedIn(portico, acme.id, 'owner', `stranger${serial}@acme.example`);
    const { token } = await invite(boss, 'viewer');
    // another person's session does not join, however it got the link
    expect((await stranger.post('/api/v1/operator-join', { token })).body.code).toBe(
      'operator-invitation.other',
    );
    expect((await tab().post('/api/v1/operator-join', { token })).status).toBe(401);
    expect((await anna.post('/api/v1/operator-join/look', { token })).body.signedIn).toBe(true);
    const joined = await anna.post('/api/v1/operator-join', { token });
    expect(
      joined.body.vendors.map((one: { slug: string; side: string }) => `${one.slug} ${one.side}`),
    ).toEqual([...['acme live', 'acme test', 'globex live', 'globex test']]);
    const there = joined.body.vendors[2];
    expect(there.role).toBe('viewer');
    anna.vendorId = globex.id;
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await anna.post('/api/v1/customers', { name: 'N' })).status).toBe(403);
    anna.vendorId = globex.testSideId;
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    anna.vendorId = acme.id;
    expect((await anna.post('/api/v1/customers', { name: 'N' })).status).toBe(201);
    // neither vendor may take over what opens the other
    for (const [who, id] of [
      [stranger, anna.operatorId],
      [boss, there.operatorId],
    ] as const) {
      const path = `/api/v1/operators/${id}`;
      expect((await who.patch(path, { password: 'another one of many symbols' })).body.code).toBe(
        'operator.shared',
      );
      expect((await who.patch(path, { email: 'x@x.example' })).body.code).toBe('operator.shared');
      expect((await who.delete(`${path}/second-factor`)).body.code).toBe('operator.shared');
    }
    // a role there, a second factor asked there, count there alone
    await boss.patch(`/api/v1/operators/${there.operatorId}`, { role: 'support' });
    await globex.api.put('/api/v1/operator-policy', { secondFactor: 'required' });
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    anna.vendorId = globex.id;
    expect((await anna.get('/api/v1/customers')).body.code).toBe('operator-session.second-factor-needed');
    const { device } = await addPasskey(anna);
    expect((await anna.post('/api/v1/customers', { name: 'N' })).status).toBe(201);
    const log = await globex.api.get('/api/v1/activity?action=customer.created&limit=1');
    expect(log.body.items[0].actor).toMatchObject({ kind: 'operator', id: there.operatorId });

    // gone at acme, where the sign-in was kept: passkey and password go on at globex
    expect((await stranger.delete(`/api/v1/operators/${anna.operatorId}`)).status).toBe(204);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    const back = tab(globex.id);
    const asked = await back.post('/api/v1/operator-sessions/passkey-options');
    const begun = await back.post('/api/v1/operator-sessions/passkey', { passkey: device.get(asked.body) });
    expect(begun.body.vendors.map(({ slug }: { slug: string }) => slug)).toEqual(['globex', 'globex']);
    expect((await back.get('/api/v1/customers')).status).toBe(200);
    expect((await tab(globex.id).signIn(email)).status).toBe(202);
    expect((await boss.get(`/api/v1/operators/${there.operatorId}`)).status).toBe(403);
    await globex.api.put('/api/v1/operator-policy', { secondFactor: 'optional' });
    expect((await boss.get(`/api/v1/operators/${there.operatorId}`)).body).toMatchObject({
      shared: false,
      secondFactor: true,
    });
  });
});
