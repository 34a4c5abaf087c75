import { newId } from '../../../kit/common/id.ts';
import type { Paging } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { webhookProblem } from '../problems.ts';
import { bodyOf, testEventType } from '../rules.ts';
import type { DeliveryState, ReplayRange, WebhookDelivery, WebhookDeliveryDetail } from '../schema.ts';
import { attemptsOf } from './attempts-store.ts';
import { requireEndpointRow } from './endpoints-store.ts';
import { newDelivery } from './fan-out.ts';
import { pokeSenders } from './pokes.ts';
import type { WebhookDeliveryTable, WebhookEndpointTable } from './tables.ts';

export interface DeliveryFilters {
  readonly endpointId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly eventType?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Newest first: what somebody looks for has just happened. */
export async function listDeliveries(
  db: Db,
  vendorId: string,
  filters: DeliveryFilters,
  paging: Paging,
): Promise<WebhookDelivery[]> {
  let query = filtered(db, vendorId, filters);
  const [after] = paging.after ?? [];
  if (after) query = query.where('id', '<', after);
  const rows = await query
    .selectAll()
    .orderBy('id', 'desc')
    .limit(paging.limit + 1)
    .execute();
  const last = rows[Math.min(rows.length, paging.limit) - 1];
  if (last) paging.lastKey = [last.id];
  return rows.map(toDelivery);
}

function filtered(db: Db, vendorId: string, { endpointId, state, eventType, since, until }: DeliveryFilters) {
  let query = db.selectFrom('webhook_delivery').where('vendor_id', '=', vendorId);
  if (endpointId !== undefined) query = query.where('endpoint_id', '=', endpointId);
  if (state !== undefined) query = query.where('state', '=', state);
  if (eventType !== undefined) query = query.where('event_type', '=', eventType);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (until !== undefined) query = query.where('created_at', '<', until);
  return query;
}

async function requireRow(db: Db, vendorId: string, id: string): Promise<WebhookDeliveryTable> {
  const row = await db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw webhookProblem('webhook-delivery.not-found');
  return row;
}

/** @throws `webhook-delivery.not-found` */
export async function readDelivery(db: Db, vendorId: string, id: string): Promise<WebhookDeliveryDetail> {
  const row = await requireRow(db, vendorId, id);
  return { ...toDelivery(row), body: row.body, tries: await attemptsOf(db, vendorId, id) };
}

/**
 * Sends a delivery once more, with the same `webhook-id`: the schedule begins anew, what was tried stays to be read.
 * @throws `webhook-delivery.not-found`, `webhook-delivery.under-way`
 */
export async function replayDelivery(
  tx: Db,
  vendorId: string,
  id: string,
  now: Date,
): Promise<WebhookDelivery> {
  const at = now.toISOString();
  const row = await tx
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', tries: 0, due_at: at, updated_at: at })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('claimed_by', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (!row) {
    await requireRow(tx, vendorId, id);
    throw webhookProblem('webhook-delivery.under-way');
  }
  pokeSenders(tx);
  return toDelivery(row);
}

/** @throws `webhook-endpoint.not-found` */
export async function replayRange(
  tx: Db,
  vendorId: string,
  range: ReplayRange,
  now: Date,
): Promise<{ endpointId: string; replayed: number }> {
  const { id: endpointId } = await requireEndpointRow(tx, vendorId, range.endpointId);
  const at = now.toISOString();
  let query = tx
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', tries: 0, due_at: at, updated_at: at })
    .where('vendor_id', '=', vendorId)
    .where('endpoint_id', '=', endpointId)
    .where('claimed_by', 'is', null)
    .where('event_type', '!=', testEventType)
    .where('created_at', '>=', range.since);
  if (range.until) query = query.where('created_at', '<', range.until);
  if (range.eventType) query = query.where('event_type', '=', range.eventType);
  query =
    range.state === null
      ? query.where('state', 'in', ['failed', 'delivered'])
      : query.where('state', '=', range.state);
  const { numUpdatedRows } = await query.executeTakeFirst();
  pokeSenders(tx);
  return { endpointId, replayed: Number(numUpdatedRows) };
}

/** A delivery of an event that is about nothing, held by whoever sends it at once. */
export async function createTestDelivery(
  tx: Db,
  endpoint: WebhookEndpointTable,
  asked: { readonly side: 'live' | 'test'; readonly runner: string; readonly at: Date; readonly now: Date },
): Promise<WebhookDeliveryTable> {
  const { vendor_id: vendorId, id: endpointId } = endpoint;
  const body = bodyOf({
    ...{ type: testEventType, timestamp: asked.at.toISOString(), vendorId, side: asked.side },
    data: { endpointId },
  });
  const made = newDelivery(
    { vendorId, endpointId, eventId: newId('evt', asked.now.getTime()), type: testEventType, body },
    asked.now,
  );
  // Never due: a test that nobody waits for any more is not sent later.
  const row: WebhookDeliveryTable = {
    ...made,
    ...{ state: 'failed', due_at: null, claimed_by: asked.runner, tries: 1, attempts: 1 },
  };
  await tx.insertInto('webhook_delivery').values(row).execute();
  return row;
}

export const toDelivery = (row: WebhookDeliveryTable): WebhookDelivery => ({
  id: row.id,
  endpointId: row.endpoint_id,
  eventId: row.event_id,
  eventType: row.event_type,
  state: row.state,
  attempts: row.attempts,
  status: row.status,
  error: row.error,
  latencyMs: row.latency_ms,
  // Of one that is on its way it would be the end of a lease.
  dueAt: row.claimed_by === null ? row.due_at : null,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
