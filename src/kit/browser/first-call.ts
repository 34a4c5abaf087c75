import { ApiError, errorFrom } from './api-error.ts';

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | undefined;
  /** JSON, or the bytes of a file. */
  readonly body?: unknown;
  readonly bearer?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/**
 * One call with `fetch` and nothing else. It stands in the document; `http.ts` sends by it too. What is answered is JSON,
 * or else a file's bytes.
 * @throws ApiError `offline`, `timeout`, `server`, or the code of the problem that was answered
 */
export async function call<Answer>(path: string, request: Call = {}): Promise<Answer> {
  const { method = 'GET', body, bearer, headers, timeoutMs = 10_000 } = request;
  const isFile = body instanceof Blob;
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': isFile ? body.type : 'application/json' }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    throw new ApiError(timedOut ? 'timeout' : 'offline', {}, error);
  });
  if (!response.ok) throw await errorFrom(response);
  if (response.status === 204) return undefined as Answer;
  const isJson = response.headers.get('content-type')?.includes('json');
  return (await (isJson ? response.json() : response.blob())) as Answer;
}
