import { bodyOf } from '../../../features/webhooks/rules.ts';
import { noteAttempt } from '../../../features/webhooks/server/attempts-store.ts';
import { newEndpointRow } from '../../../features/webhooks/server/endpoints-store.ts';
import { newDelivery } from '../../../features/webhooks/server/fan-out.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';

const hourMs = 3_600_000;
const url = 'https://crm.demo.example/portico';

/** Hours ago, what happened, and with which status it was answered. */
const told = [
  [72, 'customer.created', [200]],
  [49, 'customer.created', [502, 200]],
  [26, 'customer.updated', [200]],
  [25, 'customer.updated', [400, 400, 400]],
] as const;

/** A receiver with some days of its log. It is paused: a demo sends nothing to anybody. */
export async function addWebhooks(
  tx: Db,
  { vendorId, secrets, at }: { readonly vendorId: string; readonly secrets: Secrets; readonly at: Date },
): Promise<void> {
  const { row: endpoint } = newEndpointRow(
    { vendorId, secrets, at, now: at },
    {
      ...{ url, description: 'CRM', active: false },
      events: ['contract.created', 'customer.created', 'customer.updated', 'sign-up.completed'],
    },
  );
  await tx.insertInto('webhook_endpoint').values(endpoint).execute();
  const customers = await tx
    .selectFrom('customer')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .orderBy('id')
    .limit(told.length)
    .execute();
  for (const [index, [hours, type, statuses]] of told.entries()) {
    const then = new Date(at.getTime() - hours * hourMs);
    const data = { customerId: customers[index]?.id ?? '' };
    const body = bodyOf({ type, timestamp: then.toISOString(), vendorId, side: 'live', data });
    const eventId = newId('evt', then.getTime());
    const made = newDelivery({ vendorId, endpointId: endpoint.id, eventId, type, body }, then);
    const status = statuses.at(-1) as number;
    const well = status < 300;
    await tx
      .insertInto('webhook_delivery')
      .values({
        ...made,
        ...{ state: well ? 'delivered' : 'failed', due_at: null, status, error: well ? null : 'status' },
        ...{ tries: statuses.length, attempts: statuses.length, latency_ms: 180 },
      })
      .execute();
    for (const [no, answered] of statuses.entries()) {
      const ok = answered < 300;
      await noteAttempt(
        tx,
        { ...made, attempts: no + 1 },
        {
          at: new Date(then.getTime() + no * 5_000).toISOString(),
          ...{ latencyMs: 180, status: answered, error: ok ? null : 'status', url },
          detail: ok ? null : `Answered with status ${answered}.`,
          requestHeaders: {
            'content-type': 'application/json',
            'webhook-id': eventId,
            'webhook-signature': 'v1,x',
          },
          response: {
            headers: [['content-type', 'application/json']],
            body: ok ? '{"received":true}' : '{"error":"unknown account"}',
          },
        },
      );
    }
  }
}
