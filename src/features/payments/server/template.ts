import { decimalOf } from '../../../kit/common/money.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { fits, type TemplateItem, type TemplateKind } from '../../../kit/server/template.ts';
import type { Payment } from '../schema.ts';
import { setDebitLimit } from './balance-store.ts';
import { createPayment } from './store.ts';
import { toPayment } from './table.ts';

/** What was given to the template: money that pays nothing, and did not come by a provider. */
async function gifts(db: Db, vendorId: string, customerId: string): Promise<Payment[]> {
  const rows = await db
    .selectFrom('payment')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('status', '=', 'completed')
    .where('kind', 'in', ['manual', 'invoice'])
    .where('amount', '>', 0)
    .where('order_id', 'is', null)
    .where('invoice_id', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(toPayment);
}

const itemOf = ({ amount, description }: Payment): TemplateItem => ({
  title: description || `${decimalOf(amount)} ${amount.currency}`,
  detail: `${decimalOf(amount)} ${amount.currency}`,
  currency: amount.currency,
});

/** Credit of the template, given to whoever signs up once it is known who that is (CON-13). */
export const paymentTemplate: TemplateKind = {
  name: 'payments',
  waits: true,

  items: async (db, { vendorId, fromId }) => (await gifts(db, vendorId, fromId)).map(itemOf),

  async copy(tx, { vendorId, fromId, toId, currency, at }) {
    const made = [];
    for (const { amount, description, ...gift } of await gifts(tx, vendorId, fromId)) {
      if (!fits(itemOf({ amount, description, ...gift }), currency)) continue;
      const actor = { kind: 'system', id: null } as const;
      const wanted = { customerId: toId, kind: 'manual', status: 'completed', amount, description } as const;
      const { id } = await createPayment(tx, { vendorId, actor, at }, wanted);
      const data = { customerId: toId, paymentId: id };
      made.push({ action: 'payment.created' as const, subjectId: id, data });
    }
    return made;
  },
};

/** How far below zero the template may go, in each currency (CON-12). */
const debitLimits = (db: Db, vendorId: string, customerId: string) =>
  db
    .selectFrom('balance_account')
    .select(['currency', 'debit_limit'])
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('debit_limit', '>', 0)
    .orderBy('currency')
    .execute();

const limitOf = ({ currency, debit_limit }: { currency: string; debit_limit: number }): TemplateItem => ({
  ...{ title: currency, currency },
  detail: `${decimalOf({ amount: Number(debit_limit), currency })} ${currency}`,
});

/** The debit limit of the template: it is worth money, so it waits as money does. */
export const debitLimitTemplate: TemplateKind = {
  name: 'debit-limit',
  waits: true,

  items: async (db, { vendorId, fromId }) => (await debitLimits(db, vendorId, fromId)).map(limitOf),

  async copy(tx, { vendorId, fromId, toId, currency, at }) {
    const rows = (await debitLimits(tx, vendorId, fromId)).filter((row) => fits(limitOf(row), currency));
    for (const row of rows) {
      const limit = { amount: Number(row.debit_limit), currency: row.currency };
      await setDebitLimit(tx, { vendorId, actor: { kind: 'system', id: null }, at }, toId, limit);
    }
    return rows.map(() => null); // it says itself that the balance's rules changed
  },
};
