import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deleteOperator, updateOperator } from '../../src/features/operators/server/operators-store.ts';
import { sendOperatorResets } from '../../src/features/operators/server/send-resets.ts';
import { Scope } from '../../src/features/vendors/schema.ts';
import { inTransaction } from '../../src/kit/server/db/db.ts';
import { openMailSecrets } from '../../src/kit/server/mail.ts';
import { type TestApp, type TestVendor, testApp, testPublicUrl, testSecrets } from '../helpers/app.ts';
import { ConsoleTab, makeOperator, signedIn, testPassword } from '../helpers/console.ts';
import { databaseKinds } from '../helpers/databases.ts';

const minute = 60_000;
const resets = '/api/v1/operator-password-resets';
const password = 'an entirely new password';

describe.each(databaseKinds)('operators who forgot their password, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let globex: TestVendor;
  let serial = 0;
  let email: string;
  beforeAll(async () => {
    portico = await testApp(kind, { sendsMail: true });
    acme = await portico.vendor('acme');
    globex = await portico.vendor('globex');
    await makeOperator(portico, acme.id, 'owner', 'boss@acme.example');
  });
  afterAll(() => portico.close());
  beforeEach(() => {
    email = `anna${++serial}@acme.example`;
    portico.clock.move(24 * 60 * minute);
  });

  const tab = () => Object.assign(new ConsoleTab(portico.app), { vendorId: acme.id });
  const run = () =>
    sendOperatorResets({
      ...{ database: portico.database, clock: portico.clock },
      ...{ secrets: testSecrets, publicUrl: testPublicUrl },
    });
  async function mailsTo(address: string) {
    const rows = await portico.database.db
      .selectFrom('mail')
      .selectAll()
      .where('to_address', '=', address)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row, link: openMailSecrets(testSecrets, row)?.link ?? '' }));
  }
  async function ask(address: string, from = tab(), headers: Record<string, string> = {}) {
    const answer = await from.post(resets, { email: address, language: 'de' }, headers);
    await run();
    return answer;
  }
  const linksTo = async (address: string) =>
    (await mailsTo(address)).filter(({ template }) => template === 'operator-reset').map(({ link }) => link);
  const tokenOf = (link: string | undefined) => new URL(link ?? '').hash.slice(1);
  const choose = (token: string, one = tab()) => one.post(`${resets}/completion`, { token, password });
  const look = (token: string) => tab().post(`${resets}/look`, { token });

  test('DAY-21 an operator chooses a new password by a mailed link, once; every session ends, and both are written down', async () => {
    const anna = await signedIn(portico, acme.id, 'support', email);
    expect((await ask(` ${email.toUpperCase()}`)).status).toBe(204);
    const [link = ''] = await linksTo(email);
    expect(link.startsWith(`${testPublicUrl}/console/password#or_${acme.id.slice(4)}_`)).toBe(true);
    const [mail] = await mailsTo(email);
    // The mail is in the language of the page that asked, since she has chosen none; the link stands sealed.
    expect(mail?.subject).toBe('Neues Passwort wählen');
    expect(mail?.body_text).not.toContain(tokenOf(link));
    const token = tokenOf(link);
    const stored = await portico.database.db.selectFrom('operator_reset').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(token.slice(-20));
    expect((await look(token)).body).toEqual({ vendor: 'acme', email });
    expect((await tab().post(`${resets}/completion`, { token, password: 'short' })).body.fields[0].path).toBe(
      'password',
    );
    const both = await Promise.all([choose(token), choose(token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
    expect((await choose(token)).body.code).toBe('operator-reset.refused');
    expect((await look(token)).status).toBe(410);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    expect((await tab().signIn(email, testPassword)).status).toBe(401);
    expect((await tab().signIn(email, password)).status).toBe(201);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toContain('Your password was changed');
    const boss = tab();
    await boss.signIn('boss@acme.example');
    const rows = (await boss.get(`/api/v1/activity?limit=50`)).body.items as {
      action: string;
      subjectId: string;
    }[];
    const acts = rows.filter(({ subjectId }) => subjectId === anna.operatorId).map(({ action }) => action);
    expect(acts).toEqual(expect.arrayContaining(['operator-reset.sent', 'operator-reset.used']));
  });

  test('CD13 whether anybody has an address is told by no answer; who asks too often is answered the same', async () => {
    await makeOperator(portico, acme.id, 'support', email);
    const known = await ask(email);
    const unknown = await ask(`nobody${serial}@acme.example`);
    const plain = ({ status, body, headers }: typeof known) => {
      const named = [...headers].filter(([name]) => !/request-id|date/.test(name));
      return { status, body, headers: named };
    };
    expect(plain(unknown)).toEqual(plain(known));
    expect(await linksTo(`nobody${serial}@acme.example`)).toEqual([]);
    for (let turn = 0; turn < 6; turn++) expect((await ask(email)).status).toBe(204);
    expect(await linksTo(email)).toHaveLength(3); // an hour
    portico.clock.move(61 * minute);
    await ask(email);
    expect(await linksTo(email)).toHaveLength(4);
    // One network, whomever it names.
    const net = Object.assign(tab(), { address: '198.51.100.7' });
    for (let turn = 0; turn < 30; turn++)
      await net
        .post(resets, { email: `guess${turn}@x.example` })
        .then(({ status }) => expect(status).toBe(204));
    const other = `late${serial}@acme.example`;
    await makeOperator(portico, acme.id, 'support', other);
    expect((await ask(other, net)).status).toBe(204);
    expect(await linksTo(other)).toEqual([]);
    // One vendor, from whatever network.
    const [row] = await portico.database.db
      .selectFrom('attempt')
      .select('count')
      .where('key', '=', `operator-reset:vendor:${acme.id}`)
      .execute();
    expect(Number(row?.count)).toBeGreaterThan(0);
    const resets_at = new Date(portico.clock.now().getTime() + 60 * minute).toISOString();
    await inTransaction(portico.database.db, (tx) =>
      tx
        .updateTable('attempt')
        .set({ count: 60, resets_at })
        .where('key', '=', `operator-reset:vendor:${acme.id}`)
        .execute(),
    );
    expect((await ask(other)).status).toBe(204);
    expect(await linksTo(other)).toEqual([]);
  });

  test('ID14 a link opens the vendor that it names and no other; the newest alone works, for an hour, at the address it went to', async () => {
    const { id } = await makeOperator(portico, acme.id, 'support', email);
    await makeOperator(portico, globex.id, 'owner', email);
    await ask(email);
    const links = await linksTo(email);
    expect(links).toHaveLength(2); // one for each password of hers
    const forAcme = tokenOf(links.find((link) => link.includes(acme.id.slice(4))));
    const swapped = forAcme.replace(acme.id.slice(4), globex.id.slice(4));
    for (const token of [swapped, 'anything', `or_${acme.id.slice(4)}_${'x'.repeat(43)}`, `${forAcme}x`])
      expect([token, (await choose(token)).status]).toEqual([token, 410]);
    await ask(email);
    expect((await choose(forAcme)).status).toBe(410);
    const newest = async () =>
      tokenOf((await linksTo(email)).filter((link) => link.includes(acme.id.slice(4))).at(-1));
    const late = await newest();
    portico.clock.move(60 * minute);
    expect((await choose(late)).status).toBe(410);
    await ask(email);
    const before = await newest();
    await inTransaction(portico.database.db, (tx) =>
      updateOperator(tx, acme.id, id, { email: `new-${email}` }, Scope.options, portico.clock.now()),
    );
    expect((await choose(before)).status).toBe(410);
    portico.clock.move(61 * minute);
    await ask(`new-${email}`);
    const [last] = await linksTo(`new-${email}`);
    await inTransaction(portico.database.db, (tx) =>
      deleteOperator(
        tx,
        testSecrets,
        { vendorId: acme.id, operatorId: id },
        Scope.options,
        portico.clock.now(),
      ),
    );
    expect((await choose(tokenOf(last))).status).toBe(410);
  });

  test('DAY-26 a link replaces the password and nothing else: the second factor is asked for as before', async () => {
    const anna = await signedIn(portico, acme.id, 'support', email);
    const { key } = (await anna.post('/api/v1/operator-session/app')).body.app.setup;
    const codeOf = () =>
      new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: portico.clock.now().getTime() });
    await anna.post('/api/v1/operator-session/app/confirmation', { code: codeOf() });
    portico.clock.move(minute);
    await ask(email);
    const mine = tab();
    const done = await choose(tokenOf((await linksTo(email))[0]), mine);
    expect([done.status, mine.cookies.has('__Host-portico_console')]).toEqual([204, false]);
    expect((await mine.signIn(email, password)).status).toBe(202);
    expect((await mine.get('/api/v1/customers')).status).toBe(401);
    expect((await mine.post('/api/v1/operator-session/proof', { code: codeOf() })).status).toBe(200);
  });

  test('who signs in through their company alone gets no password by mail', async () => {
    await makeOperator(portico, acme.id, 'support', email);
    await inTransaction(portico.database.db, (tx) =>
      tx.updateTable('operator').set({ password_hash: '' }).where('email_key', '=', email).execute(),
    );
    expect((await ask(email)).status).toBe(204);
    expect(await linksTo(email)).toEqual([]);
  });

  test('HD03 the link leads to this service whatever the request calls it, and other sites’ pages ask for none', async () => {
    await makeOperator(portico, acme.id, 'support', email);
    const forged = {
      'x-forwarded-host': 'evil.test',
      'x-original-url': '/evil',
      forwarded: 'host=evil.test',
    };
    expect((await ask(email, tab(), forged)).status).toBe(204);
    for (const link of await linksTo(email)) expect(new URL(link).origin).toBe(testPublicUrl);
    expect(await linksTo(email)).toHaveLength(1);
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect((await ask(email, tab(), headers)).status).toBe(403);
    }
    expect((await tab().post(resets, { email, vendor: acme.id })).body.fields[0].path).toBe('vendor');
  });

  test('without a mail server nothing is promised', async () => {
    const silent = await testApp(kind);
    const answer = await new ConsoleTab(silent.app).post(resets, { email });
    expect([answer.status, answer.body.code]).toEqual([409, 'operator-reset.no-mail']);
    await silent.close();
  });
});
