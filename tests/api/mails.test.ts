import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/features/vendors/server/api-keys-store.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { sendDueMail } from '../../src/kit/server/mail-sending.ts';
import { openMailServer } from '../../src/kit/server/mail-server.ts';
import {
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

interface Received {
  readonly to: readonly string[];
  readonly raw: string;
}

/** A mail server on this machine that keeps what it gets, and answers as told. */
async function smtpServer() {
  const received: Received[] = [];
  const answer = { code: 250, delayMs: 0 };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'portico' && password === 'p@ss word'
        ? done(null, { user: 'portico' })
        : done(new Error('no')),
    onRcptTo: (address, _, done) => {
      if (answer.code === 250) return done();
      done(Object.assign(new Error(`no mailbox for ${address.address}`), { responseCode: answer.code }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    received,
    answer,
    url: `smtp://127.0.0.1:${port}`,
    port,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

/** Text of one part of a mail as a reader sees it. */
function partOf(raw: string, type: 'text/plain' | 'text/html'): string {
  const [, encoding, body] =
    new RegExp(`Content-Type: ${type}[^]*?Content-Transfer-Encoding: (\\S+)\\r\\n\\r\\n([^]*?)\\r\\n--`).exec(
      raw,
    ) ?? [];
  if (encoding === 'base64') return Buffer.from(body ?? '', 'base64').toString();
  const bytes = (body ?? '')
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return encoding === 'quoted-printable' ? Buffer.from(bytes, 'latin1').toString() : (body ?? '');
}

describe.each(databaseKinds)('mail on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let smtp: Awaited<ReturnType<typeof smtpServer>>;
  let customer: { id: string };
  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor('acme');
    smtp = await smtpServer();
    customer = await vendor.customer({ language: 'de' });
  });
  afterAll(async () => {
    await smtp.close();
    await app.close();
  });

  const warnings: unknown[] = [];
  const send = async (url: string | null = smtp.url) => {
    const mailServer = url === null ? undefined : openMailServer(url, 'service@portico.example');
    const { signal } = new AbortController();
    const { database, clock } = app;
    const log = { warn: (fields: unknown) => void warnings.push(fields) } as never;
    await sendDueMail({ database, clock, signal, secrets: testSecrets, mailServer, log });
    mailServer?.close();
  };
  let people = 0;
  const invite = async (more: Record<string, unknown> = {}, api = vendor.api, at = customer.id) => {
    const made = await api.post('/api/v1/contacts', {
      customerId: at,
      name: 'Zoë Müller',
      username: `zoe-${++people}`,
      email: `zoe-${people}@customer.example`,
      generatePassword: true,
      ...more,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const mails = await api.get(`/api/v1/mails?search=${encodeURIComponent(made.body.email)}`);
    return { contact: made.body, mail: mails.body.items[0] };
  };
  const read = async (id: string) => (await vendor.api.get(`/api/v1/mails/${id}`)).body;

  test('CON-29 a contact gets its first password by mail, and signs in with it once', async () => {
    const { contact, mail } = await invite();
    expect(contact).toMatchObject({ hasPassword: true, mustChangePassword: true });
    expect(mail).toMatchObject({
      template: 'contact-access',
      state: 'queued',
      error: 'no-server',
      language: 'de',
      subject: 'Ihr Zugang bei acme',
      to: { name: 'Zoë Müller', address: contact.email },
      subjectId: contact.id,
      resendable: true,
    });
    await send();
    const { to, raw } = smtp.received.at(-1) as Received;
    expect(to).toEqual([contact.email]);
    const text = partOf(raw, 'text/plain');
    const html = partOf(raw, 'text/html');
    const [, password = ''] = /Erstes Passwort: (\S+)/.exec(text) ?? [];
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    expect(html).toContain(password);
    expect(html).toContain('<html lang="de" dir="ltr">');
    for (const body of [text, html]) {
      expect(body).toContain('Guten Tag Zoë Müller');
      expect(body).toContain('http://localhost:4400/p/acme');
      expect(body).toContain(contact.username);
      expect(body.replaceAll('\u00a0', ' ')).toContain('bis Samstag, 5. Dezember 2026');
    }
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw.split('\r\n\r\n')[0]).not.toContain(password);

    expect(await read(mail.id)).toMatchObject({
      state: 'accepted',
      attempts: 1,
      error: null,
      resendable: false,
    });
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: true } });
    const door = { portal: 'acme', username: contact.username, password };
    const first = await app.anonymous.post('/portal/v1/sessions', door);
    expect(first.body.code).toBe('sign-in.must-change');
    const second = await app.anonymous.post('/portal/v1/sessions', { ...door, newPassword: 'my own words' });
    expect(second.status).toBe(201);
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { signIn: { password: false } });
  });

  test('CON-29 the made password is masked wherever a mail is read, and gone once it was sent', async () => {
    const { contact, mail } = await invite();
    const before = await read(mail.id);
    expect(before.text).toContain('Erstes Passwort: ••••••••');
    const row = () =>
      app.database.db.selectFrom('mail').selectAll().where('id', '=', mail.id).executeTakeFirstOrThrow();
    expect((await row()).sealed_secrets).toMatch(/^k1\./);
    await send();
    const raw = partOf((smtp.received.at(-1) as Received).raw, 'text/plain');
    const [, password = '-'] = /Erstes Passwort: (\S+)/.exec(raw) ?? [];
    const stored = JSON.stringify([
      await row(),
      await app.database.db.selectFrom('contact').selectAll().execute(),
      await app.database.db.selectFrom('activity').selectAll().execute(),
      await app.database.db.selectFrom('outbox').selectAll().execute(),
      ...[await read(mail.id), contact, warnings],
    ]);
    expect(stored).not.toContain(password);
    expect((await row()).sealed_secrets).toBe(null);
    const again = await vendor.api.post(`/api/v1/mails/${mail.id}/resend`);
    expect(again).toMatchObject({ status: 409, body: { code: 'mail.secret-gone' } });
  });

  test('CON-29 a new password for an old contact is mailed too; without an address there is none', async () => {
    const quiet = await vendor.api.post('/api/v1/contacts', { customerId: customer.id, name: 'No mail' });
    const refused = await vendor.api.patch(`/api/v1/contacts/${quiet.body.id}`, { generatePassword: true });
    expect(refused.body.fields).toMatchObject([{ path: 'email', code: 'missing' }]);
    const change = { generatePassword: true, email: 'now@customer.example', username: 'now' };
    expect((await vendor.api.patch(`/api/v1/contacts/${quiet.body.id}`, change)).status).toBe(200);
    await send();
    expect(smtp.received.at(-1)?.to).toEqual(['now@customer.example']);
  });

  test('DAY-16 nothing leaves a test side: its mail is held, and can be read with what is in it', async () => {
    const side = { id: vendor.testSideId, side: 'test' } as const;
    const key = await inTransaction(app.database.db, (tx) =>
      createApiKey(tx, side, { name: 'tests' }, app.clock.now()),
    );
    const test = new Client(app.app, key.key);
    await test.post('/api/v1/portals', { slug: 'acme-test', brandName: 'Acme', signIn: { password: true } });
    const trial = await test.post('/api/v1/customers', {
      ...{ name: 'Trial', username: 'trial', email: 'trial@customer.example', password: 'correct horse' },
    });
    const { contact, mail } = await invite({}, test, trial.body.id);
    const sentSoFar = smtp.received.length;
    await send();
    app.clock.move(86_400_000);
    await send();
    expect(smtp.received).toHaveLength(sentSoFar);
    const held = (await test.get(`/api/v1/mails/${mail.id}`)).body;
    expect(held).toMatchObject({ state: 'held', nextTryAt: null, sentAt: null, resendable: false });
    const [, password = ''] = /First password: (\S+)/.exec(held.text) ?? [];
    const door = { portal: 'acme-test', username: contact.username, password };
    expect((await app.anonymous.post('/portal/v1/sessions', door)).body.code).toBe('sign-in.must-change');
    const reading = await app.database.db
      .selectFrom('activity')
      .select(['actor_id', 'subject_id'])
      .where('vendor_id', '=', vendor.testSideId)
      .where('action', '=', 'mail.secret-read')
      .execute();
    expect(reading).toEqual([{ actor_id: key.id, subject_id: mail.id }]);
    expect((await test.post(`/api/v1/mails/${mail.id}/resend`)).body.code).toBe('mail.held');
  });

  test('CON-29 without a mail server mail waits, and says so; with one it goes', async () => {
    const { mail } = await invite();
    await send(null);
    expect(await read(mail.id)).toMatchObject({ state: 'queued', attempts: 0 });
    await send();
    expect((await read(mail.id)).state).toBe('accepted');
  });

  test('CON-29 a mail server that is away is tried again, later and later; then the mail goes', async () => {
    await send();
    const { mail } = await invite();
    const away = 'smtp://127.0.0.1:9';
    await send(away);
    const first = await app.database.db
      .selectFrom('mail')
      .selectAll()
      .where('id', '=', mail.id)
      .executeTakeFirstOrThrow();
    expect(first).toMatchObject({ state: 'queued', attempts: 1 });
    expect(Date.parse(first.due_at as string) - app.clock.now().getTime()).toBe(60_000);
    await send();
    expect((await read(mail.id)).state).toBe('queued');
    app.clock.move(60_001);
    await send();
    expect(await read(mail.id)).toMatchObject({ state: 'accepted', attempts: 2 });
  });

  test('CON-29 a mailbox that is refused for good fails with the reason; a resend tries it anew', async () => {
    const { mail } = await invite();
    smtp.answer.code = 550;
    await send();
    expect(await read(mail.id)).toMatchObject({
      state: 'refused',
      error: expect.stringContaining('no mailbox for'),
      resendable: true,
    });
    smtp.answer.code = 250;
    const again = await vendor.api.post(`/api/v1/mails/${mail.id}/resend`);
    expect(again.body).toMatchObject({ state: 'queued', attempts: 0 });
    await send();
    expect((await read(mail.id)).state).toBe('accepted');
    const waiting = await invite();
    smtp.answer.code = 451;
    await send();
    expect(await read(waiting.mail.id)).toMatchObject({ state: 'queued', attempts: 1 });
    smtp.answer.code = 250;
    app.clock.move(3_600_000);
    await send();
  });

  test('CON-8 a portal’s brand name stands in its header, its page title and its mails', async () => {
    const at = `/api/v1/portals/${vendor.portal.id}`;
    await vendor.api.patch(at, { brandName: 'Haus & Hof' });
    const html = await (await app.app.request(`${testPublicUrl}/p/${vendor.portal.slug}`)).text();
    expect(html).toMatch(/<title>[^<]*Haus &amp; Hof<\/title>/);
    expect(html).toContain('<p class="brand strong">Haus &amp; Hof</p>');
    const { mail } = await invite();
    expect(mail).toMatchObject({ from: 'Haus & Hof', subject: 'Ihr Zugang bei Haus & Hof' });
    await send();
    const { raw } = smtp.received.at(-1) as Received;
    expect(raw).toMatch(/^From: "?Haus & Hof"? </m);
    expect(partOf(raw, 'text/html')).toContain('Haus &amp; Hof');
    await vendor.api.patch(at, { brandName: 'acme' });
  });

  test('F10 a name with line ends or tags gives one header line and no further recipient', async () => {
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { brandName: 'A\u2028"cme" <b>' });
    const { contact } = await invite({ name: 'x", <evil@x.test> <b>B</b>\u2028Bcc: x@evil.test' });
    await send();
    const { to, raw } = smtp.received.at(-1) as Received;
    expect(to).toEqual([contact.email]);
    const head = raw.split('\r\n\r\n')[0] as string;
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head.match(/^(To|From|Subject):/gim)).toHaveLength(3);
    expect(partOf(raw, 'text/html')).not.toContain('<b>');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { brandName: 'acme' });
  });

  test('LK06 the address in a mail is the service’s own, whatever host the request names', async () => {
    const response = await app.app.request('http://evil.test/api/v1/contacts', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${vendor.apiKey}`,
        'content-type': 'application/json',
        'x-forwarded-host': 'evil.test',
        forwarded: 'host=evil.test',
      },
      body: JSON.stringify({
        ...{ customerId: customer.id, name: 'Host', username: 'host', email: 'host@customer.example' },
        generatePassword: true,
      }),
    });
    expect(response.status).toBe(201);
    await send();
    const { raw } = smtp.received.at(-1) as Received;
    expect(raw).not.toContain('evil.test');
    expect(partOf(raw, 'text/plain')).toContain('http://localhost:4400/p/acme');
  });

  test('CON-29 a mail server that asks for a sign-in gets user name and password of the setting', async () => {
    const right = openMailServer(`smtp://portico:p%40ss%20word@127.0.0.1:${smtp.port}`, 'a@b.example');
    await right.check();
    const wrong = openMailServer(`smtp://portico:wrong@127.0.0.1:${smtp.port}`, 'a@b.example');
    await expect(wrong.check()).rejects.toThrow();
    right.close();
    wrong.close();
    await pause(1);
  });

  test('CON-29 a mail is looked at for five minutes, in a document that may do nothing and shows no secret', async () => {
    const { mail } = await invite();
    const { previewPath } = await read(mail.id);
    const look = (path: string) => app.app.request(`http://localhost:4400${path}`);
    const shown = await look(previewPath);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
    expect(shown.headers.get('cache-control')).toBe('no-store');
    const html = await shown.text();
    expect(html).toContain('Guten Tag Zoë Müller');
    expect(html).toContain('••••••••');
    const [body, mac] = previewPath.slice('/mail-preview/'.length).split('.') as [string, string];
    const forged = Buffer.from(JSON.stringify([vendor.testSideId, mail.id, 9e15])).toString('base64url');
    for (const path of [`${forged}.${mac}`, `${body}.`, `${body}.${mac.slice(1)}`, 'x', '%00']) {
      expect((await look(`/mail-preview/${path}`)).status, path).toBe(404);
    }
    app.clock.move(5 * 60_000 + 1);
    expect((await look(previewPath)).status).toBe(404);
    await send();
  });

  test('CON-29 mail goes when its act is on disk, and not at all when it is undone', async () => {
    const before = (await vendor.api.get('/api/v1/mails?limit=200')).body.items.length;
    const taken = await invite();
    const twin = await vendor.api.post('/api/v1/contacts', {
      ...{ customerId: customer.id, name: 'Twin', username: taken.contact.username },
      ...{ email: 'twin@customer.example', generatePassword: true },
    });
    expect(twin.status).toBe(422);
    expect((await vendor.api.get('/api/v1/mails?limit=200')).body.items.length).toBe(before + 1);
    await vendor.api.delete(`/api/v1/contacts/${taken.contact.id}`);
    expect((await vendor.api.get(`/api/v1/mails/${taken.mail.id}`)).status).toBe(404);
  });
});
