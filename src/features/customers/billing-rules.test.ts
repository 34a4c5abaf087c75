import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BillingField, type BillingFieldRules, FieldRule, portalDefaults } from '../portals/schema.ts';
import { billingParts, checkBilling, partRules, shownBilling } from './billing-rules.ts';
import { BillingAddress } from './schema.ts';

const all = (rule: FieldRule): BillingFieldRules =>
  Object.fromEntries(BillingField.options.map((field) => [field, rule])) as BillingFieldRules;
const empty = Object.fromEntries(
  Object.keys(BillingAddress.entries).map((part) => [part, '']),
) as BillingAddress;
const anna: BillingAddress = {
  ...empty,
  firstName: 'Anna',
  lastName: 'Berg',
  email: 'anna@example.com',
  street: 'Lindenweg',
  houseNumber: '4',
  postcode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const paths = (billing: Partial<BillingAddress>, rules: Partial<BillingFieldRules>) =>
  checkBilling(billing, { ...all('optional'), ...rules }).map(({ path, code }) => `${path} ${code}`);

test('BIL-26 the seven fields, and the one for e-invoices, speak of every part of the address, each once', () => {
  expect(Object.values(billingParts).flat().sort()).toEqual(Object.keys(BillingAddress.entries).sort());
  expect(BillingField.options).toHaveLength(8);
  expect(FieldRule.options).toEqual(['required', 'optional', 'hidden']);
});

test.each<[string, Partial<BillingFieldRules>, Partial<BillingAddress>, string[]]>([
  ['a required field that is empty', { company: 'required' }, anna, ['billing.company missing']],
  ['only spaces', { company: 'required' }, { ...anna, company: '  ' }, ['billing.company missing']],
  ['an optional field that is empty', { company: 'optional' }, anna, []],
  ['a hidden field that is given', { company: 'hidden' }, { company: 'Acme' }, ['billing.company hidden']],
  ['a hidden field given empty', { company: 'hidden' }, { company: '' }, ['billing.company hidden']],
  [
    'name means first and last name',
    { name: 'required' },
    { ...anna, lastName: '' },
    ['billing.lastName missing'],
  ],
  [
    'address means street, postcode, city, country',
    { address: 'required' },
    {},
    ['billing.street missing', 'billing.postcode missing', 'billing.city missing', 'billing.country missing'],
  ],
  ['a house number may be missing', { address: 'required' }, { ...anna, houseNumber: '' }, []],
  [
    'extra lines: the first is enough',
    { addressExtra: 'required' },
    { ...anna, addressLine1: 'c/o Blum' },
    [],
  ],
  [
    'three fields set three ways',
    { company: 'required', phone: 'optional', vatId: 'hidden' },
    { ...anna, vatId: 'DE1' },
    ['billing.company missing', 'billing.vatId hidden'],
  ],
])('BIL-25 %s', (_, rules, billing, refused) => {
  expect(paths(billing, rules)).toEqual(refused);
});

test('BIL-25 the rules a portal starts with take a plain address', () => {
  const { billingFields } = portalDefaults;
  expect(checkBilling(shownBilling(anna, billingFields), billingFields)).toEqual([]);
});

test('BIL-25 whatever the rules: what is shown is never refused as hidden, and a part is refused once at most', () => {
  const anyRules = fc.record(
    Object.fromEntries(BillingField.options.map((field) => [field, fc.constantFrom(...FieldRule.options)])),
  );
  const anyBilling = fc.record(
    Object.fromEntries(Object.keys(empty).map((part) => [part, fc.constantFrom('', ' ', 'x')])),
  );
  fc.assert(
    fc.property(anyRules, anyBilling, (rules, billing) => {
      const given = rules as unknown as BillingFieldRules;
      const shown = shownBilling(billing as unknown as BillingAddress, given);
      expect(
        Object.keys(shown).every((part) => partRules(given)[part as keyof BillingAddress] !== 'hidden'),
      ).toBe(true);
      const refused = checkBilling(shown, given);
      expect(refused.every(({ code }) => code === 'missing')).toBe(true);
      expect(new Set(refused.map(({ path }) => path)).size).toBe(refused.length);
    }),
  );
});
