import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CheckLicenceFileOptions, checkLicenceFile } from './licence-file.ts';

const day = 86_400;
const now = Math.floor(Date.parse('2026-11-22T10:00:00Z') / 1000);
const at = (seconds: number) => new Date(seconds * 1000);

const pair = generateKeyPairSync('ed25519');
const { x = '' } = pair.publicKey.export({ format: 'jwk' });
const key = { kid: 'lsk_1', kty: 'OKP', crv: 'Ed25519', x };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function made(claims: object = {}, header: object = {}, by: KeyObject = pair.privateKey): string {
  const content = `${part({ alg: 'EdDSA', typ: 'portico-licence+jwt', kid: 'lsk_1', ...header })}.${part({
    ...{ iss: 'ven_1', sub: 'lic_1', product: 'pub_1_2', fingerprint: 'mac-1', kind: 'subscription' },
    ...{
      mode: 'node-locked',
      entitlements: {},
      iat: now,
      exp: now + 14 * day,
      until: now + 90 * day,
      ...claims,
    },
  })}`;
  return `${content}.${sign(null, Buffer.from(content), by).toString('base64url')}`;
}
const checked = (file: string, more: Partial<CheckLicenceFileOptions> = {}) =>
  checkLicenceFile({
    file,
    keys: [key],
    product: 'pub_1_2',
    fingerprint: 'mac-1',
    at: at(now + day),
    ...more,
  });

describe('a licence file without a connection', () => {
  test('CD15 a file that was made for this machine is good until its day', () => {
    expect(checked(made())).toMatchObject({ state: 'valid', goesOn: true, lastSeen: now + day });
    expect(checked(made({ until: null }))).toMatchObject({ state: 'valid', licence: { sub: 'lic_1' } });
  });

  test.each([
    ['entitlements', { entitlements: { pro: true } }],
    ['its end', { until: null }],
    ['its age', { exp: now + 9999 * day }],
    ['its machine', { fingerprint: 'mac-1', sub: 'lic_2' }],
  ])('CD15 altered in %s, its signature fails', (_, claims) => {
    const [head, , signature] = made().split('.');
    const [, content] = made(claims).split('.');
    expect(checked(`${head}.${content}.${signature}`)).toMatchObject({
      state: 'refused',
      reason: 'signature',
    });
  });

  test.each([
    ['no file at all', 'nothing'],
    ['another key', made({}, {}, generateKeyPairSync('ed25519').privateKey)],
    ['no signature', made().replace(/\.[^.]*$/, '.')],
    ['another algorithm', made({}, { alg: 'none' })],
    ['a portal token', made({}, { typ: 'portico+jwt' })],
    ['a key that was withdrawn', made({}, { kid: 'lsk_0' })],
    ['a file and more', `${made()}.x`],
  ])('CD15 %s is refused', (_, file) => {
    expect(checked(file)).toMatchObject({ state: 'refused', reason: 'signature', goesOn: false });
  });

  test('CD15 of another machine or product it is refused, however well it is signed', () => {
    expect(checked(made({ fingerprint: 'mac-2' }))).toMatchObject({ state: 'refused', reason: 'other' });
    expect(checked(made({ product: 'pub_1_3' }))).toMatchObject({ state: 'refused', reason: 'other' });
  });

  test('CD15 after the stated days it is stale, which a revoked licence comes to as well; grace is the program’s to give', () => {
    const late = { at: at(now + 15 * day) };
    expect(checked(made(), late)).toMatchObject({ state: 'stale', reason: 'age', goesOn: false });
    expect(checked(made(), { ...late, graceDays: 3 })).toMatchObject({ state: 'stale', goesOn: true });
    expect(checked(made(), { at: at(now + 18 * day), graceDays: 3 })).toMatchObject({ goesOn: false });
  });

  test('CD15 a clock that was set back makes it stale, without grace', () => {
    const back = checked(made(), { at: at(now - day), graceDays: 30 });
    expect(back).toMatchObject({ state: 'stale', reason: 'clock', goesOn: false });
    const behind = checked(made(), { lastSeen: now + 20 * day, graceDays: 30 });
    expect(behind).toMatchObject({
      state: 'stale',
      reason: 'clock',
      goesOn: false,
      lastSeen: now + 20 * day,
    });
    // A few minutes are no fraud.
    expect(checked(made(), { at: at(now - 300) })).toMatchObject({ state: 'valid' });
  });

  test('CD15 a licence that ended is over, whatever its file says', () => {
    expect(checked(made({ until: now + 3600 }), { graceDays: 30 })).toMatchObject({
      state: 'ended',
      goesOn: false,
    });
  });
});
