import type { Generated, Selectable } from 'kysely';
import type { FactorRow, RecoveryCodeRow } from '../../../kit/server/second-factors.ts';
import type { ConsoleLanguage } from '../../portals/schema.ts';
import type { Operator, OperatorRole } from '../schema.ts';
import type { SignInWay } from '../security-schema.ts';

/** An operator, wherever one is named. */
export interface OfOperator {
  readonly vendorId: string;
  readonly operatorId: string;
}

interface OperatorTable {
  vendor_id: string;
  id: string;
  name: string;
  email: string;
  /** The e-mail address in lower case: by it a person is found. */
  email_key: string;
  role: OperatorRole;
  language: Operator['language'];
  /** Empty: nobody signs in with a password. */
  password_hash: string;
  /** Whether an authenticator app or a passkey is there. */
  second_factor: Generated<number>;
  /** The same person's record at another vendor, which holds what opens the door; both or none. */
  home_vendor_id: Generated<string | null>;
  home_id: Generated<string | null>;
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
  ended_at: Generated<string | null>;
  /** By it the person tells sessions apart; the token's hash leaves no answer. */
  id: Generated<string | null>;
  way: Generated<SignInWay>;
  /** The password was right, and a second factor is still to be shown: this session opens nothing. */
  half: Generated<number>;
  /** When the second factor was shown in it. */
  factor_at: Generated<string | null>;
  /** When the person last proved who they are. */
  proved_at: Generated<string | null>;
  /** Browser and system, as they said themselves. */
  agent: Generated<string | null>;
  /** Of the person's session at their home, of which this one is a part. */
  root_hash: Generated<string | null>;
  /** Begun by a vendor's own sign-in: it works for that vendor alone. */
  narrow: Generated<number>;
}

interface OperatorLinkTable {
  /** Whose password and passkeys open the other record as well. */
  vendor_id: string;
  operator_id: string;
  to_vendor_id: string;
  to_operator_id: string;
  created_at: string;
}

interface OperatorPasskeyTable {
  vendor_id: string;
  id: string;
  operator_id: string;
  /** As the authenticator names it; found by it in the directory too. */
  credential_id: string;
  /** COSE, base64url. */
  public_key: string;
  /** How often it signed, where it counts. */
  counter: number;
  transports: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

interface OperatorChallengeTable {
  /** Empty before anybody is known. */
  vendor_id: string;
  hash: string;
  purpose: 'sign-in' | 'proof' | 'new';
  operator_id: string | null;
  ends_at: string;
}

interface OperatorInvitationTable {
  vendor_id: string;
  id: string;
  email: string;
  email_key: string;
  name: string;
  role: OperatorRole;
  language: Operator['language'];
  token_hash: string;
  /** Who invited; `null`: an API key. */
  operator_id: string | null;
  sent_at: string;
  ends_at: string;
  created_at: string;
  updated_at: string;
}

interface OperatorResetAskedTable {
  /** Empty: nobody is looked up before a job does. */
  vendor_id: string;
  id: string;
  email: string;
  /** Of the page on which it was asked. */
  language: ConsoleLanguage;
  ends_at: string;
}

interface OperatorResetTable {
  vendor_id: string;
  operator_id: string;
  token_hash: string;
  sent_at: string;
  ends_at: string;
}

interface OperatorPolicyTable {
  vendor_id: string;
  second_factor: 'optional' | 'required';
  updated_at: string;
}

interface OperatorOidcTable {
  vendor_id: string;
  issuer: string;
  client_id: string;
  sealed_secret: string | null;
  role_claim: string | null;
  /** JSON: which value of the claim gives which role, the first that fits. */
  roles: string;
  makes_operators: number;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    operator: OperatorTable;
    operator_session: OperatorSessionTable;
    operator_link: OperatorLinkTable;
    operator_app: FactorRow & { operator_id: string };
    operator_recovery_code: RecoveryCodeRow & { operator_id: string };
    operator_passkey: OperatorPasskeyTable;
    operator_challenge: OperatorChallengeTable;
    operator_invitation: OperatorInvitationTable;
    operator_reset_asked: OperatorResetAskedTable;
    operator_reset: OperatorResetTable;
    operator_policy: OperatorPolicyTable;
    operator_oidc: OperatorOidcTable;
  }
}

export type OperatorRow = Selectable<OperatorTable>;
export type PasskeyRow = OperatorPasskeyTable;
