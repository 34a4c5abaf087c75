import type { AlertSource } from '../../../kit/server/alert-source.ts';
import { toPackage } from './table.ts';

/** What is used of packages that are on, each by itself and in each period anew. */
export const packageFigures: AlertSource = {
  metric: 'packages',
  async figures(db, { vendorId, customerIds }) {
    const rows = await db
      .selectFrom('package')
      .selectAll()
      .where('vendor_id', '=', vendorId)
      .where('customer_id', 'in', customerIds)
      .where('active', '=', 1)
      .execute();
    return rows.map(toPackage).map(({ id, customerId, name, used, included, startsOn }) => ({
      customerId,
      subject: { id, name },
      ...{ value: used, limit: included, period: startsOn },
    }));
  },
};
