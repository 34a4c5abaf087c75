import type { Operator, OperatorRole } from '../schema.ts';

interface OperatorTable {
  vendor_id: string;
  id: string;
  name: string;
  email: string;
  /** The e-mail address in lower case: by it a person is found. */
  email_key: string;
  role: OperatorRole;
  language: Operator['language'];
  password_hash: string;
  last_sign_in_at: string | null;
  created_at: string;
  updated_at: string;
}

interface OperatorSessionTable {
  vendor_id: string;
  token_hash: string;
  operator_id: string;
  created_at: string;
  last_used_at: string;
  ends_at: string;
  ended_at: string | null;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    operator: OperatorTable;
    operator_session: OperatorSessionTable;
  }
}

export type OperatorRow = OperatorTable;
