import { ApiError, errorFrom } from './api-error.ts';

export interface Sending {
  readonly method?: string;
  readonly json?: unknown;
  /** Bytes or a file instead of JSON; `type` is their media type. */
  readonly body?: Blob;
  readonly type?: string;
  /** Makes a repeated POST answer like the first one. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** The vendor's API as the console uses it: the operator's cookie, and the side of the vendor that is worked on. */
export interface VendorApi {
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>;
  post<Answer>(path: string, json?: unknown, idempotencyKey?: string): Promise<Answer>;
  patch<Answer>(path: string, json: unknown): Promise<Answer>;
  put<Answer>(path: string, json: unknown): Promise<Answer>;
  delete(path: string): Promise<void>;
  /** The answer as it came: files, texts, headers. */
  raw(path: string, sending?: Sending): Promise<Response>;
}

export interface VendorApiOptions {
  /** Id of the vendor's side; `undefined` before one is chosen. */
  readonly vendorId: () => string | undefined;
  /** The session is over: asks the operator to sign in again; true when that was done. */
  readonly signInAgain: () => Promise<boolean>;
  /** Asks the operator to say once more who they are, for an act that opens doors; true when that was done. */
  readonly proveAgain?: () => Promise<boolean>;
  /** The vendor asks for a second factor that this session lacks: nothing of it opens. */
  readonly factorNeeded?: () => void;
}

/** Random enough for a key of one request; `crypto.randomUUID` is absent on http. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/**
 * Every refusal is an `ApiError`. A 401 does not lose what the operator is doing: the same request goes out again
 * once somebody has signed in.
 */
export function createVendorApi(options: VendorApiOptions): VendorApi {
  const { vendorId, signInAgain, proveAgain, factorNeeded } = options;
  async function attempt(path: string, sending: Sending): Promise<Response> {
    const { method = 'GET', json, body, type, idempotencyKey, signal, timeoutMs = 30_000 } = sending;
    const vendor = vendorId();
    const timeout = AbortSignal.timeout(timeoutMs);
    return fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(vendor && { 'x-portico-vendor': vendor }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(type && { 'content-type': type }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(body && { body }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      throw new ApiError(timedOut ? 'timeout' : 'offline', {}, error);
    });
  }

  async function raw(path: string, sending: Sending = {}): Promise<Response> {
    let response = await attempt(path, sending);
    if (response.status === 401 && (await signInAgain())) response = await attempt(path, sending);
    if (response.ok) return response;
    const error = await errorFrom(response);
    if (error.code === 'operator-session.second-factor-needed') factorNeeded?.();
    if (error.code !== 'operator-session.prove' || !(await proveAgain?.())) throw error;
    response = await attempt(path, sending);
    if (!response.ok) throw await errorFrom(response);
    return response;
  }

  async function send<Answer>(path: string, sending: Sending): Promise<Answer> {
    const response = await raw(path, sending);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  return {
    raw,
    get: <Answer>(path: string, signal?: AbortSignal) => send<Answer>(path, signal ? { signal } : {}),
    post: <Answer>(path: string, json: unknown = {}, idempotencyKey = randomKey()) =>
      send<Answer>(path, { method: 'POST', json, idempotencyKey }),
    patch: <Answer>(path: string, json: unknown) => send<Answer>(path, { method: 'PATCH', json }),
    put: <Answer>(path: string, json: unknown) => send<Answer>(path, { method: 'PUT', json }),
    delete: (path) => send<void>(path, { method: 'DELETE' }),
  };
}
