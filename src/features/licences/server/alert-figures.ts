import type { AlertSource } from '../../../kit/server/alert-source.ts';

const dayMs = 86_400_000;
/** Nobody asks to be told earlier. */
const aheadDays = 400;

/** Days until licences expire that do not go on by themselves; what has expired or is blocked is told by other means. */
export const licenceFigures: AlertSource = {
  metric: 'licences',
  async figures(db, { vendorId, customerIds, at }) {
    const rows = await db
      .selectFrom('licence as l')
      .innerJoin('product as p', (on) =>
        on.onRef('p.vendor_id', '=', 'l.vendor_id').onRef('p.id', '=', 'l.product_id'),
      )
      .select(['l.id', 'l.customer_id', 'l.expires_at', 'l.key_hint', 'p.name'])
      .where('l.vendor_id', '=', vendorId)
      .where('l.customer_id', 'in', customerIds)
      .where('l.renews', '=', 0)
      .where('l.blocked', 'is', null)
      .where('l.expires_at', '>', at.toISOString())
      .where('l.expires_at', '<', new Date(at.getTime() + aheadDays * dayMs).toISOString())
      .orderBy('l.expires_at')
      .limit(5000)
      .execute();
    return rows.flatMap(({ id, customer_id: customerId, expires_at: end, key_hint: hint, name }) =>
      customerId && end
        ? [
            {
              customerId,
              subject: { id, name: `${name} ${hint}` },
              value: Math.floor((Date.parse(end) - at.getTime()) / dayMs),
              // A renewed one has another end, of which it is told anew.
              period: end,
            },
          ]
        : [],
    );
  },
};
