import { dayIn } from '../../../kit/common/day.ts';
import { keepWords, searchText } from '../../../kit/server/search.ts';
import { exactItem } from '../metered.ts';
import { dueOn, statusOf } from '../rules.ts';
import type { VendorContract } from '../schema.ts';

/** Terms, items, period and tax as JSON text: they were agreed together and are read together. */
export interface ContractTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  number: string | null;
  title: string;
  starts_on: string;
  ends_on: string | null;
  cancelled_at: string | null;
  terms: string;
  items: string;
  billing_period: string;
  tax: string;
  next_charge_on: string | null;
  purchase_order: string | null;
  deliver_to: string | null;
  billing: VendorContract['billing'];
  billing_from: string | null;
  billed_until: string | null;
  payment_method_id: string | null;
  terms_from: string | null;
  withdrawal_until: string | null;
  agreed: string | null;
  pauses: string;
  pending_change: string | null;
  /** Earliest day on which something of it is to be billed, settled or changed. */
  due_on: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    contract: ContractTable;
  }
}

keepWords('contract', ({ customer_id }) => customer_id);

/** A contract without the status, which follows from the day on which somebody asks. */
export type StoredContract = Omit<VendorContract, 'status'>;

export const toStored = (row: ContractTable): StoredContract => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  number: row.number,
  title: row.title,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  cancelledAt: row.cancelled_at,
  terms: JSON.parse(row.terms) as VendorContract['terms'],
  // Contracts that were kept before prices of use were exact have them in whole cents.
  items: (JSON.parse(row.items) as VendorContract['items']).map(exactItem),
  billingPeriod: JSON.parse(row.billing_period) as VendorContract['billingPeriod'],
  tax: JSON.parse(row.tax) as VendorContract['tax'],
  nextChargeOn: row.next_charge_on,
  purchaseOrder: row.purchase_order,
  deliverTo: row.deliver_to === null ? null : (JSON.parse(row.deliver_to) as VendorContract['deliverTo']),
  billing: row.billing,
  billingFrom: row.billing_from,
  billedUntil: row.billed_until,
  paymentMethodId: row.payment_method_id,
  termsFrom: row.terms_from,
  withdrawalUntil: row.withdrawal_until,
  agreed: row.agreed === null ? null : (JSON.parse(row.agreed) as VendorContract['agreed']),
  pauses: row.pauses === '[]' ? [] : (JSON.parse(row.pauses) as VendorContract['pauses']),
  pendingChange:
    row.pending_change === null ? null : (JSON.parse(row.pending_change) as VendorContract['pendingChange']),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toContractRow = (vendorId: string, contract: StoredContract): ContractTable => ({
  vendor_id: vendorId,
  id: contract.id,
  customer_id: contract.customerId,
  external_id: contract.externalId,
  number: contract.number,
  title: contract.title,
  starts_on: contract.startsOn,
  ends_on: contract.endsOn,
  cancelled_at: contract.cancelledAt,
  terms: JSON.stringify(contract.terms),
  items: JSON.stringify(contract.items),
  billing_period: JSON.stringify(contract.billingPeriod),
  tax: JSON.stringify(contract.tax),
  next_charge_on: contract.nextChargeOn,
  purchase_order: contract.purchaseOrder,
  deliver_to: contract.deliverTo && JSON.stringify(contract.deliverTo),
  billing: contract.billing,
  billing_from: contract.billingFrom,
  billed_until: contract.billedUntil,
  payment_method_id: contract.paymentMethodId,
  terms_from: contract.termsFrom,
  withdrawal_until: contract.withdrawalUntil,
  agreed: contract.agreed && JSON.stringify(contract.agreed),
  pauses: JSON.stringify(contract.pauses),
  pending_change: contract.pendingChange && JSON.stringify(contract.pendingChange),
  due_on: dueOn(contract),
  search_text: searchText(contract.title, contract.number, contract.externalId, contract.purchaseOrder),
  created_at: contract.createdAt,
  updated_at: contract.updatedAt,
});

/** Gives contracts the status they have at `now` in their portal's zone; a zone is asked once. */
export function withStatus(now: Date): (contract: StoredContract, timeZone: string) => VendorContract {
  const days = new Map<string, string>();
  return (contract, timeZone) => {
    const today = days.get(timeZone) ?? dayIn(timeZone, now);
    days.set(timeZone, today);
    return { ...contract, status: statusOf(contract, today) };
  };
}
