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

  describe('a personal link', () => {
    const invitationIn = (url: string) => {
      const fragment = new URLSearchParams(new URL(url).hash.slice(1));
      return { customerId: fragment.get('customer') as string, code: fragment.get('code') as string };
    };
    const link = async (id: string, body = {}) =>
      acme.api.post(`/api/v1/customers/${id}/personal-link`, body);

    test('CRY-8 there is one only for customers with association ticked', async () => {
      const { id } = await acme.customer({
        ...person(),
        username: `u${next}`,
        billing: {},
        name: 'Harbour Ltd',
      });
      expect((await link(id)).body.code).toBe('personal-link.off');
      await acme.api.patch(`/api/v1/customers/${id}`, { association: true });
      const made = await link(id);
      expect(made.status).toBe(201);
      expect(made.body.url).toMatch(`${testPublicUrl}/signup/acme#customer=${id}&code=`);
      expect((await link(id)).body.url).toBe(made.body.url);
    });

    test('CRY-7 CRY-10 registering attaches to the customer that is there, also where the public page is closed', async () => {
      await set({ customers: false });
      const { id } = await acme.customer({
        ...person(),
        username: `u${next}`,
        billing: {},
        name: 'Pier & Sons',
        association: true,
      });
      const invitation = invitationIn((await link(id)).body.url);
      const before = (await customers()).length;
      const form = await open({ invitation });
      expect(form.body.customer.name).toBe('Pier & Sons');
      const fields = person({ invitation });
      const answers = await Promise.all([send(form, fields), send(form, fields)]);
      expect(answers.map(({ status, body }) => [status, body.customerId])).toEqual([
        [201, id],
        [201, id],
      ]);
      expect((await customers()).length).toBe(before);
      expect((await open()).body.code).toBe('sign-up.closed');
      // LK03: used once, it opens nothing and tells nothing.
      const again = await open({ invitation });
      expect([again.status, again.body.code, again.body.customer]).toEqual([
        403,
        'sign-up.link-refused',
        undefined,
      ]);
      await set({ customers: true });
    });

    test('CRY-9 one altered character, another id, a revoked or a superseded link: one refusal', async () => {
      const { id } = await acme.customer({
        ...person(),
        username: `u${next}`,
        billing: {},
        association: true,
      });
      const other = await acme.customer({
        ...person(),
        username: `u${next}`,
        billing: {},
        association: true,
      });
      const first = invitationIn((await link(id)).body.url);
      await link(other.id);
      const altered = first.code[3] === 'x' ? 'y' : 'x';
      const wrong = [
        { ...first, code: `${first.code.slice(0, 3)}${altered}${first.code.slice(4)}` },
        { ...first, customerId: other.id },
        { ...first, customerId: 'cus_000000000000' },
      ];
      const second = invitationIn((await link(id, { renew: true })).body.url);
      wrong.push(first);
      await acme.api.delete(`/api/v1/customers/${id}/personal-link`);
      wrong.push(second);
      for (const invitation of wrong) {
        const { status, body } = await open({ invitation });
        expect([status, body.code]).toEqual([403, 'sign-up.link-refused']);
        const sent = await send(await open(), person({ invitation }));
        expect([sent.status, sent.body.code]).toEqual([403, 'sign-up.link-refused']);
      }
    });
  });

  describe('terms of use', () => {
    const settings = (body: object) => acme.api.patch('/api/v1/settings', body);
    const url = 'https://acme.example/terms';
    afterAll(() => settings({ termsUrl: null, termsVersion: null, termsDueOn: null }));

    test('CRY-11 CRY-12 they are shown where they are set, and a sign-up without the tick is refused', async () => {
      expect((await open()).body.terms).toBeNull();
      await settings({ termsUrl: url });
      const form = await open();
      expect(form.body.terms.url).toBe(url);
      const refused = await send(form, person());
      expect(refused.body.fields).toEqual([
        expect.objectContaining({ path: 'acceptedTerms', code: 'missing' }),
      ]);
      const { body } = await send(form, person({ acceptedTerms: form.body.terms.id }));
      const { items } = (await acme.api.get(`/api/v1/customers/${body.customerId}/terms-acceptances`)).body;
      expect(items).toEqual([
        expect.objectContaining({
          url,
          person: expect.stringContaining('Anna Blum <person-'),
          acceptedAt: expect.any(String),
        }),
      ]);
      expect(body.bootstrap.terms).toBeUndefined();
      await settings({ termsUrl: null });
      expect((await open()).body.terms).toBeNull();
    });

    test('DAY-22 customers who were there before are asked once, in any way in, and until then see nothing', async () => {
      const { id } = await acme.customer({
        ...person(),
        username: `u${next}`,
        billing: {},
        name: 'Old Friend',
      });
      const before = await acme.signIn(id);
      await settings({ termsUrl: url, termsVersion: '2027-01' });
      const missing = (await acme.api.get('/api/v1/terms')).body.missing as number;
      const boot = (await before.get('/portal/v1/bootstrap')).body.bootstrap;
      expect(boot).toMatchObject({ terms: { url, version: '2027-01', dueOn: null, due: true } });
      expect(boot.contracts).toBeUndefined();
      expect((await before.get('/portal/v1/contracts')).body.code).toBe('terms.unaccepted');
      const listed = async () =>
        (await acme.api.get('/api/v1/terms/missing?limit=200')).body.items.map(
          (one: { id: string }) => one.id,
        );
      expect(await listed()).toContain(id);
      expect((await before.post('/portal/v1/terms', { id: 'trm_other' })).body.code).toBe('terms.changed');
      expect((await before.post('/portal/v1/terms', { id: boot.terms.id })).status).toBe(204);
      expect((await before.get('/portal/v1/contracts')).status).toBe(200);
      expect(
        (await (await acme.signIn(id)).get('/portal/v1/bootstrap')).body.bootstrap.terms,
      ).toBeUndefined();
      expect(await listed()).not.toContain(id);
      expect((await acme.api.get('/api/v1/terms')).body.missing).toBe(missing - 1);
    });

    test('DAY-22 until the end of the grace day they may be put off, in the portal’s own days', async () => {
      const { id } = await acme.customer({ ...person(), username: `u${next}`, billing: {} });
      const today = portico.clock.now().toISOString().slice(0, 10);
      await settings({ termsVersion: '2027-02', termsDueOn: today });
      const me = await acme.signIn(id);
      expect((await me.get('/portal/v1/bootstrap')).body.bootstrap.terms).toMatchObject({
        due: false,
        dueOn: today,
      });
      expect((await me.get('/portal/v1/contracts')).status).toBe(200);
      portico.clock.move(24 * 3_600_000);
      const tomorrow = await acme.signIn(id);
      expect((await tomorrow.get('/portal/v1/contracts')).body.code).toBe('terms.unaccepted');
    });
  });

  describe('a template customer', () => {
    const contract = (customerId: string, title: string, currency: string) =>
      acme.api.post('/api/v1/contracts', {
        ...{ customerId, title, startsOn: '2026-01-01', billingPeriod: { count: 1, unit: 'month' } },
        items: [{ kind: 'plan', title, quantity: 1, unitPrice: { amount: 900, currency } }],
      });

    test('CON-11 CON-12 what the dry run lists is copied once, and what is of another currency is left out', async () => {
      const template = await acme.customer({
        ...{ ...person(), username: `u${next}`, billing: {}, name: 'Template' },
        ...{ limits: { calls: 500, domains: 3 }, overrides: { documents: 'hide' }, language: 'de' },
      });
      await contract(template.id, 'Starter', 'EUR');
      await contract(template.id, 'Starter US', 'USD');
      await set({ customers: true, templateCustomerId: template.id, currencies: ['EUR', 'GBP'] });
      const preview = (await acme.api.get(`/api/v1/portals/${acme.portal.id}/template-preview`)).body;
      expect(preview).toMatchObject({
        template: { name: 'Template' },
        currency: 'EUR',
        foreignCurrencies: ['USD'],
        kinds: [
          { kind: 'customer', items: expect.any(Array) },
          { kind: 'fields', waits: false, items: [] },
          { kind: 'contracts', items: [{ title: 'Starter' }], leftOut: [{ title: 'Starter US' }] },
          ...['packages', 'routes', 'alerts'].map((kind) => ({ kind, items: [], leftOut: [] })),
          ...['payments', 'debit-limit'].map((kind) => ({ kind, waits: true, items: [], leftOut: [] })),
        ],
      });
      const form = await open();
      const fields = person({ currency: 'EUR' });
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(form, fields)));
      const id = answers[0]?.body.customerId as string;
      const made = (await acme.api.get(`/api/v1/customers/${id}`)).body;
      expect(made).toMatchObject({
        ...{
          limits: { calls: 500, domains: 3 },
          overrides: { documents: 'hide' },
          language: 'de',
          currency: 'EUR',
        },
      });
      const contracts = (await acme.api.get(`/api/v1/contracts?customerId=${id}`)).body.items;
      expect(
        contracts.map(({ title, startsOn }: { title: string; startsOn: string }) => [title, startsOn]),
      ).toEqual([['Starter', portico.clock.now().toISOString().slice(0, 10)]]);
      const [row] = (await acme.api.get(`/api/v1/sign-ups?customerId=${id}`)).body.items;
      expect(row.copied).toEqual([
        { kind: 'customer', count: preview.kinds[0].items.length },
        { kind: 'contracts', count: 1 },
      ]);
      const byHand = await acme.customer({ ...person(), username: `u${next}`, billing: {} });
      expect((await acme.api.get(`/api/v1/customers/${byHand.id}`)).body.limits).toEqual({
        calls: 0,
        domains: 0,
        noLabel: 0,
      });
      await set({ templateCustomerId: null, currencies: [] });
    });

    test('CON-11 a template that is none of the vendor’s customers is refused', async () => {
      const { status, body } = await set({ templateCustomerId: 'cus_000000000000' });
      expect([status, body.fields[0].path]).toEqual([422, 'signUp.templateCustomerId']);
    });
  });

  describe('spam', () => {
    test('DAY-9 a form that comes back too soon, was filled in by a program or is not ours is refused', async () => {
      const form = await from(network(), '/portal/v1/sign-up/tickets', { portal: 'acme' });
      expect((await send(form, person())).body.code).toBe('sign-up.too-soon');
      expect((await send(await open(), person({ website: 'https://spam.example' }))).body.code).toBe(
        'sign-up.suspicious',
      );
      const [portal, at, bits, random] = form.body.ticket.split('.');
      const forged = {
        body: { ticket: `${portal}.${Number(at) - 1e6}.${bits}.${random}.${'A'.repeat(43)}` },
      };
      expect((await send(forged as Answer, person())).body.code).toBe('sign-up.stale');
      const old = await open();
      portico.clock.move(25 * 3_600_000);
      expect((await send(old, person())).body.code).toBe('sign-up.stale');
    });

    test('DAY-9 where work is asked for, a form without it is refused', async () => {
      await set({ proofOfWork: true });
      const form = await open();
      const { ticket, workBits } = form.body;
      expect((await send(form, person({ work: 'none' }))).body.code).toBe('sign-up.work');
      let work = 0;
      const bitsOf = (tried: number) => zeroBits(createHash('sha256').update(`${ticket}.${tried}`).digest());
      while (bitsOf(work) < workBits) work += 1;
      expect((await send(form, person({ work: String(work) }))).status).toBe(201);
      await set({ proofOfWork: false });
    });

    test('DAY-9 sixty by one program: few get in, and all of them go at once with what they made', async () => {
      const before = (await customers()).length;
      const address = network();
      portico.clock.move(1_000);
      const started = portico.clock.now().toISOString();
      const answers: number[] = [];
      for (let index = 0; index < 60; index++) answers.push((await signUp({}, address)).status);
      expect(answers.filter((status) => status === 201).length).toBe(20);
      expect(answers.filter((status) => status === 429).length).toBe(40);
      const one = 'victim@mail.example';
      const floods = [];
      for (let index = 0; index < 5; index++)
        floods.push((await signUp({ email: `Victim+${index}@mail.example` })).status);
      expect(floods).toEqual([201, 201, 201, 429, 429]);
      const mails = (await acme.api.get('/api/v1/mails?limit=200&sort=-createdAt')).body.items as {
        to: { address: string };
      }[];
      expect(mails.filter(({ to }) => to.address.toLowerCase().replace(/\+\d/, '') === one).length).toBe(3);
      const gone = await acme.api.post('/api/v1/sign-ups/removal', { createdSince: started });
      expect(gone.body).toEqual({ removed: 23, kept: 0, more: false });
      expect((await customers()).length).toBe(before);
    });

    test('ID01 another vendor’s sign-up is one that never was, and goes with no removal', async () => {
      const globex = await portico.vendor('globex');
      const mine = await signUp();
      const [row] = (await acme.api.get(`/api/v1/sign-ups?customerId=${mine.body.customerId}`)).body.items;
      for (const [method, path] of [
        ['GET', ''],
        ['POST', '/approval'],
        ['POST', '/rejection'],
      ] as const) {
        const { status, body } = await globex.api.send(method, `/api/v1/sign-ups/${row.id}${path}`);
        expect([status, body.code]).toEqual([404, 'sign-up.not-found']);
      }
      const gone = await globex.api.post('/api/v1/sign-ups/removal', { ids: [row.id] });
      expect(gone.body).toEqual({ removed: 0, kept: 0, more: false });
      expect((await globex.api.get('/api/v1/sign-ups')).body.items).toEqual([]);
      expect((await acme.api.get(`/api/v1/sign-ups/${row.id}`)).body).toEqual(row);
    });

    test('DAY-9 removal spares whoever was given something since, and a customer that one became one with', async () => {
      portico.clock.move(1_000);
      const createdSince = portico.clock.now().toISOString();
      const [given, merged, plain] = [await signUp(), await signUp(), await signUp()];
      const old = await acme.customer({ ...person(), username: `u${next}`, billing: {}, name: 'Old Friend' });
      await acme.api.post('/api/v1/contracts', {
        ...{ customerId: given.body.customerId, title: 'Plan', startsOn: '2026-11-01' },
        billingPeriod: { count: 1, unit: 'month' },
        items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 900, currency: 'EUR' } }],
      });
      const become = await acme.api.post(`/api/v1/customers/${merged.body.customerId}/merge`, {
        into: old.id,
      });
      expect(become.status).toBe(200);
      const gone = await acme.api.post('/api/v1/sign-ups/removal', { createdSince });
      expect(gone.body).toEqual({ removed: 1, kept: 0, more: false });
      const there = (await customers()).map(({ id }) => id);
      expect(there).toEqual(expect.arrayContaining([given.body.customerId, old.id]));
      expect(there).not.toContain(plain.body.customerId);
    });

    test('DAY-9 where the vendor looks first, nobody is in before it said yes', async () => {
      await set({ approval: true }, { signIn: { password: true } });
      const wanted = person();
      const waiting = await send(await open(), wanted);
      expect([waiting.status, waiting.body]).toEqual([201, { state: 'pending' }]);
      const enter = () =>
        from(network(), '/portal/v1/sessions', {
          portal: 'acme',
          username: wanted.email,
          password: wanted.password,
        });
      expect((await enter()).body.code).toBe('sign-in.refused');
      const [row] = (await acme.api.get('/api/v1/sign-ups?state=pending')).body.items;
      const approved = await acme.api.post(`/api/v1/sign-ups/${row.id}/approval`);
      expect([approved.status, approved.body.state]).toEqual([200, 'approved']);
      expect((await acme.api.post(`/api/v1/sign-ups/${row.id}/approval`)).body.code).toBe('sign-up.decided');
      expect((await enter()).status).toBe(201);
      const other = person();
      await send(await open(), other);
      const [second] = (await acme.api.get('/api/v1/sign-ups?state=pending')).body.items;
      expect((await acme.api.post(`/api/v1/sign-ups/${second.id}/rejection`)).status).toBe(204);
      expect((await acme.api.get(`/api/v1/customers/${second.customerId}`)).status).toBe(404);
      await set({ approval: false });
    });
  });
});
