import { alertsKind } from '../../features/alerts/server/kind.ts';
import { approvalsKind } from '../../features/approvals/server/kind.ts';
import { contractChangesKind } from '../../features/billing/server/kinds.ts';
import { contractsKind } from '../../features/contracts/server/kind.ts';
import { contactsKind } from '../../features/customers/server/contacts-kind.ts';
import { customersKind } from '../../features/customers/server/customers-kind.ts';
import { creditNotesKind, invoicesKind } from '../../features/documents/server/kinds.ts';
import { callResetsKind } from '../../features/domains/server/call-kinds.ts';
import { countsKind, domainsKind } from '../../features/domains/server/kinds.ts';
import { ownValueColumns, ownValues } from '../../features/fields/server/own-values.ts';
import { licencesKind } from '../../features/licences/server/licences-kind.ts';
import { packagesKind } from '../../features/packages/server/kind.ts';
import { balanceAccountsKind } from '../../features/payments/server/accounts-kind.ts';
import { paymentsKind } from '../../features/payments/server/kind.ts';
import { methodsKind } from '../../features/payments/server/methods-kind.ts';
import { remindersKind } from '../../features/reminders/server/kind.ts';
import { routesKind } from '../../features/routes/server/kind.ts';
import { installationsKind } from '../../features/sites/server/installations-kind.ts';
import { locationsKind } from '../../features/sites/server/locations-kind.ts';
import { siteRecordKinds } from '../../features/sites/server/record-kinds.ts';
import { type OwnKind, ownActivity, ownKind } from '../../features/transfer/server/own-data-kinds.ts';
import { usageRecordsKind } from '../../features/usage/server/kind.ts';
import type { AnyKind } from '../../kit/server/transfer/kind.ts';

const made = ['id', 'createdAt', 'updatedAt'];
const billing = [
  ...['company', 'firstName', 'lastName', 'email', 'street', 'houseNumber', 'postcode', 'city', 'state'],
  ...['country', 'addressLine1', 'addressLine2', 'phone', 'vatId', 'buyerReference', 'eInvoiceAddress'],
  ...['emailCc', 'invoiceFormat'],
].map((name) => `billing.${name}`);
const printed = [
  ...['id', 'createdAt', 'contractId', 'number', 'title', 'issuedOn', 'period', 'currency', 'gross', 'net'],
  ...['tax', 'taxes', 'lines', 'pricesIncludeTax', 'status', 'paidOn', 'seller', 'buyer', 'taxReason'],
  ...['notes', 'purchaseOrder', 'deliverTo', 'language', 'file'],
];
const place = ['locationId', 'installationId'];
const site = (name: string): AnyKind => siteRecordKinds.find((kind) => kind.name === name) as AnyKind;

/** A vendor's own fields are read whole: nobody has many. */
const valuesOf = (panel: 'profile' | 'contracts', of: 'customer' | 'contract'): OwnKind => ({
  ...{
    panel,
    name: `${of}-fields`,
    about: `What further fields say of the ${of}.`,
    columns: ownValueColumns,
  },
  count: async (db, vendorId, customerId = '') => (await ownValues(db, vendorId, customerId, of)).length,
  page: async (db, vendorId, after, _limit, customerId = '') =>
    after === undefined ? ownValues(db, vendorId, customerId, of) : [],
});

/**
 * Everything of a customer that it may take along, and which columns. Left out on purpose: what the vendor notes for its
 * staff or calls things in its own systems, licence keys and the secrets of routes, names at payment providers.
 */
