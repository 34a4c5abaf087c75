import ky from 'ky';
import { ApiError, errorFrom, isApiError } from './api-error.ts';
import type { Session } from './session.ts';

/** The client for all traffic after the first screen: repeats what may be repeated, renews the session on a 401. */
export type Http = ReturnType<typeof createHttp>;

/** `more` goes with every request: what tells the server of a portal that is the page itself. */
export function createHttp(
  session: Session,
  more: Readonly<Record<string, string>> = {},
  /** Hears the code of each refusal. */
  onRefused: (code: string) => void = () => {},
) {
  const client = ky.create({
    timeout: 15_000,
    retry: { limit: 2, methods: ['get'], statusCodes: [502, 503, 504] },
    throwHttpErrors: false,
  });

  async function send<Answer>(
    method: string,
    path: string,
    json?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const attempt = async (): Promise<Response> => {
      const bearer = session.bearer();
      return client(path, {
        method,
        ...(json !== undefined && { json }),
        headers: {
          accept: 'application/json',
          ...more,
          ...headers,
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
      }).catch((error: Error) => {
        if (isApiError(error)) throw error;
        throw new ApiError(error.name === 'TimeoutError' ? 'timeout' : 'offline', {}, error);
      });
    };
    let response = await attempt();
    if (response.status === 401) {
      if (await session.renew('revoked')) response = await attempt();
      else session.end(await errorFrom(response.clone()));
    }
    if (!response.ok) {
      const error = await errorFrom(response);
      onRefused(error.code);
      throw error;
    }
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  return {
    get: <Answer>(path: string) => send<Answer>('get', path),
    post: <Answer>(path: string, json?: unknown, headers?: Readonly<Record<string, string>>) =>
      send<Answer>('post', path, json, headers),
    put: <Answer>(path: string, json: unknown) => send<Answer>('put', path, json),
    patch: <Answer>(path: string, json: unknown) => send<Answer>('patch', path, json),
    delete: <Answer>(path: string) => send<Answer>('delete', path),
  };
}
