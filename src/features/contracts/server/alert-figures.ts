import { addDays, dayIn, daysBetween } from '../../../kit/common/day.ts';
import type { AlertSource } from '../../../kit/server/alert-source.ts';

const aheadDays = 400;

/** Days until contracts end that have an end. */
export const contractFigures: AlertSource = {
  metric: 'contracts',
  async figures(db, { vendorId, customerIds, at }) {
    const today = dayIn('UTC', at);
    const rows = await db
      .selectFrom('contract')
      .select(['id', 'customer_id', 'title', 'ends_on'])
      .where('vendor_id', '=', vendorId)
      .where('customer_id', 'in', customerIds)
      .where('ends_on', '>=', today)
      .where('ends_on', '<', addDays(today, aheadDays))
      .orderBy('ends_on')
      .limit(5000)
      .execute();
    return rows.map(({ id, customer_id: customerId, title, ends_on: end }) => ({
      customerId,
      subject: { id, name: title },
      value: daysBetween(today, end as string),
      period: end as string,
    }));
  },
};