export const ownDataKinds: readonly OwnKind[] = [
  ownKind('profile', customersKind, 'The account and its billing address.', [
    ...[...made, 'name', 'number', 'status', 'language', 'kind', 'currency'],
    ...[...billing, 'limits.calls', 'limits.domains', 'limits.noLabel'],
  ]),
  ownKind('profile', contactsKind, 'The people of the account.', [
    ...[
      ...made,
      'name',
      'username',
      'email',
      'phone',
      'mobile',
      'type',
      'role',
      'rights',
      'active',
      'language',
    ],
    ...['publicNotes', 'emailVerified', 'mobileVerified', 'allowedAddresses', 'domainIds'],
  ]),
  valuesOf('profile', 'customer'),
  ownKind('contracts', contractsKind, 'Contracts with what is booked and the terms agreed.', [
    ...[
      ...made,
      'number',
      'title',
      'startsOn',
      'endsOn',
      'cancelledAt',
      'terms.minimumTerm',
      'terms.renewal',
    ],
    ...['terms.notice', 'terms.noticeTo', 'items', 'billingPeriod', 'tax.included', 'tax.percent'],
    ...['nextChargeOn', 'purchaseOrder', 'deliverTo', 'billedUntil', 'withdrawalUntil', 'agreed', 'pauses'],
  ]),
  ownKind('contracts', contractChangesKind, 'What was changed of contracts.', [
    ...['id', 'contractId', 'state', 'direction', 'effectiveOn', 'before', 'after', 'createdAt', 'appliedAt'],
  ]),
  valuesOf('contracts', 'contract'),
  ownKind('documents', invoicesKind, 'Invoices.', [
    ...[...printed, 'dueOn', 'prepaid', 'reminderLevel', 'remindedOn', 'reminderFees'],
  ]),
  ownKind('documents', creditNotesKind, 'Credit notes.', [...printed, 'invoiceId']),
  ownKind('documents', remindersKind, 'Reminders of invoices.', [
    ...['id', 'invoiceId', 'level', 'issuedOn', 'payUntil', 'openAmount', 'fee', 'fees', 'currency', 'text'],
  ]),
  ownKind('payments', paymentsKind, 'Payments.', [
    ...[...made, 'invoiceId', 'kind', 'status', 'amount', 'refunded', 'description', 'reference'],
    ...['completedAt', 'purpose', 'surcharge'],
  ]),
  ownKind('payments', methodsKind, 'Stored ways to pay.', ['id', 'brand', 'last4', 'goodUntil', 'holder']),
  ownKind('payments', balanceAccountsKind, 'What is agreed of the balance.', [
    ...['currency', 'debitLimit', 'level', 'automatic', 'createdAt'],
  ]),
  ownKind('approvals', approvalsKind, 'What was put before the account to approve.', [
    ...['id', 'texts', 'state', 'dueOn', 'approved', 'createdAt'],
  ]),
  ownKind('licences', licencesKind, 'Licences with the machines on which they run.', [
    ...[...made, 'productId', 'contractId', 'kind', 'mode', 'machineLimit', 'expiresAt', 'renews', 'blocked'],
    ...['entitlements', 'machines'],
  ]),
  ownKind('domains', domainsKind, 'Domains.', [...made, 'host', 'origin']),
  ownKind('domains', countsKind, 'Calls by month.', [...made, 'domainId', 'metric', 'month', 'quantity']),
  ownKind('domains', callResetsKind, 'Counts that were set back to zero.', [
    'id',
    'month',
    'calls',
    'createdAt',
  ]),
  ownKind('usage', usageRecordsKind, 'What was used, one by one.', [
    ...['id', 'metric', 'at', 'quantity', 'licenceId', 'contractId', 'domainId', 'call.from', 'call.to'],
    ...['call.direction', 'call.seconds', 'call.billedSeconds', 'call.disposition', 'call.destination'],
  ]),
  ownKind('sites', locationsKind, 'Locations.', [
    ...made,
    ...locationsKind.columns.map(({ name }) => name).filter((name) => /^(name|number|address)/.test(name)),
  ]),
  ownKind('sites', installationsKind, 'Installations at the locations.', [
    ...[...made, 'locationId', 'name', 'kind', 'serialNumber', 'installedOn'],
  ]),
  ownKind('sites', site('logbook-entries'), 'The logbook.', [
    ...made,
    ...place,
    'kind',
    'happenedOn',
    'text',
    'by',
  ]),
  ownKind('sites', site('inspections'), 'Inspections.', [
    ...made,
    ...place,
    'name',
    'everyMonths',
    'dueOn',
    'lastDoneOn',
  ]),
  ownKind('sites', site('site-documents'), 'Work orders and certificates.', [
    ...[...made, ...place, 'kind', 'number', 'title', 'issuedOn', 'validUntil', 'state', 'file'],
  ]),
  ownKind('sites', site('site-requests'), 'Faults reported and visits asked for.', [
    ...[...made, ...place, 'text', 'wantedOn', 'wantedTime', 'phone', 'state', 'answer', 'plannedOn'],
  ]),
  ownKind('sites', site('site-files'), 'Photos and papers of the logbook and of requests.', [
    ...['id', 'createdAt', 'entryId', 'requestId', 'file'],
  ]),
  ownKind('routes', routesKind, 'Numbers, users and routes.', [
    ...[...made, 'kind', 'value', 'destination', 'priority', 'weight', 'active', 'note'],
  ]),
  ownKind('packages', packagesKind, 'Packages.', [
    ...[
      ...made,
      'name',
      'unit',
      'included',
      'used',
      'startsOn',
      'endsOn',
      'renews',
      'price',
      'active',
      'note',
    ],
  ]),
  ownKind('alerts', alertsKind, 'Alerts.', [
    ...[
      ...made,
      'metric',
      'unit',
      'threshold',
      'currency',
      'recipients',
      'mostOften',
      'mutedUntil',
      'active',
    ],
    'lastFiredAt',
  ]),
  ownActivity,
];
