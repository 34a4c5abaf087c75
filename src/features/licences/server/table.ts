import { keepWords, searchText } from '../../../kit/server/search.ts';
import type { LicenceTransfer } from '../care-schema.ts';
import type { Licence, Machine, Product } from '../schema.ts';

interface ProductTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  name: string;
  texts: string;
  description: string | null;
  active: number;
  key_prefix: string | null;
  key_format: Product['keyFormat'];
  heartbeat_minutes: number;
  freed_most: number;
  freed_days: number;
  unreachable_days: number;
  offline_days: number;
  downloads: string;
  release_notes_url: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface LicenceTable {
  vendor_id: string;
  id: string;
  external_id: string | null;
  customer_id: string | null;
  product_id: string;
  sealed_key: string;
  key_lookup: string;
  key_hint: string;
  kind: Licence['kind'];
  mode: Licence['mode'];
  machine_limit: number;
  expires_at: string | null;
  renews: number;
  blocked: Licence['blocked'];
  entitlements: string;
  note: string | null;
  order_id: string | null;
  contract_id: string | null;
  /** It lasts as long as the contract. */
  follows_contract: number;
  /** What blocked it by itself, an invoice or an event; kept when staff lets it go on, so that it is not blocked for that again. */
  blocked_for: string | null;
  /** The holder is still to be told of it. */
  notice_due: 'blocked' | null;
  /** When the newest payment event that counts was, as the system it came from says. */
  payment_at: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

interface MachineTable {
  vendor_id: string;
  id: string;
  licence_id: string;
  fingerprint: string;
  name: string | null;
  os: string | null;
  version: string | null;
  country: string | null;
  activated_at: string;
  last_seen_at: string;
  lease_ends_at: string | null;
}

interface FreedMachineTable {
  vendor_id: string;
  id: string;
  licence_id: string;
  fingerprint: string;
  name: string | null;
  counted: number;
  freed_at: string;
}

interface LicenceTransferTable {
  vendor_id: string;
  id: string;
  licence_id: string;
  from_id: string;
  to_id: string | null;
  code_lookup: string;
  state: LicenceTransfer['state'];
  created_at: string;
  expires_at: string;
  decided_at: string | null;
  updated_at: string;
}

export interface DeviceCodeTable {
  vendor_id: string;
  id: string;
  product_id: string;
  customer_id: string | null;
  name: string | null;
  device_lookup: string;
  user_lookup: string;
  state: 'waiting' | 'allowed' | 'refused' | 'used';
  /** How often it may ask. */
  every_seconds: number;
  asked_at: string | null;
  token_lookup: string | null;
  token_ends_at: string | null;
  created_at: string;
  expires_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    licence_payment_event: {
      vendor_id: string;
      licence_id: string;
      event_id: string;
      type: string;
      paid_until: string | null;
      occurred_at: string;
      received_at: string;
    };
    licence_notice: { vendor_id: string; licence_id: string; notice: string; sent_at: string };
    licence_refusal: {
      vendor_id: string;
      licence_id: string;
      fingerprint: string;
      times: number;
      last_at: string;
    };
    licence_transfer: LicenceTransferTable;
    device_code: DeviceCodeTable;
    product: ProductTable;
    licence: LicenceTable;
    machine: MachineTable;
    freed_machine: FreedMachineTable;
    licence_signing_key: {
      vendor_id: string;
      id: string;
      sealed_key: string;
      public_key: string;
      created_at: string;
      retired_at: string | null;
    };
  }
}
export type LicenceRow = LicenceTable;

keepWords('licence', ({ customer_id }) => customer_id ?? '');

export const publishableKeyOf = (vendorId: string, productId: string): string =>
  `pub_${vendorId.slice(4)}_${productId.slice(4)}`;

/** The vendor and product that a publishable key names. */
export function namedBy(publishableKey: string): { vendorId: string; productId: string } {
  const [, vendor, product] = publishableKey.split('_');
  return { vendorId: `ven_${vendor}`, productId: `prd_${product}` };
}

