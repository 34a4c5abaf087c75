import type { Db } from '../../../kit/server/db/db.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { PaymentKind as OfferedKind } from '../../portals/order-settings.ts';
import type { Payment, PaymentOffer } from '../schema.ts';
import type { ProviderSetting } from './settings-store.ts';

/** What is to be paid: an order as payments see it. */
export interface Payable {
  readonly vendorId: string;
  readonly customerId: string;
  readonly portalId: string;
  /** `null`: an invoice alone is paid. */
  readonly orderId: string | null;
  readonly invoiceId: string | null;
  /** Positive, in the smallest unit. */
  readonly amount: number;
  readonly currency: string;
  /** As the customer reads it on its bank statement and on the provider's page: `Order 2026-00042`. */
  readonly description: string;
  /** What a transfer is recognised by: the invoice's number, or the order's. */
  readonly reference: string;
}

/** Who asks, and when. */
export interface PaymentContext {
  readonly actor: Actor;
  /** The vendor's time. */
  readonly at: Date;
}

/** `delivers: 'now'`: the order goes on, money comes later. `'when-paid'`: it waits for `OrderHooks.paid`. */
export interface StartedPayment {
  readonly payment: Payment;
  readonly delivers: 'now' | 'when-paid';
  /** Whether the customer has to go to the provider's page: after the transaction, ask `openCheckout` for it. */
  readonly leaves: boolean;
}

/** One way to pay. */
export interface PaymentProvider {
  readonly kind: OfferedKind;
  /** What the order page shows; `undefined`: not to be used for this currency, or not set up. */
  offer(of: ProviderSetting, currency: string): PaymentOffer | undefined;
  readonly delivers: StartedPayment['delivers'];
  readonly leaves: boolean;
}

/** What payments tell orders, each inside the transaction in which it became true. Given by apps/server. */
export interface OrderHooks {
  /**
   * The whole amount is there. `late`: the order was cancelled or expired and is not revived, so that the money goes back
   * by itself; `unknown`: there is no such order of this customer. Must bear to be called twice.
   */
  paid(
    tx: Db,
    paid: { vendorId: string; orderId: string; payment: Payment; at: Date },
  ): Promise<'accepted' | 'late' | 'unknown'>;
  /** What came is not what was asked: the order waits for the vendor. */
  mismatch(tx: Db, at: { vendorId: string; orderId: string; payment: Payment; at: Date }): Promise<void>;
  /** The provider's page was left or is over, or the payment failed: another way may be chosen, or the order expires. */
  failed(tx: Db, at: { vendorId: string; orderId: string; payment: Payment; at: Date }): Promise<void>;
}
