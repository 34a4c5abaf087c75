import { expect, test } from 'vitest';
import { migrations } from './migrations.ts';
import { transferKinds } from './transfer-kinds.ts';

/** Tables that leave with a vendor: in a table of the archive, among its files, or in the configuration. */
const travels = {
  customer: 'customers',
  contact: 'contacts',
  contract: 'contracts',
  document: 'invoices',
  number_series: 'number-series',
  file: 'invoices',
  payment: 'payments',
  payment_refund: 'payments',
  payment_method: 'payment-methods',
  balance_account: 'balance-accounts',
  contract_change: 'contract-changes',
  contract_charge: 'contract-charges',
  reminder: 'reminders',
  approval: 'approvals',
  domain: 'domains',
  usage_record: 'usage-records',
  product: 'products',
  licence: 'licences',
  machine: 'licences',
  tax_class: 'tax-classes',
  product_family: 'product-families',
  plan: 'plans',
  plan_variant: 'plan-variants',
  component: 'components',
  coupon: 'coupons',
  terms_document: 'terms-documents',
  custom_field: 'custom-fields',
  custom_value: 'custom-values',
  location: 'locations',
  installation: 'installations',
  ...Object.fromEntries(
    [
      ...['vendor', 'portal', 'plugin', 'signing_key', 'api_key', 'webhook_endpoint', 'tax_setting'],
      ...['letterhead', 'portal_oidc', 'mail_sender', 'payment_settings'],
    ].map((table) => [table, 'configuration']),
  ),
};

/** What stays where it is, and why; docs/import.md says the same to vendors. */
const stays: Readonly<Record<string, readonly string[]>> = {
  'secrets, codes and what opens a door': [
    ...['contact_login', 'second_factor', 'recovery_code', 'email_proof', 'access_code', 'mailed_code'],
    ...['customer_secret', 'personal_link', 'mailed_link', 'licence_signing_key'],
    ...['operator', 'operator_session', 'support_grant', 'support_use', 'login_as_ticket', 'sign_in_proof'],
    ...['payment_party', 'payment_setup', 'portal_session', 'used_token'],
  ],
  'orders and what was agreed to with them: what came of them travels': [
    ...['sales_order', 'order_step', 'order_session', 'order_counter', 'terms_version'],
    ...['terms_agreement', 'terms_file', 'terms_acceptance', 'sign_up', 'coupon_use', 'voucher'],
    ...['declaration', 'declaration_state', 'correction'],
    ...['freed_machine', 'vat_check', 'bank_statement', 'bank_statement_line'],
  ],
  'mails and the log of what happened here': [
    ...['mail', 'mail_attachment', 'document_mail', 'withheld_mail', 'mail_outage', 'invitation', 'invited'],
    ...['activity', 'activity_batch', 'webhook_delivery', 'webhook_attempt', 'payment_event'],
  ],
  'how a service works, made anew by the other one': [
    ...['outbox', 'idempotency', 'job', 'work', 'attempt', 'search_word', 'directory', 'service_value'],
    ...['refused_host', 'download', 'import_run', 'import_part', 'import_batch'],
    ...['import_error', 'import_file', 'export_run', 'export_part'],
  ],
};

test('DAY-36 every table leaves with its vendor, or is known to stay', () => {
  const made = [...JSON.stringify(migrations).matchAll(/create table (?:if not exists )?(\w+)/g)];
  const tables = [...new Set(made.map(([, name = '']) => name.replace(/_new$/, '')))];
  expect(tables.length).toBeGreaterThan(60);
  const known = new Set([...Object.keys(travels), ...Object.values(stays).flat()]);
  expect(tables.filter((name) => !known.has(name))).toEqual([]);
  const kinds = transferKinds.map(({ name }) => name);
  const named = new Set(Object.values(travels));
  expect([...named].filter((kind) => kind !== 'configuration' && !kinds.includes(kind))).toEqual([]);
  const apart = ['customer-parents', 'credit-notes', 'invoice-corrections'];
  expect(kinds.filter((kind) => !named.has(kind) && !apart.includes(kind))).toEqual([]);
});
