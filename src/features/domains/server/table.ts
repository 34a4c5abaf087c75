import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { Domain, UsageRecord } from '../schema.ts';

interface DomainTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  host: string;
  origin: Domain['origin'];
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface UsageRecordTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  /** `''` where no domain is named: a key can't hold null. */
  domain_id: string;
  metric: UsageRecord['metric'];
  month: string;
  quantity: number;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    domain: DomainTable;
    usage_record: UsageRecordTable;
  }
}

keepWords('domain', ({ customer_id }) => customer_id);

export const toDomain = (row: DomainTable): Domain => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  host: row.host,
  origin: row.origin,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toDomainRow = (vendorId: string, domain: Domain): DomainTable => ({
  vendor_id: vendorId,
  id: domain.id,
  customer_id: domain.customerId,
  external_id: domain.externalId,
  host: domain.host,
  origin: domain.origin,
  search_text: searchText(domain.host, domain.externalId),
  created_at: domain.createdAt,
  updated_at: domain.updatedAt,
});

export const toUsageRecord = (row: UsageRecordTable): UsageRecord => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  domainId: row.domain_id || null,
  metric: row.metric,
  month: row.month,
  quantity: row.quantity,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toUsageRecordRow = (vendorId: string, record: UsageRecord): UsageRecordTable => ({
  vendor_id: vendorId,
  id: record.id,
  customer_id: record.customerId,
  external_id: record.externalId,
  domain_id: record.domainId ?? '',
  metric: record.metric,
  month: record.month,
  quantity: record.quantity,
  search_text: searchText(record.externalId, record.month),
  created_at: record.createdAt,
  updated_at: record.updatedAt,
});
