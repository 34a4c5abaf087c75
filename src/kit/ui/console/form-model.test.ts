import { expect, test, vi } from 'vitest';
import { ApiError } from '../../browser/api-error.ts';
import { changedValues, createForm, type FormOptions, nested } from './form-model.ts';

const kept = () => {
  const values = new Map<string, unknown>();
  return {
    values,
    read: <Value>(key: string) => values.get(key) as Value | undefined,
    write: (key: string, value: unknown) => void values.set(key, value),
    remove: (key: string) => void values.delete(key),
  };
};

const form = (change: Partial<FormOptions> = {}) => {
  const save = vi.fn(async () => {});
  const made = createForm({
    start: { name: '', 'billing.city': '', password: '' },
    names: () => ['name', 'billing.city', 'password'],
    check: (name, values) => (name === 'name' && values[name] === '' ? 'Enter a name' : undefined),
    said: ({ path, code }) => `${path} ${code}`,
    save,
    ...change,
  });
  return { made, save };
};

test('nothing is saved while something is missing, and the mistake goes when it is mended', async () => {
  const { made, save } = form();
  await made.submit();
  expect(save).not.toHaveBeenCalled();
  expect(made.errors.value).toEqual({ name: 'Enter a name' });
  made.set('name', 'Anna');
  expect(made.errors.value).toEqual({});
  await made.submit();
  expect(save).toHaveBeenCalledTimes(1);
});

test('what the server refuses stands at its field; what belongs to none is said above the button', async () => {
  const refuse = (path: string) => async () => {
    throw new ApiError('request.invalid', { status: 422, fields: [{ path, code: 'email', message: '' }] });
  };
  const at = form({ save: refuse('billing.city') }).made;
  at.set('name', 'Anna');
  await at.submit();
  expect(at.errors.value).toEqual({ 'billing.city': 'billing.city email' });
  expect(at.failure.value).toBeUndefined();
  const none = form({ save: refuse('elsewhere') }).made;
  none.set('name', 'Anna');
  await none.submit();
  expect(none.failure.value).toBeInstanceOf(ApiError);
});

test('what was typed outlives a reload, passwords never do, and saving leaves nothing behind', async () => {
  const store = kept();
  const draft = { store, key: 'form', secret: new Set(['password']) };
  const first = form({ draft }).made;
  first.set('name', 'Anna');
  first.set('password', 'secret');
  expect(store.values.get('form')).toEqual({ name: 'Anna' });
  const again = form({ draft }).made;
  expect(again.values.value).toMatchObject({ name: 'Anna', password: '' });
  expect(again.resumed.value).toBe(true);
  await again.submit();
  expect(store.values.size).toBe(0);
});

test('paths become nested objects, and a change names only what differs', () => {
  expect(nested({ name: 'A', 'billing.city': 'Kiel', 'billing.street': 'X' })).toEqual({
    name: 'A',
    billing: { city: 'Kiel', street: 'X' },
  });
  expect(changedValues({ a: '1', b: ['x'] }, { a: '1', b: ['x', 'y'] })).toEqual({ b: ['x', 'y'] });
});

test('a form that is drawn anew by its own saving has nothing left over', () => {
  const store = kept();
  const draft = { store, key: 'form', secret: new Set<string>() };
  form({ draft }).made.set('name', 'Anna');
  const anew = form({ draft, start: { name: 'Anna', 'billing.city': '', password: '' } }).made;
  expect([anew.resumed.value, anew.values.value['name']]).toEqual([false, 'Anna']);
});
