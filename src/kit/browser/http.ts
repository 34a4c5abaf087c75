import { codeOf, isApiError } from './api-error.ts';
import type { Call, call } from './first-call.ts';
import type { Session } from './session.ts';

/** The client for all traffic after the first screen: repeats what may be repeated, renews the session on a 401. */
export type Http = ReturnType<typeof createHttp>;

/** For files. */
const slowMs = 120_000;

/** Before each further try of what only reads, while the service or the way to it is away for a moment. */
const pausesMs = [300, 600];

const isAway = (error: unknown): boolean =>
  isApiError(error) && (error.code === 'offline' || [502, 503, 504].includes(error.status));

/** A request that was answered as it was meant. */
export interface Answered {
  readonly method: Call['method'];
  readonly path: string;
  readonly body: unknown;
  readonly answer: unknown;
}

/** `more` goes with every request: what tells the server of a portal that is the page itself. */
export function createHttp(
  send: typeof call,
  session: Pick<Session, 'bearer' | 'renew' | 'end'>,
  more: Readonly<Record<string, string>> = {},
  /** Hears the code of each refusal. */
  onRefused: (code: string) => void = () => {},
  onAnswered: (answered: Answered) => void = () => {},
) {
  async function patiently<Answer>(path: string, request: Call, tried = 0): Promise<Answer> {
    try {
      return await send<Answer>(path, { timeoutMs: 15_000, ...request, bearer: session.bearer() });
    } catch (error) {
      const pauseMs = request.method === 'GET' && isAway(error) ? pausesMs[tried] : undefined;
      if (pauseMs === undefined) throw error;
      await new Promise((done) => setTimeout(done, pauseMs));
      return patiently(path, request, tried + 1);
    }
  }

  async function ask<Answer>(
    method: Call['method'],
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
    isSlow = body instanceof Blob,
  ): Promise<Answer> {
    const request = {
      ...{ method, body, headers: { ...more, ...headers } },
      ...(isSlow && { timeoutMs: slowMs }),
    };
    try {
      const answer = await patiently<Answer>(path, request).catch(async (error: unknown) => {
        if (!isApiError(error) || error.status !== 401) throw error;
        if (await session.renew('revoked')) return patiently<Answer>(path, request);
        session.end(error);
        throw error;
      });
      onAnswered({ method, path, body, answer });
      return answer;
    } catch (error) {
      onRefused(codeOf(error));
      throw error;
    }
  }

  return {
    get: <Answer>(path: string) => ask<Answer>('GET', path),
    /** A file as it is, also over a slow line. */
    file: (path: string) => ask<Blob>('GET', path, undefined, undefined, true),
    post: <Answer>(path: string, json?: unknown, headers?: Readonly<Record<string, string>>) =>
      ask<Answer>('POST', path, json, headers),
    put: <Answer>(path: string, json: unknown) => ask<Answer>('PUT', path, json),
    patch: <Answer>(path: string, json: unknown) => ask<Answer>('PATCH', path, json),
    delete: <Answer>(path: string) => ask<Answer>('DELETE', path),
  };
}
