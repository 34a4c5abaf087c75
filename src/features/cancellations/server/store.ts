import { createHash } from 'node:crypto';
import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { searchText, writeWords } from '../../../kit/server/search.ts';
import type { Actor } from '../../activity/server/record.ts';
import { cancellationProblem } from '../problems.ts';
import type { Declaration, DeclarationEvidence, DeclarationState, Shown } from '../schema.ts';
import { type DeclarationRow, type DeclarationStateTable, toDeclaration } from './table.ts';

const stateColumns = [
  ...['s.state', 's.customer_id', 's.contract_id', 's.ends_on', 's.before_ends_on', 's.due_on'],
  ...['s.note', 's.receipt', 's.handled_by', 's.handled_at', 's.search_text', 's.updated_at'],
] as unknown as readonly ['s.state', 's.customer_id', 's.contract_id', 's.ends_on'];

const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('declaration_state as s')
    .innerJoin('declaration as d', (on) =>
      on.onRef('d.vendor_id', '=', 's.vendor_id').onRef('d.id', '=', 's.id'),
    )
    .selectAll('d')
    .select(stateColumns)
    .where('s.vendor_id', '=', vendorId);

/** What is declared, as it is kept. */
export interface NewDeclaration
  extends Pick<
    Declaration,
    | 'portalId'
    | 'kind'
    | 'way'
    | 'language'
    | 'name'
    | 'email'
    | 'contractNumber'
    | 'customerNumber'
    | 'wantedOn'
    | 'reason'
    | 'toldEndsOn'
    | 'suspect'
  > {
  readonly vendorId: string;
  readonly shown: Shown;
  readonly submitKey: string | null;
  readonly actor: Actor;
  readonly at: Date;
  readonly state: DeclarationState;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly endsOn: string | null;
  readonly beforeEndsOn: string | null;
  readonly dueOn: string | null;
}

/** The text that is hashed: whoever has it can compute the hash again with any tool. */
export const evidenceOf = ({ kind, way, language, at, shown }: NewDeclaration): string =>
  JSON.stringify({ kind, way, language, receivedAt: at.toISOString(), shown });

export const hashOf = (evidence: string): string => createHash('sha256').update(evidence).digest('hex');

/** Keeps a declaration; the same form sent again answers the one that is there, and `again`. */
export async function declare(
  tx: Db,
  wanted: NewDeclaration,
): Promise<{ readonly declaration: Declaration; readonly evidence: string; readonly again: boolean }> {
  const { vendorId, at } = wanted;
  const id = newId('dcl', at.getTime());
  const now = at.toISOString();
  const evidence = evidenceOf(wanted);
  const done = await tx
    .insertInto('declaration')
    .values({
      ...{ vendor_id: vendorId, id, portal_id: wanted.portalId, kind: wanted.kind, way: wanted.way },
      ...{ language: wanted.language, received_at: now, evidence, sha256: hashOf(evidence) },
      ...{ submit_key: wanted.submitKey, name: wanted.name, email: wanted.email },
      ...{ contract_number: wanted.contractNumber, customer_number: wanted.customerNumber },
      ...{ wanted_on: wanted.wantedOn, reason: wanted.reason, told_ends_on: wanted.toldEndsOn },
      ...{ suspect: wanted.suspect ? 1 : 0, actor_kind: wanted.actor.kind, actor_id: wanted.actor.id },
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['vendor_id', 'submit_key']).doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows !== 1n) {
    const row = await ofVendor(tx, vendorId)
      .where('d.submit_key', '=', wanted.submitKey)
      .executeTakeFirstOrThrow();
    const found = row as unknown as DeclarationRow;
    return { declaration: toDeclaration(found), evidence: found.evidence, again: true };
  }
  const state: DeclarationStateTable = {
    ...{ vendor_id: vendorId, id, state: wanted.state, receipt: 'none' },
    ...{ customer_id: wanted.customerId, contract_id: wanted.contractId },
    ...{ ends_on: wanted.endsOn, before_ends_on: wanted.beforeEndsOn, due_on: wanted.dueOn },
    ...{ note: null, handled_by: null, handled_at: null },
    search_text: searchText(id, wanted.name, wanted.email, wanted.contractNumber, wanted.customerNumber),
    ...{ created_at: now, updated_at: now },
  };
  await tx.insertInto('declaration_state').values(state).execute();
  await writeWords(tx, 'declaration_state', state);
  return { declaration: (await requireDeclaration(tx, vendorId, id)).declaration, evidence, again: false };
}

