import { newId } from '../../../kit/common/id.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { OutboxEvent } from '../../../kit/server/outbox.ts';
import type {} from '../../vendors/server/tables.ts';
import { bodyOf, wants } from '../rules.ts';
import { pokeSenders } from './pokes.ts';
import type { WebhookDeliveryTable } from './tables.ts';

/** Puts an event on its way to each endpoint that wants it: once, however often the outbox hands it over. */
export async function fanOut(db: Db, event: OutboxEvent, now: Date): Promise<void> {
  const endpoints = await db
    .selectFrom('webhook_endpoint as e')
    .innerJoin('vendor as v', 'v.vendor_id', 'e.vendor_id')
    .select(['e.id', 'e.events', 'v.side'])
    .where('e.vendor_id', '=', event.vendorId)
    .where((eb) =>
      eb.or([eb('e.listening_until', 'is', null), eb('e.listening_until', '>', now.toISOString())]),
    )
    .execute();
  const wanted = endpoints.filter(({ events }) =>
    wants(events === null ? null : (JSON.parse(events) as string[]), event.type),
  );
  if (wanted.length === 0) return;
  const { vendorId, type, createdAt: timestamp, data } = event;
  const rows = wanted.map(({ id, side }) =>
    newDelivery(
      {
        vendorId,
        endpointId: id,
        eventId: event.id,
        type,
        body: bodyOf({ type, timestamp, vendorId, side, data }),
      },
      now,
    ),
  );
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('webhook_delivery')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['vendor_id', 'endpoint_id', 'event_id']).doNothing())
      .execute();
    pokeSenders(tx);
  });
}

export const newDelivery = (
  delivery: {
    readonly vendorId: string;
    readonly endpointId: string;
    readonly eventId: string;
    readonly type: string;
    readonly body: string;
  },
  now: Date,
): WebhookDeliveryTable => ({
  vendor_id: delivery.vendorId,
  id: newId('dlv', now.getTime()),
  endpoint_id: delivery.endpointId,
  event_id: delivery.eventId,
  event_type: delivery.type,
  body: delivery.body,
  state: 'waiting',
  tries: 0,
  attempts: 0,
  due_at: now.toISOString(),
  claimed_by: null,
  status: null,
  error: null,
  latency_ms: null,
  created_at: now.toISOString(),
  updated_at: now.toISOString(),
});
