import type { SignUpItem } from '../schema.ts';

export interface SignUpTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  customer_id: string;
  contact_id: string | null;
  way: SignUpItem['way'];
  state: SignUpItem['state'];
  kind: SignUpItem['kind'];
  name: string;
  email: string;
  email_key: string;
  /** Of the form that was sent: a second one with the same is the same sign-up. */
  ticket_hash: string;
  answers: string;
  template_id: string | null;
  copied: string;
  /** When what waited for proof or approval came. */
  released_at: string | null;
  proof_hash: string | null;
  proof_expires_at: string | null;
  proof_tries: number;
  email_proven_at: string | null;
  decided_at: string | null;
  created_at: string;
  updated_at: string;
}

interface PersonalLinkTable {
  vendor_id: string;
  customer_id: string;
  sealed_code: string;
  code_hash: string;
  created_at: string;
  used_at: string | null;
}

interface TermsAcceptanceTable {
  vendor_id: string;
  id: string;
  terms_id: string;
  url: string;
  version: string | null;
  customer_id: string;
  contact_id: string | null;
  person: string;
  accepted_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    sign_up: SignUpTable;
    personal_link: PersonalLinkTable;
    terms_acceptance: TermsAcceptanceTable;
  }
}
