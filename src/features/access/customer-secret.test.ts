import { expect, test } from 'vitest';
import { newCode, readCode } from '../../kit/common/code.ts';
import { isSecret, newSecret, readSecret } from './customer-secret.ts';

const guid = '3f2b8c1e-9d4a-4e6b-8a57-0c1d2e3f4a5b';

test.each([
  guid,
  guid.toUpperCase(),
  `{${guid}}`,
  guid.replaceAll('-', ''),
  ` ${guid.replaceAll('-', ' – ')} `,
])('CRY-15 a GUID is read however it is written: %s', (typed) => {
  expect(readSecret(typed)).toEqual({ secret: guid, format: 'guid' });
});

test('CRY-15 a short secret looks like a licence key, is typed forgivingly, and shows a slip of the pen', () => {
  const secret = newSecret('short');
  expect(secret).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(readSecret(secret.toLowerCase().replaceAll('-', ' '))).toEqual({ secret, format: 'short' });
  expect(readSecret((secret.startsWith('7') ? '8' : '7') + secret.slice(1))).toEqual({ wrong: 'typo' });
});

test('DAY-38 an access code and a customer secret are told apart by their shape', () => {
  for (let count = 0; count < 200; count++) {
    const code = newCode();
    expect([readCode(code).code, isSecret(code)]).toEqual([code, false]);
    for (const format of ['guid', 'short'] as const) {
      const secret = newSecret(format);
      expect([isSecret(secret), readCode(secret).wrong]).toEqual([true, 'shape']);
    }
  }
  for (const text of ['', 'hello', '123456', 'x'.repeat(500)]) expect(isSecret(text)).toBe(false);
});
