import type { Generated } from 'kysely';
import type { SigningAlgorithm } from '../schema.ts';

interface VendorTable {
  vendor_id: string;
  slug: string;
  name: string;
  side: 'live' | 'test';
  twin_id: string;
  tokens_not_before: string | null;
  /** How far the activity log goes back. */
  hand_over: Generated<string>;
  activity_days: Generated<number>;
  /** The shape of new customer secrets. */
  customer_secret_format: Generated<'guid' | 'short'>;
  /** Rows of the activity log before this instant may go. */
  activity_kept_from: Generated<string>;
  /** Who allows that an operator opens a portal as a customer. */
  login_as: Generated<'customer' | 'operator' | 'off'>;
  /** Whether customers may have an agency id. */
  agency_ids: Generated<number>;
  /** Whole years that documents of an erased customer are kept behind the one of their issue. */
  document_years: Generated<number>;
  /** How far a test side's clock was moved; 0 on a live one. */
  clock_offset_seconds: Generated<number>;
  /** Terms of use in force, and until when those who were there before may go on without. */
  terms_id: Generated<string | null>;
  terms_url: Generated<string | null>;
  terms_version: Generated<string | null>;
  terms_due_on: Generated<string | null>;
  terms_set_at: Generated<string | null>;
  created_at: string;
  updated_at: string;
}

interface DirectoryTable {
  /** `operator`: the e-mail address in lower case, a space, and the vendor: one person may work for several. */
  kind: 'portal' | 'host' | 'operator' | 'passkey' | 'setup' | 'access-code';
  key: string;
  vendor_id: string;
  target_id: string;
}

interface ApiKeyTable {
  vendor_id: string;
  id: string;
  name: string;
  hash: string;
  prefix: string;
  scopes: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  /** JSON: ranges of addresses; empty: from anywhere. */
  allowed_addresses: string;
}

export interface SigningKeyTable {
  vendor_id: string;
  id: string;
  name: string;
  algorithm: SigningAlgorithm;
  public_key: string | null;
  sealed_secret: string | null;
  is_service: number;
  status: 'active' | 'retiring' | 'revoked';
  retires_at: string | null;
  not_before: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    vendor: VendorTable;
    directory: DirectoryTable;
    api_key: ApiKeyTable;
    signing_key: SigningKeyTable;
  }
}
