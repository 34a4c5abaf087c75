import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendMailedCodes } from '../../src/features/access/server/ask-mailed-code.ts';
import {
  type Answer,
  Client,
  type TestApp,
  type TestVendor,
  testApp,
  testPublicUrl,
  testSecrets,
} from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const top = (slug: string, cookie = '') => ({ 'x-portico-top': slug, ...(cookie && { cookie }) });

describe.each(databaseKinds)('codes by mail on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let nextAddress = 0;
  let people = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { mailedCode: true } });
  });
  afterAll(() => portico.close());

  /** From a network of its own, unless one is named. */
  async function post(path: string, body: object, headers: Record<string, string> = {}) {
    const address = `203.0.${nextAddress >> 8}.${nextAddress++ & 255}`;
    const response = await portico.app.request(
      `${testPublicUrl}/portal/v1/${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      },
      { incoming: { socket: { remoteAddress: address } } },
    );
    return { status: response.status, body: await response.json(), headers: response.headers } as Answer;
  }
  const ask = async (email: string, headers = {}, portal = 'acme') => {
    const asked = await post('mailed-codes', { portal, email }, headers);
    expect(asked.status, JSON.stringify(asked.body)).toBe(202);
    return asked;
  };
  const enter = (body: object, headers = {}) => post('sessions', { portal: 'acme', ...body }, headers);
  const send = () =>
    sendMailedCodes({
      ...{ database: portico.database, clock: portico.clock, secrets: testSecrets },
      publicUrl: testPublicUrl,
    });
  const mailsTo = (address: string) =>
    portico.database.db
      .selectFrom('mail')
      .selectAll()
      .where('to_address', '=', address)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  /** What stands in the newest mail to this address. */
  async function read(address: string): Promise<{ code: string; link: string }> {
    await send();
    portico.clock.move(1);
    const mail = (await mailsTo(address)).at(-1);
    const sealed = mail?.sealed_secrets as string;
    return JSON.parse(testSecrets.open(sealed, `mail:${mail?.vendor_id}:${mail?.id}`));
  }
  async function person(more: object = {}, customer: object = {}) {
    const email = `person${++people}@mail.example`;
    const { id: customerId } = await acme.customer({ name: `Customer ${people}`, ...customer });
    const made = await acme.api.post('/api/v1/contacts', {
      ...{ customerId, name: `Person ${people}`, email },
      ...more,
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return { email, customerId, id: made.body.id as string };
  }
  const over = { status: 401, body: { code: 'mailed-code.over' } };
  const refused = { status: 401, body: { code: 'mailed-code.refused' } };

  test('the code of the mail opens the portal in the browser that asked, once, and proves the address', async () => {
    const anna = await person();
    const { body } = await ask(anna.email);
    const { code } = await read(anna.email);
    const session = await enter({ mailedCode: ` ${code.replace(' ', '-')} `, marker: body.marker });
    expect(session.status, JSON.stringify(session.body)).toBe(201);
    expect(session.body.bootstrap).toMatchObject({
      customer: { id: anna.customerId },
      contact: { id: anna.id },
    });
    expect((await acme.api.get(`/api/v1/contacts/${anna.id}`)).body.emailVerified).toBe(true);
    expect(await enter({ mailedCode: code, marker: body.marker })).toMatchObject(over);
    const [mail] = await mailsTo(anna.email);
    expect([mail?.template, mail?.body_text.includes(code), mail?.subject]).toEqual([
      'mailed-code',
      false,
      'Your code for acme',
    ]);
  });

  test('in the portal’s own page what ties mail and browser is a cookie that no script reads', async () => {
    const { email } = await person();
    const asked = await ask(email, top('acme'));
    expect(asked.body.marker).toBe(null);
    const cookie = asked.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-portico_asked_acme=.*HttpOnly; Secure; SameSite=Strict/);
    const { code } = await read(email);
    const session = await enter({ mailedCode: code }, top('acme', cookie.split(';')[0]));
    expect(session.status).toBe(201);
    expect(session.headers.get('set-cookie')).toContain('__Host-portico_acme=');
  });

  test('LK01 LK02 whoever only has the mail gets no further than the button; the asking browser, or its digits, do', async () => {
    const { email } = await person();
    const asked = await ask(email);
    const { link } = await read(email);
    for (const method of ['HEAD', 'GET', 'GET', 'GET', 'GET', 'GET']) {
      await portico.app.request(`${testPublicUrl}/p/acme#mail=${link}`, { method });
      await portico.app.request(`${testPublicUrl}/portal/v1/sessions`, { method });
    }
    const needed = { status: 403, body: { code: 'mailed-code.check-needed' } };
    expect(await enter({ mailLink: link })).toMatchObject(needed);
    expect(await enter({ mailLink: link, marker: 'of another browser' })).toMatchObject(needed);
    const wrong = asked.body.check === '000000' ? '000001' : '000000';
    expect(await enter({ mailLink: link, check: wrong })).toMatchObject(refused);
    expect((await enter({ mailLink: link, check: asked.body.check })).status).toBe(201);
    expect(await enter({ mailLink: link, check: asked.body.check })).toMatchObject(over);

    const again = await ask(email);
    const { link: second } = await read(email);
    expect((await enter({ mailLink: second, marker: again.body.marker })).status).toBe(201);
  });

  test('LK03 an old, a replaced and a tried-out code say that they are over, and hold nothing', async () => {
    const { email } = await person();
    const first = await ask(email);
    const old = await read(email);
    const second = await ask(email);
    const fresh = await read(email);
    expect(await enter({ mailedCode: old.code, marker: first.body.marker })).toMatchObject(over);
    expect(await enter({ mailLink: old.link, marker: first.body.marker })).toMatchObject(over);
    const wrong = fresh.code === '111 111' ? '222222' : '111111';
    const { marker } = second.body;
    const tries = await Promise.all(Array.from({ length: 12 }, () => enter({ mailedCode: wrong, marker })));
    expect(tries.filter(({ body }) => body.code === 'mailed-code.refused')).toHaveLength(5);
    expect(await enter({ mailedCode: fresh.code, marker })).toMatchObject(over);

    const third = await ask(email);
    const { code } = await read(email);
    portico.clock.move(10 * 60_000);
    expect(await enter({ mailedCode: code, marker: third.body.marker })).toMatchObject(over);
    portico.clock.move(60 * 60_000);
  });

  test('CD13 an unknown address, one that is switched off and a known one are answered alike, and treated alike after', async () => {
    const known = await person();
    const off = await person({ active: false });
    const gone = await person({}, { status: 'blocked' });
    const shapes = [];
    for (const email of [known.email, off.email, gone.email, 'nobody@mail.example', 'Nobody@Mail.example']) {
      const { body, headers } = await ask(email);
      await send();
      const tried = await enter({ mailedCode: '123456', marker: body.marker });
      shapes.push([
        Object.keys(body),
        body.check.length,
        body.marker.length,
        [...headers.keys()].sort(),
        [tried.status, tried.body.code],
      ]);
    }
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
    for (const { email } of [off, gone]) expect(await mailsTo(email)).toEqual([]);
    expect(await mailsTo('nobody@mail.example')).toEqual([]);
  });

  test('BIL-53 another mail to the same address is refused for sixty seconds, and the answer says so beforehand', async () => {
    const { email } = await person();
    const from = (address: string, to: string) =>
      portico.app.request(
        `${testPublicUrl}/portal/v1/mailed-codes`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ portal: 'acme', email: to }),
        },
        { incoming: { socket: { remoteAddress: address } } },
      );
    for (const to of [email, 'nobody-again@mail.example']) {
      const first = await from('198.51.100.7', to);
      const { againAt } = (await first.json()) as { againAt: string };
      expect(Date.parse(againAt) - portico.clock.now().getTime()).toBe(60_000);
      portico.clock.move(59_000);
      const soon = await from('198.51.100.7', to.replace('@', '+x@'));
      expect([soon.status, soon.headers.get('retry-after')]).toEqual([429, '1']);
      // Whoever asks from elsewhere keeps nobody from a first mail.
      expect((await from('198.51.101.8', to)).status).toBe(202);
      portico.clock.move(1_000);
      expect((await from('198.51.100.7', to)).status).toBe(202);
    }
    portico.clock.move(60 * 60_000);
  });

  test('LK09 one mailbox gets three mails an hour, whoever asks from wherever, at any vendor', async () => {
    const { email } = await person();
    const globex = await portico.vendor('globex');
    await globex.api.patch(`/api/v1/portals/${globex.portal.id}`, { signIn: { mailedCode: true } });
    const there = await globex.customer({ name: 'Elsewhere' });
    await globex.api.post('/api/v1/contacts', { customerId: there.id, name: 'Same Person', email });
    const before = await ask(email);
    await send();
    for (let asked = 0; asked < 9; asked++) {
      await ask(asked % 3 ? email : email.replace('@', `+x${asked}@`), {}, asked % 2 ? 'globex' : 'acme');
      await send();
    }
    const all = await portico.database.db
      .selectFrom('mail')
      .select('to_address')
      .where('to_address', 'like', `${email.split('@')[0]}%`)
      .execute();
    expect(all.length).toBeLessThanOrEqual(3);
    expect(before.status).toBe(202);
    portico.clock.move(60 * 60_000);
    await ask(email);
    expect((await read(email)).code).toMatch(/^\d{3} \d{3}$/);
  });

  test('LK10 code and link of one portal open no other', async () => {
    const other = await acme.api.post('/api/v1/portals', {
      ...{ slug: 'acme-two', brandName: 'Acme Two', signIn: { mailedCode: true } },
    });
    expect(other.status).toBe(201);
    const { email } = await person();
    const { body } = await ask(email);
    const { code, link } = await read(email);
    expect(await enter({ portal: 'acme-two', mailedCode: code, marker: body.marker })).toMatchObject(over);
    expect(await enter({ portal: 'acme-two', mailLink: link, check: body.check })).toMatchObject(over);
    expect((await enter({ mailedCode: code, marker: body.marker })).status).toBe(201);
  });

  test('of many who use one code at the same moment, one comes in', async () => {
    const { email } = await person();
    const { body } = await ask(email);
    const { code } = await read(email);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => enter({ mailedCode: code, marker: body.marker })),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  test('BIL-53 one person known to several customers chooses after the proof, and comes in as that contact', async () => {
    const first = await person();
    const two = await acme.customer({ name: 'Second Ltd', number: 'K-2' });
    const inTwo = await acme.api.post('/api/v1/contacts', {
      ...{ customerId: two.id, name: 'Same Person', email: first.email.toUpperCase() },
    });
    const blocked = await acme.customer({ name: 'Blocked Ltd', status: 'blocked' });
    await acme.api.post('/api/v1/contacts', { customerId: blocked.id, name: 'X', email: first.email });
    const { body } = await ask(first.email);
    const { code } = await read(first.email);
    const chooses = await enter({ mailedCode: code, marker: body.marker });
    expect(chooses.status).toBe(200);
    const { proof, accounts } = chooses.body.choice;
    expect(accounts.map((one: { customer: { name: string } }) => one.customer.name)).toEqual([
      expect.stringMatching(/^Customer/),
      'Second Ltd',
    ]);
    const stranger = await person();
    expect(await enter({ proof, contactId: stranger.id })).toMatchObject({
      body: { code: 'sign-in.start-again' },
    });
    const session = await enter({ proof, contactId: inTwo.body.id });
    expect(session.body.bootstrap).toMatchObject({
      customer: { id: two.id },
      contact: { id: inTwo.body.id },
    });
    expect(await enter({ proof, contactId: first.id })).toMatchObject({
      status: 401,
      body: { code: 'sign-in.start-again' },
    });
    const client = new Client(portico.app, session.body.sessionToken);
    expect((await client.get('/portal/v1/bootstrap')).status).toBe(200);
  });

  test('DAY-1 one person known to several customers changes to another account without a new proof, as far as it is still theirs', async () => {
    const first = await person();
    const two = await acme.customer({ name: 'Second Ltd' });
    const inTwo = await acme.api.post('/api/v1/contacts', {
      ...{ customerId: two.id, name: 'Same Person', email: first.email },
    });
    const { body } = await ask(first.email);
    const { code } = await read(first.email);
    const { choice } = (await enter({ mailedCode: code, marker: body.marker })).body;
    const session = (await enter({ proof: choice.proof, contactId: first.id })).body;
    expect(session.bootstrap.switches).toBe(true);
    const inside = new Client(portico.app, session.sessionToken);
    const others = (await inside.post('/portal/v1/sessions/choice')).body.choice;
    expect(others.accounts).toEqual([
      { contactId: inTwo.body.id, name: 'Same Person', customer: { name: 'Second Ltd', number: null } },
    ]);
    const stranger = await person();
    expect((await enter({ proof: others.proof, contactId: stranger.id })).status).toBe(401);
    const changed = (await enter({ proof: others.proof, contactId: inTwo.body.id })).body;
    expect(changed.bootstrap).toMatchObject({ customer: { id: two.id }, switches: true });
    // The one before is over, and the proof too.
    expect((await inside.get('/portal/v1/bootstrap')).body.code).toBe('session.ended');
    expect((await enter({ proof: others.proof, contactId: first.id })).status).toBe(401);

    // Back again, unless that one has another mailbox by now.
    const there = new Client(portico.app, changed.sessionToken);
    expect((await there.post('/portal/v1/sessions/choice')).body.choice.accounts).toHaveLength(1);
    await acme.api.patch(`/api/v1/contacts/${first.id}`, { email: 'somebody-else@customer.example' });
    expect(await there.post('/portal/v1/sessions/choice')).toMatchObject({
      status: 409,
      body: { code: 'sign-in.no-other' },
    });
    // Who has one account, or came another way, has none to change to.
    const alone = await acme.signIn(two.id);
    expect((await alone.get('/portal/v1/bootstrap')).body.bootstrap.switches).toBeUndefined();
    expect((await alone.post('/portal/v1/sessions/choice')).body.code).toBe('sign-in.no-other');
  });

  test('CCM-43 whoever has an authenticator app shows its code after the mailed one, which a wrong one does not use up', async () => {
    const password = 'correct horse battery';
    const { email } = await person({ username: 'kim', password });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { password: true } });
    const inside = new Client(portico.app, (await enter({ username: 'kim', password })).body.sessionToken);
    const begun = await inside.post('/portal/v1/second-factor', { password });
    const code = () =>
      TOTP.generate({
        secret: Secret.fromBase32(begun.body.setup.key),
        timestamp: portico.clock.now().getTime(),
      });
    expect((await inside.post('/portal/v1/second-factor/confirmation', { code: code() })).status).toBe(200);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { password: false } });
    portico.clock.move(60_000);

    const { marker } = (await ask(email)).body;
    const { code: mailedCode } = await read(email);
    expect(await enter({ mailedCode, marker })).toMatchObject({ body: { code: 'sign-in.second-factor' } });
    expect(await enter({ mailedCode, marker, otp: '000000' })).toMatchObject({
      body: { code: 'sign-in.otp-refused' },
    });
    expect((await enter({ mailedCode, marker, otp: code() })).status).toBe(201);
  });

  test('a portal that sends no mail about access offers no code by mail', async () => {
    const { email } = await person();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { mail: { noAccessMail: true } });
    expect(await post('mailed-codes', { portal: 'acme', email })).toMatchObject({
      status: 403,
      body: { code: 'sign-in.not-offered' },
    });
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { mail: { noAccessMail: false } });
  });
});
