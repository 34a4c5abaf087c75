import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Payment, PaymentMethod, Refund } from '../schema.ts';

export interface PaymentTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  order_id: string | null;
  invoice_id: string | null;
  kind: Payment['kind'];
  status: Payment['status'];
  amount: number;
  currency: string;
  refunded: number;
  description: string;
  reference: string;
  method_id: string | null;
  provider_id: string | null;
  checkout_id: string | null;
  checkout_url: string | null;
  checkout_expires_at: string | null;
  /** When the provider was last asked about it. */
  checked_at: string | null;
  /** Ids of what was delivered, until the provider knows them. */
  delivery: string | null;
  failure: string | null;
  attention: Payment['attention'];
  completed_at: string | null;
  purpose: Payment['purpose'];
  surcharge: number;
  /** When it is asked for, or asked for again; by the vendor's time. */
  due_at: string | null;
  /** How often it was asked for in vain. */
  attempts: number;
  /** What the customer is still to be told of it. */
  notice: 'failed' | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface PaymentMethodTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  kind: PaymentMethod['kind'];
  brand: string;
  last4: string;
  holder: string | null;
  good_until: string | null;
  sealed_iban: string | null;
  mandate: string | null;
  provider_id: string | null;
  /** Who it belongs to at the provider. */
  party: string | null;
  is_default: number;
  /** When it stopped being used: it is kept, since what was collected by it may be asked about. */
  ended_at: string | null;
  created_at: string;
  updated_at: string;
}

interface PaymentRefundTable {
  vendor_id: string;
  id: string;
  payment_id: string;
  amount: number;
  state: 'requested' | 'done' | 'failed';
  provider_id: string | null;
  failure: string | null;
  way: Refund['way'];
  /** The credit note for which it goes back. */
  credit_note_id: string | null;
  /** The payment that keeps it as balance. */
  balance_payment_id: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    payment: PaymentTable;
    payment_method: PaymentMethodTable;
    payment_refund: PaymentRefundTable;
    payment_setup: {
      vendor_id: string;
      id: string;
      customer_id: string;
      checkout_id: string;
      /** The way to pay in whose place it comes. */
      replaces: string | null;
      state: 'open' | 'done' | 'over';
      method_id: string | null;
      actor: string;
      created_at: string;
      updated_at: string;
    };
    payment_party: { vendor_id: string; customer_id: string; provider_id: string; created_at: string };
    payment_event: {
      vendor_id: string;
      id: string;
      type: string;
      outcome: string;
      payment_id: string | null;
      received_at: string;
    };
  }
}

keepWords('payment', ({ customer_id }) => customer_id);

/** A payment with what only the service needs of it. */
export interface StoredPayment extends Payment {
  readonly checkout: { readonly id: string; readonly url: string | null; readonly expiresAt: string } | null;
  readonly checkedAt: string | null;
  readonly delivery: string | null;
  /** When it is asked for, or asked for again; `null`: by nobody. */
  readonly dueAt: string | null;
  readonly attempts: number;
  readonly notice: 'failed' | null;
}

/** What only the service needs of a payment. */
export type Kept = Omit<StoredPayment, keyof Payment>;

export const toStored = (row: PaymentTable): StoredPayment => ({
  ...toPayment(row),
  checkout: row.checkout_id
    ? { id: row.checkout_id, url: row.checkout_url, expiresAt: row.checkout_expires_at ?? row.created_at }
    : null,
  checkedAt: row.checked_at,
  delivery: row.delivery,
  dueAt: row.due_at,
  attempts: Number(row.attempts),
  notice: row.notice,
});

export const toPayment = (row: PaymentTable): Payment => ({
  id: row.id,
  externalId: row.external_id,
  customerId: row.customer_id,
  orderId: row.order_id,
  invoiceId: row.invoice_id,
  kind: row.kind,
  status: row.status,
  amount: { amount: Number(row.amount), currency: row.currency },
  refunded: Number(row.refunded),
  description: row.description,
  reference: row.reference,
  methodId: row.method_id,
  providerId: row.provider_id,
  failure: row.failure,
  attention: row.attention,
  completedAt: row.completed_at,
  purpose: row.purpose,
  surcharge: Number(row.surcharge),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toPaymentRow = (vendorId: string, payment: Payment & Partial<Kept>): PaymentTable => ({
  vendor_id: vendorId,
  id: payment.id,
  customer_id: payment.customerId,
  external_id: payment.externalId,
  order_id: payment.orderId,
  invoice_id: payment.invoiceId,
  kind: payment.kind,
  status: payment.status,
  amount: payment.amount.amount,
  currency: payment.amount.currency,
  refunded: payment.refunded,
  description: payment.description,
  reference: payment.reference,
  method_id: payment.methodId,
  provider_id: payment.providerId,
  checkout_id: payment.checkout?.id ?? null,
  checkout_url: payment.checkout?.url ?? null,
  checkout_expires_at: payment.checkout?.expiresAt ?? null,
  checked_at: payment.checkedAt ?? null,
  delivery: payment.delivery ?? null,
  failure: payment.failure,
  attention: payment.attention,
  completed_at: payment.completedAt,
  purpose: payment.purpose,
  surcharge: payment.surcharge,
  due_at: payment.dueAt ?? null,
  attempts: payment.attempts ?? 0,
  notice: payment.notice ?? null,
  // Ids too: what a provider's list shows is pasted into the search.
  search_text: searchText(
    payment.id,
    payment.externalId,
    payment.reference,
    payment.description,
    payment.orderId,
    payment.customerId,
    payment.providerId,
  ),
  created_at: payment.createdAt,
  updated_at: payment.updatedAt,
});

export const toMethod = (row: PaymentMethodTable): PaymentMethod => ({
  id: row.id,
  customerId: row.customer_id,
  kind: row.kind,
  brand: row.brand,
  last4: row.last4,
  holder: row.holder,
  goodUntil: row.good_until,
  mandate: row.mandate ? { reference: row.mandate, signedAt: row.created_at } : null,
  isDefault: row.is_default === 1,
  createdAt: row.created_at,
});
