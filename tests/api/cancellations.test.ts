import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matchDeclarations } from '../../src/features/cancellations/server/match.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

describe.each(databaseKinds)('ending contracts on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let tickets = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    portico.clock.set('2026-11-22T10:00:00Z');
    acme = await portico.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, {
      timeZone: 'Europe/Berlin',
      languages: ['en', 'de', 'fr', 'nl'],
    });
  });
  afterAll(() => portico.close());

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  async function make(collection: string, body: object): Promise<any> {
    const made = await acme.api.post(`/api/v1/${collection}`, body);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body;
  }
  const yearly = {
    minimumTerm: { count: 12, unit: 'month' },
    renewal: { count: 12, unit: 'month' },
    notice: { count: 1, unit: 'month' },
  };
  const contractOf = (customerId: string, more: object = {}) =>
    make('contracts', {
      ...{ customerId, title: 'Green power', startsOn: '2026-01-01', terms: yearly },
      ...{ billingPeriod: { count: 1, unit: 'month' }, nextChargeOn: '2026-12-01' },
      items: [
        { kind: 'plan', title: 'Green power', quantity: 1, unitPrice: { amount: 3100, currency: 'EUR' } },
      ],
      ...more,
    });
  const at = (id: string, rest = 'cancellation') => `/portal/v1/contracts/${id}/${rest}`;
  const anna = () => acme.customer({ billing: { email: 'anna@example.org' } });
  const mails = async (customerId: string) =>
    (await acme.api.get(`/api/v1/mails?customerId=${customerId}`)).body.items as {
      subject: string;
      template: string;
    }[];
  const events = async () =>
    (await portico.database.db.selectFrom('outbox').select(['type']).execute()).map(({ type }) => type);
  const match = () =>
    matchDeclarations({
      ...{ database: portico.database, clock: portico.clock, secrets: testSecrets, publicUrl: testPublicUrl },
      signal: new AbortController().signal,
    });

  test('BIL-6, BIL-7 the preview shows both dates; a minute after the last moment the end is a year later', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    portico.clock.set('2026-11-30T22:59:59Z');
    const before = (await (await acme.signIn(id)).get(at(contract.id))).body;
    expect(before.cancel).toMatchObject({
      ...{ endsOn: '2026-12-31', noticeUntil: '2026-11-30', tooLateFrom: '2026-11-30T23:00:00.000Z' },
      later: ['2027-12-31', '2028-12-31', '2029-12-31', '2030-12-31', '2031-12-31'],
    });
    expect(before.charges[0]).toMatchObject({ count: 1, sum: { amount: 3100 }, last: { on: '2026-12-01' } });
    portico.clock.set('2026-11-30T23:00:59Z');
    const fresh = await acme.signIn(id);
    const late = (await fresh.get(at(contract.id))).body;
    expect(late.cancel).toMatchObject({ endsOn: '2027-12-31', noticeUntil: '2027-11-30' });
    // What was shown a minute ago is not taken for something else.
    const refused = await fresh.post(at(contract.id), { endsOn: '2026-12-31' });
    expect(refused.body.code).toBe('cancellation.day-not-allowed');
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body.endsOn).toBeNull();
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('BIL-6 a contract is cancelled with a receipt, taken back until its end, and had again after it', async () => {
    const { id } = await anna();
    const contract = await contractOf(id, { number: 'V-1' });
    const client = await acme.signIn(id);
    const done = await client.post(at(contract.id), {
      endsOn: '2026-12-31',
      reason: 'price',
      comment: '<b>too much</b>',
    });
    expect(done.status, JSON.stringify(done.body)).toBe(201);
    expect(done.body).toMatchObject({ kind: 'cancel', endsOn: '2026-12-31', mailedTo: 'anna@example.org' });
    expect(done.body.file.html).toContain('31 December 2026');
    expect(done.body.file.html).toContain(done.body.sha256);
    expect(done.body.file.html).toContain('&lt;b&gt;too much');
    expect((await client.get(`/portal/v1/contracts/${contract.id}`)).body).toMatchObject({
      status: 'cancelled',
      term: { endsOn: '2026-12-31' },
    });
    expect((await mails(id)).map(({ template }) => template)).toContain('cancellation-receipt');
    const again = await client.post(at(contract.id), { endsOn: '2026-12-31' });
    expect(again.body.code).toBe('cancellation.not-possible');
    const receipt = await client.get(at(contract.id, `declarations/${done.body.id}/receipt`));
    expect(receipt.body.html).toBe(done.body.file.html);

    const undone = await client.delete(at(contract.id));
    expect(undone.body, JSON.stringify(undone.body)).toMatchObject({ status: 'active' });
    expect((await client.delete(at(contract.id))).body.code).toBe('cancellation.not-undoable');
    expect((await client.post(at(contract.id), { endsOn: '2027-12-31' })).status).toBe(201);
    expect((await client.delete(at(contract.id))).status).toBe(200);

    await client.post(at(contract.id), { endsOn: '2026-12-31' });
    portico.clock.set('2027-02-03T10:00:00Z');
    const back = await acme.signIn(id);
    expect((await back.delete(at(contract.id))).body.code).toBe('cancellation.not-undoable');
    expect((await back.get(at(contract.id))).body.again).toMatchObject({
      way: 'copy',
      startsOn: '2027-02-03',
    });
    const made = await back.post(at(contract.id, 'resubscription'));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({
      status: 'active',
      term: { startsOn: '2027-02-03', endsOn: '2028-02-02' },
    });
    expect(made.body.id).not.toBe(contract.id);
    expect((await back.post(at(contract.id, 'resubscription'))).body.code).toBe(
      'resubscription.not-possible',
    );
    portico.clock.set('2026-11-22T10:00:00Z');
    expect(await events()).toEqual(
      expect.arrayContaining(['contract.cancelled', 'contract.cancellation-undone', 'contract.resubscribed']),
    );
  });

  test('BIL-6 of ten presses at once, one cancels', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    const client = await acme.signIn(id);
    const all = await Promise.all(
      Array.from({ length: 10 }, () => client.post(at(contract.id), { endsOn: '2026-12-31' })),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(9);
  });

  test('ID01 another vendor’s declarations and contracts look like none', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    const done = (await acme.api.post(`/api/v1/contracts/${contract.id}/cancellation`)).body;
    const other = await portico.vendor(`other-${kind}`);
    const theirs = `/api/v1/declarations/${done.id}`;
    for (const answer of [
      await other.api.get(theirs),
      await other.api.get(`${theirs}/receipt`),
      await other.api.patch(theirs, { done: true }),
    ]) {
      expect(answer.body.code).toBe('declaration.not-found');
    }
    expect((await other.api.get('/api/v1/declarations')).body.items).toEqual([]);
    const foreign = await other.api.delete(`/api/v1/contracts/${contract.id}/cancellation`);
    expect(foreign.body.code).toBe('contract.not-found');
    // What is theirs can't be matched to a contract of another's either.
    const customer = await other.customer();
    const mine = await other.api.post('/api/v1/contracts', {
      ...{ customerId: customer.id, title: 'Plan', startsOn: '2026-01-01' },
      billingPeriod: { count: 1, unit: 'month' },
      items: [{ kind: 'plan', title: 'Plan', quantity: 1, unitPrice: { amount: 100, currency: 'EUR' } }],
    });
    const wanted = { contractId: mine.body.id };
    const settled = await acme.api.patch(`/api/v1/declarations/${done.id}`, wanted);
    expect(settled.body.code).toBe('contract.not-found');
  });

  test('BIL-6 another customer’s contract looks like none, also to those who know a declaration', async () => {
    const [one, other] = [await anna(), await acme.customer()];
    const contract = await contractOf(one.id);
    const done = (await (await acme.signIn(one.id)).post(at(contract.id), { endsOn: '2026-12-31' })).body;
    const client = await acme.signIn(other.id);
    const mine = await contractOf(other.id);
    for (const answer of [
      await client.get(at(contract.id)),
      await client.post(at(contract.id), { endsOn: '2026-12-31' }),
      await client.delete(at(contract.id)),
      await client.post(at(contract.id, 'withdrawal')),
      await client.post(at(contract.id, 'resubscription')),
      await client.get(at(contract.id, `declarations/${done.id}/receipt`)),
    ]) {
      expect(answer.body.code).toBe('contract.not-found');
    }
    const foreign = await client.get(at(mine.id, `declarations/${done.id}/receipt`));
    expect(foreign.body.code).toBe('declaration.not-found');
    const off = { features: { 'contracts.cancel': false } };
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, off);
    const refused = await (await acme.signIn(other.id)).post(at(mine.id), { endsOn: '2026-12-31' });
    expect(refused.body.code).toBe('feature.off');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { features: {} });
  });

  test('U5 for good cause goes to the operators, who name the last day', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    const client = await acme.signIn(id);
    const without = await client.post(at(contract.id), { kind: 'extraordinary', endsOn: null });
    expect(without.body.code).toBe('cancellation.reason-missing');
    const wanted = { kind: 'extraordinary', endsOn: null, comment: 'We move abroad' };
    const { body } = await client.post(at(contract.id), wanted);
    expect(body.endsOn).toBeNull();
    expect((await client.get(`/portal/v1/contracts/${contract.id}`)).body.status).toBe('active');
    const open = (await acme.api.get('/api/v1/declarations?state=open')).body.items;
    expect(open).toMatchObject([
      { id: body.id, kind: 'extraordinary', dueOn: '2026-11-29', contractId: contract.id },
    ]);
    const settle = (change: object) => acme.api.patch(`/api/v1/declarations/${body.id}`, change);
    expect((await settle({ contractId: contract.id })).body.code).toBe('cancellation.day-not-allowed');
    const settled = await settle({ contractId: contract.id, endsOn: '2026-11-30', note: 'agreed' });
    expect(settled.body).toMatchObject({ state: 'effective', endsOn: '2026-11-30', note: 'agreed' });
    expect((await client.get(`/portal/v1/contracts/${contract.id}`)).body.status).toBe('cancelled');
    // Taken back is only what the customer cancelled in due time.
    expect((await client.delete(at(contract.id))).body.code).toBe('cancellation.not-undoable');
    expect((await settle({ contractId: contract.id, endsOn: '2026-11-30' })).body.code).toMatch(
      /settled|not-possible/,
    );
  });

  async function send(fields: Record<string, string>, path = '', source = '198.51.100.7') {
    const response = await portico.app.request(
      `${testPublicUrl}/cancel/acme${path}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form({ ticket: `ticket-of-a-browser-${++tickets}`, ...fields }),
      },
      { incoming: { socket: { remoteAddress: source } } },
    );
    return { status: response.status, html: await response.text(), headers: response.headers };
  }
  const declared = { name: 'Anna Nová', email: 'anna@example.org', contract: 'V-77' };
  const idIn = (html: string) => /data-portico-receipt="(dcl_\w+)"/.exec(html)?.[1] as string;

  test('U30 without signing in: one page, a receipt at once, and it says the same for what nobody knows', async () => {
    const page = await portico.anonymous.get('/cancel/acme?language=de');
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('<script');
    expect(page.body).toContain('>Jetzt kündigen</button>');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    const french = (await portico.anonymous.get('/cancel/acme', { 'accept-language': 'fr-FR,fr' })).body;
    expect(french).toContain('Résilier maintenant');
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { ending: { law: 'fr' } });
    expect((await portico.anonymous.get('/cancel/acme?language=fr')).body).toContain(
      'Notification de la résiliation',
    );
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { ending: { law: 'de' } });

    const { id } = await anna();
    const contract = await contractOf(id, { number: 'V-77' });
    const known = await send(declared);
    const unknown = await send({ ...declared, contract: 'V-78' });
    expect([known.status, unknown.status]).toEqual([201, 201]);
    const bare = (html: string) =>
      html.replace(/dcl_\w+|[0-9a-f]{64}|V-7\d|value="[\w-]{43}"/g, '').replace(/\d\d:\d\d:\d\d/g, '');
    expect(bare(known.html)).toBe(bare(unknown.html));
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body.endsOn).toBeNull();
    await match();
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body).toMatchObject({
      ...{ endsOn: '2026-12-31', status: 'cancelled' },
    });
    const kept = (await acme.api.get(`/api/v1/declarations/${idIn(known.html)}`)).body;
    expect(kept).toMatchObject({ state: 'effective', way: 'public', contractId: contract.id, intact: true });
    expect(createHash('sha256').update(kept.evidence).digest('hex')).toBe(kept.sha256);
    expect(known.html).toContain(kept.sha256);
    expect(kept.shown.fields).toContainEqual({ label: 'Your name', value: 'Anna Nová' });
    expect(kept.shown.button).toBe('Cancel now');
    const inbox = (await acme.api.get('/api/v1/declarations?state=open&way=public&search=nova')).body.items;
    expect(inbox).toMatchObject([{ id: idIn(unknown.html), contractId: null, dueOn: '2026-11-29' }]);
    expect((await mails(id)).map(({ template }) => template)).toContain('contract-ended');
    // Taken back by the customer, who was told of it.
    expect((await (await acme.signIn(id)).delete(at(contract.id))).body.status).toBe('active');
  });

  test('U30 the receipt is a file, for whoever got the page alone', async () => {
    const { html } = await send({ ...declared, contract: 'V-1<script>alert(1)</script>' });
    expect(html).not.toContain('<script>');
    const [, token = ''] = /name="token" value="([\w-]+)"/.exec(html) ?? [];
    const file = await send({ id: idIn(html), token }, '/receipt');
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(file.html).toContain('V-1&lt;script&gt;');
    expect((await send({ id: idIn(html), token: `${token.slice(1)}x` }, '/receipt')).status).toBe(404);
  });

  test('U30 whoever is late in the office ends it as of the day it arrived; what is done is found a year later', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    portico.clock.set('2026-11-30T22:30:00Z');
    const { html } = await send({ ...declared, contract: 'the one with the meter' });
    await match();
    portico.clock.set('2026-12-09T10:00:00Z');
    const settled = await acme.api.patch(`/api/v1/declarations/${idIn(html)}`, { contractId: contract.id });
    expect(settled.body, JSON.stringify(settled.body)).toMatchObject({
      state: 'effective',
      endsOn: '2026-12-31',
    });
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body.cancelledAt).toBe(
      '2026-11-30T22:30:00.000Z',
    );
    await acme.api.delete(`/api/v1/contracts/${contract.id}`);
    portico.clock.set('2027-12-01T10:00:00Z');
    const found = (await acme.api.get(`/api/v1/declarations/${idIn(html)}`)).body;
    expect(found).toMatchObject({ intact: true, receivedAt: '2026-11-30T22:30:00.000Z' });
    expect(found.shown.fields.map(({ value }: { value: string }) => value)).toContain(
      'the one with the meter',
    );
    portico.clock.set('2026-11-22T10:00:00Z');
  });

  test('U30 knowing a number is not enough, nor an address', async () => {
    const { id } = await anna();
    const contract = await contractOf(id, { number: 'V-90' });
    await send({ ...declared, contract: 'V-90', email: 'mallory@example.net' });
    await send({ ...declared, contract: 'V-91' });
    await send({ ...declared, contract: 'V-90', website: 'http://spam.example' });
    await match();
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body.endsOn).toBeNull();
    const suspects = (await acme.api.get('/api/v1/declarations?state=open&search=V-90')).body.items;
    expect(suspects.map(({ suspect }: { suspect: boolean }) => suspect).sort()).toEqual([false, true]);
  });

  test('T16 a mailbox gets three receipts an hour; the fourth form is taken, and receipted on the page', async () => {
    const email = 'victim@example.net';
    const pages = [];
    for (let index = 0; index < 5; index++) {
      pages.push(await send({ ...declared, email, contract: `X-${index}` }, '', `203.0.113.${index}`));
    }
    expect(pages.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const sent = await portico.database.db
      .selectFrom('mail')
      .select(['body_text', 'subject'])
      .where('to_address', '=', email)
      .execute();
    expect(sent).toHaveLength(3);
    // Nothing that was typed stands in a mail to an address that nobody has proven.
    expect(JSON.stringify(sent)).not.toMatch(/X-\d|Nová/);
    expect(pages[4]?.html).toContain('not sent by e-mail');
    // The same form again, by a second press, is the same declaration.
    const twice = {
      ...declared,
      ticket: 'ticket-of-one-browser-only',
      contract: 'X-9',
      email: 'b@example.net',
    };
    expect(idIn((await send(twice)).html)).toBe(idIn((await send(twice)).html));
  });

  test.each([
    ['nothing', {}, ['Enter your name.', 'Enter an e-mail address', 'Say which contract']],
    ['no address', { ...declared, email: 'anna' }, ['Enter an e-mail address']],
    ['a day that does not exist', { ...declared, when: 'day', day: '2026-02-30' }, ['Choose a day']],
    ['no day', { ...declared, when: 'day' }, ['Choose a day']],
    ['no reason for good cause', { ...declared, kind: 'extraordinary' }, ['Say why']],
    ['a long name', { ...declared, name: 'x'.repeat(500) }, ['Shorten this entry']],
    ['control characters', { ...declared, contract: 'a\u0000b' }, ['Shorten this entry']],
  ])('U30 a form with %s comes back with what was typed', async (_, fields, sentences) => {
    const { status, html } = await send(fields as Record<string, string>);
    expect(status).toBe(422);
    for (const sentence of sentences) expect(html).toContain(sentence);
    if ('name' in fields && fields.name === declared.name) expect(html).toContain('Anna Nová');
  });

  test('U30 other bodies are refused; a portal may switch the page off', async () => {
    const json = await portico.anonymous.post('/cancel/acme', declared);
    expect(json.status).toBe(415);
    expect((await send({ ...declared, reason: 'x'.repeat(40_000) })).status).toBe(413);
    expect((await portico.anonymous.get('/cancel/nobody')).status).toBe(404);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { ending: { publicPage: false } });
    expect((await portico.anonymous.get('/cancel/acme')).status).toBe(404);
    expect((await send(declared)).status).toBe(404);
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { ending: { publicPage: true } });
  });

  test('U30 a consumer withdraws while the time runs: ended at its start, what was invoiced is credited', async () => {
    const { id } = await anna();
    const contract = await contractOf(id, { startsOn: '2026-11-20', withdrawalUntil: '2026-12-04' });
    const invoice = await make('invoices', {
      ...{ customerId: id, contractId: contract.id, issuedOn: '2026-11-20', currency: 'EUR' },
      lines: [{ title: 'Green power', quantity: '1', unitPrice: '31.00', taxPercent: 19 }],
    });
    const client = await acme.signIn(id, { language: 'de' });
    expect((await client.get(at(contract.id))).body).toMatchObject({
      withdrawUntil: '2026-12-04',
      withdrawBack: { amount: invoice.gross },
    });
    const done = await client.post(at(contract.id, 'withdrawal'));
    expect(done.status, JSON.stringify(done.body)).toBe(201);
    expect(done.body.file.html).toContain('Widerruf bestätigen');
    expect((await client.get(`/portal/v1/contracts/${contract.id}`)).body).toMatchObject({
      ...{ status: 'expired', term: { endsOn: '2026-11-20' } },
    });
    const credited = (await acme.api.get(`/api/v1/invoices/${invoice.id}`)).body;
    expect(credited).toMatchObject({ credited: invoice.gross });
    expect((await client.post(at(contract.id, 'withdrawal'))).body.code).toBe('withdrawal.not-possible');
    // Nobody had paid it: nothing is left to do.
    const [settled] = (await acme.api.get(`/api/v1/declarations?kind=withdraw&customerId=${id}`)).body.items;
    expect(settled).toMatchObject({ state: 'done', dueOn: null });

    const late = await contractOf(id, { startsOn: '2026-11-01', withdrawalUntil: '2026-11-21' });
    expect((await client.post(at(late.id, 'withdrawal'))).body.code).toBe('withdrawal.not-possible');
  });

  test('U30 a withdrawal without signing in takes effect where it is known, and waits for people where not', async () => {
    const { id } = await anna();
    const contract = await contractOf(id, {
      number: 'W-1',
      startsOn: '2026-11-20',
      withdrawalUntil: '2026-12-04',
    });
    const page = await portico.anonymous.get('/cancel/acme/withdrawal?language=de');
    expect(page.body).toContain('>Widerruf bestätigen</button>');
    const [known, unknown] = [
      await send({ ...declared, contract: 'W-1' }, '/withdrawal'),
      await send({ ...declared, contract: 'W-2' }, '/withdrawal'),
    ];
    expect([known.status, unknown.status]).toEqual([201, 201]);
    await match();
    expect((await acme.api.get(`/api/v1/contracts/${contract.id}`)).body.status).toBe('expired');
    expect((await acme.api.get(`/api/v1/declarations/${idIn(unknown.html)}`)).body).toMatchObject({
      ...{ state: 'open', contractId: null, kind: 'withdraw' },
    });
  });

  test('BIL-6 staff cancels on behalf, with a receipt for the customer', async () => {
    const { id } = await anna();
    const contract = await contractOf(id);
    const path = `/api/v1/contracts/${contract.id}/cancellation`;
    expect((await acme.api.get(path)).body.cancel.endsOn).toBe('2026-12-31');
    const done = await acme.api.post(path, { note: 'by telephone' });
    expect(done.status, JSON.stringify(done.body)).toBe(201);
    expect(done.body).toMatchObject({ endsOn: '2026-12-31', mailedTo: 'anna@example.org' });
    expect((await acme.api.get(`/api/v1/declarations/${done.body.id}`)).body).toMatchObject({
      ...{ way: 'api', note: 'by telephone', state: 'effective' },
    });
    expect((await acme.api.delete(path)).body.status).toBe('active');
    const now = await acme.api.post(path, { kind: 'extraordinary', reason: 'fraud', endsOn: '2026-11-22' });
    expect(now.body, JSON.stringify(now.body)).toMatchObject({ endsOn: '2026-11-22' });
  });
});
