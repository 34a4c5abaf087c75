import * as v from 'valibot';
import { newId } from '../../../kit/common/id.ts';
import type { Column } from '../../../kit/server/transfer/column.ts';
import { plainKind } from '../../../kit/server/transfer/plain-kind.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { CallRules, callDefaults } from '../call-schema.ts';
import { Given } from '../plan-limits.ts';
import { Month } from '../schema.ts';
import { toAgreed } from './calls-store.ts';

const Instant = v.pipe(v.string(), v.isoTimestamp());
const customer = { field: 'customerId', thing: 'customer', find: referencesTo('customer') } as const;
const customerColumn: Column = {
  ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
  doc: 'The customer: your own id, or ours.',
};
const when: Column = {
  name: 'createdAt',
  type: 'instant',
  doc: 'Since when.',
  example: '2026-03-01T09:00:00Z',
};

const { entries } = CallRules;
const Setting = v.strictObject({
  customerId: CustomerReference,
  keyTag: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-z]{16}$/))), null),
  automatic: v.optional(entries.automatic, callDefaults.automatic),
  countsWaiting: v.optional(entries.countsWaiting, callDefaults.countsWaiting),
  atZero: v.optional(entries.atZero, callDefaults.atZero),
  atMaximum: v.optional(entries.atMaximum, callDefaults.atMaximum),
  blockedHosts: v.optional(entries.blockedHosts, []),
  thresholds: v.optional(entries.thresholds, null),
  told: v.optional(v.looseObject({}), {}),
  granted: v.optional(v.nullable(Given), null),
  createdAt: v.optional(Instant),
});

/** What is agreed with customers about their calls. */
export const callSettingsKind = plainKind({
  name: 'call-settings',
  scopes: 'domains',
  about: 'How the calls of a customer are dealt with.',
  columns: [
    customerColumn,
    {
      ...{ name: 'keyTag', type: 'text', empty: null, example: '8f3kq27xd91mz0a4' },
      doc: 'The end of the publishable key since it was changed, so that snippets go on working.',
    },
    {
      ...{ name: 'automatic', type: 'choice', choices: entries.automatic.options, example: 'review' },
      doc: 'What becomes of hosts that nobody entered.',
    },
    {
      name: 'countsWaiting',
      type: 'boolean',
      doc: 'Whether calls on hosts that wait count.',
      example: 'true',
    },
    {
      ...{ name: 'atZero', type: 'choice', choices: entries.atZero.options, example: 'go-on' },
      doc: 'What happens once the calls are used.',
    },
    {
      ...{ name: 'atMaximum', type: 'choice', choices: entries.atMaximum.options, example: 'go-on' },
      doc: 'What happens where there is no room for a new host.',
    },
    { name: 'blockedHosts', type: 'json', doc: 'Patterns of hosts.', example: '["*.proxy.example"]' },
    {
      ...{ name: 'thresholds', type: 'json', empty: null, example: '[80,100]' },
      doc: 'Shares in percent that are told; empty: as the portal says.',
    },
    {
      ...{ name: 'told', type: 'json', example: '{"month":"2026-11","shares":[80]}' },
      doc: 'What was told already, so that nobody is told twice.',
    },
    {
      ...{ name: 'granted', type: 'json', empty: null, example: '{"of":[],"counted":{"calls":0}}' },
      doc: 'What contracts gave, so that limits go on following them. Leave it out where nothing came from elsewhere.',
    },
    when,
  ],
  schema: Setting,
  after: ['customers'],
  table: 'call_setting',
  keys: ['customer_id'],
  references: [customer],
  toRow: (vendorId, wanted, now) => ({
    ...{
      vendor_id: vendorId,
      id: newId('cst', Date.parse(now || '2026-01-01')),
      customer_id: wanted.customerId,
    },
    ...{ external_id: null, key_tag: wanted.keyTag, automatic: wanted.automatic },
    ...{ counts_waiting: wanted.countsWaiting ? 1 : 0, at_zero: wanted.atZero, at_maximum: wanted.atMaximum },
    blocked_hosts: JSON.stringify(wanted.blockedHosts),
    thresholds: wanted.thresholds && JSON.stringify(wanted.thresholds),
    ...{ told: JSON.stringify(wanted.told), search_text: '' },
    granted: wanted.granted && JSON.stringify(wanted.granted),
    ...{ created_at: wanted.createdAt ?? now, updated_at: now },
  }),
  item: (row) => ({
    ...{ customerId: row.customer_id, keyTag: row.key_tag, ...toAgreed(row).rules },
    ...{ told: JSON.parse(row.told), createdAt: row.created_at },
    granted: row.granted === null ? null : JSON.parse(row.granted),
  }),
});

const Reset = v.strictObject({
  customerId: CustomerReference,
  id: v.pipe(v.string(), v.regex(/^rst_[0-9a-z]{12,26}$/)),
  month: Month,
  calls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  reason: v.pipe(v.string(), v.maxLength(300)),
  by: v.pipe(v.string(), v.maxLength(200)),
  byKind: v.pipe(v.string(), v.maxLength(40)),
  byId: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(60))), null),
  createdAt: Instant,
});

/** Each time that the calls of a month were set to none. */
export const callResetsKind = plainKind({
  name: 'call-resets',
  scopes: 'domains',
  about: 'Each time that the calls of a month were set to none: who did it, why, and what stood there.',
  columns: [
    customerColumn,
    { name: 'id', type: 'text', required: true, doc: 'Our id.', example: 'rst_01k9z3m4q7x2v5b8n1c6d0f3gh' },
    { name: 'month', type: 'text', required: true, doc: 'The month.', example: '2026-10' },
    { name: 'calls', type: 'number', required: true, doc: 'What stood there.', example: '120400' },
    { name: 'reason', type: 'text', required: true, doc: 'Why.', example: 'A crawler called all night.' },
    { name: 'by', type: 'text', required: true, doc: 'Who, by name.', example: 'Anna Blum' },
    { name: 'byKind', type: 'text', required: true, doc: 'What they are.', example: 'operator' },
    { name: 'byId', type: 'text', empty: null, doc: 'Their id.', example: 'opr_01k9z3m4q7x2v5b8n1c6d0f3gh' },
    { ...when, required: true },
  ],
  schema: Reset,
  after: ['customers'],
  table: 'call_reset',
  keys: ['id'],
  references: [customer],
  toRow: (vendorId, { customerId, id, month, calls, reason, by, byKind, byId, createdAt }) => ({
    ...{ vendor_id: vendorId, id, customer_id: customerId, external_id: null, month, calls, reason },
    ...{ by_kind: byKind, by_id: byId, by_name: by, search_text: '' },
    ...{ created_at: createdAt, updated_at: createdAt },
  }),
  item: (row) => ({
    ...{ customerId: row.customer_id, id: row.id, month: row.month, calls: Number(row.calls) },
    ...{ reason: row.reason, by: row.by_name, byKind: row.by_kind, byId: row.by_id },
    createdAt: row.created_at,
  }),
});
