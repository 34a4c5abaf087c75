import { expect, test } from 'vitest';
import type { FormField, FormGroup } from '../../../kit/ui/console/Form.tsx';
import type { Portal } from '../../portals/schema.ts';
import { BillingAddress, CustomerAccountChange, Limits, NewCustomerAccount } from '../schema.ts';
import { customerGroups, startOf } from './customer-fields.tsx';
import type { CustomersWords } from './words.ts';

/** What the API takes and the form does not ask, with the place that does. */
const elsewhere: Readonly<Record<string, string>> = {
  overrides: 'the customer’s page, “What they see”',
  features: 'the customer’s page, “What they see”',
  plugins: 'the customer’s page, “What they see”',
  parentId: 'the customer’s page, “Belongs to”',
  parentAccess: 'the customer’s page, “Belongs to”',
  generatePassword: 'the form of a person: “Make one and mail it”',
  mustChangePassword: 'goes with a password that is made',
};

const words = Object.assign((key: string) => key, { manner: { locale: 'en' } }) as unknown as CustomersWords;
const asked = (isNew: boolean): string[] => {
  const groups: readonly FormGroup[] = customerGroups({
    ...{ t: words, values: { status: 'active', portalId: '' }, portals: [], isNew },
    ...{ hasPassword: false, generate: null, agencies: true },
  });
  const fields = groups.flatMap((group) => group.fields.flat()) as (FormField | undefined)[];
  return fields.flatMap((field) => (field ? [field.name] : []));
};
const paths = (schema: { readonly entries: object }): string[] =>
  Object.keys(schema.entries).flatMap((name) =>
    name === 'billing'
      ? Object.keys(BillingAddress.entries).map((part) => `billing.${part}`)
      : name === 'limits'
        ? Object.keys(Limits.entries).map((part) => `limits.${part}`)
        : [name],
  );

test.each([
  ['made', true, NewCustomerAccount],
  ['changed', false, CustomerAccountChange],
] as const)(
  'CCM-5 a customer that is %s has the same fields in the form and in the API',
  (_, isNew, schema) => {
    const [form, api] = [asked(isNew), paths(schema)];
    expect(api.filter((name) => !form.includes(name) && !(name in elsewhere))).toEqual([]);
    expect(form.filter((name) => !api.includes(name))).toEqual([]);
    expect(Object.keys(startOf(undefined, undefined, []))).toEqual(expect.arrayContaining(form));
    expect(Object.keys(elsewhere).filter((name) => !api.includes(name))).toEqual([]);
  },
);

test.each([
  ['somebody new', true, false, ['username', 'email', 'password']],
  ['somebody with a password', false, true, ['username', 'email']],
  ['somebody who came by a first visit', false, false, []],
] as const)(
  'CCM-5 where a portal signs in by password, %s needs what signs in, and no more',
  (_, isNew, hasPassword, needed) => {
    const portals = [{ id: 'por_1', signIn: { password: true } }] as unknown as readonly Portal[];
    const groups: readonly FormGroup[] = customerGroups({
      ...{ t: words, values: { status: 'active', portalId: 'por_1' }, portals, isNew },
      ...{ hasPassword, generate: null, agencies: false },
    });
    const signIn = ['username', 'email', 'password'];
    const fields = groups.flatMap((group) => group.fields.flat()) as (FormField | undefined)[];
    expect(fields.flatMap((one) => (one?.need && signIn.includes(one.name) ? [one.name] : []))).toEqual([
      ...needed,
    ]);
  },
);
