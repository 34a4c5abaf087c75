import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTVerifyOptions, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { type PortalKey, signPortalToken } from './index.ts';

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const secret = randomBytes(32).toString('base64url');

const base = {
  vendorId: 'ven_demo',
  portalAddress: 'http://localhost:4400/p/stromwerk',
  customerId: 'ext:4471-0925',
};
const key: PortalKey = { kid: 'k1', algorithm: 'EdDSA', privateKey: ed25519.privateKey };

describe('DAY-19 a token signed by the server kit', () => {
  test.each([
    { name: 'EdDSA with a KeyObject', key, verifyWith: ed25519.publicKey },
    {
      name: 'EdDSA with a JWK',
      key: { ...key, privateKey: { ...ed25519.privateKey.export({ format: 'jwk' }) } } as PortalKey,
      verifyWith: ed25519.publicKey,
    },
    {
      name: 'ES256 with PEM',
      key: {
        kid: 'k1',
        algorithm: 'ES256',
        privateKey: p256.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
      } as PortalKey,
      verifyWith: p256.publicKey,
    },
    {
      name: 'HS256 with a secret',
      key: { kid: 'k1', algorithm: 'HS256', secret } as PortalKey,
      verifyWith: new TextEncoder().encode(secret),
    },
  ])('is accepted by a standard verifier: $name', async ({ key, verifyWith }) => {
    const token = await signPortalToken({ ...base, key });
    const expected: JWTVerifyOptions = {
      algorithms: [key.algorithm],
      typ: 'portico+jwt',
      issuer: base.vendorId,
      audience: base.portalAddress,
      subject: base.customerId,
      maxTokenAge: 5,
    };
    const { payload, protectedHeader } = await jwtVerify(token, verifyWith, expected);
    expect(protectedHeader).toEqual({ alg: key.algorithm, typ: 'portico+jwt', kid: 'k1' });
    expect(Buffer.from(payload.jti ?? '', 'base64url')).toHaveLength(16);
  });

  test('lives two minutes, works once and carries nothing that was not asked for', async () => {
    const claims = decodeJwt(await signPortalToken({ ...base, key, contact: undefined }));
    expect(claims).toMatchObject({ use: 'launch' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(120);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sub', 'use']);
  });

  test('carries person, subject, panels and first-visit data', async () => {
    const extras = {
      contact: 'anna@example.com',
      subject: { type: 'contract', id: 'ctr_1' } as const,
      panels: ['contracts'],
      readOnly: true,
      language: 'de',
      ...{ name: 'Anna', email: 'anna@example.com', company: 'Acme', country: 'DE' },
    };
    expect(decodeJwt(await signPortalToken({ ...base, key, ...extras }))).toMatchObject(extras);
  });

  test('two tokens never share an id', async () => {
    const [one, two] = await Promise.all([
      signPortalToken({ ...base, key }),
      signPortalToken({ ...base, key }),
    ]);
    expect(decodeJwt(one).jti).not.toBe(decodeJwt(two).jti);
    expect(decodeProtectedHeader(one).alg).toBe('EdDSA');
  });

  test.each([
    { option: 'vendorId', change: { vendorId: '' } },
    { option: 'portalAddress', change: { portalAddress: 'stromwerk' } },
    { option: 'portalAddress', change: { portalAddress: 'https://acme.example/p/acme?x=1' } },
    { option: 'customerId', change: { customerId: '4471-0925' } },
    { option: 'lifetimeSeconds', change: { lifetimeSeconds: 301 } },
    { option: 'lifetimeSeconds', change: { lifetimeSeconds: 0.5 } },
    { option: 'panels', change: { panels: [] } },
    { option: 'country', change: { country: 'Germany' } },
    { option: 'key.kid', change: { key: { ...key, kid: '' } } },
    { option: 'key.privateKey', change: { key: { ...key, privateKey: p256.privateKey } as PortalKey } },
    { option: 'key.privateKey', change: { key: { ...key, privateKey: 'not a key' } as PortalKey } },
    {
      option: 'key.secret',
      change: { key: { kid: 'k1', algorithm: 'HS256', secret: 'short' } as PortalKey },
    },
  ])('DAY-34 a wrong $option is named in the error', async ({ option, change }) => {
    await expect(signPortalToken({ ...base, key, ...change })).rejects.toMatchObject({
      name: 'PortalTokenError',
      option,
      message: expect.stringContaining(option),
    });
  });

  test('an error about the key does not repeat the key', async () => {
    const privateKey = `${ed25519.privateKey.export({ format: 'pem', type: 'pkcs8' })}`.replace(
      'BEGIN',
      'BEGIM',
    );
    const failed = signPortalToken({ ...base, key: { ...key, privateKey } as PortalKey });
    await expect(failed).rejects.not.toThrow(privateKey.slice(30, 60));
  });
});
