import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import en from './acts/messages/en.json' with { type: 'json' };
import { actsFor, customerActs, toldOf } from './customer-acts.ts';

/** Acts of which a customer reads nothing: the vendor's own, what is about no customer, and what only machines do. */
const vendorsOwn =
  /^(portal\.|branding\.|bulk-change\.|customer-filter\.|words\.|(logbook-entry|site-document|inspection)\.(updated|deleted)|inspection\.created|calendar-feed\.read|api-key\.|signing-key\.|vendor\.|operator|settings\.|text-gateway\.|tax-setting\.|test-clock\.|import\.|export\.|configuration\.|number-series\.|letterhead\.|mail|call-count\.|calls\.updated|domain-sighting\.deleted|usage-record\.|report-view\.|session\.refused|profile\.|plugin|customer\.(deleted|merged|erased|opened|vat-id)|sign-up\.(removed|rejected)|personal-link|oidc|terms\.(changed|updated)|webhook|portal-oidc|sub-account|access-code\.guessed-at|(product-family|plan|plan-variant|component|coupon|tax-class|custom-field|product|licence-signing-key)\.|licence\.(keys-read|expiring|payment-event)|terms-document\.|order\.(paid|paid-late|payment-mismatch|stuck|repaired|expired)|order-session\.|payments?-settings|payment\.(updated|deleted|mismatched)|payment-event|credit-note\.refunded|declaration\.|document\.|file\.|voucher-batch\.|voucher\.(read|voided)|approval\.updated|statement\.|invitation\.)/;

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
  const told = Object.entries(customerActs).flatMap(([action, { fields = {} }]) => [
    `activity.act.${action}`,
    ...Object.values(fields).map((name) => `activity.field.${name}`),
  ]);
  // None is missing, and none says what is never told.
  expect(Object.keys(en).sort()).toEqual([...new Set(told)].sort());
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
