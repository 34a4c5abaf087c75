import * as v from 'valibot';
import { insertWords, searchText } from '../../../kit/server/search.ts';
import { plainKind } from '../../../kit/server/transfer/plain-kind.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { Language } from '../../portals/schema.ts';
import { ApprovalId, ApprovalState, Approved, Consequence, NewApproval } from '../schema.ts';
import { hashOf } from './store.ts';

const Row = v.pipe(
  v.strictObject({
    ...NewApproval.entries,
    id: ApprovalId,
    state: ApprovalState,
    /** What somebody said yes to, in hex. */
    hashes: v.record(Language, v.string()),
    remindedOn: v.nullable(v.string()),
    asked: v.boolean(),
    approved: v.nullable(Approved),
    createdAt: v.pipe(v.string(), v.isoTimestamp()),
  }),
  v.forward(
    v.check(
      ({ texts, hashes }) =>
        Object.entries(texts).every(
          ([tag, text]) => hashOf(text as { title: string; text: string }) === hashes[tag as Language],
        ),
      'these are not the hashes of these texts',
    ),
    ['hashes'],
  ),
  v.forward(
    v.check(
      ({ state, approved }) => (state === 'approved') === (approved !== null),
      'nobody, or somebody, approved',
    ),
    ['approved'],
  ),
);

/** Contracts that were put before customers, with who said yes to which text. */
export const approvalsKind = plainKind({
  name: 'approvals',
  scopes: 'contracts',
  about: 'A contract that a customer is to approve or approved, with the text and its hash.',
  columns: [
    {
      ...{ name: 'id', type: 'text', required: true, example: 'apv_01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'Our id, as an export writes it.',
    },
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours.',
    },
    {
      ...{
        name: 'texts',
        type: 'json',
        required: true,
        example: '{"en":{"title":"Contract","text":"All of it."}}',
      },
      doc: 'By language: title and text.',
    },
    {
      ...{ name: 'hashes', type: 'json', required: true, example: '{"en":"9f86d08…"}' },
      doc: 'SHA-256 of each text, in hex; they have to fit.',
    },
    {
      ...{ name: 'state', type: 'choice', required: true, choices: ApprovalState.options, example: 'open' },
      doc: 'Where it stands.',
    },
    { name: 'dueOn', type: 'day', empty: null, doc: 'The last day to approve.', example: '2026-12-31' },
    {
      ...{
        name: 'consequence',
        type: 'choice',
        required: true,
        choices: Consequence.options,
        example: 'none',
      },
      doc: 'What follows when nobody approved in time.',
    },
    { name: 'remindDays', type: 'number', required: true, doc: 'So many days before.', example: '3' },
    { name: 'remindedOn', type: 'text', empty: null, doc: 'When it was reminded of.', example: '2026-12-28' },
    { name: 'asked', type: 'boolean', required: true, doc: 'Whether a mail asked for it.', example: 'true' },
    {
      ...{ name: 'approved', type: 'json', empty: null },
      doc: 'Who said yes, to what, and when.',
      example:
        '{"at":"2026-12-01T09:00:00Z","name":"Anna Blum","contactId":null,"language":"en","sha256":"9f86d08…"}',
    },
    {
      ...{ name: 'createdAt', type: 'instant', required: true, example: '2026-11-30T09:00:00Z' },
      doc: 'When it was put before the customer.',
    },
  ],
  schema: Row,
  after: ['customers', 'contacts'],
  table: 'approval',
  keys: ['id'],
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer') }],
  toRow: (vendorId, row, now) => ({
    ...{ vendor_id: vendorId, id: row.id, external_id: null, customer_id: row.customerId },
    ...{ texts: JSON.stringify(row.texts), hashes: JSON.stringify(row.hashes), state: row.state },
    ...{ due_on: row.dueOn, consequence: row.consequence, remind_days: row.remindDays },
    ...{ reminded_on: row.remindedOn, asked: row.asked ? 1 : 0 },
    approved: row.approved && JSON.stringify(row.approved),
    search_text: searchText(...Object.values(row.texts).map((text) => (text as { title: string }).title)),
    ...{ created_at: row.createdAt, updated_at: now },
  }),
  item: (row) => ({
    ...{
      id: row.id,
      customerId: row.customer_id,
      texts: JSON.parse(row.texts),
      hashes: JSON.parse(row.hashes),
    },
    ...{ state: row.state, dueOn: row.due_on, consequence: row.consequence },
    ...{ remindDays: Number(row.remind_days), remindedOn: row.reminded_on, asked: Number(row.asked) === 1 },
    ...{ approved: row.approved && JSON.parse(row.approved), createdAt: row.created_at },
  }),
  // A yes stays for ever, and what was withdrawn is over.
  isBehind: (_, here) => here.state === 'approved' || here.state === 'withdrawn',
  written: (tx, _, rows) => insertWords(tx, 'approval', rows),
});
