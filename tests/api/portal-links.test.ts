import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import {
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { contentsOf } from '../helpers/contents.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { goodToken, keyPair } from './forge.ts';

const minute = 60_000;

describe.each(databaseKinds)('portal links on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico.close());

  const exchange = (token: string, more: object = {}) =>
    portico.anonymous.post('/portal/v1/sessions', { token, portal: 'acme', pressed: true, ...more });
  const settings = (change: object) => acme.api.patch(`/api/v1/portals/${acme.portal.id}`, change);
  const linkOf = async (customerId: string, more: object = {}) =>
    acme.api.post('/api/v1/portal-tokens', { customerId, portal: 'acme', use: 'link', ...more });
  const mails = async (address: string) => {
    const rows = await portico.database.db
      .selectFrom('mail')
      .selectAll()
      .where('to_address', '=', address)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ row, links: Object.values(openMailSecrets(testSecrets, row) ?? {}) }));
  };
  let people = 0;
  const person = async (fields: object = {}) => {
    const customer = await acme.customer();
    const email = `person${++people}@mail.example`;
    const made = await acme.api.post('/api/v1/contacts', {
      customerId: customer.id,
      name: 'Ada',
      email,
      ...fields,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return { customerId: customer.id, contactId: made.body.id as string, email };
  };
  const mailed = async (who: { customerId: string; contactId: string }, more: object = {}) => {
    const body = { customerId: who.customerId, contact: who.contactId, ...more };
    const sent = await acme.api.post('/api/v1/portal-links', body);
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    return sent.body;
  };
  const tokenIn = (url = '') => new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '';
  const renew = (token: string, source = '198.51.100.7') =>
    portico.app.request(
      `${testPublicUrl}/portal/v1/link-renewals`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      },
      { incoming: { socket: { remoteAddress: source } } },
    );

  test('BIL-35 BIL-36 a portal’s links live as long as it says: five minutes works at four, not at six', async () => {
    const { id } = await acme.customer();
    expect((await settings({ linkLifetimeMinutes: 5 })).status).toBe(200);
    const { token } = (await linkOf(id)).body;
    portico.clock.move(4 * minute);
    expect((await exchange(token)).status).toBe(201);
    portico.clock.move(2 * minute);
    expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'token.expired' } });
    await settings({ linkLifetimeMinutes: 60 });
  });

  test('BIL-37 one to 10,080 minutes, per portal and per call; anything else is refused by name', async () => {
    const { id } = await acme.customer();
    for (const minutes of [0, 10_081, 1.5, '60']) {
      const call = await linkOf(id, { lifetimeMinutes: minutes });
      expect([call.status, call.body.fields?.[0]?.path]).toEqual([422, 'lifetimeMinutes']);
      const portal = await settings({ linkLifetimeMinutes: minutes });
      expect([portal.status, portal.body.fields?.[0]?.path]).toEqual([422, 'linkLifetimeMinutes']);
      const mail = await acme.api.post('/api/v1/portal-links', { customerId: id, lifetimeMinutes: minutes });
      expect([mail.status, mail.body.fields?.[0]?.path]).toEqual([422, 'lifetimeMinutes']);
    }
    const [short, long] = [
      (await linkOf(id, { lifetimeMinutes: 1 })).body,
      (await linkOf(id, { lifetimeMinutes: 10_080 })).body,
    ];
    const launch = await linkOf(id, { use: 'launch', lifetimeMinutes: 6 });
    expect([launch.status, launch.body.fields[0].path]).toEqual([422, 'lifetimeMinutes']);
    portico.clock.move(10_079 * minute);
    expect((await exchange(long.token)).status).toBe(201);
    expect((await exchange(short.token)).body.code).toBe('token.expired');
    portico.clock.move(2 * minute);
    expect((await exchange(long.token)).body.code).toBe('token.expired');
  });

  test('BIL-37 a link that the vendor signs itself keeps to the portal’s setting', async () => {
    const { publicPem: publicKey, privateKey } = keyPair();
    const key = await acme.api.post('/api/v1/signing-keys', { name: 'site', algorithm: 'EdDSA', publicKey });
    await acme.customer({ externalId: 'anna' });
    const forge = { vendorId: acme.id, slug: 'acme', kid: key.body.id, privateKey, now: portico.clock.now() };
    const iat = Math.floor(forge.now.getTime() / 1000);
    const make = (seconds: number) => goodToken(forge, { use: 'link', exp: iat + seconds });
    expect((await exchange(make(3600))).status).toBe(201);
    expect((await exchange(make(3601))).body.code).toBe('token.lifetime');
  });

  test('BIL-39 a link is made with a key, and without one refused', async () => {
    const { id } = await acme.customer();
    expect((await linkOf(id)).body.url).toMatch(/^http:\/\/localhost:4400\/p\/acme#token=/);
    for (const path of ['portal-tokens', 'portal-links'])
      expect((await portico.anonymous.post(`/api/v1/${path}`, { customerId: id })).status).toBe(401);
  });

  test('BIL-46 BIL-55 a link that is mailed opens the account of whoever it went to, with no sign-in of theirs', async () => {
    const [ada, ben] = [await person(), await person({ name: 'Ben' })];
    const told = await mailed(ada);
    expect(told).toMatchObject({ mail: 'sent', to: { name: 'Ada', address: ada.email } });
    await mailed(ben);
    const [[first], [second]] = [await mails(ada.email), await mails(ben.email)];
    expect(first?.links[0]).not.toBe(second?.links[0]);
    const session = await exchange(tokenIn(first?.links[0]));
    expect(session.body.bootstrap).toMatchObject({
      customer: { id: ada.customerId },
      contact: { id: ada.contactId, name: 'Ada' },
    });
    const stored = JSON.stringify(await contentsOf(portico.database));
    expect(stored).not.toContain(tokenIn(first?.links[0]));
    expect(JSON.stringify(told)).not.toContain('token');
  });

  test('BIL-46 without a contact it goes to the billing address; without any it says so', async () => {
    const { id } = await acme.customer({ billing: { email: 'books@mail.example' } });
    expect((await acme.api.post('/api/v1/portal-links', { customerId: id })).body.to.address).toBe(
      'books@mail.example',
    );
    const bare = await acme.customer();
    const refused = await acme.api.post('/api/v1/portal-links', { customerId: bare.id });
    expect(refused).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'customerId', code: 'no_address' }] },
    });
  });

  test('BIL-45 the mail says what the vendor wrote, and its address is one well-formed address', async () => {
    const text =
      'For {CustomerName} until {ValidUntil}:\n{SelfServicePortalUrl}?language=fr&a=1 or {SelfServicePortalUrl}.';
    expect(
      (await settings({ mailTexts: { 'portal-link': { en: { subject: 'Hi {ContactName}', text } } } }))
        .status,
    ).toBe(200);
    const ada = await person();
    await mailed(ada);
    const [mail] = await mails(ada.email);
    expect(mail?.row.subject).toBe('Hi Ada');
    const [french, plain] = mail?.links ?? [];
    expect(french).toMatch(/^http:\/\/localhost:4400\/p\/acme\?language=fr&a=1#token=[\w.-]+$/);
    expect(plain).toMatch(/^http:\/\/localhost:4400\/p\/acme#token=[\w.-]+$/);
    expect(mail?.row.body_text).not.toMatch(/\{|\}/);
    await settings({ mailTexts: {} });
  });

  test('BIL-44 a text whose placeholders nobody fills in is refused, and they are named', async () => {
    const put = (text: string) =>
      settings({ mailTexts: { 'portal-link': { de: { subject: 'Ihr Link', text } } } });
    const unknown = await put('{SelfServicePortalUrl} {Custmer}');
    expect(unknown).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'mailTexts.portal-link.de.text' }] },
    });
    expect(unknown.body.fields[0].message).toContain('{Custmer} is not known');
    expect((await put('no link here')).body.fields[0].message).toContain('{SelfServicePortalUrl}');
    const { id: customerId } = await acme.customer({ name: 'Bäckerei <Vos>' });
    const preview = (mail?: object) =>
      acme.api.post(`/api/v1/portals/${acme.portal.id}/mail-preview`, {
        ...{ kind: 'portal-link', language: 'de', customerId },
        ...(mail && { mail }),
      });
    const shown = await preview({
      subject: 'Für {CustomerName}',
      text: 'Hier:\n\n{SelfServicePortalUrl}?language=en',
    });
    expect(shown).toMatchObject({ status: 200, body: { subject: 'Für Bäckerei <Vos>' } });
    expect(shown.body.html).toContain('Bäckerei &lt;Vos&gt;');
    expect(shown.body.text).not.toContain('{');
    expect(shown.body.text).toContain('/p/acme?language=en#token=…');
    expect((await preview()).body.usual.text).toContain('{SelfServicePortalUrl}');
    expect((await preview({ subject: 'x', text: '{Nope} {SelfServicePortalUrl}' })).status).toBe(422);
  });

  test('U6 LK03 an expired link sends a new one to the mailbox it went to, three in an hour at most, and says nothing', async () => {
    const ada = await person();
    await mailed(ada, { lifetimeMinutes: 5, oneUse: true, readOnly: true });
    const [old] = await mails(ada.email);
    const token = tokenIn(old?.links[0]);
    portico.clock.move(600 * minute);
    expect((await exchange(token)).body.code).toBe('token.expired');
    const answers = [];
    for (const given of [token, token, token, token, 'no.token.atall', token.slice(0, -5)]) {
      const answer = await renew(given);
      answers.push([answer.status, await answer.text(), [...answer.headers.keys()].sort().join()]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(202);
    const sent = await mails(ada.email);
    expect(sent).toHaveLength(4);
    const fresh = await exchange(tokenIn(sent[1]?.links[0]));
    expect(fresh.body.bootstrap).toMatchObject({ customer: { id: ada.customerId }, readOnly: true });
    expect((await exchange(tokenIn(sent[1]?.links[0]))).body.code).toBe('token.used');
    portico.clock.move(120 * minute);
    await renew(tokenIn(sent[1]?.links[0]));
    expect(await mails(ada.email)).toHaveLength(5);
  });

  test('LK03 nobody else’s mailbox, no switched-off account and no withdrawn way gets a new link', async () => {
    const moved = await person();
    await mailed(moved);
    await acme.api.patch(`/api/v1/contacts/${moved.contactId}`, { email: 'elsewhere@mail.example' });
    const off = await person();
    await mailed(off);
    await acme.api.patch(`/api/v1/customers/${off.customerId}`, { status: 'inactive' });
    const silent = await person();
    await mailed(silent);
    for (const who of [moved, off]) {
      const [mail] = await mails(who.email);
      expect((await renew(tokenIn(mail?.links[0]))).status).toBe(202);
      expect(await mails(who.email)).toHaveLength(1);
    }
    expect(await mails('elsewhere@mail.example')).toEqual([]);
    await settings({ mail: { noAccessMail: true } });
    const [mail] = await mails(silent.email);
    expect((await renew(tokenIn(mail?.links[0]))).status).toBe(202);
    expect(await mails(silent.email)).toHaveLength(1);
    expect((await mailed(silent)).mail).toBe('withheld');
    expect(await mails(silent.email)).toHaveLength(1);
    await settings({ mail: { noAccessMail: false } });
  });

  test('LK06 whatever host a request names, the link in the mail has the service’s own address', async () => {
    const ada = await person();
    const headers = {
      'x-forwarded-host': 'evil.test',
      forwarded: 'host=evil.test',
      authorization: `Bearer ${acme.apiKey}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ customerId: ada.customerId, contact: ada.email });
    const sent = await portico.app.request('http://evil.test/api/v1/portal-links', {
      method: 'POST',
      headers,
      body,
    });
    expect(sent.status).toBe(201);
    const [mail] = await mails(ada.email);
    expect(mail?.links[0]).toMatch(/^http:\/\/localhost:4400\/p\/acme#/);
    expect(JSON.stringify(mail?.row)).not.toContain('evil');
  });

  test('LK10 a link opened at another portal, of this vendor or another one, is like one that never was', async () => {
    const globex = await portico.vendor(`globex-${kind}`);
    const { id } = await acme.customer();
    const { token } = (await linkOf(id)).body;
    const elsewhere = await exchange(token, { portal: `globex-${kind}` });
    const unknown = await exchange(token.replace(/\.[^.]+$/, `.${Buffer.alloc(64).toString('base64url')}`));
    expect([elsewhere.status, elsewhere.body.code]).toEqual([unknown.status, unknown.body.code]);
    expect(globex.id).not.toBe(acme.id);
    expect((await exchange(token)).status).toBe(201);
  });

  test('LK11 where somebody else is signed in a link asks first, and is not used up by asking', async () => {
    const [anna, ben] = [await acme.customer(), await acme.customer()];
    const top = (cookie: string | undefined, token: string, more: object = {}) =>
      portico.anonymous.post(
        '/portal/v1/sessions',
        { token, portal: 'acme', ...more },
        { 'x-portico-top': 'acme', 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) },
      );
    const first = await top(undefined, (await linkOf(anna.id)).body.token);
    const cookie = first.headers.get('set-cookie')?.split(';')[0];
    const link = (await linkOf(ben.id, { oneUse: true })).body.token;
    for (let times = 0; times < 2; times++) {
      const asked = await top(cookie, link);
      expect(asked).toMatchObject({ status: 409, body: { code: 'session.occupied' } });
      expect(asked.headers.get('set-cookie')).toBeNull();
    }
    const still = await portico.anonymous.get('/portal/v1/bootstrap', {
      cookie: cookie ?? '',
      'x-portico-top': 'acme',
    });
    expect(still.body.bootstrap.customer.id).toBe(anna.id);
    expect((await top(cookie, (await linkOf(anna.id)).body.token)).status).toBe(201);
    const taken = await top(cookie, link, { pressed: true, replace: true });
    expect(taken.body.bootstrap.customer.id).toBe(ben.id);
    expect((await top(undefined, link)).body.code).toBe('token.used');
  });

  test('LK02 a link for one use asks for a press where it was opened by its address, and is used up by nothing else', async () => {
    const { id } = await acme.customer();
    const { token } = (await linkOf(id, { oneUse: true })).body;
    const opened = (more: object = {}) => exchange(token, { pressed: undefined, ...more });
    for (let times = 0; times < 3; times++) {
      const asked = await opened();
      expect([asked.status, asked.body.code]).toEqual([409, 'token.press-needed']);
    }
    expect((await opened({ pressed: false })).body.code).toBe('token.press-needed');
    expect((await opened({ pressed: true })).status).toBe(201);
    expect((await opened()).body.code).toBe('token.used');
    // Handed over by the page around the portal there is nothing that a scanner could open.
    const inPage = (await linkOf(id, { oneUse: true })).body.token;
    const page = { parentOrigin: 'https://shop.acme.example' };
    await settings({ allowedHosts: ['https://shop.acme.example'] });
    expect((await exchange(inPage, { pressed: undefined, ...page })).status).toBe(201);
    const often = (await linkOf(id)).body.token;
    for (let times = 0; times < 2; times++)
      expect((await exchange(often, { pressed: undefined })).status).toBe(201);
  });

  test('RC07 a link for one use opened fifty times at once on two processes lets one in', async () => {
    const { id } = await acme.customer();
    const { token } = (await linkOf(id, { oneUse: true })).body;
    const [here, there] = [portico.anonymous, new Client(portico.sibling())];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 ? here : there).post('/portal/v1/sessions', { token, pressed: true }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'token.used')).toHaveLength(49);
  });
});
