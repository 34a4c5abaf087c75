import { expect, test } from 'vitest';
import { issuerFault, returnPath, verifiedEmail } from './rules.ts';

test.each([
  ['https://login.acme.example', false, true],
  ['https://login.acme.example/realms/customers', false, true],
  ['http://login.acme.example', true, false],
  ['http://localhost:8080', false, false],
  ['http://localhost:8080', true, true],
  ['http://127.0.0.1:8080/oidc', true, true],
  ['https://127.0.0.1', false, false],
  ['https://user:pw@login.acme.example', false, false],
  ['https://login.acme.example?x=1', false, false],
  ['ftp://login.acme.example', true, false],
  ['login', true, false],
] as const)('DAY-26 the provider address %s (local: %s) is fine: %s', (issuer, local, fine) => {
  expect(issuerFault(issuer, local) === undefined).toBe(fine);
});

test.each([
  '//evil.test',
  '/\\evil.test',
  'https:evil',
  '/%09/evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://shop.example.com@evil.test',
  'https://shop.example.com.evil.test',
  '/p/other/documents',
  '/p/acme//evil.test',
  '/p/acme/../other',
  '/p/acme/%2F%2Fevil.test',
  '/p/acme/documents?x=1',
  '/p/acme/documents#token=x',
  `/p/acme/${'x'.repeat(10_000)}`,
])('LK07 a way back that is no panel of the portal leads to its first page: %s', (wanted) => {
  expect(returnPath('acme', wanted)).toBe('/p/acme');
});

test('LK07 a panel of the portal is a way back', () => {
  expect(returnPath('acme', '/p/acme/documents')).toBe('/p/acme/documents');
  expect(returnPath('acme', '/p/acme/documents/inv_123')).toBe('/p/acme/documents/inv_123');
  expect(returnPath('acme', undefined)).toBe('/p/acme');
});

test('DAY-26 only an address that the provider has verified names anybody', () => {
  expect(verifiedEmail({ sub: '1', email: 'a@x.example', email_verified: true })).toBe('a@x.example');
  expect(verifiedEmail({ sub: '1', email: 'a@x.example', email_verified: 'true' })).toBe('a@x.example');
  for (const email_verified of [undefined, false, 'false', 1]) {
    expect(verifiedEmail({ sub: '1', email: 'a@x.example', email_verified })).toBeUndefined();
  }
  expect(verifiedEmail({ sub: '1', email_verified: true })).toBeUndefined();
});
