import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { ConsoleTab, makeOperator, signedIn, testPassword } from '../helpers/console.ts';
import { databaseKinds, takesFloods } from '../helpers/databases.ts';

const minute = 60_000;

describe.each(databaseKinds)('operators sign in, on %s', (kind) => {
  let portico: TestApp;
  let acme: TestVendor;
  let email: string;
  let serial = 0;
  beforeAll(async () => {
    portico = await testApp(kind);
    acme = await portico.vendor('acme');
    await makeOperator(portico, acme.id, 'owner', 'first@acme.example');
  });
  afterAll(() => portico.close());
  beforeEach(async () => {
    email = `anna${++serial}@acme.example`;
    await makeOperator(portico, acme.id, 'owner', email);
    portico.clock.move(24 * 60 * minute); // every budget is whole again
  });
  const tab = (address?: string) => {
    const made = new ConsoleTab(portico.app);
    made.vendorId = acme.id;
    if (address) made.address = address;
    return made;
  };

  test('DAY-25 the answer says who is signed in, where they may work, and sets a cookie that no script reads', async () => {
    const anna = tab();
    const answer = await anna.signIn(` ${email.toUpperCase()} `);
    expect(answer.status).toBe(201);
    expect(answer.body.operator).toMatchObject({ email, role: 'owner', language: null });
    const who = { operatorId: answer.body.operator.id, role: 'owner', needsSecondFactor: false };
    const as = { ...who, branding: null };
    expect(answer.body.vendors).toEqual([
      { id: acme.id, slug: 'acme', name: 'acme', side: 'live', twinId: acme.testSideId, ...as },
      { id: acme.testSideId, slug: 'acme', name: 'acme', side: 'test', twinId: acme.id, ...as },
    ]);
    const line = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-portico_console=')) ?? '';
    for (const word of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(line).toContain(word);
    expect(line).not.toMatch(/Domain|Max-Age|Expires/);
    expect(JSON.stringify(answer.body)).not.toContain(anna.cookies.get('__Host-portico_console'));
    expect((await anna.get('/api/v1/operator-session')).body.operator.email).toBe(email);
    const listed = await acme.api.get('/api/v1/operators');
    const shown = listed.body.items.find((one: { email: string }) => one.email === email);
    expect(shown.lastSignInAt).toBe(portico.clock.now().toISOString());
    expect(JSON.stringify(listed.body)).not.toMatch(/password|argon2/i);
  });

  test('DAY-25 an operator changes their own name and language, whatever their role', async () => {
    const viewer = await signedIn(portico, acme.id, 'viewer', `viewer${serial}@acme.example`);
    const changed = await viewer.patch('/api/v1/operator-session', { language: 'nl', name: 'Vera' });
    expect(changed.body.operator).toMatchObject({ language: 'nl', name: 'Vera' });
    expect((await viewer.get('/api/v1/operator-session')).body.operator.language).toBe('nl');
    expect((await viewer.patch('/api/v1/operator-session', { role: 'owner' })).status).toBe(422);
  });

  test('CD13 nobody of that name, a wrong password and a removed operator are one answer', async () => {
    const gone = await makeOperator(portico, acme.id, 'viewer', `gone${serial}@acme.example`);
    expect((await acme.api.delete(`/api/v1/operators/${gone.id}`)).status).toBe(204);
    const told = async (who: string, password: string) => {
      const { status, body, headers } = await tab(`198.51.100.${++serial}`).signIn(who, password);
      const { instance: _, ...rest } = body;
      return { status, rest, names: [...headers.keys()].sort(), cookie: headers.getSetCookie() };
    };
    const wrong = await told(email, 'not the password');
    expect(wrong).toMatchObject({ status: 401, cookie: [], rest: { code: 'operator-session.refused' } });
    expect(await told('nobody@acme.example', testPassword)).toEqual(wrong);
    expect(await told(gone.email, testPassword)).toEqual(wrong);
    expect(await told("' or 1=1 --", testPassword)).toEqual(wrong);
    expect(await told(`${email} ${acme.id}`, testPassword)).toEqual(wrong);
  });

  test.runIf(takesFloods(kind))('CD13 the time of an answer does not tell who exists', async () => {
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let round = 0; round < 11; round++) {
      for (const who of ['known', 'unknown'] as const) {
        portico.clock.move(24 * 60 * minute);
        const started = performance.now();
        await tab().signIn(who === 'known' ? email : `nobody${round}@acme.example`, 'not the password');
        times[who].push(performance.now() - started);
      }
    }
    const median = (all: number[]) => all.sort((a, b) => a - b)[5] as number;
    const [known, unknown] = [median(times.known), median(times.unknown)];
    // without the work for nothing, the one would be some thirty milliseconds, the other three
    expect(Math.min(known, unknown) / Math.max(known, unknown)).toBeGreaterThan(0.5);
  });

  test('CD05 five wrong passwords close the door for that network, not for the operator', async () => {
    const thief = tab('203.0.113.9');
    for (let guess = 0; guess < 5; guess++)
      expect((await thief.signIn(email, `guess ${guess}`)).status).toBe(401);
    const closed = await thief.signIn(email, testPassword);
    expect(closed.status).toBe(429);
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await tab('203.0.113.10').signIn(email)).status).toBe(201);
    portico.clock.move(15 * minute);
    expect((await thief.signIn(email)).status).toBe(201);
  });

  test.runIf(takesFloods(kind))(
    'CD05 guesses from everywhere close the door for strangers, while a known browser still opens it',
    async () => {
      const known = tab('198.51.100.77');
      expect((await known.signIn(email)).status).toBe(201);
      for (let source = 0; source < 60; source++) await tab(`203.0.113.${source}`).signIn(email, 'guess');
      expect((await tab('198.51.100.78').signIn(email)).status).toBe(429);
      expect((await known.signIn(email)).status).toBe(201);
      // a browser known for one address is a stranger to the others
      const other = await makeOperator(portico, acme.id, 'viewer', `other${serial}@acme.example`);
      for (let guess = 0; guess < 5; guess++) await known.signIn(other.email, 'guess');
      expect((await known.signIn(other.email)).status).toBe(429);
      portico.clock.move(60 * minute);
      expect((await tab('198.51.100.78').signIn(email)).status).toBe(201);
    },
  );

  test('CD07 of fifty guesses at once no more are looked at than may be, however the address is written', async () => {
    const codes = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const one = tab('203.0.113.200');
        const typed = i % 2 ? email.toUpperCase() : email;
        const headers = { 'x-forwarded-for': `10.0.0.${i}`, forwarded: `for=10.0.0.${i}` };
        return (
          await one.post('/api/v1/operator-sessions', { email: typed, password: `guess ${i}` }, headers)
        ).status;
      }),
    );
    expect(codes.filter((code) => code === 401)).toHaveLength(5);
    expect(codes.filter((code) => code === 429)).toHaveLength(45);
  });

  test('CD07 one network may not try its luck at everybody', async () => {
    const codes: number[] = [];
    for (let i = 0; i < 45; i++) {
      const one = tab(`2001:db8:1:2::${i.toString(16)}`);
      codes.push((await one.signIn(`person${i}@acme.example`, 'guess')).status);
    }
    expect(codes.filter((code) => code === 429)).toHaveLength(5);
  });

  test('CD09 cookies of any shape are answered with 401', async () => {
    const anna = tab();
    await anna.signIn(email);
    const right = anna.cookies.get('__Host-portico_console') as string;
    const odd = [
      '',
      'x',
      `${right}x`,
      right.slice(0, -1),
      right.replace('os_', 'ps_'),
      'os_'.repeat(4000),
      '%00',
    ];
    for (const value of odd) {
      const other = tab();
      other.cookies.set('__Host-portico_console', value);
      other.cookies.set('__Host-portico_device', value);
      const answer = await other.get('/api/v1/customers');
      expect([value.slice(0, 20), answer.status]).toEqual([value.slice(0, 20), 401]);
      expect((await other.signIn(email)).status).toBe(201);
      portico.clock.move(24 * 60 * minute);
    }
  });

  test('TK26 a console session ends after 30 idle minutes, and after 12 hours in any case', async () => {
    const anna = tab();
    const begun = portico.clock.now().getTime();
    const { body } = await anna.signIn(email);
    expect(Date.parse(body.expiresAt) - begun).toBe(30 * minute);
    for (let spent = 0; spent < 12 * 60 - 20; spent += 20) {
      expect((await anna.get('/api/v1/customers')).status).toBe(200);
      portico.clock.move(20 * minute);
    }
    expect(Date.parse((await anna.get('/api/v1/operator-session')).body.expiresAt)).toBe(
      begun + 720 * minute,
    );
    portico.clock.move(20 * minute);
    expect((await anna.get('/api/v1/customers')).body.code).toBe('operator-session.ended');

    const idle = tab();
    await idle.signIn(email);
    portico.clock.move(30 * minute);
    expect((await idle.get('/api/v1/customers')).body.code).toBe('operator-session.ended');
  });

  test('TK21 signing out ends the session everywhere, a new password ends all the others', async () => {
    const [one, two] = [tab(), tab()];
    await one.signIn(email);
    await two.signIn(email);
    const stolen = tab();
    stolen.cookies.set('__Host-portico_console', one.cookies.get('__Host-portico_console') as string);
    expect((await stolen.get('/api/v1/customers')).status).toBe(200);
    expect((await one.delete('/api/v1/operator-session')).status).toBe(204);
    expect(one.cookies.has('__Host-portico_console')).toBe(false);
    expect((await stolen.get('/api/v1/customers')).status).toBe(401);

    await one.signIn(email);
    const before = two.cookies.get('__Host-portico_console');
    const next = 'a longer one than before';
    const wrong = { password: { current: 'not it at all', next } };
    expect((await two.patch('/api/v1/operator-session', wrong)).body.code).toBe('operator-session.password');
    const changed = await two.patch('/api/v1/operator-session', {
      password: { current: testPassword, next },
    });
    expect(changed.status).toBe(200);
    expect(two.cookies.get('__Host-portico_console')).not.toBe(before);
    expect((await two.get('/api/v1/customers')).status).toBe(200);
    expect((await one.get('/api/v1/customers')).status).toBe(401);
    expect((await tab().signIn(email)).status).toBe(401);
    expect((await tab().signIn(email, next)).status).toBe(201);
  });

  test('ID13 a lesser role, a new password by an admin, a deletion count at the next request', async () => {
    const owner = await signedIn(portico, acme.id, 'owner', `boss${serial}@acme.example`);
    const anna = await signedIn(portico, acme.id, 'admin', `admin${serial}@acme.example`);
    const path = `/api/v1/operators/${anna.operatorId}`;
    expect((await anna.get('/api/v1/operators')).status).toBe(200);
    expect((await owner.patch(path, { role: 'viewer' })).status).toBe(200);
    expect((await anna.get('/api/v1/operators')).status).toBe(403);
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await owner.patch(path, { password: 'another one of many symbols' })).status).toBe(200);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
    await anna.signIn(`admin${serial}@acme.example`, 'another one of many symbols');
    expect((await anna.get('/api/v1/customers')).status).toBe(200);
    expect((await owner.delete(path)).status).toBe(204);
    expect((await anna.get('/api/v1/customers')).status).toBe(401);
  });

  test('ID14 a session works for its vendor’s two sides and no other', async () => {
    const globex = await portico.vendor(`globex${serial}`);
    const anna = tab();
    await anna.signIn(email);
    for (const id of [acme.id, acme.testSideId]) {
      anna.vendorId = id;
      expect((await anna.get('/api/v1/customers')).status).toBe(200);
    }
    for (const id of [globex.id, globex.testSideId, 'ven_x', '*', `${acme.id}, ${globex.id}`]) {
      anna.vendorId = id;
      const refused = await anna.get('/api/v1/customers');
      expect([refused.status, refused.body.code]).toEqual([403, 'operator-session.vendor']);
    }
    anna.vendorId = undefined;
    expect((await anna.get('/api/v1/customers')).status).toBe(403);
  });

  test('ID14 one address may be an operator of two vendors, each with a password of its own', async () => {
    const globex = await portico.vendor(`two${serial}`);
    const other = 'quite another password';
    const made = await globex.api.post('/api/v1/operators', {
      ...{ name: 'Anna', email, role: 'viewer', password: other },
    });
    expect(made.status).toBe(201);
    const [at, there] = [await tab().signIn(email), await tab().signIn(email, other)];
    expect(at.body.vendors[0].slug).toBe('acme');
    expect(there.body.vendors[0].slug).toBe(`two${serial}`);
  });

  test('CD10 no password and no session stands in the data', async () => {
    const anna = tab();
    await anna.signIn(email, 'a wrong one to be kept nowhere');
    await anna.signIn(email);
    const tables = ['operator', 'operator_session', 'attempt', 'activity', 'directory', 'outbox'] as const;
    const rows = tables.map((table) => portico.database.db.selectFrom(table).selectAll().execute());
    const contents = JSON.stringify(await Promise.all(rows));
    expect(contents).toContain('$argon2id$');
    for (const secret of [testPassword, 'to be kept nowhere', ...anna.cookies.values()]) {
      expect(contents).not.toContain(secret);
    }
  });
});
