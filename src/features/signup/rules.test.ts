import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { portalDefaults, signUpDefaults } from '../portals/schema.ts';
import {
  billingOf,
  checkSignUp,
  customerNameOf,
  labelOf,
  maskedEmail,
  personOf,
  termsAreDue,
  userNameOf,
  zeroBits,
} from './rules.ts';

const address = { street: 'Hafenweg', postcode: '24103', city: 'Kiel', country: 'DE' };
const given = {
  email: 'anna@blum.example',
  billing: { firstName: 'Anna', lastName: 'Blum', ...address },
  answers: {},
};
const portal = {
  billingFields: portalDefaults.billingFields as never,
  signUp: { ...signUpDefaults, customers: true },
};
const size = { id: 'size', label: { en: 'Size' }, required: true };

test.each([
  { name: 'nothing, where all is there', wanted: given, at: portal, terms: null, wrong: [] },
  {
    name: 'a required field that is empty',
    ...{ wanted: { ...given, billing: { ...given.billing, city: ' ' } }, at: portal, terms: null },
    wrong: ['billing.city'],
  },
  {
    name: 'a person without any name, where the address asks for none',
    wanted: { ...given, billing: address },
    at: { ...portal, billingFields: { ...portalDefaults.billingFields, name: 'hidden' } as never },
    terms: null,
    wrong: ['name'],
  },
  {
    name: 'a choice of currencies that was not made',
    ...{ wanted: given, at: { ...portal, signUp: { ...portal.signUp, currencies: ['EUR', 'CHF'] } } },
    ...{ terms: null, wrong: ['currency'] },
  },
  {
    name: 'a currency that is not offered',
    ...{ wanted: { ...given, currency: 'JPY' }, at: portal, terms: null, wrong: ['currency'] },
  },
  {
    name: 'a question without an answer, and an answer without a question',
    wanted: { ...given, answers: { colour: 'red' } },
    ...{ at: { ...portal, signUp: { ...portal.signUp, fields: [size] } }, terms: null },
    wrong: ['answers.size', 'answers.colour'],
  },
  {
    name: 'terms that were not ticked',
    ...{ wanted: given, at: portal, terms: 'trm_1', wrong: ['acceptedTerms'] },
  },
  {
    name: 'other terms than those in force',
    ...{ wanted: { ...given, acceptedTerms: 'trm_0' }, at: portal, terms: 'trm_1', wrong: ['acceptedTerms'] },
  },
])('a sign-up is refused for $name', ({ wanted, at, terms, wrong }) => {
  expect(checkSignUp(wanted as never, at as never, terms).map(({ path }) => path)).toEqual(wrong);
});

test('bills go to the address of the account, unless another is given or the portal takes none', () => {
  const rules = portalDefaults.billingFields as never;
  expect(billingOf(given, rules)).toMatchObject({ email: 'anna@blum.example' });
  expect(billingOf({ ...given, billing: { email: 'bills@blum.example' } }, rules)).toMatchObject({
    email: 'bills@blum.example',
  });
  expect(billingOf(given, { ...portalDefaults.billingFields, email: 'hidden' } as never)).toEqual(
    given.billing,
  );
});

test('a customer is called by its company, else by the person', () => {
  expect(customerNameOf({ ...given, billing: { company: 'Blum GmbH', ...given.billing } })).toBe('Blum GmbH');
  expect(customerNameOf(given)).toBe('Anna Blum');
  expect(personOf({ name: 'A. Blum', billing: {} })).toBe('A. Blum');
});

test.each([
  ['Anna Blum', 'anna-blum-7kq2ab'],
  ['Jörg Weiß', 'joerg-weiss-7kq2ab'],
  ['Élodie  d’Arc', 'elodie-d-arc-7kq2ab'],
  ['李雷', 'user-7kq2ab'],
])('%s is given the user name %s', (person, name) => {
  expect(userNameOf(person, '7kq2ab')).toBe(name);
});

test('work is done when the hash begins with enough zero bits', () => {
  expect(zeroBits(new Uint8Array([0, 0b0001_0000]))).toBe(11);
  expect(zeroBits(new Uint8Array([255]))).toBe(0);
  expect(zeroBits(createHash('sha256').update('x').digest())).toBeLessThan(20);
});

test.each([
  { dueOn: null, today: '2027-01-01', due: true },
  { dueOn: '2027-01-02', today: '2027-01-02', due: false },
  { dueOn: '2027-01-02', today: '2027-01-03', due: true },
])('terms due on $dueOn are due on $today: $due', ({ dueOn, today, due }) => {
  expect(termsAreDue({ dueOn }, today)).toBe(due);
});

test('a question is put in the language spoken, else in the portal’s own, else in any', () => {
  expect(labelOf({ en: 'Size', de: 'Größe' }, ['de', 'en'])).toBe('Größe');
  expect(labelOf({ en: 'Size' }, ['fr', 'en'])).toBe('Size');
  expect(labelOf({ nl: 'Maat' }, ['fr', 'en'])).toBe('Maat');
});

test('an address is shown to whoever knows it, and to nobody else', () => {
  expect(maskedEmail('anna@blum.example')).toBe('a…@blum.example');
});
