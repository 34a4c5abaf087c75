import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import { searchText } from '../../../kit/server/search.ts';
import type { PortalSession } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import { requireCustomer } from '../../customers/server/customers-store.ts';
import { erasureOf } from '../../customers/server/erase-store.ts';
import { teamProblem } from '../problems.ts';
import { manages } from '../rules.ts';
import type { DeletionRequest, DeletionState, OwnDeletion } from '../schema.ts';
import type { Asking } from './store.ts';

interface DeletionTable {
  vendor_id: string;
  id: string;
  customer_id: string;
  contact_id: string | null;
  state: DeletionState;
  reason: string | null;
  answer: string | null;
  search_text: string;
  decided_at: string | null;
  created_at: string;
  updated_at: string;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    deletion_request: DeletionTable;
  }
}

const ofVendor = (db: Db, vendorId: string) =>
  db
    .selectFrom('deletion_request')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.vendor_id', '=', 'deletion_request.vendor_id')
        .onRef('customer.id', '=', 'deletion_request.customer_id'),
    )
    .selectAll('deletion_request')
    .select('customer.name as customer_name')
    .where('deletion_request.vendor_id', '=', vendorId);

const toRequest = (row: DeletionTable & { customer_name: string }): DeletionRequest => ({
  id: row.id,
  customerId: row.customer_id,
  customerName: row.customer_name,
  contactId: row.contact_id,
  state: row.state,
  reason: row.reason,
  answer: row.answer,
  createdAt: row.created_at,
  decidedAt: row.decided_at,
  updatedAt: row.updated_at,
});

export async function listDeletionRequests(
  db: Db,
  vendorId: string,
  {
    customerId,
    state,
  }: { readonly customerId?: string | undefined; readonly state?: DeletionState | undefined },
  paging: Paging,
): Promise<DeletionRequest[]> {
  let query = ofVendor(db, vendorId);
  if (customerId !== undefined) query = query.where('deletion_request.customer_id', '=', customerId);
  if (state) query = query.where('deletion_request.state', '=', state);
  return (await paged(query, 'deletion_request', paging).execute()).map(toRequest);
}

const latestOf = (db: Db, { vendorId, customerId }: PortalSession) =>
  ofVendor(db, vendorId)
    .where('deletion_request.customer_id', '=', customerId)
    .orderBy('deletion_request.id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** What the signed-in customer asked for, and what would go and stay. */
export async function ownDeletion(db: Db, session: PortalSession): Promise<OwnDeletion> {
  const row = await latestOf(db, session);
  const { goes, stays } = await erasureOf(db, session.vendorId, session.customerId);
  const request = row && toRequest(row);
  return {
    request: request
      ? {
          ...{ state: request.state, answer: request.answer },
          ...{ createdAt: request.createdAt, decidedAt: request.decidedAt },
        }
      : null,
    goes: { contacts: goes.contacts, contracts: goes.contracts, licences: goes.licences },
    keepsUntil: stays.until,
    mayAsk: manages(session) && !session.readOnly,
  };
}

const about = (
  { vendorId, customerId }: { readonly vendorId: string; readonly customerId: string },
  actor: Actor,
  at: Date,
) => ({ vendorId, customerId, actor, at, subjectId: customerId, data: { customerId } });

/**
 * An owner asks for the account to be erased. Nothing is erased by it: the vendor does, or says why not.
 * @throws `team.owners-only`, `deletion-request.open`
 */
export async function askDeletion(
  { db, session, actor, at }: Asking,
  reason: string | undefined,
): Promise<void> {
  const { vendorId, customerId, contactId } = session;
  if (!manages(session)) throw teamProblem('team.owners-only');
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'customer', vendorId, customerId);
    if ((await latestOf(tx, session))?.state === 'open') throw teamProblem('deletion-request.open');
    const { name } = await requireCustomer(tx, vendorId, customerId);
    const now = at.toISOString();
    await tx
      .insertInto('deletion_request')
      .values({
        ...{ vendor_id: vendorId, id: newId('del', at.getTime()), customer_id: customerId },
        ...{ contact_id: contactId, state: 'open', reason: reason || null, answer: null, decided_at: null },
        ...{ search_text: searchText(name), created_at: now, updated_at: now },
      })
      .execute();
    await announce(tx, { ...about(session, actor, at), action: 'customer.deletion-requested' });
  });
}

async function decide(
  tx: Db,
  row: Pick<DeletionTable, 'vendor_id' | 'id'>,
  at: Date,
  change: Pick<DeletionTable, 'state'> & { readonly answer?: string },
): Promise<void> {
  const now = at.toISOString();
  await tx
    .updateTable('deletion_request')
    .set({ ...change, decided_at: now, updated_at: now })
    .where('vendor_id', '=', row.vendor_id)
    .where('id', '=', row.id)
    .execute();
}

/** The customer stays. @throws `team.owners-only`, `deletion-request.decided` where nothing is open */
export async function withdrawDeletion({ db, session, actor, at }: Asking): Promise<void> {
  if (!manages(session)) throw teamProblem('team.owners-only');
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'customer', session.vendorId, session.customerId);
    const row = await latestOf(tx, session);
    if (row?.state !== 'open') throw teamProblem('deletion-request.decided');
    await decide(tx, row, at, { state: 'withdrawn' });
    await announce(tx, { ...about(session, actor, at), action: 'customer.deletion-withdrawn' });
  });
}

/** The vendor says why not. @throws `deletion-request.not-found`, `deletion-request.decided` */
export async function declineDeletion(
  tx: Db,
  { vendorId, actor, at }: { readonly vendorId: string; readonly actor: Actor; readonly at: Date },
  id: string,
  answer: string,
): Promise<DeletionRequest> {
  const find = () => ofVendor(tx, vendorId).where('deletion_request.id', '=', id).executeTakeFirst();
  const found = await find();
  if (!found) throw teamProblem('deletion-request.not-found');
  await lockRow(tx, 'customer', vendorId, found.customer_id);
  if ((await find())?.state !== 'open') throw teamProblem('deletion-request.decided');
  await decide(tx, found, at, { state: 'declined', answer });
  await announce(tx, {
    ...about({ vendorId, customerId: found.customer_id }, actor, at),
    action: 'customer.deletion-declined',
  });
  return toRequest((await find()) as NonNullable<typeof found>);
}
