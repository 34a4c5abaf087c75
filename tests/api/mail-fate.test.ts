import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteDeadAddress } from '../../src/features/customers/server/dead-addresses.ts';
import { mailLeaves } from '../../src/kit/server/mail-senders.ts';
import { sendDueMail } from '../../src/kit/server/mail-sending.ts';
import { openMailServer, openSmtp } from '../../src/kit/server/mail-server.ts';
import { type TestApp, type TestVendor, testApp, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** A mail server on this machine; refuses recipients as it is told. */
async function smtpServer(account?: { user: string; password: string }) {
  const received: { from: string; to: string; raw: string }[] = [];
  const answer: { refuses?: string | undefined } = {};
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: !account,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === account?.user && password === account?.password
        ? done(null, { user: username })
        : done(new Error('535 wrong')),
    onRcptTo: (_address, _, done) =>
      answer.refuses ? done(Object.assign(new Error(answer.refuses), { responseCode: 550 })) : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        received.push({ from, to: rcptTo[0]?.address ?? '', raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  return { received, answer, port, url: `smtp://127.0.0.1:${port}`, close };
}

describe.each(databaseKinds)('the fate of mail on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let service: Awaited<ReturnType<typeof smtpServer>>;
  let brand: Awaited<ReturnType<typeof smtpServer>>;
  let people = 0;
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    service = await smtpServer();
    brand = await smtpServer({ user: 'brand', password: 'brand p@ss' });
  });
  afterAll(async () => {
    await Promise.all([service.close(), brand.close()]);
    await app.close();
  });

  const send = async (url: string | null = service.url) => {
    const mailServer = url === null ? undefined : openMailServer(url, 'service@portico.example');
    const { database, clock } = app;
    await sendDueMail({
      ...{ database, clock, mailServer, secrets: testSecrets, privateMailHosts: true },
      signal: new AbortController().signal,
      onDeadAddress: noteDeadAddress,
      log: { warn() {} } as never,
    });
    mailServer?.close();
  };
  const write = async () => {
    const name = `mia-${++people}`;
    const email = `${name}@customer.example`;
    const customer = await vendor.customer();
    const made = await vendor.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name, username: name, email, generatePassword: true },
    });
    const [mail] = (await vendor.api.get(`/api/v1/mails?search=${email}`)).body.items;
    const contact = async () => (await vendor.api.get(`/api/v1/contacts/${made.body.id}`)).body;
    const fate = async () => (await vendor.api.get(`/api/v1/mails/${mail.id}`)).body;
    return { email, mail, contact, fate, customer };
  };
  const sender = () => `/api/v1/portals/${vendor.portal.id}/mail-sender`;
  const leaves = (serviceSends = true) =>
    mailLeaves(app.database.db, { vendorId: vendor.id, portalId: vendor.portal.id }, serviceSends);

  test('DAY-8 an address that is refused for good is marked on the contact until it changes or is proved', async () => {
    const { mail, contact, fate, customer } = await write();
    service.answer.refuses = '5.1.1 no such mailbox';
    await send();
    service.answer.refuses = undefined;
    expect(await fate()).toMatchObject({
      ...{ state: 'refused', customerId: customer.id, portalId: vendor.portal.id, language: 'en' },
      error: expect.stringContaining('no such mailbox'),
    });
    expect((await contact()).emailBouncing).toBe(true);
    const { id } = await contact();
    expect((await vendor.api.patch(`/api/v1/contacts/${id}`, { name: 'Same address' })).body).toMatchObject({
      emailBouncing: true,
    });
    const proved = await vendor.api.patch(`/api/v1/contacts/${id}`, { emailVerified: true });
    expect(proved.body.emailBouncing).toBe(false);
    const refused = await vendor.api.get('/api/v1/mails?state=refused&template=contact-access');
    expect(refused.body.items.map((one: { id: string }) => one.id)).toContain(mail.id);
  });

  test('DAY-8 a refusal for what we are says nothing about the address', async () => {
    const { contact, fate } = await write();
    service.answer.refuses = '5.7.1 your network is on a list';
    await send();
    service.answer.refuses = undefined;
    expect((await fate()).state).toBe('refused');
    expect((await contact()).emailBouncing).toBe(false);
  });

  test('DAY-8 a mail that came back is told by the mail provider’s hook, once', async () => {
    const { mail, contact, fate } = await write();
    const bounce = (body: object) => vendor.api.post(`/api/v1/mails/${mail.id}/bounce`, body);
    await send();
    expect(service.received.at(-1)?.raw).toContain(`Message-ID: <${mail.id}@portico.example>`);
    expect((await bounce({ reason: 'mailbox full', permanent: false })).body).toMatchObject({
      ...{ state: 'accepted', error: 'mailbox full' },
    });
    expect((await contact()).emailBouncing).toBe(false);
    expect((await bounce({ reason: 'no such user' })).body.state).toBe('bounced');
    expect((await bounce({ reason: 'no such user' })).status).toBe(200);
    expect(await fate()).toMatchObject({ state: 'bounced', error: 'no such user' });
    expect((await contact()).emailBouncing).toBe(true);
    const log = (await vendor.api.get('/api/v1/activity?limit=200')).body.items;
    const rows = log.filter(({ action }: { action: string }) => action === 'mail.bounced');
    expect(rows).toHaveLength(2);
  });

  test('DAY-8 with mail down the sign-in page is told so, and hears when it is back', async () => {
    expect(await leaves()).toBe(true);
    expect(await leaves(false)).toBe(false);
    const { fate } = await write();
    await send('smtp://127.0.0.1:9');
    expect(await leaves()).toBe(false);
    expect(await fate()).toMatchObject({ state: 'queued', attempts: 1 });
    await send();
    expect(await leaves()).toBe(true);
    app.clock.move(60_001);
    await send();
    expect((await fate()).state).toBe('accepted');
  });

  test('CON-33 a portal’s mail leaves by its own server, under its own address', async () => {
    expect((await vendor.api.get(sender())).body.code).toBe('mail-sender.not-found');
    for (const what of ['mail-sender', 'oidc', 'logo']) {
      const quiet = await vendor.api.get(`/api/v1/portals/${vendor.portal.id}/${what}?absent=none`);
      expect([what, quiet.status, quiet.body]).toEqual([what, 204, '']);
    }
    const nowhere = '/api/v1/portals/por_000000000000/mail-sender?absent=none';
    expect((await vendor.api.get(nowhere)).body.code).toBe('portal.not-found');
    const wanted = {
      ...{ host: '127.0.0.1', port: brand.port, username: 'brand', password: 'brand p@ss' },
      ...{ fromName: 'Acme Service', fromAddress: 'hello@acme.example' },
    };
    const put = await vendor.api.put(sender(), wanted);
    expect(put).toMatchObject({ status: 201, body: { hasPassword: true, host: '127.0.0.1' } });
    expect(JSON.stringify(put.body)).not.toContain('p@ss');
    const stored = await app.database.db.selectFrom('mail_sender').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain('p@ss');

    const { email, fate } = await write();
    const before = service.received.length;
    await send();
    expect(service.received).toHaveLength(before);
    expect(brand.received.at(-1)).toMatchObject({ from: 'hello@acme.example', to: email });
    expect(brand.received.at(-1)?.raw).toContain('From: Acme Service <hello@acme.example>');
    expect((await fate()).state).toBe('accepted');
    // Without a server of the service's own it leaves all the same.
    const second = await write();
    await send(null);
    expect((await second.fate()).state).toBe('accepted');
    expect(await leaves(false)).toBe(true);

    const tried = await vendor.api.post(`${sender()}/test`, { to: 'operator@acme.example' });
    expect(tried.body).toMatchObject({ state: 'accepted', template: 'test' });
    expect(brand.received.at(-1)).toMatchObject({ to: 'operator@acme.example' });
    // Another host forgets the password: nobody learns it by naming a server of theirs.
    const { password: _, ...rest } = wanted;
    const kept = await vendor.api.put(sender(), { ...rest, fromName: 'Acme' });
    expect(kept).toMatchObject({ status: 200, body: { hasPassword: true } });
    const moved = await vendor.api.put(sender(), { ...rest, port: service.port });
    expect(moved.body.hasPassword).toBe(false);

    await vendor.api.put(sender(), { ...wanted, password: 'wrong' });
    const failed = await vendor.api.post(`${sender()}/test`, { to: 'operator@acme.example' });
    expect(failed.body).toMatchObject({ state: 'refused', error: expect.stringContaining('535') });
    expect((await vendor.api.get(sender())).body.awaySince).toBe(app.clock.now().toISOString());
    const waiting = await write();
    await send();
    expect((await waiting.fate()).state).toBe('queued');
    expect((await vendor.api.delete(sender())).status).toBe(204);
    await send();
    expect((await waiting.fate()).state).toBe('accepted');
    expect(service.received.at(-1)).toMatchObject({ from: 'service@portico.example', to: waiting.email });
  });

  test('WH02 a sender in a network that is not the internet’s is not connected to', async () => {
    const settings = { port: service.port, security: 'starttls', from: 'a@b.example' } as const;
    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      const inside = openSmtp({ ...settings, host, port: 25, publicOnly: true });
      await expect(inside.check()).rejects.toMatchObject({ code: 'ENOTPUBLIC' });
    }
    const odd = openSmtp({ ...settings, host: '93.184.216.34', port: 22, publicOnly: true });
    await expect(odd.check()).rejects.toMatchObject({ code: 'ENOTPUBLIC' });
  });
});
