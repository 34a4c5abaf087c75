import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actsFor, customerActs, toldOf } from './customer-acts.ts';
import en from './messages/en.json' with { type: 'json' };

/** Acts of which a customer reads nothing: the vendor's own, what is about no customer, and what only machines do. */
const vendorsOwn =
  /^(portal\.|api-key\.|signing-key\.|vendor\.|operator|settings\.|tax-setting\.|test-clock\.|import\.|export\.|configuration\.|number-series\.|letterhead\.|mail|usage-record\.|session\.refused|profile\.|plugin|customer\.(deleted|merged|erased|opened|vat-id)|sign-up\.(removed|rejected)|personal-link|oidc|terms\.(changed|updated)|webhook|portal-oidc|sub-account|access-code\.guessed-at|(product-family|plan|plan-variant|component|coupon|tax-class|custom-field|product|licence-signing-key)\.|licence\.keys-read|terms-document\.|order\.(paid|paid-late|payment-mismatch|stuck|repaired|expired)|order-session\.|payments?-settings|payment\.(updated|deleted|mismatched)|payment-event|declaration\.|document\.|voucher-batch\.|voucher\.(read|voided)|approval\.updated|statement\.|invitation\.)/;

test('CON-30 every act is either told to the customer or the vendor’s own', () => {
  const console = JSON.parse(readFileSync('src/apps/console/messages/en.json', 'utf8')) as Record<
    string,
    string
  >;
  const all = Object.keys(console)
    .filter((key) => key.startsWith('act.'))
    .map((key) => key.slice('act.'.length));
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter((action) => !customerActs[action] && !vendorsOwn.test(action))).toEqual([]);
  expect(Object.keys(customerActs).filter((action) => vendorsOwn.test(action))).toEqual([]);
});

test('CON-30 each act and each field that is told has words', () => {
  const words = new Set(Object.keys(en));
  for (const [action, { fields = {} }] of Object.entries(customerActs)) {
    expect(words, action).toContain(`activity.act.${action}`);
    for (const name of Object.values(fields)) expect(words, name).toContain(`activity.field.${name}`);
  }
});

test('CON-30 what the vendor keeps to itself is not told, not even that there was something', () => {
  expect(toldOf('contact.updated', ['privateNotes'])).toBeUndefined();
  expect(toldOf('contact.updated', ['privateNotes', 'email'])).toEqual(['email']);
  expect(toldOf('customer.updated', ['overrides', 'limits'])).toBeUndefined();
  expect(toldOf('customer.updated', ['billing.street', 'billing.city'])).toEqual(['billing']);
  expect(toldOf('contract.updated', ['title'])).toEqual([]);
  expect(toldOf('mail.resent', [])).toBeUndefined();
  expect(actsFor(['contracts'])).not.toContain('invoice.created');
  expect(actsFor(['documents'])).toContain('invoice.created');
});
