import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { webhookProblem } from '../problems.ts';
import { errorOf } from '../rules.ts';
import type { HeardEvents, ListenerResult, WebhookListener } from '../schema.ts';
import { type Making, newEndpointRow } from './endpoints-store.ts';
import { claimFor, endTry } from './queue-store.ts';
import { secretsOf, signedHeaders } from './signing.ts';
import type { WebhookEndpointTable } from './tables.ts';

/** A listener that asked for nothing for so long has gone. */
const listensForMs = 120_000;
/** Per vendor; each keeps its own copy of what happens. */
const mostListeners = 5;
const mostAtOnce = 20;
/** What was handed out and not answered for is handed out again. */
const leaseMs = 60_000;

/** Somebody's own machine from now on. @throws `webhook-endpoint.too-many` */
export async function startListener(
  tx: Db,
  making: Making,
  events: WebhookEndpointTable['events'] extends string | null ? readonly string[] | null : never,
): Promise<WebhookListener> {
  const { vendorId, now } = making;
  await sweepListeners(tx, now);
  const { count } = await tx
    .selectFrom('webhook_endpoint')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('vendor_id', '=', vendorId)
    .where('listening_until', 'is not', null)
    .executeTakeFirstOrThrow();
  if (Number(count) >= mostListeners) throw webhookProblem('webhook-endpoint.too-many');
  const { row, secret } = newEndpointRow(making, {
    url: '',
    events: events as never,
    listeningUntil: new Date(now.getTime() + listensForMs),
  });
  await tx.insertInto('webhook_endpoint').values(row).execute();
  return { id: row.id, secret };
}

/** Those that have gone, with what was kept for them. */
export const sweepListeners = (tx: Db, now: Date) =>
  tx.deleteFrom('webhook_endpoint').where('listening_until', '<', now.toISOString()).execute();

/** @throws `webhook-listener.not-found` */
export async function requireListener(
  db: Db,
  vendorId: string,
  id: string,
  now: Date,
): Promise<WebhookEndpointTable> {
  const row = await db
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .where('listening_until', '>', now.toISOString())
    .executeTakeFirst();
  if (!row) throw webhookProblem('webhook-listener.not-found');
  return row;
}

export const stillListening = (
  db: Db,
  { vendor_id, id }: WebhookEndpointTable,
  now: Date,
): Promise<unknown> =>
  inTransaction(db, (tx) =>
    tx
      .updateTable('webhook_endpoint')
      .set({ listening_until: new Date(now.getTime() + listensForMs).toISOString() })
      .where('vendor_id', '=', vendor_id)
      .where('id', '=', id)
      .execute(),
  );

/** What has happened since it last asked, signed as an endpoint's. */
export async function hear(
  db: Db,
  secrets: Secrets,
  listener: WebhookEndpointTable,
  now: Date,
): Promise<HeardEvents['items']> {
  const { vendor_id: vendorId, id } = listener;
  const due = await db
    .selectFrom('webhook_delivery')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('endpoint_id', '=', id)
    .where('due_at', '<=', now.toISOString())
    .limit(1)
    .executeTakeFirst();
  if (!due) return [];
  const until = new Date(now.getTime() + leaseMs);
  const claimed = await claimFor(db, { vendorId, id }, { runner: id, now, until, most: mostAtOnce });
  const signedBy = secretsOf(secrets, listener, now);
  return (claimed?.deliveries ?? []).map((delivery) => ({
    deliveryId: delivery.id,
    eventType: delivery.event_type,
    headers: signedHeaders(signedBy, { id: delivery.event_id, body: delivery.body }, now),
    body: delivery.body,
  }));
}

/** What the program on that machine answered; it is not tried again. */
export async function noteHeard(
  tx: Db,
  listener: WebhookEndpointTable,
  { deliveryId, status, latencyMs, to }: ListenerResult,
  now: Date,
): Promise<void> {
  const delivery = await tx
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('vendor_id', '=', listener.vendor_id)
    .where('endpoint_id', '=', listener.id)
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  if (!delivery) throw webhookProblem('webhook-delivery.not-found');
  const tried = {
    at: now.toISOString(),
    ...{ latencyMs, status, requestHeaders: {}, response: null },
    error: status === null ? ('connection' as const) : errorOf(status),
    detail: null,
    url: URL.canParse(to) ? to : 'http://localhost/',
  };
  await endTry(tx, delivery, listener.id, { tried, dueAt: null, now });
}
