import type { Db } from '../../../kit/server/db/db.ts';
import { maskedHeaders, maskedText, maskedUrl } from '../rules.ts';
import type { AttemptError, DeliveryAttempt } from '../schema.ts';
import type { WebhookAttemptTable } from './tables.ts';

/** One request and what came of it, as it was. */
export interface Tried {
  readonly at: string;
  readonly latencyMs: number | null;
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly detail: string | null;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly response: { readonly headers: Iterable<readonly [string, string]>; readonly body: string } | null;
}

/** Symbols of an answer that are kept: enough for an error's text. */
const keptOfBody = 4_000;

/** Keeps a try, without what might let anybody in. */
export async function noteAttempt(
  tx: Db,
  delivery: { readonly vendor_id: string; readonly id: string; readonly attempts: number },
  tried: Tried,
): Promise<void> {
  const row: WebhookAttemptTable = {
    vendor_id: delivery.vendor_id,
    delivery_id: delivery.id,
    no: delivery.attempts,
    at: tried.at,
    latency_ms: tried.latencyMs,
    status: tried.status,
    error: tried.error,
    detail: tried.detail && maskedText(tried.detail, 300),
    url: maskedUrl(tried.url),
    request_headers: JSON.stringify(maskedHeaders(Object.entries(tried.requestHeaders))),
    response_headers: tried.response && JSON.stringify(maskedHeaders(tried.response.headers)),
    response_body: tried.response && maskedText(tried.response.body, keptOfBody),
  };
  await tx
    .insertInto('webhook_attempt')
    .values(row)
    .onConflict((conflict) => conflict.columns(['vendor_id', 'delivery_id', 'no']).doNothing())
    .execute();
}

export async function attemptsOf(db: Db, vendorId: string, deliveryId: string): Promise<DeliveryAttempt[]> {
  const rows = await db
    .selectFrom('webhook_attempt')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('delivery_id', '=', deliveryId)
    .orderBy('no', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => ({
    no: row.no,
    at: row.at,
    latencyMs: row.latency_ms,
    status: row.status,
    error: row.error,
    detail: row.detail,
    request: { url: row.url, headers: JSON.parse(row.request_headers) as Record<string, string> },
    response:
      row.response_headers === null
        ? null
        : {
            headers: JSON.parse(row.response_headers) as Record<string, string>,
            body: row.response_body ?? '',
          },
  }));
}
