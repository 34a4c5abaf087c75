import { dayIn } from '../../../kit/common/day.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { fits, type TemplateItem, type TemplateKind } from '../../../kit/server/template.ts';
import { begunOn } from '../rules.ts';
import type { Package } from '../schema.ts';
import { createPackage } from './store.ts';
import { toPackage } from './table.ts';

interface Found {
  readonly one: Package;
  readonly today: string;
}

/** What is on for the template; what was switched off is history. */
async function booked(db: Db, vendorId: string, customerId: string, at: Date): Promise<Found[]> {
  const rows = await db
    .selectFrom('package as k')
    .innerJoin('customer as c', (on) =>
      on.onRef('c.vendor_id', '=', 'k.vendor_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'c.vendor_id').onRef('p.id', '=', 'c.portal_id'),
    )
    .selectAll('k')
    .select('p.time_zone')
    .where('k.vendor_id', '=', vendorId)
    .where('k.customer_id', '=', customerId)
    .where('k.active', '=', 1)
    .orderBy('k.id')
    .limit(100)
    .execute();
  return rows.map((row) => ({ one: toPackage(row), today: dayIn(row.time_zone, at) }));
}

const itemOf = ({ name, included, unit, price }: Package): TemplateItem => ({
  title: name,
  detail: included < 0 ? unit : `${included} ${unit}`,
  ...(price && { currency: price.currency }),
});

/** Packages of the template, unused and begun anew (CON-12). */
export const packageTemplate: TemplateKind = {
  name: 'packages',
  waits: false,

  items: async (db, { vendorId, fromId, at }) =>
    (await booked(db, vendorId, fromId, at)).map(({ one }) => itemOf(one)),

  async copy(tx, { vendorId, fromId, toId, currency, at }) {
    const made = [];
    for (const { one, today } of await booked(tx, vendorId, fromId, at)) {
      if (!fits(itemOf(one), currency)) continue;
      const { name, unit, included, renews, price, active, note } = one;
      const wanted = { name, unit, included, renews, price, active, note, ...begunOn(one, today) };
      const { id } = await createPackage(tx, vendorId, { ...wanted, customerId: toId }, at);
      made.push({ action: 'package.created', subjectId: id, data: { customerId: toId, packageId: id } });
    }
    return made;
  },
};
