import * as v from 'valibot';
import { Currency } from '../../../kit/common/money.ts';
import { plainKind } from '../../../kit/server/transfer/plain-kind.ts';
import { referencesTo } from '../../../kit/server/transfer/row-references.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { PaymentMethodId } from '../schema.ts';

const amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Automatic = v.strictObject({
  below: v.pipe(v.number(), v.safeInteger()),
  amount,
  ceiling: amount,
  methodId: PaymentMethodId,
});
const Row = v.strictObject({
  customerId: CustomerReference,
  currency: Currency,
  debitLimit: v.optional(amount, 0),
  level: v.optional(v.picklist(['ok', 'low', 'exhausted']), 'ok'),
  notice: v.optional(v.nullable(v.picklist(['low', 'exhausted'])), null),
  automatic: v.optional(v.nullable(Automatic), null),
  consent: v.optional(v.nullable(v.looseObject({ at: v.pipe(v.string(), v.isoTimestamp()) })), null),
  createdAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

/** What was agreed of balances; the money itself is the sum of payments. */
export const balanceAccountsKind = plainKind({
  name: 'balance-accounts',
  scopes: 'payments',
  about: 'What was agreed with a customer about a balance: debit limit, topping up by itself.',
  columns: [
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours.',
    },
    { name: 'currency', type: 'text', required: true, doc: 'ISO 4217.', example: 'EUR' },
    {
      ...{ name: 'debitLimit', type: 'number', example: '5000' },
      doc: 'How far below zero it may go, in the smallest unit.',
    },
    {
      ...{ name: 'level', type: 'choice', choices: ['ok', 'low', 'exhausted'], example: 'ok' },
      doc: 'The last line that was crossed, so that nobody is told of it twice.',
    },
    {
      ...{ name: 'notice', type: 'choice', choices: ['low', 'exhausted'], empty: null, example: 'low' },
      doc: 'What the customer is still to be told of.',
    },
    {
      ...{ name: 'automatic', type: 'json', empty: null },
      doc: 'Topping up by itself, in the smallest unit; the way to pay by our id.',
      example: '{"below":500,"amount":2000,"ceiling":10000,"methodId":"pmt_01k9z3m4q7x2v5b8n1c6d0f3gh"}',
    },
    {
      ...{
        name: 'consent',
        type: 'json',
        empty: null,
        example: '{"at":"2026-03-01T09:00:00Z","name":"Anna Blum"}',
      },
      doc: 'Who agreed to that, and when; kept after it ended too.',
    },
    { name: 'createdAt', type: 'instant', doc: 'Since when there is one.', example: '2026-03-01T09:00:00Z' },
  ],
  schema: v.pipe(
    Row,
    v.forward(
      v.check(
        ({ automatic, consent }) => automatic === null || consent !== null,
        'what is taken by itself was agreed to by somebody',
      ),
      ['consent'],
    ),
  ),
  after: ['customers', 'payment-methods', 'payments'],
  table: 'balance_account',
  keys: ['customer_id', 'currency'],
  references: [{ field: 'customerId', thing: 'customer', find: referencesTo('customer') }],
  toRow: (
    vendorId,
    { customerId, currency, debitLimit, level, notice, automatic, consent, createdAt },
    now,
  ) => ({
    ...{ vendor_id: vendorId, customer_id: customerId, currency, debit_limit: debitLimit, level, notice },
    ...{ auto_below: automatic?.below ?? null, auto_amount: automatic?.amount ?? null },
    ...{ auto_ceiling: automatic?.ceiling ?? null, auto_method_id: automatic?.methodId ?? null },
    auto_consent: consent && JSON.stringify(consent),
    ...{ created_at: createdAt ?? now, updated_at: now },
  }),
  item: (row) => ({
    ...{ customerId: row.customer_id, currency: row.currency, debitLimit: Number(row.debit_limit) },
    ...{ level: row.level, notice: row.notice },
    automatic:
      row.auto_below === null
        ? null
        : {
            ...{ below: Number(row.auto_below), amount: Number(row.auto_amount) },
            ...{ ceiling: Number(row.auto_ceiling), methodId: row.auto_method_id },
          },
    consent: row.auto_consent && JSON.parse(row.auto_consent),
    createdAt: row.created_at,
  }),
  // What the customer ended here since is not begun again by an older yes.
  isBehind: ({ auto_below, auto_consent }, here) =>
    auto_below !== null &&
    here.auto_below === null &&
    here.auto_consent !== null &&
    saidAt(auto_consent) <= saidAt(here.auto_consent),
});

const saidAt = (consent: string | null): string =>
  consent === null ? '' : (JSON.parse(consent) as { at: string }).at;
