import * as v from 'valibot';
import { idOf } from '../../../kit/common/id.ts';
import { idColumns, movable } from '../../../kit/server/transfer/movable.ts';
import { customersOf, referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { tableKind } from '../../../kit/server/transfer/table-kind.ts';
import { NewPayment, PaymentId, PaymentKind, PaymentPurpose, PaymentStatus } from '../schema.ts';
import { countReceived, startRow } from './store.ts';
import { type StoredPayment, toPaymentRow, toStored } from './table.ts';

/** What came before is taken over as it was: of any kind, and in any state. */
const PaymentFields = v.strictObject({
  ...NewPayment.entries,
  kind: v.optional(PaymentKind, 'manual'),
  status: v.optional(PaymentStatus, 'completed'),
  refunded: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
  completedAt: v.optional(v.nullable(v.pipe(v.string(), v.isoTimestamp()))),
  purpose: v.optional(v.nullable(PaymentPurpose), null),
  orderId: v.optional(v.nullable(idOf('ord')), null),
  surcharge: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
});
const Row = movable(PaymentFields, PaymentId);
type Row = v.InferOutput<typeof Row>;

const made = (wanted: Row, at: { id: string; now: string }): StoredPayment => {
  const { kind, status, refunded = 0, completedAt } = wanted;
  const done = status === 'completed' || status === 'refunded';
  return {
    ...startRow({ ...wanted, kind: 'manual', status: 'completed' }, at),
    ...{
      kind,
      status,
      checkout: null,
      checkedAt: null,
      delivery: null,
      dueAt: null,
      attempts: 0,
      notice: null,
    },
    refunded: status === 'refunded' ? wanted.amount.amount : refunded,
    completedAt: done ? (completedAt ?? at.now) : null,
  };
};

/** Payments as they are moved in and out; keys, checkouts and accounts are not among them. */
export const paymentsKind = tableKind({
  name: 'payments',
  about: 'Money that came or went. Only what is completed counts in a balance.',
  columns: [
    ...idColumns('payment', 'pay'),
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. A payment stays with its customer.',
    },
    {
      ...{ name: 'invoiceId', type: 'reference', empty: null, example: 'R-2024-118' },
      doc: 'The invoice it pays: your own id, or ours.',
    },
    {
      ...{ name: 'orderId', type: 'text', empty: null, example: 'ord_01k0000000000000000000000' },
      doc: 'The order it pays, by our id, also where that order stayed behind: what an order used up is no balance.',
    },
    {
      ...{ name: 'kind', type: 'choice', choices: PaymentKind.options, example: 'invoice' },
      doc: 'How it came: `invoice` is a transfer, `manual` whatever you booked.',
    },
    {
      ...{ name: 'status', type: 'choice', choices: PaymentStatus.options, example: 'completed' },
      doc: 'Where it stands.',
    },
    {
      ...{ name: 'amount', type: 'money', required: true, example: '118.40 EUR' },
      doc: 'What came; negative is what was spent.',
    },
    { name: 'refunded', type: 'number', doc: 'What went back, in the smallest unit.', example: '0' },
    { name: 'description', type: 'text', empty: '', doc: 'What it was for.', example: 'Advance November' },
    { name: 'reference', type: 'text', empty: '', doc: 'What it is recognised by.', example: 'R-2024-118' },
    {
      ...{ name: 'completedAt', type: 'instant', empty: null, example: '2024-11-12T09:30:00Z' },
      doc: 'When it was booked; the moment of import where it is not said.',
    },
    {
      ...{ name: 'purpose', type: 'choice', choices: PaymentPurpose.options, empty: null, example: 'top-up' },
      doc: 'What it is for besides an order or invoice.',
    },
    {
      ...{ name: 'surcharge', type: 'number', example: '0' },
      doc: 'Of the amount, what was added for the way of paying, in the smallest unit: it is no balance.',
    },
  ],
  schema: Row,
  after: ['customers', 'invoices'],
  table: 'payment',
  prefix: 'pay',
  references: [
    { field: 'customerId', thing: 'customer', find: referencesTo('customer'), fixed: true },
    {
      ...{
        field: 'invoiceId',
        thing: 'invoice',
        find: referencesTo('document'),
        fixed: true,
        optional: true,
      },
      belongsTo: { field: 'customerId', ownersOf: customersOf('document') },
    },
  ],
  // With a checkout that is under way, which is not in the file and stays.
  fromRow: toStored,
  toRow: toPaymentRow,
  create: made,
  // What was booked keeps its amount; where it stands by now may be told.
  change: (before, wanted) => {
    const after = made(wanted, { id: before.id, now: before.completedAt ?? before.updatedAt });
    const { status, refunded, description, completedAt, purpose, surcharge } = after;
    return { ...before, status, refunded, description, completedAt, purpose, surcharge };
  },
  check: ({ amount, refunded }) =>
    refunded > Math.max(0, amount.amount)
      ? [{ path: 'refunded', code: 'too_much', message: 'More went back than came.' }]
      : [],
  // The status of an invoice is in its own file; what came of it follows from these.
  written: async (tx, vendorId, works) => {
    const invoices = new Set(works.flatMap(({ after }) => after.invoiceId ?? []));
    for (const id of invoices) await countReceived(tx, vendorId, id);
  },
  item: ({ id, externalId, customerId, invoiceId, orderId, kind, status, amount, refunded, ...rest }) => {
    const { description, reference, completedAt, purpose, surcharge, createdAt } = rest;
    const bare = { id, externalId, customerId, invoiceId, orderId, kind, status, amount, refunded };
    return { ...bare, description, reference, completedAt, purpose, surcharge, createdAt };
  },
});
