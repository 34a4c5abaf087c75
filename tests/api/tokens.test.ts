import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type TestApp, type TestVendor, testApp } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';
import { claimsOf, type Forge, goodToken, headerOf, keyPair, macced, part, signed } from './forge.ts';

describe.each(databaseKinds)('portal tokens on %s', (kind) => {
  let app: TestApp;
  let vendor: TestVendor;
  let forge: Forge;
  let publicPem: string;

  beforeAll(async () => {
    app = await testApp(kind);
    vendor = await app.vendor();
    await vendor.customer({ externalId: 'anna', name: 'Anna' });
    const pair = keyPair();
    publicPem = pair.publicPem;
    const key = await vendor.api.post('/api/v1/signing-keys', {
      name: 'site',
      algorithm: 'EdDSA',
      publicKey: publicPem,
    });
    forge = {
      vendorId: vendor.id,
      slug: 'acme',
      kid: key.body.id,
      privateKey: pair.privateKey,
      now: app.clock.now(),
    };
  });
  beforeEach(() => {
    forge = { ...forge, now: app.clock.now() };
  });
  afterAll(() => app.close());

  const exchange = (token: string): Promise<Answer> => app.anonymous.post('/portal/v1/sessions', { token });
  const sessions = async () =>
    (await app.database.db.selectFrom('portal_session').select('id').execute()).length;

  test('a signed token becomes a session of the customer it names', async () => {
    const answer = await exchange(goodToken(forge));
    expect(answer.status).toBe(201);
    expect(answer.body.bootstrap.customer.name).toBe('Anna');
    expect(answer.body.sessionToken).toMatch(/^ps_/);
  });

  const refused: [string, (f: Forge, pem: string) => string][] = [
    ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, (f: Forge) => string] => [
      `TK01 a token with alg ${alg} and no signature`,
      (f) => `${part(headerOf(f, { alg }))}.${part(claimsOf(f))}.`,
    ]),
    ['TK01 a token of two parts', (f) => `${part(headerOf(f))}.${part(claimsOf(f))}`],
    ['TK02 a MAC with the public key as PEM', (f, pem) => macced(f, pem)],
    ['TK02 a MAC with the public key behind a line end', (f, pem) => macced(f, `\n${pem}`)],
    ['TK02 a MAC with the public key behind a space', (f, pem) => macced(f, ` ${pem}`)],
    ['TK02 a MAC with the public key and spaces after it', (f, pem) => macced(f, `${pem}  `)],
    [
      'TK03 a key in the header',
      (f) => signed(f, headerOf(f, { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' } }), claimsOf(f)),
    ],
    [
      'TK03 an address of keys in the header',
      (f) => signed(f, headerOf(f, { jku: 'http://127.0.0.1:9/keys' }), claimsOf(f)),
    ],
    [
      'TK03 a certificate address in the header',
      (f) => signed(f, headerOf(f, { x5u: 'http://127.0.0.1:9/c' }), claimsOf(f)),
    ],
    ['TK06 a critical extension', (f) => signed(f, headerOf(f, { crit: ['x'], x: 1 }), claimsOf(f))],
    ['TK06 an unencoded payload', (f) => signed(f, headerOf(f, { b64: false }), claimsOf(f))],
    ['TK06 a compressed payload', (f) => signed(f, headerOf(f, { zip: 'DEF' }), claimsOf(f))],
    ['TK07 a token of another type', (f) => signed(f, headerOf(f, { typ: 'JWT' }), claimsOf(f))],
    ['TK07 an access token', (f) => signed(f, headerOf(f, { typ: 'at+jwt' }), claimsOf(f))],
    [
      'TK09 an issuer given as a list',
      (f) => signed(f, headerOf(f), claimsOf(f, { iss: ['evil', f.vendorId] })),
    ],
    ...([undefined, '9999999999', -1, 0.5, null] as unknown[]).map((exp): [string, (f: Forge) => string] => [
      `TK10 an expiry of ${JSON.stringify(exp)}`,
      (f) => goodToken(f, { exp }),
    ]),
    [
      'TK10 an expiry beyond all numbers',
      (f) =>
        signed(f, headerOf(f), JSON.stringify(claimsOf(f, { exp: 1 })).replace('"exp":1', '"exp":1e400')),
    ],
    ...([undefined, '', 'x'.repeat(10_000)] as unknown[]).map(
      (jti, index): [string, (f: Forge) => string] => [
        `TK14 a missing or useless jti (${index})`,
        (f) => goodToken(f, { jti }),
      ],
    ),
    ...(
      [
        '',
        ' ',
        'x'.repeat(10_000),
        {},
        'ext:anna\u0000',
        'ext:anna ',
        'ext:ANNA',
        'ext:a\u0301nna',
      ] as unknown[]
    ).map((sub, index): [string, (f: Forge) => string] => [
      `TK15 a subject that is not byte for byte a known one (${index})`,
      (f) => goodToken(f, { sub }),
    ]),
    [
      'TK29 a subject given twice',
      (f) => signed(f, headerOf(f), JSON.stringify(claimsOf(f)).replace('{', '{"sub":"ext:ben",')),
    ],
    [
      'TK30 a signature of zeros',
      (f) => `${part(headerOf(f))}.${part(claimsOf(f))}.${Buffer.alloc(64).toString('base64url')}`,
    ],
    ['TK30 a signature cut short', (f) => goodToken(f).slice(0, -4)],
    [
      'TK30 a changed payload under an old signature',
      (f) => {
        const [head, , mac] = goodToken(f).split('.');
        return `${head}.${part(claimsOf(f, { sub: 'ext:ben' }))}.${mac}`;
      },
    ],
    [
      'TK05 an audience that is another portal',
      (f) => goodToken(f, { aud: 'http://localhost:4400/p/other' }),
    ],
  ];

  test.each(refused)('%s is refused, and nothing is written', async (_, make) => {
    const before = await sessions();
    const answer = await exchange(make(forge, publicPem));
    expect([401, 403]).toContain(answer.status);
    expect(answer.body.code).toMatch(/^(token\.|customer\.unknown)/);
    expect(await sessions()).toBe(before);
  });

  test("TK05 another vendor's key does not sign for this one", async () => {
    const other = await app.vendor('other');
    const pair = keyPair();
    const key = await other.api.post('/api/v1/signing-keys', {
      name: 'x',
      algorithm: 'EdDSA',
      publicKey: pair.publicPem,
    });
    const answer = await exchange(goodToken({ ...forge, kid: key.body.id, privateKey: pair.privateKey }));
    expect(answer).toMatchObject({ status: 401, body: { code: 'token.invalid' } });
  });

  test('TK11 a launch token lives five minutes at most', async () => {
    const iat = Math.floor(forge.now.getTime() / 1000);
    expect(await exchange(goodToken(forge, { exp: iat + 301 }))).toMatchObject({
      status: 401,
      body: { code: 'token.lifetime' },
    });
    expect((await exchange(goodToken(forge, { exp: iat + 300 }))).status).toBe(201);
  });

  test('TK13 a launch token works once, in sequence and under fifty exchanges at once on two processes', async () => {
    const token = goodToken(forge);
    expect((await exchange(token)).status).toBe(201);
    expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'token.used' } });

    const raced = goodToken(forge);
    const sibling = app.sibling();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? app.app : sibling).request('http://localhost:4400/portal/v1/sessions', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token: raced }),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(49);
  });

  test('TK22 the later of two bounds refuses old tokens', async () => {
    const token = goodToken(forge);
    const soon = new Date(app.clock.now().getTime() + 10_000).toISOString();
    await app.database.db
      .transaction()
      .execute((tx) =>
        tx
          .updateTable('vendor')
          .set({ tokens_not_before: soon })
          .where('vendor_id', '=', vendor.id)
          .execute(),
      );
    await vendor.api.patch(`/api/v1/signing-keys/${forge.kid}`, { notBefore: '2020-01-01T00:00:00Z' });
    expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'token.invalid' } });
    await app.database.db
      .transaction()
      .execute((tx) =>
        tx
          .updateTable('vendor')
          .set({ tokens_not_before: null })
          .where('vendor_id', '=', vendor.id)
          .execute(),
      );
  });

  test('a token from the future names the clock as the fault', async () => {
    const iat = Math.floor(forge.now.getTime() / 1000) + 90;
    const answer = await exchange(goodToken(forge, { iat, exp: iat + 60 }));
    expect(answer).toMatchObject({ status: 401, body: { code: 'token.not-yet-valid' } });
    expect(answer.body.detail).toContain('clock');
  });

  test('an expired token is told apart from a broken one', async () => {
    const token = goodToken(forge);
    app.clock.move(200_000);
    expect(await exchange(token)).toMatchObject({ status: 401, body: { code: 'token.expired' } });
  });

  test('a retiring key works until its end, a revoked one never again', async () => {
    const until = new Date(app.clock.now().getTime() + 60_000).toISOString();
    await vendor.api.patch(`/api/v1/signing-keys/${forge.kid}`, { status: 'retiring', retiresAt: until });
    expect((await exchange(goodToken(forge))).status).toBe(201);
    app.clock.move(61_000);
    expect((await exchange(goodToken({ ...forge, now: app.clock.now() }))).status).toBe(401);
    await vendor.api.patch(`/api/v1/signing-keys/${forge.kid}`, { status: 'active' });
    expect((await exchange(goodToken({ ...forge, now: app.clock.now() }))).status).toBe(201);
  });

  test('TK19 a token in a query is refused and told so', async () => {
    const answer = await app.anonymous.post(`/portal/v1/sessions?token=${goodToken(forge)}`, {
      token: goodToken(forge),
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'token.in-query' } });
  });

  test('a page that is not allowed is refused with the fix', async () => {
    const token = goodToken(forge);
    const answer = await app.anonymous.post('/portal/v1/sessions', {
      token,
      parentOrigin: 'https://evil.example',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin.not-allowed' } });
    expect(answer.body.detail).toContain('https://evil.example');
    const allowed = await app.anonymous.post('/portal/v1/sessions', {
      token,
      parentOrigin: 'https://shop.example',
    });
    expect(allowed.status).toBe(201);
  });

  test('ES256 and HS256 keys sign as well', async () => {
    const { createSign, generateKeyPairSync, createHmac } = await import('node:crypto');
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const es = await vendor.api.post('/api/v1/signing-keys', {
      name: 'es',
      algorithm: 'ES256',
      publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }),
    });
    const input = `${part(headerOf(forge, { alg: 'ES256', kid: es.body.id }))}.${part(claimsOf(forge))}`;
    const raw = createSign('sha256').update(input).sign({ key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    expect((await exchange(`${input}.${raw.toString('base64url')}`)).status).toBe(201);
    const der = createSign('sha256').update(input).sign(pair.privateKey);
    expect((await exchange(`${input}.${der.toString('base64url')}`)).status, 'TK30 a DER signature').toBe(
      401,
    );
    expect((await exchange(`${input}.${Buffer.alloc(64).toString('base64url')}`)).status, 'TK30 r=s=0').toBe(
      401,
    );

    const hs = await vendor.api.post('/api/v1/signing-keys', { name: 'hs', algorithm: 'HS256' });
    expect(hs.body.secret).toHaveLength(43);
    const text = `${part(headerOf(forge, { alg: 'HS256', kid: hs.body.id }))}.${part(claimsOf(forge))}`;
    expect(
      (await exchange(`${text}.${createHmac('sha256', hs.body.secret).update(text).digest('base64url')}`))
        .status,
    ).toBe(201);
  });

  test('DAY-2 the contact a token names is the one who acts', async () => {
    const customer = await vendor.customer({ externalId: 'firm', name: 'Firm' });
    await vendor.api.post('/api/v1/contacts', {
      customerId: customer.id,
      externalId: 'jo',
      name: 'Jo',
      role: 'read-only',
    });
    await vendor.api.post('/api/v1/contacts', {
      customerId: customer.id,
      name: 'Kim',
      email: 'kim@firm.example',
      role: 'owner',
    });
    for (const [contact, name] of [
      ['ext:jo', 'Jo'],
      ['kim@firm.example', 'Kim'],
    ]) {
      const answer = await exchange(goodToken(forge, { sub: 'ext:firm', contact }));
      expect(answer.body.bootstrap.contact.name).toBe(name);
      const change = answer.body.bootstrap.panels.find(
        (one: { panel: string }) => one.panel === 'profile',
      ).change;
      expect(change).toBe(name === 'Kim');
    }
    expect(await exchange(goodToken(forge, { sub: 'ext:firm', contact: 'ext:none' }))).toMatchObject({
      status: 403,
      body: { code: 'contact.unknown' },
    });
    const who = await app.database.db
      .selectFrom('activity')
      .select(['actor_kind'])
      .where('customer_id', '=', customer.id)
      .where('action', '=', 'session.started')
      .execute();
    expect(who.map((row) => row.actor_kind)).toEqual(['contact', 'contact']);
  });

  test('DAY-3 fifty first visits at once make one customer; where that is off, the setting is named', async () => {
    const visit = () =>
      exchange(goodToken(forge, { sub: 'ext:new', name: 'New Person', email: 'new@firm.example' }));
    const off = await visit();
    expect(off).toMatchObject({ status: 403, body: { code: 'customer.unknown' } });
    expect(off.body.detail).toContain('createsCustomers');
    await vendor.api.patch(`/api/v1/portals/${vendor.portal.id}`, { createsCustomers: true });
    const answers = await Promise.all(Array.from({ length: 50 }, visit));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.bootstrap.customer.id)).size).toBe(1);
    const found = await vendor.api.get('/api/v1/customers/ext:new');
    expect(found.body).toMatchObject({ name: 'New Person', externalId: 'new' });
  });
});
