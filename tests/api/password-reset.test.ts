import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendPasswordResets } from '../../src/features/customers/server/ask-reset.ts';
import { sendDueMail } from '../../src/kit/server/mail-sending.ts';
import {
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const password = 'correct horse battery';
const newPassword = 'another one entirely';

describe.each(databaseKinds)('a forgotten password on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let people = 0;
  const sent: { to: { address: string }; subject: string; text: string }[] = [];
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
  });
  afterAll(() => app.close());

  async function deliver(): Promise<void> {
    const { database, clock } = app;
    const context = { database, clock, secrets: testSecrets, signal: new AbortController().signal };
    await sendPasswordResets({ ...context, publicUrl: testPublicUrl });
    const mailServer = {
      send: async (mail: never) => void sent.push(mail),
      check: async () => {},
      close() {},
    };
    await sendDueMail({ ...context, mailServer, log: { warn() {} } } as never);
  }
  async function person() {
    const name = `lou-${++people}`;
    const email = `${name}@customer.example`;
    const made = await vendor.api.post('/api/v1/customers', { name, username: name, email, password });
    const [contact] = (await vendor.api.get(`/api/v1/contacts?customerId=${made.body.id}`)).body.items;
    const enter = (more: object = {}) =>
      app.anonymous.post('/portal/v1/sessions', { portal: 'acme', username: name, password, ...more });
    return { name, email, contact, customer: made.body, enter };
  }
  const ask = (username: string, headers?: Record<string, string>) =>
    app.anonymous.post('/portal/v1/password-resets', { portal: 'acme', username }, headers);
  const complete = (body: object, headers?: Record<string, string>) =>
    app.anonymous.post(
      '/portal/v1/password-resets/completion',
      { portal: 'acme', newPassword, ...body },
      headers,
    );
  /** What the newest mail to an address carries. */
  async function mailTo(email: string) {
    await deliver();
    const asked = sent.findLast(({ to, text }) => to.address === email && text.includes('#mail='));
    const text = asked?.text ?? '';
    const [, code = '-'] = /Code: (\S+)/.exec(text) ?? [];
    const [, mailLink = '-'] = /#mail=(\S+)/.exec(text) ?? [];
    return { code, mailLink, text };
  }

  test('CCM-43 a code by mail gives a new password, ends every session and the app, and is told', async () => {
    const { name, email, contact, enter, customer } = await person();
    const open = new Client(app.app, (await enter()).body.sessionToken);
    const { key } = (await open.post('/portal/v1/second-factor', { password })).body.setup;
    const otp = TOTP.generate({ secret: Secret.fromBase32(key), timestamp: app.clock.now().getTime() });
    expect((await open.post('/portal/v1/second-factor/confirmation', { code: otp })).status).toBe(200);

    const asked = await ask(name);
    expect(asked).toMatchObject({ status: 202, body: { check: expect.stringMatching(/^\d{6}$/) } });
    const { code } = await mailTo(email);
    expect(code).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}$/);
    const { marker } = asked.body;
    // The mail alone, or the page alone, is not enough.
    expect((await complete({ code })).body.code).toBe('mailed-code.over');
    expect((await complete({ code: 'aaaa-aaaa', marker })).body.code).toBe('mailed-code.refused');
    const weak = await complete({ code, marker, newPassword: email });
    expect(weak.body.fields).toMatchObject([{ path: 'newPassword', code: 'weak' }]);
    const typed = code.toUpperCase().replace('-', ' ');
    expect((await complete({ code: typed, marker })).status).toBe(204);
    expect((await complete({ code, marker })).body.code).toBe('mailed-code.over');

    expect((await open.get('/portal/v1/profile')).body.code).toBe('session.ended');
    expect((await enter()).status).toBe(401);
    expect((await enter({ password: newPassword })).status).toBe(201);
    const after = (await vendor.api.get(`/api/v1/contacts/${contact.id}`)).body;
    expect(after).toMatchObject({ secondFactor: false, emailVerified: true });
    await deliver();
    const told = sent.filter(({ to }) => to.address === email);
    expect(told.find(({ subject }) => subject === 'acme: new password')).toMatchObject({
      text: expect.stringContaining('authenticator app is no longer asked for'),
    });
    const log = (await vendor.api.get(`/api/v1/activity?customerId=${customer.id}`)).body.items;
    expect(log.map(({ action }: { action: string }) => action)).toContain('contact.password-reset');
  });

  test('CD13 a name that nobody has is answered alike, and nobody gets a mail', async () => {
    const { name } = await person();
    const [known, unknown] = [await ask(name), await ask('nobody@nowhere.example')];
    const before = sent.length;
    await deliver();
    expect(sent.slice(before).map(({ to }) => to.address)).toEqual([`${name}@customer.example`]);
    const shape = ({ status, body }: typeof known) => ({
      status,
      keys: Object.keys(body),
      marker: body.marker.length,
      check: body.check.length,
    });
    expect(shape(known)).toEqual(shape(unknown));
    const guess = (one: typeof known) => complete({ code: 'aaaa-aaaa', marker: one.body.marker });
    const [first, second] = [await guess(known), await guess(unknown)];
    expect([first.status, first.body.code]).toEqual([second.status, second.body.code]);
  });

  test('CD13 asking takes as long for a name that somebody has', async () => {
    const { name } = await person();
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let i = 0; i < 40; i++) {
      for (const [username, times] of [
        [name, known],
        [`nobody-${i % 2}`, unknown],
      ] as const) {
        const started = performance.now();
        await ask(username);
        times.push(performance.now() - started);
      }
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[20] as number;
    expect(median(known) / median(unknown)).toBeGreaterThan(0.5);
    expect(median(known) / median(unknown)).toBeLessThan(2);
    app.clock.move(3_600_001);
  });

  test('CD13 signing in takes as long for a name that nobody has', async () => {
    const { enter } = await person();
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let i = 0; i < 12; i++) {
      app.clock.move(15 * 60_000);
      for (const [username, times] of [
        [undefined, known],
        ['nobody', unknown],
      ] as const) {
        const started = performance.now();
        const answer = await enter({ password: 'not the password', ...(username && { username }) });
        times.push(performance.now() - started);
        expect(answer.body.code).toBe('sign-in.refused');
      }
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[6] as number;
    expect(median(known) / median(unknown)).toBeGreaterThan(0.6);
    expect(median(known) / median(unknown)).toBeLessThan(1.7);
  });

  test('LK01 LK02 what opens the button gets nowhere without the page that asked', async () => {
    const { name, email, enter } = await person();
    const asked = await ask(name);
    const { mailLink, text } = await mailTo(email);
    expect(text).toContain(`${testPublicUrl}/p/acme#mail=reset.`);
    // A scanner opens the address, and may even press what it finds there.
    expect((await complete({ mailLink })).body.code).toBe('mailed-code.check-needed');
    expect((await complete({ mailLink, check: '000000' })).body.code).toBe('mailed-code.refused');
    expect((await complete({ mailLink, check: asked.body.check })).status).toBe(204);
    expect((await enter({ password: newPassword })).status).toBe(201);
    expect((await complete({ mailLink, check: asked.body.check })).body.code).toBe('mailed-code.over');
  });

  test('LK02 the portal’s own page is known by a cookie that no script reads', async () => {
    const { name, email } = await person();
    const top = { 'x-portico-top': 'acme', 'sec-fetch-site': 'same-origin' };
    const asked = await ask(name, top);
    expect(asked.body.marker).toBe(null);
    const [cookie = ''] = asked.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    const { mailLink } = await mailTo(email);
    const held = { ...top, cookie: cookie.split(';')[0] as string };
    expect((await complete({ mailLink }, held)).status).toBe(204);
  });

  test('LK03 five tries, ten minutes, the newest mail: then a new one has to be asked for', async () => {
    const { name, email } = await person();
    const first = await ask(name);
    const one = await mailTo(email);
    const second = await ask(name);
    const two = await mailTo(email);
    const { marker } = second.body;
    expect((await complete({ code: one.code, marker: first.body.marker })).body.code).toBe(
      'mailed-code.over',
    );
    for (let i = 0; i < 5; i++) await complete({ code: 'aaaa-aaaa', marker });
    expect((await complete({ code: two.code, marker })).body.code).toBe('mailed-code.over');
    const third = await ask(name);
    const { code } = await mailTo(email);
    app.clock.move(10 * 60_000);
    expect((await complete({ code, marker: third.body.marker })).body.code).toBe('mailed-code.over');
  });

  test('LK09 a thousand requests, by name and by address, send three mails an hour', async () => {
    const { name, email } = await person();
    for (let i = 0; i < 6; i++) {
      expect((await ask(i % 2 ? name : email)).status).toBe(202);
      await deliver();
    }
    expect(sent.filter(({ to }) => to.address === email)).toHaveLength(3);
    app.clock.move(3_600_001);
    await ask(name);
    await deliver();
    expect(sent.filter(({ to }) => to.address === email)).toHaveLength(4);
  });

  test('LK10 a code of one portal opens no other, and who is switched off gets none', async () => {
    await vendor.api.post('/api/v1/portals', { slug: 'other', brandName: 'O', signIn: { password: true } });
    const { name, email, contact } = await person();
    const asked = await ask(name);
    const { code } = await mailTo(email);
    const elsewhere = await complete({ code, marker: asked.body.marker, portal: 'other' });
    expect(elsewhere.body.code).toBe('mailed-code.over');
    await vendor.api.patch(`/api/v1/contacts/${contact.id}`, { active: false });
    expect((await complete({ code, marker: asked.body.marker })).body.code).toBe('mailed-code.over');
    const before = sent.length;
    await ask(name);
    await deliver();
    expect(sent).toHaveLength(before);
  });

  test('CLI-2 a portal without mail about access writes none, and counts it', async () => {
    const { name } = await person();
    const portal = `/api/v1/portals/${vendor.portal.id}`;
    await vendor.api.patch(portal, { mail: { noAccessMail: true } });
    const before = sent.length;
    expect((await ask(name)).status).toBe(202);
    await deliver();
    expect(sent).toHaveLength(before);
    const { kinds } = (await vendor.api.get(`${portal}/withheld-mails`)).body;
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'password-reset', count: 1 }));
    await vendor.api.patch(portal, { mail: { noAccessMail: false } });
  });

  test('CON-29 a contact without a password, but with a user name, may choose a first one', async () => {
    const { customer } = await person();
    const name = `first-${people}`;
    const email = `${name}@customer.example`;
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: false } });
    await vendor.api.post('/api/v1/contacts', { customerId: customer.id, name, username: name, email });
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
    const asked = await ask(name);
    const { code } = await mailTo(email);
    expect((await complete({ code, marker: asked.body.marker })).status).toBe(204);
    const door = { portal: 'acme', username: email, password: newPassword };
    expect((await app.anonymous.post('/portal/v1/sessions', door)).status).toBe(201);
  });
});
