import { expect, test } from 'vitest';
import { findById } from './find-by-id.ts';

const { signal } = new AbortController();
const deskOf = (answers: Readonly<Record<string, unknown>>, scopes: readonly string[]) =>
  ({
    may: (scope: string) => scopes.includes(scope),
    api: {
      get: async (path: string) => {
        if (!(path in answers)) throw new Error('404');
        return answers[path];
      },
    },
  }) as unknown as Parameters<typeof findById>[0];
const customer = 'cus_01kaaaaaaaaaaaaaaaaaaaaaaa';
const intent = 'pi_3PgafyB7WZ01zgkW';

test('CRY-18 an id that is pasted from the payment provider opens its record', async () => {
  const desk = deskOf(
    {
      [`/api/v1/customers/${customer}`]: { id: customer },
      [`/api/v1/payments?search=${intent}&limit=1`]: { items: [{ id: 'pay_1' }] },
    },
    ['customers:read', 'payments:read'],
  );
  expect(await findById(desk, customer, signal)).toBe(`/customers/${customer}`);
  expect(await findById(desk, intent, signal)).toBe('/payments/pay_1');
  expect(await findById(desk, 'Anna', signal)).toBeUndefined();
  expect(await findById(desk, 'con_01kaaaaaaaaaaaaaaaaaaaaaaa', signal)).toBeUndefined();
  await expect(findById(desk, 'cus_01kbbbbbbbbbbbbbbbbbbbbbbb', signal)).rejects.toThrow();
});

test('CRY-18 what an operator may not read is not found for it', async () => {
  expect(await findById(deskOf({}, []), customer, signal)).toBeUndefined();
  expect(await findById(deskOf({}, []), intent, signal)).toBeUndefined();
});
