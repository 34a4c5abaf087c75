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
  use_record: 'usage-records',
  call_count: 'call-counts',
  call_setting: 'call-settings',
  call_reset: 'call-resets',
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
  logbook_entry: 'logbook-entries',
  site_document: 'site-documents',
  inspection: 'inspections',
  site_request: 'site-requests',
  site_file: 'site-files',
  site_period: 'site-periods',
  route: 'routes',
  package: 'packages',
  alert: 'alerts',
  ...Object.fromEntries(
    [
      ...[
        'vendor',
        'portal',
        'public_file',
        'word_set',
        'plugin',
        'signing_key',
        'api_key',
        'webhook_endpoint',
        'tax_setting',
      ],
      ...['letterhead', 'portal_oidc', 'mail_sender', 'payment_settings', 'text_gateway'],
      ...['branding', 'operator_policy', 'operator_oidc'],
    ].map((table) => [table, 'configuration']),
  ),
};

/** What stays where it is, and why; docs/import.md says the same to vendors. */
const stays: Readonly<Record<string, readonly string[]>> = {
  'secrets, codes and what opens a door': [
    ...['contact_login', 'second_factor', 'recovery_code', 'contact_proof', 'access_code', 'mailed_code'],
    ...[
      'customer_secret',
      'personal_link',
      'mailed_link',
      'licence_signing_key',
      'licence_transfer',
      'device_code',
    ],
    ...['operator_link', 'operator_app', 'operator_recovery_code', 'operator_passkey', 'operator_challenge'],
    ...['operator_invitation', 'operator_reset_asked', 'operator_reset'],
    ...['operator', 'operator_session', 'support_grant', 'support_use', 'login_as_ticket', 'sign_in_proof'],
    ...['calendar_feed', 'payment_party', 'payment_setup', 'portal_session', 'used_token'],
  ],
  'orders and what was agreed to with them: what came of them travels': [
    ...['sales_order', 'order_step', 'order_session', 'order_counter', 'terms_version'],
    ...['terms_agreement', 'terms_file', 'terms_acceptance', 'sign_up', 'coupon_use', 'voucher'],
    ...['declaration', 'declaration_state', 'correction'],
    ...[
      'freed_machine',
      'licence_refusal',
      'licence_notice',
      'licence_payment_event',
      'vat_check',
      'bank_statement',
      'bank_statement_line',
    ],
  ],
  'mails and the log of what happened here': [
    ...[
      'mail',
      'mail_attachment',
      'text_message',
      'document_mail',
      'withheld_mail',
      'mail_outage',
      'invitation',
      'invited',
      'team_invite',
      'deletion_request',
    ],
    ...[
      'portal_draft',
      'portal_version',
      'alert_firing',
      'activity',
      'activity_batch',
      'webhook_delivery',
      'webhook_attempt',
      'payment_event',
    ],
  ],
  'how a service works, made anew by the other one': [
    ...[
      'outbox',
      'idempotency',
      'job',
      'work',
      'attempt',
      'search_word',
      'directory',
      'service_value',
      'kept_file',
    ],
    ...[
      'use_metric',
      'use_sum',
      'use_billed',
      'use_view',
      'use_operator_view',
      'customer_filter',
      'use_view_mail',
      'portal_address',
    ],
    ...[
      'refused_host',
      'refused_request',
      'seen_host',
      'plugin_row',
      'domain_sighting',
      'download',
      'import_run',
      'import_part',
      'import_batch',
    ],
    ...['import_error', 'import_file', 'export_run', 'export_part'],
    ...['customer_export', 'customer_export_part', 'bulk_change', 'bulk_change_row'],
  ],
};

test('DAY-36 every table leaves with its vendor, or is known to stay', () => {
  const steps = JSON.stringify(migrations);
  const renamed = new Map(
    [...steps.matchAll(/alter table (\w+) rename to (\w+)/g)].map(([, a, b]) => [a, b]),
  );
  const made = [...steps.matchAll(/create table (?:if not exists )?(\w+)/g)];
  const tables = [
    ...new Set(made.map(([, name = '']) => (renamed.get(name) ?? name).replace(/_new$/, ''))),
  ].filter((name) => !steps.includes(`drop table ${name}"`) || steps.includes(`rename to ${name}"`));
  expect(tables.length).toBeGreaterThan(60);
  const known = new Set([...Object.keys(travels), ...Object.values(stays).flat()]);
  expect(tables.filter((name) => !known.has(name))).toEqual([]);
  const kinds = transferKinds.map(({ name }) => name);
  const named = new Set(Object.values(travels));
  expect([...named].filter((kind) => kind !== 'configuration' && !kinds.includes(kind))).toEqual([]);
  const apart = ['customer-parents', 'credit-notes', 'invoice-corrections'];
  expect(kinds.filter((kind) => !named.has(kind) && !apart.includes(kind))).toEqual([]);
});
