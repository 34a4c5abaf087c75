import * as v from 'valibot';
import { Day } from '../../../kit/common/day.ts';
import { Currency } from '../../../kit/common/money.ts';
import { plainKind } from '../../../kit/server/transfer/plain-kind.ts';
import { customersOf, type RowReference, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { priceOf } from '../../contracts/rules.ts';
import { TaxReason } from '../../pricing/schema.ts';
import { ChangeState, ContractChangeId, Direction, StoredSide } from '../schema.ts';

const reference = v.pipe(v.string(), v.minLength(1), v.maxLength(132));
const Instant = v.pipe(v.string(), v.isoTimestamp());
const units = v.pipe(v.number(), v.integer(), v.minValue(0));
const contract: RowReference = {
  ...{ field: 'contractId', thing: 'contract', find: referencesTo('contract') },
};

const Charge = v.strictObject({
  contractId: reference,
  from: Day,
  source: v.pipe(v.string(), v.regex(/^(?:period|chg_[0-9a-z]+)$/, 'expected period or the id of a change')),
  until: Day,
  ofUnits: units,
  units,
  price: v.strictObject({
    currency: Currency,
    included: v.boolean(),
    reason: TaxReason,
    lines: v.array(v.strictObject({ title: v.string(), taxPercent: v.number(), amount: v.number() })),
  }),
  usage: v.picklist(['none', 'due', 'billed']),
  documentId: v.nullable(reference),
  createdAt: v.optional(Instant),
});

/** Which days of contracts were charged: what is given back or charged on top later is counted from them. */
export const contractChargesKind = plainKind({
  name: 'contract-charges',
  scopes: 'contracts',
  about: 'Days of a contract that were charged, with what is metered in them and was not billed yet.',
  columns: [
    {
      ...{ name: 'contractId', type: 'reference', required: true, example: 'V-2024-118' },
      doc: 'The contract: your own id, or ours.',
    },
    { name: 'from', type: 'day', required: true, doc: 'First day.', example: '2026-03-01' },
    {
      ...{ name: 'source', type: 'text', required: true, example: 'period' },
      doc: '`period`, or the id of the change from which these days have their price.',
    },
    { name: 'until', type: 'day', required: true, doc: 'Last day.', example: '2026-03-31' },
    { name: 'ofUnits', type: 'number', required: true, doc: 'Parts of a whole period.', example: '31' },
    { name: 'units', type: 'number', required: true, doc: 'Parts that were charged.', example: '31' },
    {
      ...{ name: 'price', type: 'json', required: true },
      doc: 'Price of a whole period with its lines, in the smallest unit.',
      example:
        '{"currency":"EUR","included":false,"reason":"domestic","lines":[{"title":"Plan","taxPercent":19,"amount":2900}]}',
    },
    {
      ...{
        name: 'usage',
        type: 'choice',
        required: true,
        choices: ['none', 'due', 'billed'],
        example: 'none',
      },
      doc: 'Of what is metered in these days.',
    },
    {
      ...{ name: 'documentId', type: 'reference', empty: null, example: 'R-2026-118' },
      doc: 'The invoice it was charged by: our id.',
    },
    { name: 'createdAt', type: 'instant', doc: 'When it was charged.', example: '2026-03-01T04:00:00Z' },
  ],
  schema: Charge,
  after: ['contracts', 'invoices', 'credit-notes', 'contract-changes'],
  table: 'contract_charge',
  keys: ['contract_id', 'starts_on', 'source'],
  references: [
    contract,
    { field: 'documentId', thing: 'invoice', find: referencesTo('document'), optional: true },
  ],
  toRow: (vendorId, charge, now) => ({
    ...{ vendor_id: vendorId, contract_id: charge.contractId, starts_on: charge.from, source: charge.source },
    ...{ until_on: charge.until, of_units: charge.ofUnits, units: charge.units },
    ...{ price: JSON.stringify(charge.price), usage: charge.usage, document_id: charge.documentId },
    created_at: charge.createdAt ?? now,
  }),
  item: (row) => ({
    ...{ contractId: row.contract_id, from: row.starts_on, source: row.source, until: row.until_on },
    ...{ ofUnits: row.of_units, units: row.units, price: JSON.parse(row.price), usage: row.usage },
    ...{ documentId: row.document_id, createdAt: row.created_at },
  }),
  isBehind: ({ usage }, here) => here.usage === 'billed' && usage === 'due',
});

const Change = v.strictObject({
  id: ContractChangeId,
  customerId: reference,
  contractId: reference,
  state: ChangeState,
  direction: Direction,
  effectiveOn: Day,
  before: StoredSide,
  after: StoredSide,
  actor: v.looseObject({ kind: v.string(), id: v.nullable(v.string()) }),
  documentIds: v.array(v.string()),
  createdAt: Instant,
  appliedAt: v.nullable(Instant),
  followed: v.boolean(),
});
/** What was changed of contracts, and what waits for its day. */
export const contractChangesKind = plainKind({
  name: 'contract-changes',
  scopes: 'contracts',
  about: 'A change of a contract with both sides whole, done or waiting for its day.',
  columns: [
    {
      ...{ name: 'id', type: 'text', required: true, example: 'chg_01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'Our id, as an export writes it.',
    },
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer of the contract: your own id, or ours.',
    },
    {
      ...{ name: 'contractId', type: 'reference', required: true, example: 'V-2024-118' },
      doc: 'The contract: your own id, or ours.',
    },
    {
      ...{ name: 'state', type: 'choice', required: true, choices: ChangeState.options, example: 'pending' },
      doc: 'A pending one is done on its day.',
    },
    {
      ...{ name: 'direction', type: 'choice', required: true, choices: Direction.options, example: 'up' },
      doc: 'Which way it goes.',
    },
    {
      name: 'effectiveOn',
      type: 'day',
      required: true,
      doc: 'First day on which it holds.',
      example: '2026-04-01',
    },
    {
      name: 'before',
      type: 'json',
      required: true,
      doc: 'What was booked.',
      example: '{"title":"Basic", …}',
    },
    {
      name: 'after',
      type: 'json',
      required: true,
      doc: 'What is booked then.',
      example: '{"title":"Pro", …}',
    },
    {
      name: 'actor',
      type: 'json',
      required: true,
      doc: 'Who did it.',
      example: '{"kind":"customer","id":null}',
    },
    {
      name: 'documentIds',
      type: 'json',
      required: true,
      doc: 'Its invoices and credit notes.',
      example: '[]',
    },
    {
      name: 'createdAt',
      type: 'instant',
      required: true,
      doc: 'When it was asked for.',
      example: '2026-03-12T09:00:00Z',
    },
    {
      name: 'appliedAt',
      type: 'instant',
      empty: null,
      doc: 'When it was done.',
      example: '2026-04-01T00:10:00Z',
    },
    {
      ...{ name: 'followed', type: 'boolean', required: true, example: 'true' },
      doc: 'Whether licences that come with the contract followed it.',
    },
  ],
  schema: Change,
  after: ['contracts', 'invoices', 'credit-notes'],
  table: 'contract_change',
  keys: ['id'],
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer') },
    { ...contract, belongsTo: { field: 'customerId', ownersOf: customersOf('contract') } },
  ],
  toRow: (vendorId, change, now) => ({
    ...{ vendor_id: vendorId, id: change.id, contract_id: change.contractId, customer_id: change.customerId },
    ...{ state: change.state, direction: change.direction, effective_on: change.effectiveOn },
    ...{ before: JSON.stringify(change.before), after: JSON.stringify(change.after) },
    ...{ actor: JSON.stringify(change.actor), document_ids: JSON.stringify(change.documentIds) },
    ...{ created_at: change.createdAt, updated_at: now, applied_at: change.appliedAt },
    followed: change.followed ? 1 : 0,
  }),
  item: (row) => ({
    ...{
      id: row.id,
      customerId: row.customer_id,
      contractId: row.contract_id,
      state: row.state,
      direction: row.direction,
    },
    ...{ effectiveOn: row.effective_on, before: JSON.parse(row.before), after: JSON.parse(row.after) },
    ...{ actor: JSON.parse(row.actor), documentIds: JSON.parse(row.document_ids) },
    ...{ createdAt: row.created_at, appliedAt: row.applied_at, followed: row.followed === 1 },
  }),
  isBehind: ({ state }, here) => here.state !== 'pending' && state === 'pending',
  async written(tx, { vendorId, at }, rows) {
    const updated_at = at.toISOString();
    for (const { id, contract_id, state, after, effective_on } of rows) {
      if (state !== 'pending') continue;
      const { title, items, billingPeriod } = JSON.parse(after) as v.InferOutput<typeof StoredSide>;
      const pending = { id, on: effective_on, title, price: priceOf(items), billingPeriod };
      await tx
        .updateTable('contract')
        .set({ pending_change: JSON.stringify(pending), updated_at })
        .where('vendor_id', '=', vendorId)
        .where('id', '=', contract_id)
        .execute();
    }
  },
});
