import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { CallRules, Sighting } from '../call-schema.ts';
import type { CallCount, Domain } from '../schema.ts';

interface DomainTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  host: string;
  origin: Domain['origin'];
  no_label: number;
  verification: Domain['verification'];
  /** This and the two moments are written by verification alone. */
  verify_token?: string | null | undefined;
  verify_method: Domain['verifiedBy'];
  verified_at: string | null;
  checked_at?: string | null | undefined;
  check_due_at?: string | null | undefined;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface CallCountTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  /** `''` where no domain is named: a key can't hold null. */
  domain_id: string;
  metric: CallCount['metric'];
  month: string;
  quantity: number;
  search_text: string;
  created_at: string;
  updated_at: string;
}

/** What was told already, so that nobody is told twice. */
export interface Told {
  readonly month?: string;
  /** Of the month's calls, in percent. */
  readonly shares?: readonly number[];
  /** The last day, in UTC, on which it was said that there are more hosts than domains allowed. */
  readonly domainsOn?: string;
  /** When the last domain allowed was found to be taken and people were to be written to. */
  readonly fullAt?: string;
  /** That mail is still to be written. */
  readonly owesMail?: boolean;
}

export interface CallSettingTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  /** The end of the publishable key since it was changed; `null`: the first one, which has none. */
  key_tag: string | null;
  automatic: CallRules['automatic'];
  counts_waiting: number;
  at_zero: CallRules['atZero'];
  at_maximum: CallRules['atMaximum'];
  /** A list as JSON text. */
  blocked_hosts: string;
  /** A list as JSON text; `null`: the portal's. */
  thresholds: string | null;
  /** {@link Told} as JSON text. */
  told: string;
  /** What contracts gave, as JSON text; `null`: none ever did. */
  granted: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface SightingTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  host: string;
  state: Sighting['state'];
  framed: number;
  /** `''`: none was told. */
  referrer: string;
  hits: number;
  first_seen_at: string;
  last_seen_at: string;
  domain_id: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface CallResetTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  external_id: string | null;
  month: string;
  calls: number;
  reason: string;
  by_kind: string;
  by_id: string | null;
  by_name: string;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    domain: DomainTable;
    call_setting: CallSettingTable;
    domain_sighting: SightingTable;
    call_reset: CallResetTable;
    call_count: CallCountTable;
  }
}

keepWords('domain', ({ customer_id }) => customer_id);

export const toDomain = (row: DomainTable): Domain => ({
  id: row.id,
  customerId: row.customer_id,
  externalId: row.external_id,
  host: row.host,
  origin: row.origin,
  noLabel: row.no_label === 1,
  verification: row.verification,
  verifiedBy: row.verify_method,
  verifiedAt: row.verified_at,
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
  no_label: domain.noLabel ? 1 : 0,
  verification: domain.verification,
  verify_method: domain.verifiedBy,
  verified_at: domain.verifiedAt,
  search_text: searchText(domain.host, domain.externalId),
  created_at: domain.createdAt,
  updated_at: domain.updatedAt,
});

export const toCallCount = (row: CallCountTable): CallCount => ({
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

export const toCallCountRow = (vendorId: string, record: CallCount): CallCountTable => ({
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

export const toSighting = (row: SightingTable): Sighting => ({
  id: row.id,
  customerId: row.customer_id,
  host: row.host,
  state: row.state,
  framed: row.framed === 1,
  referrer: row.referrer || null,
  hits: Number(row.hits),
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  domainId: row.domain_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
