import { type Paging, paged } from '../../../kit/server/collection.ts';
import { insertion } from '../../../kit/server/db/bulk.ts';
import { compileOnce, prepareOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { writeSoon } from '../../../kit/server/db/write-soon.ts';
import { findRow, lockRow, updateRow } from '../../../kit/server/rows.ts';
import { writeWords } from '../../../kit/server/search.ts';
import type { Owner } from '../../access/server/env.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { agreementsOf } from '../../terms/server/agreements-store.ts';
import { orderProblem } from '../problems.ts';
import { orderNumber } from '../rules.ts';
import type { Order, OrderState, OrderStep } from '../schema.ts';
import type { MadeOfOrder } from './delivery.ts';
import { type SalesOrderTable, type StoredOrder, toOrderRow, toStep, toStored } from './table.ts';

export interface OrdersFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  readonly portalId?: string | undefined;
  readonly state?: OrderState | undefined;
  /** `repair`: with a step that failed. */
  readonly needs?: 'repair' | undefined;
}

/** The step of an order that was paid once it was over. */
export const latePayment = 'late-payment';

const sorts = { placedAt: 'placed_at' };

export async function listOrders(
  db: Db,
  vendorId: string,
  { customerId, portalId, state, needs }: OrdersFilter,
  paging: Paging,
): Promise<Order[]> {
  let query = db.selectFrom('sales_order').selectAll('sales_order').where('vendor_id', '=', vendorId);
  if (customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (portalId !== undefined) query = query.where('portal_id', '=', portalId);
  if (state) query = query.where('state', '=', state);
  if (needs) {
    // Of an order that is over nothing is left to look at but money that came too late.
    query = query
      .where((eb) =>
        eb.or([
          eb('state', 'in', ['placed', 'paid', 'delivering', 'stuck']),
          eb.exists(
            eb
              .selectFrom('order_step as l')
              .select('l.name')
              .whereRef('l.vendor_id', '=', 'sales_order.vendor_id')
              .whereRef('l.order_id', '=', 'sales_order.id')
              .where('l.name', '=', latePayment)
              .where('l.state', '=', 'stuck'),
          ),
        ]),
      )
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('order_step as s')
            .select('s.name')
            .whereRef('s.vendor_id', '=', 'sales_order.vendor_id')
            .whereRef('s.order_id', '=', 'sales_order.id')
            .where('s.state', 'in', ['failed', 'stuck']),
        ),
      );
  }
  const rows = await paged(query, 'sales_order', paging, { sorts }).execute();
  return whole(db, vendorId, rows.map(toStored));
}

/** Orders with their steps and what was agreed to. */
export async function whole(db: Db, vendorId: string, orders: readonly StoredOrder[]): Promise<Order[]> {
  if (orders.length === 0) return [];
  const ids = orders.map(({ id }) => id);
  const [steps, terms] = [await stepsOf(db, vendorId, ids), await agreementsOf(db, vendorId, ids)];
  return orders.map((order) =>
    told(order, { steps: steps.get(order.id) ?? [], terms: terms.get(order.id) ?? [] }),
  );
}

/** What is told of an order: how it is made and paid stays inside. */
export function told(order: StoredOrder, more: Pick<Order, 'steps' | 'terms'>): Order {
  const {
    quote: _,
    agreed: ______,
    grants: __,
    actor: ___,
    sealedPayment: ____,
    contractTerms: _____,
    ...shown
  } = order;
  return { ...shown, ...more };
}

