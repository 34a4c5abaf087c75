import { expect, test } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { ForgottenModel } from './forgotten-model.ts';

const asked = { marker: 'm', check: '123456', expiresAt: '2030-01-01T00:10:00Z' };

function setUp(more: Partial<ConstructorParameters<typeof ForgottenModel>[0]> = {}, before?: object) {
  let held: unknown = before;
  const calls: unknown[] = [];
  const model = new ForgottenModel({
    name: 'anna',
    now: () => Date.parse('2030-01-01T00:00:00Z'),
    kept: {
      read: <Value>() => held as Value | undefined,
      write: (value) => {
        held = value;
      },
      clear: () => {
        held = undefined;
      },
    },
    askReset: async (name) => {
      calls.push(['ask', name]);
      return asked;
    },
    completeReset: async (body) => void calls.push(['complete', body]),
    enter: async (credential) => void calls.push(['enter', credential]),
    ...more,
  });
  return { model, calls, held: () => held };
}
const refusal = (code: string) => new ApiError(code, { status: 401 });

test('CCM-43 name, then code and new password: whoever typed both is in', async () => {
  const { model, calls, held } = setUp();
  await model.submit();
  expect(model.asked.value).toMatchObject({ name: 'anna', check: '123456' });
  expect(held()).toMatchObject({ name: 'anna', marker: 'm' });
  await model.submit();
  expect(model.errors.value).toEqual({ code: 'missing', newPassword: 'missing' });
  model.type('code', 'k7wm-x3pd');
  model.type('newPassword', 'short');
  await model.submit();
  expect(model.errors.value).toEqual({ newPassword: 'short' });
  model.type('newPassword', 'long enough now');
  await model.submit();
  expect(calls).toEqual([
    ['ask', 'anna'],
    ['complete', { code: 'k7wm-x3pd', newPassword: 'long enough now', marker: 'm' }],
    ['enter', { username: 'anna', password: 'long enough now' }],
  ]);
  expect(held()).toBe(undefined);
});

test('CCM-43 a reload goes on at the code, with nothing secret kept', () => {
  const { model } = setUp({}, { ...asked, name: 'anna' });
  expect(model.asked.value).toBeDefined();
  expect(model.values.value).toEqual({ username: 'anna', code: '', newPassword: '' });
  const late = setUp({ now: () => Date.parse('2030-01-01T00:11:00Z') }, { ...asked, name: 'anna' });
  expect(late.model.asked.value).toBe(undefined);
});

test('CCM-43 a saved password with which nobody comes in is saved all the same', async () => {
  const { model } = setUp(
    { enter: () => Promise.reject(refusal('sign-in.refused')) },
    { ...asked, name: 'anna' },
  );
  model.type('code', 'k7wm-x3pd');
  model.type('newPassword', 'long enough now');
  await model.submit();
  expect(model.saved.value).toBe(true);
});

test.each([
  ['mailed-code.refused', 'refused'],
  ['mailed-code.over', 'over'],
  ['request.too-many', 'too-many'],
  ['something.new', 'failed'],
])('CCM-43 %s is said as %s', async (code, said) => {
  const { model } = setUp({ completeReset: () => Promise.reject(refusal(code)) }, { ...asked, name: 'anna' });
  model.type('code', 'x');
  model.type('newPassword', 'long enough now');
  await model.submit();
  expect(model.refusal.value).toBe(said);
});
