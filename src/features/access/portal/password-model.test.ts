import { expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { type PasswordCredential, PasswordModel } from './password-model.ts';

const model = (enter: (credential: PasswordCredential) => Promise<void>) =>
  new PasswordModel({ enter, name: '' });

test('CON-26 nothing is sent while a field is empty', async () => {
  const enter = vi.fn(async () => {});
  const form = model(enter);
  await form.submit();
  expect(form.errors.value).toEqual({ username: 'missing', password: 'missing' });
  form.type('username', 'anna');
  expect(form.errors.value.username).toBeUndefined();
  await form.submit();
  expect(form.errors.value).toEqual({ password: 'missing' });
  expect(enter).not.toHaveBeenCalled();
});

test.each([
  { code: 'sign-in.refused', says: 'refused' },
  { code: 'sign-in.password-expired', says: 'expired' },
  { code: 'request.too-many', says: 'too-many' },
  { code: 'service.busy', says: 'busy' },
  { code: 'offline', says: 'offline' },
  { code: 'server', says: 'failed' },
  { code: 'something.new', says: 'failed' },
])('CON-26 a refusal is told as what it is: $code', async ({ code, says }) => {
  const form = model(async () => {
    throw new ApiError(code);
  });
  form.type('username', 'anna');
  form.type('password', 'words');
  await form.submit();
  expect(form.refusal.value).toBe(says);
  expect(form.entering.value).toBe(false);
  expect(form.values.value).toMatchObject({ username: 'anna', password: 'words' });
});

test('CON-26 what no password can be is a wrong password', async () => {
  const form = model(async () => {
    throw new ApiError('request.invalid', {
      fields: [{ path: 'password', code: 'max_length', message: '' }],
    });
  });
  form.type('username', 'anna');
  form.type('password', 'x');
  await form.submit();
  expect(form.refusal.value).toBe('refused');
});

test('CON-29 a password for the first time asks for another one, and goes in with both', async () => {
  const enter = vi.fn(async ({ newPassword }: PasswordCredential) => {
    if (newPassword === undefined) throw new ApiError('sign-in.must-change');
    if (newPassword === 'anna.blum') {
      throw new ApiError('request.invalid', {
        fields: [{ path: 'newPassword', code: 'weak', message: '' }],
      });
    }
  });
  const form = model(enter);
  form.type('username', 'anna.blum');
  form.type('password', 'first-words');
  await form.submit();
  expect(form.step.value).toBe('new-password');
  for (const [text, mistake] of [
    ['', 'missing'],
    ['short', 'short'],
    ['first-words', 'same'],
    ['anna.blum', 'weak'],
  ] as const) {
    form.type('newPassword', text);
    await form.submit();
    expect(form.errors.value).toEqual({ newPassword: mistake });
  }
  form.type('newPassword', 'my own words');
  await form.submit();
  expect(form.errors.value).toEqual({});
  expect(enter).toHaveBeenLastCalledWith({
    username: 'anna.blum',
    password: 'first-words',
    newPassword: 'my own words',
  });
  form.restart();
  expect(form.values.value).toEqual({ username: 'anna.blum', password: '', otp: '', newPassword: '' });
});

test('CON-26 a second click while it works sends nothing more', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const enter = vi.fn(() => promise);
  const form = model(enter);
  form.type('username', 'anna');
  form.type('password', 'words');
  const first = form.submit();
  await form.submit();
  resolve();
  await first;
  expect(enter).toHaveBeenCalledTimes(1);
});

test('CCM-43 the code of an app is asked for behind the password, and a wrong one is said at its field', async () => {
  const codes = ['sign-in.second-factor', 'sign-in.otp-refused', undefined];
  const sent: PasswordCredential[] = [];
  let kept: unknown;
  const form = new PasswordModel({
    name: '',
    keptOtp: {
      read: <Value>() => kept as Value | undefined,
      write: (value) => {
        kept = value;
      },
      clear: () => {
        kept = undefined;
      },
    },
    enter: async (credential) => {
      sent.push(credential);
      const code = codes.shift();
      if (code) throw new ApiError(code, { status: 403 });
    },
  });
  form.type('username', 'anna');
  form.type('password', 'words');
  await form.submit();
  expect(form.asksOtp.value).toBe(true);
  expect(kept).toBe('anna');
  await form.submit();
  expect(form.errors.value).toEqual({ otp: 'missing' });
  form.type('otp', '000000');
  await form.submit();
  expect(form.errors.value).toEqual({ otp: 'wrong' });
  expect(form.values.value).toMatchObject({ username: 'anna', password: 'words', otp: '' });
  form.type('otp', '123456');
  await form.submit();
  expect(sent.at(-1)).toEqual({ username: 'anna', password: 'words', otp: '123456' });
  expect(kept).toBe(undefined);
});

test('CCM-43 after a reload both fields stand there for whoever was asked, with nothing secret kept', () => {
  const read = <Value>() => 'anna' as Value;
  const keptOtp = { read, write() {}, clear() {} };
  const form = new PasswordModel({ enter: async () => {}, name: 'anna', keptOtp });
  expect(form.asksOtp.value).toBe(true);
  form.type('username', 'ben');
  expect(form.asksOtp.value).toBe(false);
});
