import { dayIn } from '../../../kit/common/day.ts';
import type { AlertSource } from '../../../kit/server/alert-source.ts';
import type { Customer } from '../../customers/schema.ts';

/** Calls of the running month over all domains, of what the customer is allowed. */
export const callFigures: AlertSource = {
  metric: 'calls',
  async figures(db, { vendorId, customerIds, at }) {
    const customers = await db
      .selectFrom('customer as c')
      .innerJoin('portal as p', (on) =>
        on.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
      )
      .select(['c.id', 'c.limits', 'p.time_zone'])
      .where('c.vendor_id', '=', vendorId)
      .where('c.id', 'in', customerIds)
      .execute();
    const asked = customers
      .map(({ id, limits, time_zone }) => ({
        customerId: id,
        limit: (JSON.parse(limits) as Partial<Customer['limits']>).calls ?? 0,
        period: dayIn(time_zone, at).slice(0, 7),
      }))
      .filter(({ limit }) => limit !== 0);
    if (asked.length === 0) return [];
    const used = await db
      .selectFrom('call_count')
      .select((eb) => ['customer_id', 'month', eb.fn.sum<number>('quantity').as('quantity')])
      .where('vendor_id', '=', vendorId)
      .where('customer_id', 'in', customerIds)
      .where('metric', '=', 'calls')
      .where('month', 'in', [...new Set(asked.map(({ period }) => period))])
      .groupBy(['customer_id', 'month'])
      .execute();
    const by = new Map(used.map((row) => [`${row.customer_id} ${row.month}`, Number(row.quantity)]));
    return asked.map((one) => ({ ...one, value: by.get(`${one.customerId} ${one.period}`) ?? 0 }));
  },
};
