import type { Db } from '../../../kit/server/db/db.ts';
import type { TemplateKind } from '../../../kit/server/template.ts';
import type { Route } from '../schema.ts';
import { createPlainRoute } from './store.ts';
import { toRoute, toStored } from './table.ts';

/** Where calls go. Numbers, addresses and user names are one customer's: nobody else can have the same. */
async function routing(db: Db, vendorId: string, customerId: string): Promise<Route[]> {
  const rows = await db
    .selectFrom('route')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .where('kind', '=', 'route')
    .orderBy('in_order')
    .orderBy('id')
    .limit(500)
    .execute();
  return rows.map(toStored).map(toRoute);
}

/** Routes of the template, for whoever signs up (CON-12). */
export const routeTemplate: TemplateKind = {
  name: 'routes',
  waits: false,

  items: async (db, { vendorId, fromId }) =>
    (await routing(db, vendorId, fromId)).map(({ value, destination }) => ({
      title: value || '*',
      detail: destination,
    })),

  async copy(tx, { vendorId, fromId, toId, at }) {
    const made = [];
    for (const { value, destination, priority, weight, active, note } of await routing(
      tx,
      vendorId,
      fromId,
    )) {
      const wanted = { kind: 'route', value, destination, priority, weight, active, note } as const;
      const { id } = await createPlainRoute(tx, vendorId, { ...wanted, customerId: toId }, at);
      made.push({ action: 'route.created', subjectId: id, data: { customerId: toId, routeId: id } });
    }
    return made;
  },
};
