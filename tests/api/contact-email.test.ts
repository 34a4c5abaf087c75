import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendDueMail } from '../../src/kit/server/mail-sending.ts';
import { Client, type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const password = 'correct horse battery';

describe.each(databaseKinds)('the e-mail address of a contact on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let people = 0;
  const sent: { to: { address: string }; text: string }[] = [];
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
  });
  afterAll(() => app.close());

  const deliver = async () => {
    const mailServer = {
      send: async (mail: never) => void sent.push(mail),
      check: async () => {},
      close() {},
    };
    const { database, clock } = app;
    const context = { database, clock, secrets: testSecrets, signal: new AbortController().signal };
    await sendDueMail({ ...context, mailServer, log: { warn() {} } } as never);
  };
  async function person() {
    const name = `ola-${++people}`;
    const email = `${name}@old.example`;
    const made = await vendor.api.post('/api/v1/customers', { name, username: name, email, password });
    const contact = (await vendor.api.get(`/api/v1/contacts?customerId=${made.body.id}`)).body.items[0];
    const opened = await app.anonymous.post('/portal/v1/sessions', {
      portal: 'acme',
      username: name,
      password,
    });
    const portal = new Client(app.app, opened.body.sessionToken);
    const lastMail = async (to: string) => {
      await deliver();
      return sent.findLast((mail) => mail.to.address === to);
    };
    const codeTo = async (to: string) => /Code: (\d{6})/.exec((await lastMail(to))?.text ?? '')?.[1] ?? '-';
    return { name, email, contact, customer: made.body, portal, lastMail, codeTo };
  }

  test('DAY-21 a new address counts once it is proved, and the old one is told', async () => {
    const { name, email, contact, portal, lastMail, codeTo } = await person();
    const wrong = await portal.post('/portal/v1/profile/email', { email: 'x@new.example', password: 'no' });
    expect(wrong.body.fields).toMatchObject([{ path: 'password', code: 'wrong' }]);
    const to = `${name}@new.example`;
    const asked = await portal.post('/portal/v1/profile/email', { email: to, password });
    expect(asked).toMatchObject({ status: 202, body: { contact: { email, emailPending: to } } });
    const code = await codeTo(to);
    const slip = await portal.post('/portal/v1/profile/email/proof', { code: '000000' });
    expect(slip.body.fields).toMatchObject([{ path: 'code', code: 'wrong' }]);
    const proved = await portal.post('/portal/v1/profile/email/proof', { code });
    expect(proved.body.contact).toMatchObject({ email: to, emailVerified: true, emailPending: null });
    const told = await lastMail(email);
    expect(told?.text).toContain(`${to.charAt(0)}…@new.example`);
    expect(told?.text).not.toContain(to);
    const door = { portal: 'acme', username: to, password };
    expect((await app.anonymous.post('/portal/v1/sessions', door)).status).toBe(201);
    expect((await app.anonymous.post('/portal/v1/sessions', { ...door, username: email })).status).toBe(401);
    const changed = await vendor.api.patch(`/api/v1/contacts/${contact.id}`, { email: 'vendor@new.example' });
    expect(changed.body.emailVerified).toBe(false);
  });

  test('DAY-21 five tries, half an hour, the newest code: then a new one has to be asked for', async () => {
    const { name, portal, codeTo } = await person();
    const to = `${name}@other.example`;
    const prove = (code: string) => portal.post('/portal/v1/profile/email/proof', { code });
    expect((await prove('123456')).body.code).toBe('email-proof.over');
    await portal.post('/portal/v1/profile/email', { email: to, password });
    const first = await codeTo(to);
    await portal.post('/portal/v1/profile/email', { email: to, password });
    const second = await codeTo(to);
    if (first !== second) expect((await prove(first)).status).toBe(422);
    for (let i = 0; i < 4; i++) await prove('000000');
    expect((await prove(second)).body.code).toBe('email-proof.over');
    await portal.post('/portal/v1/profile/email', { email: to, password });
    const third = await codeTo(to);
    app.clock.move(30 * 60_000);
    expect((await prove(third)).status).toBeGreaterThanOrEqual(400);
  });

  test('DAY-21 the address of somebody else is no more than taken, and only for who reads its mail', async () => {
    const one = await person();
    const other = await person();
    const asked = await one.portal.post('/portal/v1/profile/email', { email: other.email, password });
    expect(asked.status).toBe(202);
    const proved = await one.portal.post('/portal/v1/profile/email/proof', {
      code: await one.codeTo(other.email),
    });
    expect(proved.body.fields).toMatchObject([{ path: 'email', code: 'taken' }]);
  });

  test('LK09 one mailbox gets three mails an hour, however many sessions ask', async () => {
    const victim = `victim+${people}@mail.example`;
    const count = () => sent.filter(({ to }) => to.address.endsWith('@mail.example')).length;
    for (let i = 0; i < 5; i++) {
      const { portal } = await person();
      const email = victim.replace('+', `+${i}`);
      expect((await portal.post('/portal/v1/profile/email', { email, password })).status).toBe(202);
    }
    await deliver();
    expect(count()).toBe(3);
  });

  test('CLI-2 at a portal without mail about access the supplier has to be asked', async () => {
    const { name, portal } = await person();
    const silent = (noAccessMail: boolean) =>
      vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { mail: { noAccessMail } });
    await silent(true);
    const asked = await portal.post('/portal/v1/profile/email', { email: `${name}@new.example`, password });
    expect(asked).toMatchObject({ status: 409, body: { code: 'mail.never' } });
    await silent(false);
  });
});
