import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { longestRetryAfterMs, nextTryMs, pauseAfterMs } from '../rules.ts';
import type { PausedReason } from '../schema.ts';
import { type Pausing, pause } from './pause.ts';
import { pokeSenders } from './pokes.ts';
import { endTry, lockEndpoint } from './queue-store.ts';
import type { Sent } from './send.ts';
import type { WebhookDeliveryTable, WebhookEndpointTable } from './tables.ts';

const second = 1_000;

/**
 * Notes what came of a try: the delivery is done, waits for its next try or has failed; an endpoint that failed for
 * days, or says that it is gone, is paused, and its operators are told.
 */
export async function finishTry(
  db: Db,
  delivery: WebhookDeliveryTable,
  sent: Sent,
  {
    runner,
    clock,
    pausing,
    chance = Math.random(),
  }: { readonly runner: string; readonly clock: Clock; readonly pausing: Pausing; readonly chance?: number },
): Promise<void> {
  const now = clock.now();
  const wait = sent.error === null ? null : nextTryMs(delivery.tries, sent, chance);
  const dueAt = wait === null ? null : new Date(now.getTime() + wait);
  await inTransaction(db, async (tx) => {
    const before = await lockEndpoint(tx, { vendorId: delivery.vendor_id, id: delivery.endpoint_id });
    if (!before || !(await endTry(tx, delivery, runner, { tried: sent, dueAt, now }))) return;
    const endpoint = await noteHealth(tx, before, sent, now);
    const reason = reasonToPause(endpoint, sent, dueAt, now);
    if (reason) await pause(tx, endpoint, reason, pausing);
    pokeSenders(tx); // there is room again
  });
}

/** How the endpoint is doing, all deliveries together. */
async function noteHealth(
  tx: Db,
  before: WebhookEndpointTable,
  sent: Sent,
  now: Date,
): Promise<WebhookEndpointTable> {
  const well = sent.error === null;
  if (well && before.failures === 0) return before;
  // Told to slow down: nothing else is sent meanwhile either.
  const asked = [429, 502, 503, 504].includes(sent.status ?? 0) ? sent.retryAfterMs : null;
  const after = {
    failures: well ? 0 : before.failures + 1,
    failing_since: well ? null : (before.failing_since ?? now.toISOString()),
    not_before: asked
      ? new Date(now.getTime() + Math.min(Math.max(asked, second), longestRetryAfterMs)).toISOString()
      : null,
  };
  await tx
    .updateTable('webhook_endpoint')
    .set(after)
    .where('vendor_id', '=', before.vendor_id)
    .where('id', '=', before.id)
    .execute();
  return { ...before, ...after };
}

function reasonToPause(
  endpoint: WebhookEndpointTable,
  sent: Sent,
  dueAt: Date | null,
  now: Date,
): PausedReason | undefined {
  if (endpoint.active === 0 || sent.error === null) return undefined;
  if (sent.error === 'gone') return 'gone';
  const failingMs = endpoint.failing_since ? now.getTime() - Date.parse(endpoint.failing_since) : 0;
  return dueAt === null && failingMs >= pauseAfterMs ? 'failures' : undefined;
}
