import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { type Receiver, startReceiver } from '../helpers/receiver.ts';

const at = '/api/v1/text-gateway';
const own = '/portal/v1/profile/mobile';
const minute = 60_000;

describe.each(databaseKinds)('mobile numbers on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let receiver: Receiver;
  let named = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver.close();
    await portico.close();
  });
  beforeEach(async () => {
    acme = await portico.vendor(`texts${++named}`);
    receiver.got.length = 0;
    receiver.answer = (_, response) => void response.writeHead(204).end();
    // What one test spent is not the next one's.
    await inTransaction(portico.database.db, (tx) => tx.deleteFrom('attempt').execute());
  });

  const gateway = async (more: object = {}) => {
    const put = await acme.api.put(at, { url: receiver.url, ...more });
    expect(put.status, JSON.stringify(put.body)).toBe(201);
    return put.body as { secret: string };
  };
  async function anna(fields: object = {}, more: object = {}) {
    const customer = await acme.customer({ name: 'Berg KG' });
    const person = { customerId: customer.id, name: 'Anna Berg', email: 'anna@example.com', ...fields };
    const contact = (await acme.api.post('/api/v1/contacts', person)).body as { id: string };
    const portal = await acme.signIn(customer.id, { contact: 'anna@example.com', ...more });
    return { customer, contact, portal };
  }
  const sent = () => receiver.got.map(({ body }) => JSON.parse(body));
  const codeIn = (text: string) => /\b\d{6}\b/.exec(text)?.[0] as string;
  const arabic = (code: string) => code.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)] as string);
  const other = (code: string) => (code === '000000' ? '000001' : '000000');
  const contactOf = async (id: string) => (await acme.api.get(`/api/v1/contacts/${id}`)).body;

  test('CON-35 a person types the code of a text: the number is theirs, and the vendor reads that it is confirmed', async () => {
    const { secret } = await gateway();
    const { portal, contact, customer } = await anna();
    const asked = await portal.post(own, { number: '0049 (151) 123-4567' });
    expect(asked).toMatchObject({
      status: 202,
      body: { contact: { texts: true, mobile: null, mobileVerified: false, mobilePending: '+491511234567' } },
    });
    const [text] = sent();
    expect(text).toMatchObject({
      ...{ id: expect.stringMatching(/^txt_/), to: '+491511234567', purpose: 'proof', language: 'en' },
      ...{ contactId: contact.id, customerId: customer.id, portal: acme.portal.slug },
    });
    expect(text.text.length).toBeLessThanOrEqual(160);
    const [{ headers, body }] = receiver.got as [{ headers: Record<string, string>; body: string }];
    expect(headers).toMatchObject({ 'webhook-id': text.id, 'idempotency-key': text.id });
    const signedAt = new Date(Number(headers['webhook-timestamp']) * 1000);
    expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(text.id, signedAt, body));
    expect(await contactOf(contact.id)).toMatchObject({ mobile: null, mobileVerified: false });

    const code = codeIn(text.text);
    const wrong = await portal.post(`${own}/proof`, { code: other(code) });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'code', code: 'wrong' }] } });
    const right = await portal.post(`${own}/proof`, {
      code: ` ${arabic(code.slice(0, 3))} ${arabic(code.slice(3))} `,
    });
    expect(right).toMatchObject({
      status: 200,
      body: { contact: { mobile: '+491511234567', mobileVerified: true, mobilePending: null } },
    });
    expect(await contactOf(contact.id)).toMatchObject({ mobile: '+491511234567', mobileVerified: true });
    expect((await portal.post(`${own}/proof`, { code })).body.code).toBe('mobile-proof.over');

    const changed = await acme.api.patch(`/api/v1/contacts/${contact.id}`, { mobile: '+43 660 1' });
    expect(changed.body).toMatchObject({ mobile: '+43 660 1', mobileVerified: false });
    const rows = await portico.database.db
      .selectFrom('activity')
      .selectAll()
      .where('vendor_id', '=', acme.id)
      .where('action', '=', 'contact.updated')
      .execute();
    expect(rows.map(({ actor_kind, fields }) => [actor_kind, JSON.parse(fields)])).toContainEqual([
      'contact',
      ['mobile', 'mobileVerified'],
    ]);
    // Neither code nor number stands anywhere that a stolen database shows but as the contact's own.
    const kept = await portico.database.db.selectFrom('text_message').selectAll().execute();
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${code}|1511234567`));
  });

  test('CON-35 the header asks for a number only where one waits and the vendor sends texts', async () => {
    const { portal, contact, customer } = await anna({ mobile: '+49 151 1234567' });
    const asksFor = async () => {
      const { bootstrap } = (await portal.get('/portal/v1/bootstrap')).body;
      return bootstrap.tasks ? (await portal.get('/portal/v1/tasks')).body.mobile : null;
    };
    expect(await asksFor()).toBeNull();
    expect((await portal.post(own, { number: '+491511234567' })).body.code).toBe('text-gateway.not-found');
    expect((await portal.get('/portal/v1/profile')).body.contact.texts).toBe(false);
    await gateway();

    expect(await asksFor()).toBe('+49 151 1234567');
    const looks = await acme.signIn(customer.id, { contact: 'anna@example.com', readOnly: true });
    expect((await looks.get('/portal/v1/bootstrap')).body.bootstrap.tasks).toBeUndefined();
    expect((await looks.post(own, { number: '+491511234567' })).status).toBe(403);
    await acme.api.put(at, { url: receiver.url, active: false });

    expect(await asksFor()).toBeNull();
    await acme.api.put(at, { url: receiver.url, active: true });

    expect(await asksFor()).toBe('+49 151 1234567');
    await acme.api.patch(`/api/v1/contacts/${contact.id}`, { mobileVerified: true });
    expect(await asksFor()).toBeNull();
    const nobody = await acme.signIn(customer.id);
    expect((await nobody.post(own, { number: '+491511234567' })).body.code).toBe('panel.read-only');
  });

  test('CON-35 what is no number, or none that texts go to, is refused by name and costs nothing', async () => {
    await gateway({ prefixes: ['+49', '+43'] });
    const { portal } = await anna();
    for (const number of ['0151 1234567', '', '+49', 'anna', 7, '+1234567890123456']) {
      const refused = await portal.post(own, { number });
      expect(refused, String(number)).toMatchObject({ status: 422, body: { fields: [{ path: 'number' }] } });
    }
    const abroad = await portal.post(own, { number: '+44 7911 123456' });
    expect(abroad.body.fields).toMatchObject([{ path: 'number', code: 'not-served' }]);
    expect(receiver.got).toHaveLength(0);
  });

  test('CON-35 texts are counted by person, number, network and vendor, so that nobody pumps them', async () => {
    await gateway({ perDay: 8 });
    const { portal } = await anna();
    const ask = (who: typeof portal, number: string) => who.post(own, { number });
    for (let n = 0; n < 3; n++) expect((await ask(portal, `+4915100000${n}0`)).status).toBe(202);
    const fourth = await ask(portal, '+491510000099');
    expect(fourth.body.code).toBe('request.too-many');
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
    portico.clock.move(11 * minute);
    for (let n = 0; n < 3; n++) expect((await ask(portal, '+491510000099')).status).toBe(202);
    portico.clock.move(11 * minute);
    // Eight of the person's day, of which one is refused by the vendor's ninth.
    expect((await ask(portal, '+491510000099')).status).toBe(202);
    const more = await acme.customer({ name: 'Other' });
    await acme.api.post('/api/v1/contacts', { customerId: more.id, name: 'B', email: 'b@example.com' });
    const ben = await acme.signIn(more.id, { contact: 'b@example.com' });
    const over = [await ask(ben, '+491519999999'), await ask(ben, '+491519999999')];
    expect(over.map(({ status }) => status)).toContain(429);
    expect((await acme.api.get(at)).body.sentToday).toBe(receiver.got.length);
    expect(receiver.got.length).toBeLessThanOrEqual(8);
  });

  test('CON-35 a telephone gets six texts a day, whoever asks at whatever vendor', async () => {
    await gateway();
    const first = acme;
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) {
      const customer = await first.customer({ name: `C${n}` });
      const email = `p${n}@example.com`;
      await first.api.post('/api/v1/contacts', { customerId: customer.id, name: 'P', email });
      const portal = await first.signIn(customer.id, { contact: email });
      for (let m = 0; m < 2; m++) statuses.push((await portal.post(own, { number: '+491517777777' })).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 202, 429, 429]);
  });

  test('CON-35 a code lives ten minutes and five tries; a newer one and giving up end it', async () => {
    await gateway();
    const { portal } = await anna();
    const ask = async () => {
      await portal.post(own, { number: '+491511234567' });
      return codeIn(sent().at(-1).text);
    };
    const type = async (code: string) => (await portal.post(`${own}/proof`, { code })).body;
    const first = await ask();
    const second = await ask();
    if (first !== second) expect((await type(first)).fields[0].code).toBe('wrong');
    for (let n = 0; n < 4; n++) await type(other(second));
    expect((await type(second)).code).toBe('mobile-proof.over');
    portico.clock.move(11 * minute);
    const third = await ask();
    portico.clock.move(10 * minute + 1_000);
    expect((await type(third)).code).toBe('mobile-proof.over');
    expect((await portal.get('/portal/v1/profile')).body.contact.mobilePending).toBeNull();
    const fourth = await ask();
    expect((await portal.delete(own)).body.contact.mobilePending).toBeNull();
    expect((await type(fourth)).code).toBe('mobile-proof.over');
  });

  test('CON-35 a gateway that is busy is asked again with the same id; one that refuses, or may have sent, is not', async () => {
    await gateway();
    const { portal } = await anna();
    const ask = () => {
      portico.clock.move(1_000);
      return portal.post(own, { number: '+491511234567' });
    };
    const last = async () => (await acme.api.get(`${at}/messages`)).body.items[0];
    let asked = 0;
    receiver.answer = (_, response) => void response.writeHead(++asked === 1 ? 503 : 202).end();
    expect((await ask()).status).toBe(202);
    expect(receiver.got).toHaveLength(2);
    expect(new Set(sent().map(({ id }) => id)).size).toBe(1);
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await last()).toMatchObject({
      state: 'taken',
      tries: 2,
      status: 202,
      to: '+49…567',
      detail: null,
    });

    receiver.got.length = 0;
    receiver.answer = (_, response) => void response.writeHead(500).end();
    const refused = await ask();
    expect(refused).toMatchObject({ status: 502, body: { code: 'text.not-sent' } });
    expect(receiver.got).toHaveLength(1);
    expect(await last()).toMatchObject({ state: 'refused', tries: 1, status: 500 });
    expect((await portal.get('/portal/v1/profile')).body.contact.mobilePending).toBeNull();

    receiver.got.length = 0;
    receiver.answer = (request) => void request.socket.destroy();
    expect((await ask()).status).toBe(202);
    expect(receiver.got).toHaveLength(1);
    expect(await last()).toMatchObject({ state: 'unknown', tries: 1, status: null });
  });

  test('CON-35 WH05 a gateway is no way into the network: private addresses, redirects, names of the inside', async () => {
    for (const url of [
      'https://169.254.169.254/',
      'https://10.0.0.7/',
      'ftp://texts.example/',
      'https://u:p@texts.example/',
    ]) {
      const refused = await acme.api.put(at, { url });
      expect(refused, url).toMatchObject({ status: 422, body: { fields: [{ path: 'url' }] } });
    }
    await gateway();
    const { portal } = await anna();
    receiver.answer = (_, response) => void response.writeHead(302, { location: receiver.url }).end();
    expect((await portal.post(own, { number: '+491511234567' })).body.code).toBe('text.not-sent');
    expect(receiver.got).toHaveLength(1);
    const { items } = (await acme.api.get(`${at}/messages`)).body;
    expect(items[0]).toMatchObject({ state: 'refused', status: 302 });
  });

  test('CON-35 the vendor names the gateway, tries it, changes its secret and takes it away; another one sees nothing of it', async () => {
    expect((await acme.api.get(at)).body.code).toBe('text-gateway.not-found');
    expect((await acme.api.get(`${at}?absent=none`)).status).toBe(204);
    const { secret } = await gateway({ prefixes: ['+49', '+49'], perDay: 5 });
    const read = (await acme.api.get(at)).body;
    expect(read).toMatchObject({
      url: receiver.url,
      active: true,
      prefixes: ['+49'],
      perDay: 5,
      sentToday: 0,
    });
    expect(JSON.stringify(read)).not.toContain(secret);
    const stored = await portico.database.db.selectFrom('text_gateway').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(secret);
    const tried = await acme.api.post(`${at}/test`, { to: '+49 151 1234567' });
    expect(tried).toMatchObject({ status: 200, body: { purpose: 'test', state: 'taken', to: '+49…567' } });
    expect(sent()[0]).toMatchObject({ purpose: 'test', to: '+491511234567', contactId: null });

    const rotated = (await acme.api.post(`${at}/secret`, {})).body;
    expect(rotated.secret).not.toBe(secret);
    await acme.api.post(`${at}/test`, { to: '+49 151 1234567' });
    const { headers, body } = receiver.got.at(-1) as Receiver['got'][number];
    const signedAt = new Date(Number(headers['webhook-timestamp']) * 1000);
    const by = (one: string) => new Webhook(one).sign(JSON.parse(body).id, signedAt, body);
    expect(headers['webhook-signature']).toBe(`${by(rotated.secret)} ${by(secret)}`);

    const other = await portico.vendor(`others${named}`);
    expect((await other.api.get(at)).status).toBe(404);
    expect((await other.api.get(`${at}/messages`)).body.items).toEqual([]);
    expect((await acme.api.put(at, { url: receiver.url, perDay: 0 })).body.fields).toMatchObject([
      { path: 'perDay' },
    ]);
    expect((await acme.api.delete(at)).status).toBe(204);
    expect((await acme.api.delete(at)).status).toBe(404);
    expect((await acme.api.post(`${at}/test`, { to: '+491511234567' })).status).toBe(404);
  });

  test('CON-35 the configuration file carries the gateway without its secret; elsewhere it is paused until it has one', async () => {
    await gateway({ prefixes: ['+49'], perDay: 50 });
    const file = (await acme.api.get('/api/v1/configuration')).body;
    expect(file.textGateway).toEqual({ url: receiver.url, active: true, prefixes: ['+49'], perDay: 50 });
    const other = await portico.vendor(`moved${named}`);
    const taken = await other.api.put('/api/v1/configuration', {
      configuration: { ...file, portals: [] },
    });
    const { textGateway } = { textGateway: (await other.api.get(at)).body };
    expect(taken.status, JSON.stringify(taken.body)).toBeLessThan(300);
    expect(textGateway).toMatchObject({ url: receiver.url, active: false, prefixes: ['+49'], perDay: 50 });
  });
});
