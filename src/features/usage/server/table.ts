import { fromMillionths, millionths } from '../decimal.ts';
import type { Call, Every, UsageRecord } from '../schema.ts';

/** Instants are milliseconds since 1970, quantities and prices millionths: reports add them up by the million. */
export interface UseRecordTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  metric: string;
  at: number;
  quantity: number;
  subject_kind: '' | 'licence' | 'contract' | 'domain';
  subject_id: string;
  /** Empty where it is no call. */
  direction: string;
  call_from: string;
  call_to: string;
  /** The customer's own one of the two. */
  number: string;
  destination: string;
  disposition: string;
  seconds: number;
  billed_seconds: number;
  price: number;
  /** Empty where there is no price. */
  currency: string;
  created_at: string;
  updated_at: string;
}

interface UseMetricTable {
  vendor_id: string;
  customer_id: string;
  metric: string;
  has_calls: number;
  currency: string;
  is_touched: number;
  summed_until: number;
}

interface UseSumTable {
  vendor_id: string;
  customer_id: string;
  metric: string;
  dim: string;
  grain: string;
  /** Minutes since 1970. */
  slot: number;
  direction: string;
  value: string;
  records: number;
  answered: number;
  quantity: number;
  seconds: number;
  billed_seconds: number;
  price: number;
}

interface UseBilledTable {
  vendor_id: string;
  contract_id: string;
  item: string;
  from_on: string;
  until_on: string;
  customer_id: string;
  quantity: number;
  created_at: string;
}

interface UseViewTable {
  vendor_id: string;
  customer_id: string;
  id: string;
  /** `null`: everybody's of the account. */
  contact_id: string | null;
  name: string;
  query: string;
  created_at: string;
}

interface UseOperatorViewTable {
  vendor_id: string;
  id: string;
  /** `null`: every operator's. */
  operator_id: string | null;
  name: string;
  query: string;
  created_at: string;
}

/** With neither contact nor operator it goes to the account itself. */
export interface UseViewMailTable {
  vendor_id: string;
  id: string;
  view_id: string;
  /** Whose report it is. */
  customer_id: string;
  contact_id: string | null;
  operator_id: string | null;
  every: Every;
  with_file: number;
  /** The last day that was sent, or that was over when it was asked for. */
  covered_until: string;
  due_at: string;
  created_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    use_record: UseRecordTable;
    use_metric: UseMetricTable;
    use_sum: UseSumTable;
    use_billed: UseBilledTable;
    use_view: UseViewTable;
    use_operator_view: UseOperatorViewTable;
    use_view_mail: UseViewMailTable;
  }
}

const callOf = (row: UseRecordTable): Call | null =>
  row.direction === ''
    ? null
    : {
        from: row.call_from,
        to: row.call_to,
        direction: row.direction as Call['direction'],
        seconds: Number(row.seconds),
        billedSeconds: Number(row.billed_seconds),
        disposition: row.disposition as Call['disposition'],
        destination: row.destination,
        price: row.currency ? { amount: fromMillionths(row.price), currency: row.currency } : null,
      };

export const toUsageRecord = (row: UseRecordTable): UsageRecord => ({
  id: row.id,
  externalId: row.external_id,
  customerId: row.customer_id,
  metric: row.metric,
  at: new Date(Number(row.at)).toISOString(),
  quantity: fromMillionths(row.quantity),
  licenceId: row.subject_kind === 'licence' ? row.subject_id : null,
  contractId: row.subject_kind === 'contract' ? row.subject_id : null,
  domainId: row.subject_kind === 'domain' ? row.subject_id : null,
  call: callOf(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export function toUseRow(vendorId: string, record: UsageRecord): UseRecordTable {
  const { call, licenceId, contractId, domainId } = record;
  const subject = licenceId ?? contractId ?? domainId;
  return {
    vendor_id: vendorId,
    id: record.id,
    customer_id: record.customerId,
    external_id: record.externalId,
    metric: record.metric,
    at: Date.parse(record.at),
    quantity: millionths(record.quantity),
    subject_kind: licenceId ? 'licence' : contractId ? 'contract' : domainId ? 'domain' : '',
    subject_id: subject ?? '',
    direction: call?.direction ?? '',
    call_from: call?.from ?? '',
    call_to: call?.to ?? '',
    number: call ? (call.direction === 'in' ? call.to : call.from) : '',
    destination: call?.destination ?? '',
    disposition: call?.disposition ?? '',
    seconds: call?.seconds ?? 0,
    billed_seconds: call?.billedSeconds ?? 0,
    price: call?.price ? millionths(call.price.amount) : 0,
    currency: call?.price?.currency ?? '',
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}
