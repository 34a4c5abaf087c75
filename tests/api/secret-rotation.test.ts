import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { CompactSign } from 'jose';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/apps/server/app.ts';
import { makeMetrics } from '../../src/apps/server/metrics.ts';
import { sealedColumns } from '../../src/apps/server/rotate.ts';
import { checkSecret } from '../../src/apps/server/secret-check.ts';
import { findCode } from '../../src/features/access/server/access-codes-store.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { resealAll } from '../../src/kit/server/reseal.ts';
import { makeSecrets, type Secrets } from '../../src/kit/server/secrets.ts';
import { Client, type TestApp, testApp, testPublicUrl } from '../helpers/app.ts';
import { databaseKinds } from '../helpers/databases.ts';

const old = 'a secret of at least thirty-two symbols';
const fresh = 'another secret of at least thirty-two symbols';

const appWith = ({ database, clock }: TestApp, secrets: Secrets) =>
  createApp({
    ...{ database, secrets, clock, publicUrl: testPublicUrl, sendsMail: false },
    log: makeLog('silent'),
    metrics: makeMetrics(),
    stopping: () => false,
  });

describe.each(databaseKinds)('secrets and keys that change on %s', (kind) => {
  test('DAY-39 PORTICO_SECRET is changed under load: nobody is signed out, nothing is refused, the old one is of no more use', {
    timeout: 60_000,
  }, async () => {
    const app = await testApp(kind);
    await checkSecret(app.database.db, makeSecrets(old), app.clock.now());
    const acme = await app.vendor();
    const { id } = await acme.customer();
    const hs = await acme.api.post('/api/v1/signing-keys', { name: 'hs', algorithm: 'HS256' });
    const { body: code } = await acme.api.post(`/api/v1/customers/${id}/access-code`);
    const once = { 'idempotency-key': 'kept' };
    const made = await acme.api.post('/api/v1/customers', { name: 'Once' }, once);
    const first = await acme.api.get('/api/v1/customers?limit=1');
    const { body: session } = await app.anonymous.post('/portal/v1/sessions', {
      token: await acme.token(id),
    });

    const both = appWith(app, makeSecrets(`${fresh},${old}`));
    const outcomes = new Set<string>();
    const load = { stop: false };
    const note = (what: string, { status }: { status: number }) => outcomes.add(`${what} ${status}`);
    const visitors = Array.from({ length: 3 }, async () => {
      const api = new Client(both, acme.apiKey);
      while (!load.stop) {
        const token = await api.post('/api/v1/portal-tokens', { customerId: id, portal: acme.portal.slug });
        note('token', token);
        note('exchange', await new Client(both).post('/portal/v1/sessions', { token: token.body.token }));
        note('session', await new Client(both, session.sessionToken).get('/portal/v1/contracts'));
        note('code', await api.get(`/api/v1/customers/${id}/access-code`));
      }
    });
    const sealed = await resealAll(app.database.db, makeSecrets(`${fresh},${old}`), sealedColumns);
    expect(sealed).toMatchObject({ service_value: 1, access_code: 1, idempotency: 1 });
    expect(sealed.signing_key).toBeGreaterThanOrEqual(3);
    load.stop = true;
    await Promise.all(visitors);
    expect([...outcomes].sort()).toEqual(['code 200', 'exchange 201', 'session 200', 'token 201']);
    expect(await resealAll(app.database.db, makeSecrets(`${fresh},${old}`), sealedColumns)).toMatchObject({
      signing_key: 0,
    });

    // A cursor of before the change goes on; an idempotent request is answered as before.
    const midway = new Client(both, acme.apiKey);
    const next = await midway.get(`/api/v1/customers?limit=1&cursor=${first.body.nextCursor}`);
    expect(next.status).toBe(200);

    const alone = appWith(app, makeSecrets(fresh));
    await checkSecret(app.database.db, makeSecrets(fresh), app.clock.now());
    const api = new Client(alone, acme.apiKey);
    expect((await api.post('/api/v1/customers', { name: 'Once' }, once)).body.id).toBe(made.body.id);
    expect((await api.get(`/api/v1/customers/${id}/access-code`)).body.code).toBe(code.code);
    expect((await new Client(alone, session.sessionToken).get('/portal/v1/contracts')).status).toBe(200);
    const iat = Math.floor(app.clock.now().getTime() / 1000);
    const claims = {
      ...{ iss: acme.id, aud: `${testPublicUrl}/p/${acme.portal.slug}`, sub: id, use: 'launch' },
      ...{ iat, exp: iat + 60, jti: 'jti-after-the-change' },
    };
    const token = await new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'HS256', typ: 'portico+jwt', kid: hs.body.id })
      .sign(Buffer.from(hs.body.secret));
    expect((await new Client(alone).post('/portal/v1/sessions', { token })).status).toBe(201);
    await expect(checkSecret(app.database.db, makeSecrets(old), app.clock.now())).rejects.toThrow(
      'PORTICO_SECRET is not the one',
    );
    await app.close();
  });

  test('DAY-39 a code is found by whichever secret it was stored with, while both are set', async () => {
    const app = await testApp(kind);
    const acme = await app.vendor();
    await acme.api.patch(`/api/v1/portals/${acme.portal.id}`, { signIn: { accessCode: true } });
    const { id } = await acme.customer();
    const { body: before } = await acme.api.post(`/api/v1/customers/${id}/access-code`);
    const secrets = makeSecrets(`${fresh},${old}`);
    const found = (current: Secrets) => findCode(app.database.db, current, before.code);
    expect((await found(secrets))?.holder.customerId).toBe(id);
    await resealAll(app.database.db, secrets, sealedColumns);
    expect((await found(secrets))?.holder.customerId).toBe(id);
    expect((await found(makeSecrets(fresh)))?.holder.customerId).toBe(id);
    expect(await found(makeSecrets(old))).toBeUndefined();
    await app.close();
  });

  test('DAY-39 a vendor changes its signing key without a refused token: both are taken while the old one retires', async () => {
    const app = await testApp(kind);
    const acme = await app.vendor();
    const { id } = await acme.customer();
    const register = async () => {
      const pair = generateKeyPairSync('ed25519');
      const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' });
      const { body } = await acme.api.post('/api/v1/signing-keys', {
        name: 'k',
        algorithm: 'EdDSA',
        publicKey,
      });
      return {
        kid: body.id as string,
        pem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    };
    let count = 0;
    const exchange = async ({ kid, pem }: { kid: string; pem: string }) => {
      const iat = Math.floor(app.clock.now().getTime() / 1000);
      const claims = {
        ...{ iss: acme.id, aud: `${testPublicUrl}/p/${acme.portal.slug}`, sub: id, use: 'launch' },
        ...{ iat, exp: iat + 60, jti: `jti-number-${++count}-of-this` },
      };
      const token = await new CompactSign(Buffer.from(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'portico+jwt', kid })
        .sign(createPrivateKey(pem));
      return (await app.anonymous.post('/portal/v1/sessions', { token })).status;
    };
    const first = await register();
    expect(await exchange(first)).toBe(201);
    const second = await register();
    expect([await exchange(first), await exchange(second)]).toEqual([201, 201]);
    const retiresAt = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    await acme.api.patch(`/api/v1/signing-keys/${first.kid}`, { status: 'retiring', retiresAt });
    expect([await exchange(first), await exchange(second)]).toEqual([201, 201]);
    app.clock.move(3_600_001);
    expect([await exchange(first), await exchange(second)]).toEqual([401, 201]);
    await app.close();
  });

  test('every column of the database that holds sealed values is one of those that are sealed anew', async () => {
    const app = await testApp(kind);
    const { rows } = await (kind === 'sqlite'
      ? sql<{
          name: string;
        }>`select m.name || '.' || i.name as name from sqlite_schema m, pragma_table_info(m.name) i
          where m.type = 'table' and i.name like 'sealed%'`
      : sql<{ name: string }>`select table_name || '.' || column_name as name from information_schema.columns
          where table_schema = current_schema() and column_name like 'sealed%'`
    ).execute(app.database.db);
    const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    await app.close();
  });
});
