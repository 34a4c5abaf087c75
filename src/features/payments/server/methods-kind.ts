import * as v from 'valibot';
import { line } from '../../../kit/common/text.ts';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Planned, TransferKind } from '../../../kit/server/transfer/kind.ts';
import {
  failed,
  isPlanned,
  type RowReference,
  referencesTo,
  resolveReferences,
} from '../../../kit/server/transfer/row-references.ts';
import { CustomerReference } from '../../customers/schema.ts';
import { PaymentMethodId } from '../schema.ts';
import { type KeptByStripe, storeProviderMethod } from './methods-store.ts';

/** An id of Stripe's: letters, digits and underscores behind what it begins with. */
const stripeId = (begins: string) =>
  v.pipe(v.string(), v.maxLength(100), v.regex(new RegExp(`^${begins}_\\w{4,}$`), `expected ${begins}_…`));

const Wanted = v.strictObject({
  id: v.optional(PaymentMethodId),
  customerId: CustomerReference,
  providerId: stripeId('pm'),
  party: stripeId('cus'),
  brand: v.pipe(line(40), v.minLength(1)),
  last4: v.pipe(v.string(), v.regex(/^\d{4}$/, 'expected four digits')),
  goodUntil: v.optional(
    v.nullable(v.pipe(v.string(), v.regex(/^20\d\d-(?:0[1-9]|1[0-2])$/, 'expected a month like 2028-04'))),
  ),
  holder: v.optional(v.nullable(line(160))),
});
type Wanted = v.InferOutput<typeof Wanted>;

interface Work {
  readonly customerId: string;
  readonly method: KeptByStripe & { readonly party: string };
}

const references: readonly RowReference[] = [
  { field: 'customerId', thing: 'customer', find: referencesTo('customer') },
];

/**
 * Cards and accounts that Stripe keeps for a vendor who came from elsewhere, by Stripe's own ids: nobody has to give a
 * card again. A later row of a customer is the one in use.
 */
export const methodsKind: TransferKind<Wanted, Work> = {
  name: 'payment-methods',
  scopes: 'payments',
  about: 'A card or account that Stripe keeps for a customer, by Stripe’s own ids.',
  columns: [
    {
      ...{ name: 'id', type: 'text', example: 'pmt_01k9z3m4q7x2v5b8n1c6d0f3gh' },
      doc: 'Our id, as an export writes it: contracts name it. Leave it out in files of your own.',
    },
    {
      ...{ name: 'customerId', type: 'reference', required: true, example: '4711' },
      doc: 'The customer: your own id, or ours. A way to pay stays with its customer.',
    },
    {
      ...{ name: 'providerId', type: 'text', required: true, example: 'pm_1PqLm2eZvKYlo2C' },
      doc: 'Stripe’s id of it.',
    },
    {
      ...{ name: 'party', type: 'text', required: true, example: 'cus_QhT1rB2k' },
      doc: 'Stripe’s id of the customer.',
    },
    { name: 'brand', type: 'text', required: true, doc: 'What it is.', example: 'visa' },
    { name: 'last4', type: 'text', required: true, doc: 'Its last four digits.', example: '4242' },
    { name: 'goodUntil', type: 'text', empty: null, doc: 'Of a card: its last month.', example: '2028-04' },
    { name: 'holder', type: 'text', empty: null, doc: 'The name on it.', example: 'Anna Blum' },
  ],
  schema: Wanted,
  after: ['customers'],
  key: ({ providerId }) => providerId,

  async plan(db, { vendorId }, rows) {
    const resolved = await resolveReferences(db, vendorId, references, rows);
    const ids = rows.map(({ providerId }) => providerId);
    const known = await rowsBy(db, 'payment_method', vendorId, 'provider_id', ids);
    const before = new Map(known.map((row) => [row.provider_id, row]));
    return resolved.map((row): Planned<Work> => {
      if (isPlanned(row)) return row;
      const { customerId, goodUntil = null, holder = null, ...rest } = row;
      const work = { customerId, method: { ...rest, goodUntil, holder } };
      const there = before.get(row.providerId);
      if (!there) return { outcome: 'created', work };
      if (there.customer_id !== customerId)
        return failed('customerId', 'fixed', 'It stays with the one it was made for.');
      const { party, brand, last4 } = rest;
      const same =
        there.party === party &&
        there.brand === brand &&
        there.last4 === last4 &&
        there.good_until === goodUntil &&
        there.holder === holder;
      return { outcome: same ? 'unchanged' : 'changed', work };
    });
  },

  async write(tx, { vendorId, at }, planned) {
    for (const one of planned) {
      if (one.outcome !== 'created' && one.outcome !== 'changed') continue;
      const { customerId, method } = one.work;
      await tx
        .insertInto('payment_party')
        .values({
          ...{ vendor_id: vendorId, customer_id: customerId },
          ...{ provider_id: method.party, created_at: at.toISOString() },
        })
        .onConflict((conflict) => conflict.columns(['vendor_id', 'customer_id']).doNothing())
        .execute();
      await storeProviderMethod(tx, { vendorId, customerId }, method, at);
    }
    return [];
  },

  async count(db, vendorId, customerId) {
    let query = db
      .selectFrom('payment_method')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('vendor_id', '=', vendorId)
      .where('kind', '=', 'stripe')
      .where('party', 'is not', null);
    if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
    const row = await query.executeTakeFirstOrThrow();
    return Number(row.n);
  },

  async page(db, vendorId, after, limit, customerId) {
    let query = db
      .selectFrom('payment_method')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('kind', '=', 'stripe')
      .where('party', 'is not', null);
    if (customerId !== undefined) query = query.where('customer_id', '=', customerId);
    if (after !== undefined) query = query.where('id', '>', after);
    const rows = await query.orderBy('id').limit(limit).execute();
    return rows.map((row) => ({
      id: row.id,
      item: {
        id: row.id,
        ...{ customerId: row.customer_id, providerId: row.provider_id, party: row.party, brand: row.brand },
        ...{ last4: row.last4, goodUntil: row.good_until, holder: row.holder },
      },
    }));
  },
};
