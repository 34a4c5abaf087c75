import type { AuthorisedHow, Grant, LoginAsMode } from '../schema.ts';

interface SupportGrantTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  mode: LoginAsMode;
  source: Grant['source'];
  contact_id: string | null;
  operator_id: string | null;
  authorised_by: string | null;
  authorised_how: AuthorisedHow | null;
  reason: string | null;
  /** Of a code that was not used yet. */
  code_lookup: string | null;
  /** Wrong codes typed while it waited. */
  code_wrong: number;
  minutes: number;
  created_at: string;
  /** `null`: a code that waits. */
  starts_at: string | null;
  ends_at: string;
  ended_at: string | null;
  used_at: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    support_grant: SupportGrantTable;
    support_use: {
      vendor_id: string;
      id: string;
      customer_id: string;
      grant_id: string;
      reason: string | null;
      created_at: string;
    };
    login_as_ticket: { vendor_id: string; token_hash: string; session: string; expires_at: string };
  }
}

export type SupportGrantRow = SupportGrantTable;
