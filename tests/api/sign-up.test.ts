import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zeroBits } from '../../src/features/signup/rules.ts';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
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

const billing = {
  ...{
    firstName: 'Anna',
    lastName: 'Blum',
    street: 'Hafenweg',
    postcode: '24103',
    city: 'Kiel',
    country: 'DE',
  },
};
let next = 0;
const person = (fields = {}) => ({
  email: `person-${++next}@mail.example`,
  password: 'correct horse',
  billing,
  ...fields,
});

describe.each(databaseKinds)('on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor();
  });
  afterAll(() => portico?.close());

  const set = (signUp: object, more: object = {}) =>
    acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signUp, ...more });
  /** As a browser would: the form is opened, looked at for a while, and sent; each from a network of its own. */
  const from = async (address: string, path: string, body: object, headers = {}): Promise<Answer> => {
    const response = await portico.app.request(
      `${testPublicUrl}${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      },
      { incoming: { socket: { remoteAddress: address } } },
    );
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers };
  };
  const network = () => `198.51.${Math.floor(++next / 250)}.${next % 250}`;
  const open = async (fields: object = {}, address = network()) => {
    const form = await from(address, '/portal/v1/sign-up/tickets', { portal: 'acme', ...fields });
    portico.clock.move(5_000);
    return form;
  };
  const send = (form: Answer, fields: object, address = network()) =>
    from(address, '/portal/v1/sign-ups', { portal: 'acme', ticket: form.body.ticket, ...fields });
  const signUp = async (fields: object = {}, address = network()) =>
    send(await open({}, address), person(fields), address);
  const customers = async (): Promise<{ id: string; name: string; kind: string }[]> =>
    (await acme.api.get('/api/v1/customers?limit=200')).body.items;
  /** The code of the newest mail to an address. */
  const codeFor = async (address: string): Promise<string> => {
    const row = await portico.database.db
      .selectFrom('mail')
      .selectAll()
      .where('to_address', '=', address)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    return openMailSecrets(testSecrets, row)?.code as string;
  };

  describe('the public page', () => {
    test('CON-9 a portal that was not told to takes nobody', async () => {
      const form = await open();
      expect([form.status, form.body.code]).toEqual([403, 'sign-up.closed']);
    });

    test('CRY-5 whoever has the address registers, and a customer is there without any act of the vendor', async () => {
      await set({ customers: true });
      const answer = await signUp({ email: 'anna@blum.example' });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ state: 'open', bootstrap: { customer: { name: 'Anna Blum' } } });
      const made = (await customers()).find(({ id }) => id === answer.body.customerId);
      expect(made).toMatchObject({
        kind: 'customer',
        status: 'active',
        billing: { email: 'anna@blum.example' },
      });
      const inside = new Client(portico.app, answer.body.sessionToken);
      expect((await inside.get('/portal/v1/profile')).body).toMatchObject({
        contact: { name: 'Anna Blum', email: 'anna@blum.example', role: 'owner' },
      });
    });

    test('CRY-26 later visits sign in with the address, or the user name, and the password', async () => {
      await set({ customers: true }, { signIn: { password: true } });
      const fields = person();
      const { body } = await send(await open(), fields);
      const profile = await new Client(portico.app, body.sessionToken).get('/portal/v1/profile');
      for (const username of [fields.email, profile.body.contact.username]) {
        const session = await from(network(), '/portal/v1/sessions', {
          ...{ portal: 'acme', username, password: fields.password },
        });
        expect([session.status, session.body.bootstrap?.customer.id]).toEqual([201, body.customerId]);
      }
    });

    test('CON-10 suppliers sign up only where they may, and are told apart', async () => {
      await set({ customers: false, suppliers: true });
      expect((await signUp({ kind: 'customer' })).body.code).toBe('sign-up.closed');
      const { status, body } = await signUp({ kind: 'supplier' });
      expect(status).toBe(201);
      expect((await customers()).find(({ id }) => id === body.customerId)?.kind).toBe('supplier');
      await set({ customers: true, suppliers: false });
      expect((await signUp({ kind: 'supplier' })).body.code).toBe('sign-up.closed');
    });

    test('CON-13 ten parallel submits of one form make one customer, and each is let in', async () => {
      const before = (await customers()).length;
      const form = await open();
      const fields = person();
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(form, fields)));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
      expect(new Set(answers.map(({ body }) => body.customerId)).size).toBe(1);
      expect((await customers()).length).toBe(before + 1);
      const other = await send(form, { ...fields, password: 'another horse' });
      expect([other.status, other.body.code]).toEqual([409, 'sign-up.sent']);
    });

    test('CRY-5 what is missing or not offered is named, and nothing is made', async () => {
      await set({
        currencies: ['EUR', 'USD'],
        fields: [{ id: 'size', label: { en: 'Size' }, required: true }],
      });
      const before = (await customers()).length;
      const { status, body } = await signUp({ billing: {}, currency: 'GBP', answers: { colour: 'red' } });
      expect(status).toBe(422);
      expect(body.fields.map(({ path }: { path: string }) => path)).toEqual(
        expect.arrayContaining([
          'billing.firstName',
          'billing.city',
          'currency',
          'answers.size',
          'answers.colour',
        ]),
      );
      expect((await customers()).length).toBe(before);
      const good = await signUp({ currency: 'USD', answers: { size: 'XL' } });
      expect((await acme.api.get(`/api/v1/customers/${good.body.customerId}`)).body.currency).toBe('USD');
      const [row] = (await acme.api.get(`/api/v1/sign-ups?customerId=${good.body.customerId}`)).body.items;
      expect(row).toMatchObject({ answers: { size: 'XL' }, way: 'public', state: 'open' });
      await set({ currencies: [], fields: [] });
    });
  });

  describe('nothing tells whether somebody exists', () => {
    test('CD13 a known address is answered like a fresh one, and its owner alone hears of it', async () => {
      const owner = await acme.customer({
        ...{ name: 'Known Ltd', username: 'known', email: 'known@mail.example', password: 'owner password' },
      });
      const answers = [];
      for (const email of ['fresh@mail.example', 'known@mail.example']) {
        const { status, body, headers } = await signUp({ email });
        const shape = JSON.stringify({ ...body, customerId: 0, sessionToken: 0, expiresAt: 0 })
          .replaceAll(/(cus|con)_[0-9a-z]+/g, 'id')
          .replaceAll(/[fk]…@/g, '…@');
        answers.push({ status, shape, headers: [...headers.keys()].sort() });
        expect(body.customerId).not.toBe(owner.id);
      }
      expect(answers[1]).toEqual(answers[0]);
      const mails = (await acme.api.get('/api/v1/mails?limit=200')).body.items as {
        id: string;
        to: { address: string };
      }[];
      const textTo = async (address: string) =>
        (await acme.api.get(`/api/v1/mails/${mails.find(({ to }) => to.address === address)?.id}`)).body.text;
      expect(await textTo('known@mail.example')).toContain('There was an account with this address before');
      expect(await textTo('fresh@mail.example')).not.toContain('There was an account');
    });

    test('CD13 an unproven address takes no name away, and its account is reached by its own password', async () => {
      const again = await signUp({ email: 'known@mail.example', password: 'the second one' });
      const enter = (password: string) =>
        from(network(), '/portal/v1/sessions', { portal: 'acme', username: 'known@mail.example', password });
      expect((await enter('owner password')).body.bootstrap.customer.name).toBe('Known Ltd');
      expect((await enter('the second one')).body.bootstrap.customer.id).toBe(again.body.customerId);
      expect((await enter('neither')).body.code).toBe('sign-in.refused');
      const [row] = (await acme.api.get(`/api/v1/sign-ups?customerId=${again.body.customerId}`)).body.items;
      expect(row.duplicates).toEqual(
        expect.arrayContaining([expect.objectContaining({ name: 'Known Ltd', by: 'email' })]),
      );
    });

    test('DAY-9 the code of the mail proves the address, five guesses at a time', async () => {
      const { body } = await signUp({ email: 'proof@mail.example' });
      expect(body.bootstrap.unprovenEmail).toBe('p…@mail.example');
      const me = new Client(portico.app, body.sessionToken);
      const code = await codeFor('proof@mail.example');
      const wrong = code === '000000' ? '111111' : '000000';
      for (let guess = 0; guess < 5; guess++)
        expect((await me.post('/portal/v1/email-proof', { code: wrong })).body.code).toBe(
          'email-proof.refused',
        );
      expect((await me.post('/portal/v1/email-proof', { code })).body.code).toBe('email-proof.used-up');
      portico.clock.move(1_000);
      expect((await me.post('/portal/v1/email-proof/mail')).status).toBe(202);
      expect(
        (await me.post('/portal/v1/email-proof', { code: await codeFor('proof@mail.example') })).status,
      ).toBe(204);
      expect((await me.get('/portal/v1/bootstrap')).body.bootstrap.unprovenEmail).toBeUndefined();
      const [contact] = (await acme.api.get(`/api/v1/contacts?customerId=${body.customerId}`)).body.items;
      expect(contact).toMatchObject({ emailVerified: true, emailClaimed: false });
    });
  });
});