export interface FoundDeclaration {
  readonly declaration: Declaration;
  readonly evidence: string;
  readonly beforeEndsOn: string | null;
}

const toFound = (row: unknown): FoundDeclaration => {
  const found = row as DeclarationRow;
  return { declaration: toDeclaration(found), evidence: found.evidence, beforeEndsOn: found.before_ends_on };
};

/** @throws `declaration.not-found` */
export async function requireDeclaration(db: Db, vendorId: string, id: string): Promise<FoundDeclaration> {
  const row = await ofVendor(db, vendorId).where('s.id', '=', id).executeTakeFirst();
  if (!row) throw cancellationProblem('declaration.not-found');
  return toFound(row);
}

export const withEvidence = ({ declaration, evidence }: FoundDeclaration): DeclarationEvidence => ({
  ...declaration,
  evidence,
  shown: (JSON.parse(evidence) as { shown: Shown }).shown,
  intact: hashOf(evidence) === declaration.sha256,
});

export interface DeclarationFilter {
  readonly state?: DeclarationState | undefined;
  readonly kind?: Declaration['kind'] | undefined;
  readonly way?: Declaration['way'] | undefined;
  readonly customerId?: string | undefined;
}

export async function listDeclarations(
  db: Db,
  vendorId: string,
  { state, kind, way, customerId }: DeclarationFilter,
  paging: Paging,
): Promise<Declaration[]> {
  let query = db
    .selectFrom('declaration_state')
    .innerJoin('declaration as d', (on) =>
      on.onRef('d.vendor_id', '=', 'declaration_state.vendor_id').onRef('d.id', '=', 'declaration_state.id'),
    )
    .selectAll('declaration_state')
    .select([
      ...(['d.portal_id', 'd.kind', 'd.way', 'd.language', 'd.received_at', 'd.sha256', 'd.name'] as const),
      ...(['d.email', 'd.contract_number', 'd.customer_number', 'd.wanted_on', 'd.reason'] as const),
      ...(['d.told_ends_on', 'd.suspect', 'd.actor_kind', 'd.actor_id'] as const),
    ])
    .where('declaration_state.vendor_id', '=', vendorId);
  // What waits for the next moment's matching is open to whoever looks.
  if (state === 'open') query = query.where('declaration_state.state', 'in', ['open', 'waiting']);
  else if (state) query = query.where('declaration_state.state', '=', state);
  if (kind) query = query.where('d.kind', '=', kind);
  if (way) query = query.where('d.way', '=', way);
  if (customerId) query = query.where('declaration_state.customer_id', '=', customerId);
  const rows = await paged(query, 'declaration_state', paging).execute();
  return rows.map((row) => toDeclaration(row as unknown as DeclarationRow));
}

/** What was declared about a contract, the newest first. */
export async function declarationsOf(
  db: Db,
  vendorId: string,
  contractId: string,
): Promise<FoundDeclaration[]> {
  const rows = await ofVendor(db, vendorId)
    .where('s.contract_id', '=', contractId)
    .orderBy('s.id', 'desc')
    .limit(50)
    .execute();
  return rows.map(toFound);
}

type StateChange = Partial<
  Pick<
    DeclarationStateTable,
    | 'state'
    | 'customer_id'
    | 'contract_id'
    | 'ends_on'
    | 'before_ends_on'
    | 'due_on'
    | 'note'
    | 'receipt'
    | 'handled_by'
    | 'handled_at'
  >
>;

/** Of two at once one changes it: `from` is the state that it must still have. */
export async function changeState(
  tx: Db,
  vendorId: string,
  id: string,
  change: StateChange,
  at: Date,
  from?: readonly DeclarationState[],
): Promise<boolean> {
  let query = tx
    .updateTable('declaration_state')
    .set({ ...change, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id);
  if (from) query = query.where('state', 'in', [...from]);
  const done = await query.executeTakeFirst();
  return done.numUpdatedRows === 1n;
}
