import type { Column } from '../../../kit/server/transfer/column.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { checkContract } from '../rules.ts';
import { ContractId, NewContract } from '../schema.ts';
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
    ...{ name: 'items', type: 'json', required: true },
    doc: 'What is booked: a list of kind, title, quantity, unit and unitPrice in the smallest unit.',
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
];

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
  create: (wanted, made) => inUtc(startContract(wanted, made)),
  change: (before, { id: _, externalId: __, createdAt: ___, ...change }) => {
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return inUtc({ ...before, ...named });
  },
  check: checkContract,
});