export async function stepsOf(
  db: Db,
  vendorId: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderStep[]>> {
  const rows = await db
    .selectFrom('order_step')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('order_id', 'in', [...orderIds])
    .orderBy('position')
    .execute();
  const found = new Map<string, OrderStep[]>();
  for (const row of rows) found.set(row.order_id, [...(found.get(row.order_id) ?? []), toStep(row)]);
  return found;
}

export async function findOrder(
  db: Db,
  vendorId: string,
  reference: string,
): Promise<StoredOrder | undefined> {
  const row = await findRow(db, 'sales_order', vendorId, reference);
  return row && toStored(row);
}

/** @throws `order.not-found` */
export async function requireOrder(db: Db, vendorId: string, reference: string): Promise<Order> {
  const order = await findOrder(db, vendorId, reference);
  const [found] = order ? await whole(db, vendorId, [order]) : [];
  if (!found) throw orderProblem('order.not-found');
  return found;
}

/** One of this customer's own; another's is not there. @throws `order.not-found` */
export async function requireOwnOrder(db: Db, owner: Owner, id: string): Promise<StoredOrder> {
  const order = await findOrder(db, owner.vendorId, id);
  if (!order || order.customerId !== owner.customerId) throw orderProblem('order.not-found');
  return order;
}

/** The newest orders of a customer. */
export async function ordersOf(db: Db, { vendorId, customerId }: Owner): Promise<StoredOrder[]> {
  const rows = await db
    .selectFrom('sales_order')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('customer_id', '=', customerId)
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map(toStored);
}

/** The row of one order, held until the transaction is over. @throws `order.not-found` */
export async function lockOrder(tx: Db, vendorId: string, reference: string): Promise<StoredOrder> {
  await lockRow(tx, 'sales_order', vendorId, reference);
  const order = await findOrder(tx, vendorId, reference);
  if (!order) throw orderProblem('order.not-found');
  return order;
}

export async function insertOrder(tx: Db, vendorId: string, order: StoredOrder): Promise<void> {
  const row = toOrderRow(vendorId, order);
  await writeSoon(tx, insertion(tx, 'sales_order', row));
  await writeWords(tx, 'sales_order', row);
}

/** Writes an order whose row is locked. */
export async function writeOrder(
  tx: Db,
  vendorId: string,
  order: StoredOrder,
  at: Date,
): Promise<StoredOrder> {
  const written = { ...order, updatedAt: at.toISOString() };
  await updateRow(tx, 'sales_order', toOrderRow(vendorId, written));
  return written;
}

/** Where an order stands now; its row is locked, and what it is found by stays. */
export async function noteState(
  tx: Db,
  vendorId: string,
  id: string,
  state: Pick<SalesOrderTable, 'state' | 'sealed_payment' | 'expires_at' | 'paid_at'>,
  at: Date,
): Promise<void> {
  await writeSoon(tx, updateState(tx, { vendorId, id, ...state, updatedAt: at.toISOString() }));
}

const updateState = prepareOnce(
  (
    db,
    slot: (
      name: 'vendorId' | 'id' | 'state' | 'sealed_payment' | 'expires_at' | 'paid_at' | 'updatedAt',
    ) => never,
  ) =>
    db
      .updateTable('sales_order')
      .set({
        ...{ state: slot('state'), sealed_payment: slot('sealed_payment') },
        ...{ expires_at: slot('expires_at'), paid_at: slot('paid_at'), updated_at: slot('updatedAt') },
      })
      .where('vendor_id', '=', slot('vendorId'))
      .where('id', '=', slot('id')),
);

/**
 * What became of an order: what its steps made, and how it is paid. Its row is locked, and what it is found by stays.
 * @returns the order behind that
 */
export async function noteMade(
  tx: Db,
  vendorId: string,
  order: StoredOrder,
  made: MadeOfOrder,
  at: Date,
): Promise<StoredOrder> {
  const noted = { ...order, ...made, updatedAt: at.toISOString() };
  const { id, contractId, invoiceId, paymentKind, updatedAt } = noted;
  await writeSoon(tx, updateMade(tx, { vendorId, id, contractId, invoiceId, paymentKind, updatedAt }));
  return noted;
}

const updateMade = prepareOnce(
  (db, slot: (name: 'vendorId' | 'id' | 'contractId' | 'invoiceId' | 'paymentKind' | 'updatedAt') => never) =>
    db
      .updateTable('sales_order')
      .set({
        ...{ contract_id: slot('contractId'), invoice_id: slot('invoiceId') },
        ...{ payment_kind: slot('paymentKind'), updated_at: slot('updatedAt') },
      })
      .where('vendor_id', '=', slot('vendorId'))
      .where('id', '=', slot('id')),
);

/** The next number of the vendor; whoever else wants one waits, so that none is missing. */
export async function takeOrderNumber(tx: Db, vendorId: string): Promise<string> {
  const [row] = await countOn(tx, { vendorId });
  if (!row) throw new Error('a counter that does not count');
  return orderNumber(Number(row.next) - 1);
}

const countOn = compileOnce((db, slot: (name: 'vendorId') => never) =>
  db
    .insertInto('order_counter')
    .values({ vendor_id: slot('vendorId'), next: 2 })
    .onConflict((conflict) =>
      conflict.column('vendor_id').doUpdateSet((eb) => ({ next: eb('order_counter.next', '+', 1) })),
    )
    .returning('next'),
);
