import { expect, test } from 'vitest';
import { type BillingFieldRules, portalDefaults } from '../../portals/schema.ts';
import { countriesIn } from '../countries.ts';
import { changeOf, checkProfile, errorsFrom, shownFields } from './profile-form.ts';

const rules = portalDefaults.billingFields as BillingFieldRules;
const full = {
  firstName: 'Jana',
  lastName: 'Petersen',
  email: 'jana@petersen.example',
  street: 'Lindenallee',
  postcode: '24105',
  city: 'Kiel',
  country: 'DE',
};

test('a field that the portal hides is not in the form, an optional one is marked', () => {
  const shown = shownFields({ ...rules, phone: 'hidden', company: 'required' });
  expect(shown.find(({ field }) => field === 'phone')).toBeUndefined();
  expect(shown.find(({ field }) => field === 'company')?.optional).toBe(false);
  expect(shown.find(({ field }) => field === 'vatId')?.optional).toBe(true);
});

test.each([
  { name: 'a full address', values: full, errors: {} },
  { name: 'no name', values: { ...full, lastName: ' ' }, errors: { lastName: 'missing' } },
  {
    name: 'an e-mail address without its end',
    values: { ...full, email: 'jana@petersen' },
    errors: { email: 'wrong' },
  },
  {
    name: 'a street longer than is kept',
    values: { ...full, street: 'x'.repeat(121) },
    errors: { street: 'too-long' },
  },
  { name: 'an emptied name of the contact', values: { ...full, name: '' }, errors: { name: 'missing' } },
])('$name is checked before it is sent', ({ values, errors }) => {
  expect(checkProfile(values, rules)).toEqual(errors);
});

test('only what differs is sent, without spaces at its ends', () => {
  expect(changeOf(full, { ...full, city: ' Lübeck ' })).toEqual({ billing: { city: 'Lübeck' } });
  expect(changeOf(full, { ...full, city: 'Kiel ' })).toBeUndefined();
  expect(changeOf({ ...full, name: 'A', language: 'de' }, { ...full, name: 'B', language: 'fr' })).toEqual({
    name: 'B',
    language: 'fr',
  });
});

test('what the server refuses stands at the field it names', () => {
  expect(
    errorsFrom([
      { path: 'billing.email', code: 'email' },
      { path: 'billing.city', code: 'missing' },
      { path: 'somewhere.else', code: 'x' },
    ]),
  ).toEqual({ email: 'wrong', city: 'missing' });
});

test('every country is offered once, by its name in the language, in its order', () => {
  const german = countriesIn('de');
  expect(german).toHaveLength(249);
  expect(new Set(german.map(({ code }) => code)).size).toBe(249);
  expect(german.filter(({ code, name }) => code === name)).toEqual([]);
  const place = (code: string) => german.findIndex((country) => country.code === code);
  expect(place('AT')).toBeGreaterThan(place('NO')); // Ö is sorted with O, not behind Z
  expect(place('AT')).toBeLessThan(place('PL'));
});
