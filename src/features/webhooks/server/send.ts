import type { Clock } from '../../../kit/server/clock.ts';
import {
  askOutside,
  OutboundError,
  type OutboundReason,
  type OutboundRules,
} from '../../../kit/server/outbound.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { errorOf, retryAfterMs } from '../rules.ts';
import type { AttemptError } from '../schema.ts';
import type { Tried } from './attempts-store.ts';
import { secretsOf, signedHeaders } from './signing.ts';
import type { WebhookDeliveryTable, WebhookEndpointTable } from './tables.ts';

/** For the name, the connection and the whole answer together. */
const timeoutMs = 15_000;
/** Of an answer; nobody reads more. */
const maxBytes = 65_536;

const reasons: Readonly<Record<OutboundReason, AttemptError>> = {
  name: 'unknown-host',
  private: 'blocked-address',
  connection: 'connection',
  time: 'timeout',
  size: 'too-large',
  insecure: 'insecure',
};

export interface Sending {
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly rules: OutboundRules;
  /** Less than the fifteen seconds that a receiver has: for tests. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Sent extends Tried {
  readonly retryAfterMs: number | null;
}

/** One request to an endpoint. Never throws: what went wrong is its result. */
export async function sendOnce(
  endpoint: WebhookEndpointTable,
  delivery: WebhookDeliveryTable,
  { secrets, clock, rules, timeoutMs: shorter, signal }: Sending,
): Promise<Sent> {
  const now = clock.now();
  const started = performance.now();
  const { body } = delivery;
  const requestHeaders = signedHeaders(
    secretsOf(secrets, endpoint, now),
    { id: delivery.event_id, body },
    now,
  );
  const about = { at: now.toISOString(), url: endpoint.url, requestHeaders };
  const latency = () => Math.round(performance.now() - started);
  try {
    const answer = await askOutside(
      endpoint.url,
      { method: 'POST', headers: requestHeaders, body },
      { ...rules, timeoutMs: shorter ?? timeoutMs, maxBytes, signal },
    );
    const error = errorOf(answer.status);
    const details: Partial<Record<AttemptError, string>> = {
      status: `Answered with status ${answer.status}.`,
      redirect: `Answered with status ${answer.status}: redirects are not followed.`,
      gone: 'Answered 410: it wants no more events.',
    };
    return {
      ...{ ...about, error, status: answer.status, latencyMs: latency() },
      detail: error && (details[error] ?? null),
      response: { headers: answer.headers, body: await answer.text() },
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), now),
    };
  } catch (error) {
    const known = error instanceof OutboundError;
    return {
      ...{ ...about, status: null, latencyMs: latency(), response: null, retryAfterMs: null },
      error: known ? reasons[error.reason] : 'connection',
      detail: known ? error.message : 'The request could not be made.',
    };
  }
}
