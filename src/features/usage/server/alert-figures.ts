import { dayIn } from '../../../kit/common/day.ts';
import type { AlertFigure, AlertSource } from '../../../kit/server/alert-source.ts';
import { daysOf, segmentsOf } from '../rules.ts';
import { figuresBy } from './figures.ts';

/** Whole units, so that nothing is told before it is reached. */
const whole = (quantity: bigint): number => {
  const cut = quantity / 1_000_000n;
  return Number(quantity < 0n && cut * 1_000_000n !== quantity ? cut - 1n : cut);
};

/** What was used of a metric in the running month of each customer's portal, in whole units: `usage:sms`. */
export const usageFigures: AlertSource = {
  metric: 'usage',
  async figures(db, { vendorId, customerIds, of, at }) {
    if (of === null) return [];
    const customers = await db
      .selectFrom('use_metric as m')
      .innerJoin('customer as c', (on) =>
        on.onRef('c.vendor_id', '=', 'm.vendor_id').onRef('c.id', '=', 'm.customer_id'),
      )
      .innerJoin('portal as p', (on) =>
        on.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
      )
      .select(['c.id', 'p.time_zone'])
      .where('m.vendor_id', '=', vendorId)
      .where('m.customer_id', 'in', customerIds)
      .where('m.metric', '=', of)
      .execute();
    const figures: AlertFigure[] = [];
    // A month begins at another moment in each zone.
    for (const [timeZone, some] of Map.groupBy(customers, (row) => row.time_zone)) {
      const today = dayIn(timeZone, at);
      const whose = { vendorId, customerIds: some.map(({ id }) => id), metric: of };
      const used = await figuresBy(db, whose, segmentsOf(daysOf('month', today), timeZone), 'account');
      const period = today.slice(0, 7);
      figures.push(
        ...some.map(({ id }) => ({ customerId: id, value: whole(used.get(id)?.quantity ?? 0n), period })),
      );
    }
    return figures;
  },
  async choices(db, { vendorId, customerId }) {
    const rows = await db
      .selectFrom('use_metric')
      .select('metric')
      .where('vendor_id', '=', vendorId)
      .where('customer_id', '=', customerId)
      .orderBy('metric')
      .execute();
    return rows.map(({ metric }) => metric);
  },
};
