import type { DatabaseLog, Db } from '../../../kit/server/db/db.ts';
import type { StoredContract } from '../../contracts/server/table.ts';
import type { Customer } from '../../customers/schema.ts';
import type { StoredDocument } from '../../documents/server/table.ts';
import type { Mailing } from '../../mails/server/access-mail.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Order } from '../schema.ts';
import type { StoredOrder } from './table.ts';

/** One line of an order with what the catalogue grants for it, as both were when the order was placed. */
export interface OrderedGrant {
  /** Of the plan, else `null`. */
  readonly variantId: string | null;
  /** Of a component, else `null`. */
  readonly componentId: string | null;
  readonly title: string;
  readonly quantity: number;
  /** `grants` of the variant or component: which licence, quota or other thing comes with it. */
  readonly grants: readonly unknown[];
  /** What the plan gives its customer to use. */
  readonly limits?: object | null | undefined;
}

/** What is delivered: the order as it stands now, with what the steps before this one made. */
export interface Delivering {
  readonly vendorId: string;
  readonly order: Order;
  /** With the price as it was agreed to, and who placed it. */
  readonly stored: StoredOrder;
  readonly grants: readonly OrderedGrant[];
  /** Where it was placed and by whom, where that is known already; else it is read. */
  readonly portal?: Portal | undefined;
  readonly customer?: Customer | undefined;
  /** Placed in this very transaction: nothing was paid of it before. */
  readonly isNew?: boolean | undefined;
  /** What steps before this one made in this very transaction. */
  readonly made: Made;
  /** The vendor's time. */
  readonly at: Date;
}

/** What every step has at hand: secrets, words, the side it is on and the address of the service are in `Mailing`. */
export interface DeliveryContext extends Mailing {
  /** For what is prepared before the transaction. */
  readonly db: Db;
  readonly log?: DatabaseLog | undefined;
}

/** What stands in the order itself of what was made for it. */
export type MadeOfOrder = Partial<Pick<StoredOrder, 'contractId' | 'invoiceId' | 'paymentKind'>>;

/** What was made, as it is known without being read again. */
export interface Made {
  readonly contract?: StoredContract;
  readonly invoice?: StoredDocument;
}

/** What a step made: its id stands in the order's step. */
export interface Delivered {
  readonly resultId: string | null;
  readonly made?: Made;
  readonly ofOrder?: MadeOfOrder;
}

/**
 * One thing that an order brings: a contract, an invoice, a licence. Listed in apps/server/delivery-kinds.ts, in the order
 * in which they are delivered. A step and what it makes are one transaction, so it happens once, however often it is tried;
 * when it throws, nothing of it stays, it is tried again by a job, and in the end listed for repair.
 */
export interface DeliveryKind<Prepared = undefined> {
  /** Stands in API and console, `licence`; never renamed. */
  readonly name: string;
  /** Whether this order has such a step; asked once, when its delivery begins. */
  applies(of: Delivering): boolean;
  /**
   * What takes longer than a transaction may: setting a PDF, asking a server. A kind with this is delivered right after the
   * order was answered; the others in the transaction in which the order is placed.
   */
  prepare?(context: DeliveryContext, delivering: Delivering): Promise<Prepared>;
  /** Writes what it makes, and announces it. Awaits nothing but the database. */
  deliver(
    tx: Db,
    delivering: Delivering,
    context: Omit<DeliveryContext, 'db'>,
    prepared: Prepared,
  ): Promise<Delivered>;
}

// biome-ignore lint/suspicious/noExplicitAny: kinds of different preparation stand in one list
export type AnyDeliveryKind = DeliveryKind<any>;
