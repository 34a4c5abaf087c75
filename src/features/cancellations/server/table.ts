import { keepWords } from '../../../kit/server/search.ts';
import type { Declaration, DeclarationKind, DeclarationState, DeclarationWay } from '../schema.ts';

/** Written once, by `declare` in store.ts, and read ever after. */
export interface DeclarationTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  kind: DeclarationKind;
  way: DeclarationWay;
  language: Declaration['language'];
  received_at: string;
  evidence: string;
  sha256: string;
  /** Of the form that was sent: the same one again is the same declaration. */
  submit_key: string | null;
  name: string | null;
  email: string | null;
  contract_number: string | null;
  customer_number: string | null;
  wanted_on: string | null;
  reason: string | null;
  told_ends_on: string | null;
  suspect: number;
  actor_kind: string;
  actor_id: string | null;
  created_at: string;
}

/** What became of it. */
export interface DeclarationStateTable {
  vendor_id: string;
  id: string;
  state: DeclarationState;
  customer_id: string | null;
  contract_id: string | null;
  ends_on: string | null;
  /** The last day that the contract had before. */
  before_ends_on: string | null;
  due_on: string | null;
  note: string | null;
  receipt: Declaration['receipt'];
  handled_by: string | null;
  handled_at: string | null;
  search_text: string;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    declaration: DeclarationTable;
    declaration_state: DeclarationStateTable;
  }
}

keepWords('declaration_state', ({ customer_id, id }) => customer_id ?? id);

export type DeclarationRow = DeclarationTable &
  Omit<DeclarationStateTable, 'vendor_id' | 'id' | 'created_at'>;

export const toDeclaration = (row: DeclarationRow): Declaration => ({
  id: row.id,
  portalId: row.portal_id,
  kind: row.kind,
  way: row.way,
  language: row.language,
  receivedAt: row.received_at,
  sha256: row.sha256,
  name: row.name,
  email: row.email,
  contractNumber: row.contract_number,
  customerNumber: row.customer_number,
  wantedOn: row.wanted_on,
  reason: row.reason,
  toldEndsOn: row.told_ends_on,
  state: row.state,
  suspect: row.suspect === 1,
  customerId: row.customer_id,
  contractId: row.contract_id,
  endsOn: row.ends_on,
  dueOn: row.due_on,
  note: row.note,
  receipt: row.receipt,
  handledBy: row.handled_by,
  handledAt: row.handled_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
