import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { BilledBy } from '../agreed.ts';
import { checkContract } from '../rules.ts';
import { ContractId, type ContractTerms, NewContract, NoticeTo } from '../schema.ts';
import { inUtc, startContract } from './store.ts';
import { toContractRow, toStored } from './table.ts';

const columns: readonly Column[] = [
  ...idColumns('contract', 'ctr'),
  {
    ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
    doc: 'The customer: your own id, or ours. A contract stays with its customer.',
  },
  { name: 'number', type: 'text', empty: null, doc: 'As printed on letters.', example: 'V-2024-118' },
  {
    name: 'title',
    type: 'text',
    required: true,
    doc: 'What was agreed, in one line.',
    example: 'Ökostrom 24',
  },
  { name: 'startsOn', type: 'day', required: true, doc: 'First day.', example: '2024-03-01' },
  {
    name: 'endsOn',
    type: 'day',
    empty: null,
    doc: 'Last day; empty while it goes on.',
    example: '2026-02-28',
  },
  {
    ...{ name: 'cancelledAt', type: 'instant', empty: null, example: '2025-11-12T10:02:00Z' },
    doc: 'When it was cancelled.',
  },
  {
    ...{ name: 'terms.minimumTerm', type: 'period', empty: null, example: '24 months' },
    doc: 'First length; empty where it may end at any time with notice.',
  },
  {
    ...{ name: 'terms.renewal', type: 'period', empty: null, example: '12 months' },
    doc: 'What it renews by after that; empty: it runs on open-ended.',
  },
  { name: 'terms.notice', type: 'period', empty: null, doc: 'Length of notice.', example: '1 month' },
  {
    ...{ name: 'terms.noticeTo', type: 'choice', choices: NoticeTo.options, empty: null, example: 'month' },
    doc: 'What notice goes to the end of; empty: it counts by itself.',
  },
  {
    ...{ name: 'items', type: 'json', required: true },
    doc: 'What is booked: a list of kind, title, quantity, unit and unitPrice in the smallest unit; of usage also metered, with what one costs exactly.',
    example:
      '[{"kind":"plan","title":"Ökostrom 24","quantity":1,"unitPrice":{"amount":11840,"currency":"EUR"}}]',
  },
  {
    name: 'billingPeriod',
    type: 'period',
    required: true,
    doc: 'How often it is billed.',
    example: '1 month',
  },
  { name: 'tax.included', type: 'boolean', doc: 'Whether the prices hold the tax.', example: 'true' },
  { name: 'tax.percent', type: 'number', doc: 'Rate of the tax.', example: '19' },
  { name: 'nextChargeOn', type: 'day', empty: null, doc: 'Day of the next charge.', example: '2026-04-01' },
  {
    ...{ name: 'purchaseOrder', type: 'text', empty: null, example: '4500012345' },
    doc: 'The customer’s own number of it, as its invoices print it.',
  },
  {
    ...{ name: 'deliverTo', type: 'json', empty: null },
    doc: 'Where it is delivered to, if that is not where its invoices go.',
    example: '{"name":"Lager Nord","street":"Hafenweg 3","postcode":"24103","city":"Kiel","country":"DE"}',
  },
  {
    ...{ name: 'billing', type: 'choice', choices: BilledBy.options, empty: null, example: 'elsewhere' },
    doc: 'Who makes its invoices; empty: as the portal says.',
  },
  {
    ...{ name: 'billingFrom', type: 'day', empty: null, example: '2024-03-01' },
    doc: 'First day of the first billing period, from which all others are counted; empty: the next charge.',
  },
  {
    ...{ name: 'billedUntil', type: 'day', empty: null, example: '2026-03-31' },
    doc: 'Last day up to which invoices were made; empty: none yet.',
  },
  {
    ...{ name: 'paymentMethodId', type: 'text', empty: null, example: 'pmt_01k0000000000000000000000' },
    doc: 'The stored way to pay; empty: the customer’s usual one.',
  },
  {
    ...{ name: 'termsFrom', type: 'day', empty: null, example: '2025-03-01' },
    doc: 'First day of the terms, where a change agreed them anew; empty: the first day of the contract.',
  },
  {
    ...{ name: 'withdrawalUntil', type: 'day', empty: null, example: '2024-03-15' },
    doc: 'Last day on which the customer may withdraw; empty: not, or not known.',
  },
  {
    ...{ name: 'agreed', type: 'json', empty: null, example: '' },
    doc: 'What was ordered at which prices, as an export writes it; empty: the prices of the items hold.',
  },
  {
    ...{ name: 'pauses', type: 'json', example: '[]' },
    doc: 'Days on which it rests: a list of id, from, until, billedPercent and settled.',
  },
];

/** An empty cell says `null` where the API may leave the field out: both mean the same, and none is a change. */
function termsOf({ noticeTo, ...terms }: ContractTerms, before?: ContractTerms): ContractTerms {
  if (noticeTo) return { ...terms, noticeTo };
  return before && 'noticeTo' in before ? { ...terms, noticeTo: null } : terms;
}

/** Contracts as they are moved in and out. */
export const contractsKind = tableKind({
  name: 'contracts',
  about: 'A contract of a customer, with what is booked and the terms agreed at signature.',
  columns,
  independent: true,
  schema: movable(NewContract, ContractId),
  after: ['customers'],
  table: 'contract',
  prefix: 'ctr',
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true }],
  fromRow: toStored,
  toRow: toContractRow,
  create: (wanted, made) =>
    inUtc(startContract({ ...wanted, ...(wanted.terms && { terms: termsOf(wanted.terms) }) }, made)),
  change: (before, { id: _, externalId: __, createdAt: ___, ...change }) => {
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const terms = change.terms && { terms: termsOf(change.terms, before.terms) };
    return inUtc({ ...before, ...named, ...terms });
  },
  check: checkContract,
});
