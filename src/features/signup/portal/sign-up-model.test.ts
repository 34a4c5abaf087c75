import { expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { portalDefaults } from '../../portals/schema.ts';
import type { SignedUp, SignUpForm } from '../schema.ts';
import { SignUpModel, type SignUpSetting } from './sign-up-model.ts';
import { workFor } from './work.ts';

const form: SignUpForm = {
  ...{ ticket: 't1', waitMs: 3_000, workBits: null, kinds: ['customer'], currencies: [], fields: [] },
  billingFields: portalDefaults.billingFields as SignUpForm['billingFields'],
  ...{ terms: null, approval: false, customer: null },
};
const typed = {
  ...{ email: 'anna@blum.example', password: 'correct horse', firstName: 'Anna', lastName: 'Blum' },
  ...{ street: 'Hafenweg', postcode: '24103', city: 'Kiel', country: 'DE' },
};
const done = { state: 'open', customerId: 'cus_1' } as unknown as SignedUp;

function setting(change: Partial<SignUpSetting> = {}) {
  let draft: unknown;
  const waited: number[] = [];
  const base = {
    open: vi.fn(async () => form),
    send: vi.fn(async () => done),
    work: vi.fn(async () => '7'),
    wait: async (ms: number) => void waited.push(ms),
    now: () => 0,
    draft: {
      read: () => draft as never,
      write: (value: unknown) => {
        draft = value;
      },
      clear: () => {
        draft = undefined;
      },
    },
    invitation: undefined,
    language: 'en' as const,
    onStarted: vi.fn(),
    onDone: vi.fn(async () => {}),
    ...change,
  };
  return { base, waited, kept: () => draft };
}
async function filled(given: ReturnType<typeof setting>) {
  const model = new SignUpModel(given.base);
  await model.load();
  for (const [field, text] of Object.entries(typed)) model.type(field as never, text);
  return model;
}

test('a form that came with the document stands there at once; leave to send it is asked for behind it', async () => {
  const open = vi
    .fn(async () => form)
    .mockRejectedValueOnce(Object.assign(new Error('busy'), { code: 'service.busy' }));
  const { ticket: _, waitMs: __, workBits: ___, ...first } = form;
  const given = setting({ first, open });
  const model = new SignUpModel(given.base);
  expect(model.page.value).toBe('form');
  expect(open).not.toHaveBeenCalled();
  await model.load();
  expect(model.page.value).toBe('form');
  for (const [field, text] of Object.entries(typed)) model.type(field as never, text);
  await model.submit();
  expect(open).toHaveBeenCalledTimes(2);
  expect(given.base.send).toHaveBeenCalledWith(expect.objectContaining({ ticket: 't1' }));
  expect(given.waited).toEqual([3_000]);
});

test('what is missing is named in the order of the screen, and nothing is sent', async () => {
  const given = setting();
  const model = new SignUpModel(given.base);
  await model.load();
  await model.submit();
  expect(Object.keys(model.mistakes.value)).toEqual([
    ...['email', 'password', 'firstName', 'lastName', 'street', 'postcode', 'city', 'country'],
  ]);
  model.type('email', 'anna@blum.example');
  model.leave('email');
  expect(model.mistakes.value.email).toBeUndefined();
  expect(given.base.send).not.toHaveBeenCalled();
});

test('the form is sent once it may be, with work where it is asked for; the password is never kept', async () => {
  const given = setting({ open: vi.fn(async () => ({ ...form, workBits: 8 })) });
  const model = await filled(given);
  expect(given.base.onStarted).toHaveBeenCalledOnce();
  expect(given.kept()).not.toHaveProperty('password');
  await Promise.all([model.submit(), model.submit()]);
  expect(given.base.send).toHaveBeenCalledOnce();
  expect(given.base.send).toHaveBeenCalledWith(
    expect.objectContaining({ ticket: 't1', work: '7', billing: expect.objectContaining({ city: 'Kiel' }) }),
  );
  expect(given.waited).toEqual([3_000]);
  expect(given.base.onDone).toHaveBeenCalledWith(done);
  expect(given.kept()).toBeUndefined();
});

test('a ticket that grew old is replaced without the person noticing, once', async () => {
  const stale = vi.fn<SignUpSetting['send']>().mockRejectedValueOnce(new ApiError('sign-up.stale', {}));
  stale.mockResolvedValue(done);
  const given = setting({ send: stale });
  const model = await filled(given);
  await model.submit();
  expect(given.base.open).toHaveBeenCalledTimes(2);
  expect(given.base.onDone).toHaveBeenCalledOnce();
  const never = setting({ send: vi.fn().mockRejectedValue(new ApiError('sign-up.stale', {})) });
  const failing = await filled(never);
  await failing.submit();
  expect(failing.refusal.value).toBe('failed');
});

test.each([
  ['request.too-many', 'too-many'],
  ['offline', 'offline'],
  ['sign-up.suspicious', 'suspicious'],
  ['request.unexpected', 'failed'],
])('%s is told as %s, and what was typed stays', async (code, refusal) => {
  const given = setting({ send: vi.fn().mockRejectedValue(new ApiError(code, {})) });
  const model = await filled(given);
  await model.submit();
  expect(model.refusal.value).toBe(refusal);
  expect(model.values.value.city).toBe('Kiel');
  expect(model.sending.value).toBe(false);
});

test.each([
  ['sign-up.closed', 'closed'],
  ['sign-up.link-refused', 'link'],
])('%s is a page of its own', async (code, page) => {
  const given = setting({ open: vi.fn().mockRejectedValue(new ApiError(code, {})) });
  const model = new SignUpModel(given.base);
  await model.load();
  expect(model.page.value).toBe(page);
});

test('what the server refuses stands at its field', async () => {
  const fields = [{ path: 'password', code: 'weak', message: '' }];
  const given = setting({ send: vi.fn().mockRejectedValue(new ApiError('request.invalid', { fields })) });
  const model = await filled(given);
  await model.submit();
  expect(model.mistakes.value).toEqual({ password: 'weak' });
});

test('whoever waits for the vendor is told so', async () => {
  const given = setting({ send: vi.fn(async () => ({ state: 'pending' }) as SignedUp) });
  const model = await filled(given);
  await model.submit();
  expect(model.page.value).toBe('pending');
});

test('work that a browser found is enough for the server', async () => {
  const work = await workFor('ticket', 10);
  const hash = new Uint8Array(
    await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`ticket.${work}`)),
  );
  expect(hash[0]).toBe(0);
  expect((hash[1] as number) >> 6).toBe(0);
});
