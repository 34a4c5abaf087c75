import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const password = 'correct horse battery';

describe.each(databaseKinds)('an authenticator app on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let people = 0;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
  });
  afterAll(() => app.close());

  async function person() {
    const name = `kim-${++people}`;
    const customer = (
      await vendor.api.post('/api/v1/customers', {
        ...{ name, username: name, email: `${name}@customer.example`, password },
      })
    ).body as { id: string };
    const contact = (await vendor.api.get(`/api/v1/contacts?customerId=${customer.id}`)).body.items[0];
    const enter = (more: object = {}) =>
      app.anonymous.post('/portal/v1/sessions', { portal: 'acme', username: name, password, ...more });
    const signedIn = async (more: object = {}) => new Client(app.app, (await enter(more)).body.sessionToken);
    return { name, customer, contact, enter, signedIn };
  }
  const code = (key: string, offsetMs = 0) =>
    TOTP.generate({ secret: Secret.fromBase32(key), timestamp: app.clock.now().getTime() + offsetMs });
  async function enrolled() {
    const who = await person();
    const portal = await who.signedIn();
    const begun = await portal.post('/portal/v1/second-factor', { password });
    const key = begun.body.setup.key as string;
    const done = await portal.post('/portal/v1/second-factor/confirmation', { code: code(key) });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    app.clock.move(60_000);
    return { ...who, portal, key, recoveryCodes: done.body.recoveryCodes as string[] };
  }

  test('CCM-43 added with a first code of the app, then asked for after the password', async () => {
    const { name, contact, enter, signedIn } = await person();
    const portal = await signedIn();
    const elsewhere = await signedIn();
    expect((await portal.get('/portal/v1/second-factor')).body).toMatchObject({ state: 'off', setup: null });
    const wrong = await portal.post('/portal/v1/second-factor', { password: 'not the password' });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'password', code: 'wrong' }] } });
    const begun = await portal.post('/portal/v1/second-factor', { password });
    expect(begun.body).toMatchObject({ state: 'pending' });
    const { key, uri } = begun.body.setup;
    expect(uri).toMatch(/^otpauth:\/\/totp\/acme:kim-\d+\?issuer=acme&secret=/);
    // A reload goes on where it was; until it is confirmed nothing is asked for.
    expect((await portal.get('/portal/v1/second-factor')).body.setup.key).toBe(key);
    expect((await enter()).status).toBe(201);
    const slip = await portal.post('/portal/v1/second-factor/confirmation', { code: '000000' });
    expect(slip.body.fields).toMatchObject([{ path: 'code', code: 'wrong' }]);
    const done = await portal.post('/portal/v1/second-factor/confirmation', { code: code(key) });
    expect(done.body.recoveryCodes).toHaveLength(10);
    expect((await elsewhere.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await portal.get('/portal/v1/profile')).body.contact).toMatchObject({ secondFactor: true });

    expect(await enter()).toMatchObject({ status: 403, body: { code: 'sign-in.second-factor' } });
    expect(await enter({ otp: '123456' })).toMatchObject({
      status: 401,
      body: { code: 'sign-in.otp-refused' },
    });
    // The code that confirmed is used up, the next one is not.
    expect((await enter({ otp: code(key) })).body.code).toBe('sign-in.otp-refused');
    app.clock.move(60_000);
    const typed = code(key).replace(/^(...)/, '$1 ');
    expect((await enter({ otp: typed })).status).toBe(201);
    expect((await enter({ otp: typed })).body.code).toBe('sign-in.otp-refused');
    expect((await vendor.api.get(`/api/v1/contacts/${contact.id}`)).body.secondFactor).toBe(true);
    const mail = (await vendor.api.get(`/api/v1/mails?search=${name}@customer.example`)).body.items[0];
    expect(mail).toMatchObject({ template: 'second-factor', subject: 'acme: authenticator app added' });
  });

  test('CCM-43 of many sign-ins at once with one code, one comes in', async () => {
    const { enter, key } = await enrolled();
    const otp = code(key);
    const all = await Promise.all([1, 2, 3, 4].map(() => enter({ otp })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401]);
  });

  test('CCM-43 few tries, and the right code waits for nobody but them', async () => {
    const { enter, key } = await enrolled();
    for (let i = 0; i < 5; i++) expect((await enter({ otp: '000001' })).status).toBe(401);
    const refused = await enter({ otp: code(key) });
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.too-many' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    app.clock.move(15 * 60_000 + 1000);
    expect((await enter({ otp: code(key) })).status).toBe(201);
  });

  test('CCM-43 a recovery code stands in for the app once', async () => {
    const { enter, recoveryCodes, portal, contact } = await enrolled();
    const [first = '', second = ''] = recoveryCodes;
    expect((await enter({ otp: first.toUpperCase() })).status).toBe(201);
    expect((await enter({ otp: first })).body.code).toBe('sign-in.otp-refused');
    expect((await portal.get('/portal/v1/second-factor')).body).toMatchObject({
      state: 'on',
      recoveryCodesLeft: 9,
      setup: null,
    });
    const used = await vendor.api.get(`/api/v1/activity?customerId=${contact.customerId}`);
    expect(used.body.items.map(({ action }: { action: string }) => action)).toContain(
      'contact.recovery-code-used',
    );
    const renewed = await portal.post('/portal/v1/second-factor/recovery-codes', { password });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await enter({ otp: second })).body.code).toBe('sign-in.otp-refused');
  });

  test('CCM-43 key and codes are stored nowhere in clear', async () => {
    const { key, recoveryCodes } = await enrolled();
    const { db } = app.database;
    const stored = JSON.stringify([
      await db.selectFrom('second_factor').selectAll().execute(),
      await db.selectFrom('recovery_code').selectAll().execute(),
      await db.selectFrom('contact').selectAll().execute(),
      await db.selectFrom('activity').selectAll().execute(),
      await db.selectFrom('outbox').selectAll().execute(),
      await db
        .selectFrom('idempotent_answer' as never)
        .selectAll()
        .execute()
        .catch(() => []),
    ]);
    expect(stored).not.toContain(key);
    for (const one of recoveryCodes) expect(stored).not.toContain(one);
  });

  test('CCM-43 removed by whoever has password and app; a new password from the vendor clears it', async () => {
    const { enter, portal, key, contact } = await enrolled();
    const gone = (code: string) => portal.post('/portal/v1/second-factor/removal', { password, code });
    expect((await gone('000000')).body.fields).toMatchObject([{ path: 'code' }]);
    expect((await gone(code(key))).status).toBe(204);
    expect((await enter()).status).toBe(201);

    const again = await enrolled();
    await vendor.api.patch(`/api/v1/contacts/${again.contact.id}`, { name: 'Renamed' });
    expect((await again.enter()).body.code).toBe('sign-in.second-factor');
    const next = { password: 'another one entirely' };
    expect((await vendor.api.patch(`/api/v1/contacts/${again.contact.id}`, next)).body.secondFactor).toBe(
      false,
    );
    expect((await again.enter(next)).status).toBe(201);
    expect(contact.secondFactor).toBe(false);
  });

  test('CCM-43 the vendor takes it away for somebody who lost it; the contact is told, the log says so', async () => {
    const { enter, contact, name } = await enrolled();
    const path = `/api/v1/contacts/${contact.id}/second-factor`;
    expect((await vendor.api.delete(path)).body).toMatchObject({ id: contact.id, secondFactor: false });
    expect((await enter()).status).toBe(201);
    expect((await vendor.api.delete(path)).status).toBe(200);
    const mails = (await vendor.api.get(`/api/v1/mails?search=${name}@customer.example`)).body.items;
    expect(mails.map(({ subject }: { subject: string }) => subject)).toContain(
      'acme: authenticator app removed',
    );
    const log = (await vendor.api.get(`/api/v1/activity?customerId=${contact.customerId}`)).body.items;
    const off = log.filter(({ action }: { action: string }) => action === 'contact.second-factor-off');
    expect(off).toHaveLength(1);
    expect(log).toContainEqual(
      expect.objectContaining({
        action: 'contact.second-factor-off',
        actor: expect.objectContaining({ kind: 'api-key' }),
      }),
    );
  });

  test('CCM-43 a password that must not stay is replaced after the code', async () => {
    const { enter, contact, key } = await enrolled();
    await vendor.api.patch(`/api/v1/contacts/${contact.id}`, { mustChangePassword: true });
    expect((await enter()).body.code).toBe('sign-in.second-factor');
    const otp = code(key);
    expect((await enter({ otp })).body.code).toBe('sign-in.must-change');
    expect((await enter({ otp, newPassword: 'chosen by myself' })).status).toBe(201);
  });

  test('DAY-21 ownership moves after a noted check, and the former owner may only read', async () => {
    const { customer, contact, signedIn } = await person();
    const before = await signedIn();
    const next = await vendor.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Next', username: `next-${people}`, role: 'technical' },
      ...{ email: `next-${people}@customer.example`, password },
    });
    const move = (more: object) =>
      vendor.api.post(`/api/v1/customers/${customer.id}/ownership`, { contactId: next.body.id, ...more });
    expect((await move({ check: 'ok' })).body.fields).toMatchObject([{ path: 'check' }]);
    const check = 'Called back at the number in the trade register, spoke with the managing director.';
    const moved = await move({ check, formerOwners: 'inactive' });
    expect(moved.body.items).toMatchObject([
      { id: next.body.id, role: 'owner', active: true },
      { id: contact.id, active: false },
    ]);
    expect((await before.get('/portal/v1/profile')).status).toBeGreaterThanOrEqual(401);
    const log = (await vendor.api.get(`/api/v1/activity?customerId=${customer.id}`)).body.items;
    expect(log).toContainEqual(
      expect.objectContaining({ action: 'customer.ownership-moved', detail: check }),
    );
    const stranger = await person();
    expect((await move({ check, contactId: stranger.contact.id })).body.code).toBe('contact.not-found');
  });
});
