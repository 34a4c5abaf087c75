import type { AlertSource } from '../../../kit/server/alert-source.ts';

/** Balances of customers that have one, by currency. */
export const balanceFigures: AlertSource = {
  metric: 'balance',
  async figures(db, { vendorId, customerIds }) {
    const accounts = await db
      .selectFrom('balance_account')
      .select(['customer_id', 'currency'])
      .where('vendor_id', '=', vendorId)
      .where('customer_id', 'in', customerIds)
      .execute();
    const sums = await db
      .selectFrom('payment')
      .select(({ fn, eb }) => [
        'customer_id',
        'currency',
        fn.sum<number>(eb(eb('amount', '-', eb.ref('refunded')), '-', eb.ref('surcharge'))).as('amount'),
      ])
      .where('vendor_id', '=', vendorId)
      .where('customer_id', 'in', customerIds)
      .where('status', '=', 'completed')
      .where('order_id', 'is', null)
      .where('invoice_id', 'is', null)
      .groupBy(['customer_id', 'currency'])
      .execute();
    const found = new Map(
      accounts.map((row) => [`${row.customer_id} ${row.currency}`, { ...row, amount: 0 as number }] as const),
    );
    for (const row of sums)
      found.set(`${row.customer_id} ${row.currency}`, { ...row, amount: Number(row.amount) });
    return [...found.values()].map(({ customer_id: customerId, currency, amount }) => ({
      ...{ customerId, currency, value: amount },
    }));
  },
};
