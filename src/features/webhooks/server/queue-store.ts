import { sql } from 'kysely';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { roomOf } from '../rules.ts';
import { noteAttempt, type Tried } from './attempts-store.ts';
import type { WebhookDeliveryTable, WebhookEndpointTable } from './tables.ts';

/** Endpoints that something is due for: active ones that did not ask to be left alone. */
export async function dueEndpoints(db: Db, now: Date): Promise<{ vendorId: string; id: string }[]> {
  const at = now.toISOString();
  const { rows } = await sql<{ vendor_id: string; id: string }>`
    select e.vendor_id, e.id from webhook_endpoint as e
    where e.active = 1 and e.listening_until is null and (e.not_before is null or e.not_before <= ${at})
      and exists (select 1 from webhook_delivery as d
        where d.vendor_id = e.vendor_id and d.endpoint_id = e.id and d.due_at <= ${at})`.execute(db);
  return rows.map((row) => ({ vendorId: row.vendor_id, id: row.id }));
}

/** Writers of one endpoint's deliveries wait here, so that its room is counted once; always before a delivery's row. */
export const lockEndpoint = (
  tx: Db,
  of: { readonly vendorId: string; readonly id: string },
): Promise<WebhookEndpointTable | undefined> =>
  tx
    .updateTable('webhook_endpoint')
    .set({ failures: sql`failures` })
    .where('vendor_id', '=', of.vendorId)
    .where('id', '=', of.id)
    .returningAll()
    .executeTakeFirst();

export interface Claim {
  readonly runner: string;
  readonly now: Date;
  /** When a runner that says nothing more counts as dead. */
  readonly until: Date;
  /** At most so many, whatever room the endpoint has. */
  readonly most: number;
}

export interface Claimed {
  readonly endpoint: WebhookEndpointTable;
  readonly deliveries: readonly WebhookDeliveryTable[];
}

/**
 * Takes what is due for an endpoint, as far as it has room: each goes to one runner, over all processes, and comes free
 * by itself where that one dies. What a dead one may have sent is noted as a try nobody knows the end of.
 */
export async function claimFor(
  db: Db,
  of: { readonly vendorId: string; readonly id: string },
  { runner, now, until, most }: Claim,
): Promise<Claimed | undefined> {
  const at = now.toISOString();
  return inTransaction(db, async (tx) => {
    const endpoint = await lockEndpoint(tx, of);
    if (!endpoint) return undefined;
    const ofEndpoint = () =>
      tx.selectFrom('webhook_delivery').where('vendor_id', '=', of.vendorId).where('endpoint_id', '=', of.id);
    const { busy } = await ofEndpoint()
      .select((eb) => eb.fn.countAll().as('busy'))
      .where('due_at', '>', at)
      .where('claimed_by', 'is not', null)
      .executeTakeFirstOrThrow();
    const room = Math.min(
      most,
      endpoint.listening_until === null ? roomOf(endpoint.failures) - Number(busy) : most,
    );
    if (room <= 0) return { endpoint, deliveries: [] };
    const due = await ofEndpoint()
      .selectAll()
      .where('due_at', '<=', at)
      .orderBy('due_at')
      .orderBy('id')
      .limit(room)
      .execute();
    if (due.length === 0) return { endpoint, deliveries: [] };
    for (const row of due.filter(({ claimed_by }) => claimed_by !== null))
      await noteInterrupted(tx, row, endpoint);
    await tx
      .updateTable('webhook_delivery')
      .set({
        claimed_by: runner,
        due_at: until.toISOString(),
        tries: sql`tries + 1`,
        attempts: sql`attempts + 1`,
        updated_at: at,
      })
      .where('vendor_id', '=', of.vendorId)
      .where(
        'id',
        'in',
        due.map(({ id }) => id),
      )
      .execute();
    const deliveries = due.map((row) => ({ ...row, tries: row.tries + 1, attempts: row.attempts + 1 }));
    return { endpoint, deliveries };
  });
}

const noteInterrupted = (tx: Db, row: WebhookDeliveryTable, endpoint: WebhookEndpointTable): Promise<void> =>
  noteAttempt(tx, row, {
    at: row.updated_at,
    latencyMs: null,
    status: null,
    error: 'interrupted',
    detail: 'The service stopped while it was sending: whether it arrived is not known.',
    url: endpoint.url,
    requestHeaders: {},
    response: null,
  });

/**
 * Notes a try's end; false where the lease ran out and another runner has it.
 * @param dueAt the next try, `null` where there is none
 */
export async function endTry(
  tx: Db,
  delivery: WebhookDeliveryTable,
  runner: string,
  { tried, dueAt, now }: { readonly tried: Tried; readonly dueAt: Date | null; readonly now: Date },
): Promise<boolean> {
  const done = await tx
    .updateTable('webhook_delivery')
    .set({
      state: tried.error === null ? 'delivered' : dueAt ? 'waiting' : 'failed',
      due_at: dueAt?.toISOString() ?? null,
      claimed_by: null,
      status: tried.status,
      error: tried.error,
      latency_ms: tried.latencyMs,
      updated_at: now.toISOString(),
    })
    .where('vendor_id', '=', delivery.vendor_id)
    .where('id', '=', delivery.id)
    .where('claimed_by', '=', runner)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) return false;
  await noteAttempt(tx, delivery, tried);
  return true;
}

/** As if it had not been claimed: the try does not count. */
export const giveBack = (
  db: Db,
  delivery: WebhookDeliveryTable,
  runner: string,
  now: Date,
): Promise<unknown> =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('webhook_delivery')
      .set({
        claimed_by: null,
        due_at: now.toISOString(),
        tries: delivery.tries - 1,
        attempts: delivery.attempts - 1,
      })
      .where('vendor_id', '=', delivery.vendor_id)
      .where('id', '=', delivery.id)
      .where('claimed_by', '=', runner)
      .execute(),
  );
