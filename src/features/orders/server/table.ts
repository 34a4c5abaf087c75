import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { AgreedPrice } from '../../contracts/agreed.ts';
import type { ContractTerms } from '../../contracts/schema.ts';
import type { Language } from '../../portals/schema.ts';
import type { PriceQuote } from '../../pricing/schema.ts';
import type { Order, OrderLine, OrderState, OrderStep, StepState } from '../schema.ts';
import type { OrderedGrant } from './delivery.ts';

/** What was chosen, its price and its address as JSON text: they were agreed together and never change. */
export interface SalesOrderTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  number: string;
  customer_id: string;
  contact_id: string | null;
  portal_id: string;
  way: Order['way'];
  state: OrderState;
  title: string;
  variant_id: string;
  components: string;
  lines: string;
  /** What the catalogue granted for each line when the order was placed. */
  grants: string;
  /** Term, renewal and notice, as they were agreed to. */
  contract_terms: string;
  /** The whole price, as it was agreed to. */
  quote: string;
  /** What renewals are priced from; `null` of orders from before it was kept. */
  agreed: string | null;
  currency: string;
  net: number;
  tax: number;
  gross: number;
  coupon_id: string | null;
  coupon: string | null;
  contract_id: string | null;
  invoice_id: string | null;
  payment_kind: string | null;
  /** How it will be paid, kept while the vendor looks at the customer; gone afterwards. */
  sealed_payment: string | null;
  billing: string;
  purchase_order: string | null;
  deliver_to: string | null;
  answers: string;
  tag: string | null;
  start_now: number;
  language: Language;
  /** Who placed it: what it brings is made in their name. */
  actor: string;
  search_text: string;
  placed_at: string;
  paid_at: string | null;
  delivered_at: string | null;
  cancelled_at: string | null;
  expires_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface OrderStepTable {
  vendor_id: string;
  order_id: string;
  name: string;
  position: number;
  state: StepState;
  attempts: number;
  error: string | null;
  due_at: string | null;
  result_id: string | null;
  done_at: string | null;
}

interface OrderSessionTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  customer_id: string | null;
  code_hash: string;
  variant_id: string;
  components: string;
  currency: string;
  coupon: string | null;
  text: string | null;
  /** The cart with the prices of the moment in which it was made. */
  price: string;
  expires_at: string;
  used_at: string | null;
  order_id: string | null;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    sales_order: SalesOrderTable;
    order_step: OrderStepTable;
    order_counter: { vendor_id: string; next: number };
    order_session: OrderSessionTable;
  }
}

keepWords('sales_order', ({ customer_id }) => customer_id);

/** An order without what stands in other tables: its steps, and what was agreed to. */
export interface StoredOrder extends Omit<Order, 'steps' | 'terms'> {
  readonly quote: PriceQuote;
  readonly agreed: AgreedPrice | null;
  readonly grants: readonly OrderedGrant[];
  readonly contractTerms: ContractTerms;
  readonly actor: Actor;
  readonly sealedPayment: string | null;
}

export function toStored(row: SalesOrderTable): StoredOrder {
  const money = (amount: number) => ({ amount, currency: row.currency });
  return {
    id: row.id,
    externalId: row.external_id,
    number: row.number,
    customerId: row.customer_id,
    contactId: row.contact_id,
    portalId: row.portal_id,
    way: row.way,
    state: row.state,
    title: row.title,
    variantId: row.variant_id,
    components: JSON.parse(row.components) as Order['components'],
    lines: JSON.parse(row.lines) as OrderLine[],
    grants: JSON.parse(row.grants) as OrderedGrant[],
    contractTerms: JSON.parse(row.contract_terms) as ContractTerms,
    quote: JSON.parse(row.quote) as PriceQuote,
    agreed: row.agreed === null ? null : (JSON.parse(row.agreed) as AgreedPrice),
    currency: row.currency,
    net: money(row.net),
    tax: money(row.tax),
    gross: money(row.gross),
    couponId: row.coupon_id,
    coupon: row.coupon,
    contractId: row.contract_id,
    invoiceId: row.invoice_id,
    paymentKind: row.payment_kind,
    sealedPayment: row.sealed_payment,
    billing: JSON.parse(row.billing) as Order['billing'],
    purchaseOrder: row.purchase_order,
    deliverTo: row.deliver_to === null ? null : (JSON.parse(row.deliver_to) as Order['deliverTo']),
    answers: JSON.parse(row.answers) as Order['answers'],
    tag: row.tag,
    startNow: row.start_now === 1,
    language: row.language,
    actor: JSON.parse(row.actor) as Actor,
    placedAt: row.placed_at,
    paidAt: row.paid_at,
    deliveredAt: row.delivered_at,
    cancelledAt: row.cancelled_at,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export const toOrderRow = (vendorId: string, order: StoredOrder): SalesOrderTable => ({
  vendor_id: vendorId,
  id: order.id,
  external_id: order.externalId,
  number: order.number,
  customer_id: order.customerId,
  contact_id: order.contactId,
  portal_id: order.portalId,
  way: order.way,
  state: order.state,
  title: order.title,
  variant_id: order.variantId,
  components: JSON.stringify(order.components),
  lines: JSON.stringify(order.lines),
  grants: JSON.stringify(order.grants),
  contract_terms: JSON.stringify(order.contractTerms),
  quote: JSON.stringify(order.quote),
  agreed: order.agreed && JSON.stringify(order.agreed),
  currency: order.currency,
  net: order.net.amount,
  tax: order.tax.amount,
  gross: order.gross.amount,
  coupon_id: order.couponId,
  coupon: order.coupon,
  contract_id: order.contractId,
  invoice_id: order.invoiceId,
  payment_kind: order.paymentKind,
  sealed_payment: order.sealedPayment,
  billing: JSON.stringify(order.billing),
  purchase_order: order.purchaseOrder,
  deliver_to: order.deliverTo && JSON.stringify(order.deliverTo),
  answers: JSON.stringify(order.answers),
  tag: order.tag,
  start_now: order.startNow ? 1 : 0,
  language: order.language,
  actor: JSON.stringify(order.actor),
  search_text: searchText(
    order.number,
    order.title,
    order.coupon,
    order.tag,
    order.billing.company,
    order.purchaseOrder,
  ),
  placed_at: order.placedAt,
  paid_at: order.paidAt,
  delivered_at: order.deliveredAt,
  cancelled_at: order.cancelledAt,
  expires_at: order.expiresAt,
  created_at: order.createdAt,
  updated_at: order.updatedAt,
});

export const toStep = (row: OrderStepTable): OrderStep => ({
  name: row.name,
  state: row.state,
  attempts: row.attempts,
  error: row.error,
  dueAt: row.due_at,
  resultId: row.result_id,
  doneAt: row.done_at,
});
