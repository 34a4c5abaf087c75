import { PorticoProblem, problemOf } from './problem.ts';

export interface SendOptions {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly retries: number;
}

/** A server that asks for more patience than this gets none: the caller decides. */
const longestWaitMs = 30_000;

/** What may be sent again when it is unknown whether it arrived: a POST is among them by its `Idempotency-Key`. */
const isSafe = (request: Request): boolean =>
  ['GET', 'PUT', 'DELETE'].includes(request.method) || request.headers.has('idempotency-key');

/** `Retry-After` in seconds or as a date; without one, 0.2 s doubled each time, with chance so that clients spread. */
function waitMs(response: Response | undefined, attempt: number): number {
  const asked = response?.headers.get('retry-after');
  if (asked) return /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return 200 * 2 ** attempt * (0.5 + Math.random());
}

/** 429 and 503 say that nothing was done, 409 `idempotency.running` that the first try is still under way. */
function mayRetry(response: Response, request: Request): boolean {
  if (response.status === 429 || response.status === 503) return true;
  if (response.status === 409) return response.headers.has('retry-after');
  return (response.status === 502 || response.status === 504) && isSafe(request);
}

function unanswered(error: unknown, request: Request): PorticoProblem {
  const what = `${request.method} ${new URL(request.url).pathname}`;
  if (request.signal.aborted) {
    return new PorticoProblem({
      code: 'client.aborted',
      title: `${what} was given up`,
      status: 0,
      cause: error,
    });
  }
  return (error as Error).name === 'TimeoutError'
    ? new PorticoProblem({
        code: 'client.timeout',
        title: `No answer to ${what} in time`,
        status: 0,
        cause: error,
      })
    : new PorticoProblem({
        code: 'client.unreachable',
        title: `${what} did not arrive`,
        status: 0,
        cause: error,
      });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, Math.max(ms, 0));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/**
 * Sends until there is an answer that counts, each try with a time limit of its own, and throws `PorticoProblem` for
 * every other end. Redirects are not followed: a key must not travel to another address.
 */
export async function send(request: Request, options: SendOptions): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const last = attempt >= options.retries;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(options.timeoutMs)]);
    let response: Response | undefined;
    try {
      response = await options.fetch(request.clone(), { signal, redirect: 'manual' });
    } catch (error) {
      if (last || request.signal.aborted || !isSafe(request)) throw unanswered(error, request);
    }
    if (response?.ok) return response;
    const wait = waitMs(response, attempt);
    if (response && (last || wait > longestWaitMs || !mayRetry(response, request)))
      throw await problemOf(response);
    await response?.body?.cancel();
    await pause(wait, request.signal);
    if (request.signal.aborted) throw unanswered(request.signal.reason, request);
  }
}