export const toProduct = (row: ProductTable): Product => ({
  id: row.id,
  externalId: row.external_id,
  publishableKey: publishableKeyOf(row.vendor_id, row.id),
  name: row.name,
  texts: JSON.parse(row.texts) as Product['texts'],
  description: row.description,
  active: row.active === 1,
  keyPrefix: row.key_prefix,
  keyFormat: row.key_format,
  heartbeatMinutes: row.heartbeat_minutes,
  deactivations: { most: row.freed_most, perDays: row.freed_days },
  unreachableDays: row.unreachable_days,
  offlineDays: row.offline_days,
  downloads: JSON.parse(row.downloads) as Product['downloads'],
  releaseNotesUrl: row.release_notes_url,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toProductRow = (vendorId: string, product: Product): ProductTable => ({
  vendor_id: vendorId,
  id: product.id,
  external_id: product.externalId,
  name: product.name,
  texts: JSON.stringify(product.texts),
  description: product.description,
  active: product.active ? 1 : 0,
  key_prefix: product.keyPrefix,
  key_format: product.keyFormat,
  heartbeat_minutes: product.heartbeatMinutes,
  freed_most: product.deactivations.most,
  freed_days: product.deactivations.perDays,
  unreachable_days: product.unreachableDays,
  offline_days: product.offlineDays,
  downloads: JSON.stringify(product.downloads),
  release_notes_url: product.releaseNotesUrl,
  search_text: searchText(product.name, product.keyPrefix, product.externalId),
  created_at: product.createdAt,
  updated_at: product.updatedAt,
});

/** What a row holds that is told nowhere: its key, to be read again, found by and recognised by, and what it follows. */
export type StoredKey = Pick<LicenceTable, 'sealed_key' | 'key_lookup' | 'key_hint'> &
  Partial<Pick<LicenceTable, 'follows_contract' | 'blocked_for' | 'notice_due' | 'payment_at'>>;
export const storedKeyOf = (row: LicenceTable): StoredKey => ({
  ...{ sealed_key: row.sealed_key, key_lookup: row.key_lookup, key_hint: row.key_hint },
  ...{ follows_contract: row.follows_contract, blocked_for: row.blocked_for },
  ...{ notice_due: row.notice_due, payment_at: row.payment_at },
});

export const toLicence = (row: LicenceTable, machines = 0): Licence => ({
  id: row.id,
  externalId: row.external_id,
  customerId: row.customer_id,
  productId: row.product_id,
  keyHint: row.key_hint,
  kind: row.kind,
  mode: row.mode,
  machineLimit: row.machine_limit,
  expiresAt: row.expires_at,
  renews: row.renews === 1,
  blocked: row.blocked,
  entitlements: JSON.parse(row.entitlements) as string[],
  note: row.note,
  machines,
  orderId: row.order_id,
  contractId: row.contract_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toLicenceRow = (vendorId: string, licence: Licence, key: StoredKey): LicenceTable => ({
  vendor_id: vendorId,
  id: licence.id,
  external_id: licence.externalId,
  customer_id: licence.customerId,
  product_id: licence.productId,
  ...{ follows_contract: 0, blocked_for: null, notice_due: null, payment_at: null, ...key },
  kind: licence.kind,
  mode: licence.mode,
  machine_limit: licence.machineLimit,
  expires_at: licence.expiresAt,
  renews: licence.renews ? 1 : 0,
  blocked: licence.blocked,
  entitlements: JSON.stringify(licence.entitlements),
  note: licence.note,
  order_id: licence.orderId,
  contract_id: licence.contractId,
  search_text: searchText(key.key_hint, licence.externalId),
  created_at: licence.createdAt,
  updated_at: licence.updatedAt,
});

export const toMachine = (row: MachineTable): Machine => ({
  id: row.id,
  licenceId: row.licence_id,
  fingerprint: row.fingerprint,
  name: row.name,
  os: row.os,
  version: row.version,
  country: row.country,
  activatedAt: row.activated_at,
  lastSeenAt: row.last_seen_at,
  leaseEndsAt: row.lease_ends_at,
});

export const toMachineRow = (vendorId: string, machine: Machine): MachineTable => ({
  vendor_id: vendorId,
  id: machine.id,
  licence_id: machine.licenceId,
  fingerprint: machine.fingerprint,
  name: machine.name,
  os: machine.os,
  version: machine.version,
  country: machine.country,
  activated_at: machine.activatedAt,
  last_seen_at: machine.lastSeenAt,
  lease_ends_at: machine.leaseEndsAt,
});
