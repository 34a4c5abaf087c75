// `portico/client`: the vendor API with types, wherever there is `fetch`: Node 20, edge runtimes, workers.
import createFetchClient from 'openapi-fetch';
import { send } from './send.ts';
import type {
  Answer,
  CallArguments,
  CallOptions,
  Item,
  ListPath,
  Method,
  PathOf,
  Shapes,
  VendorPaths,
} from './types.ts';

export { isPorticoProblem, PorticoProblem, type ProblemField } from './problem.ts';
export type { Answer, CallOptions, Item, ListPath, PathOf, Shapes, VendorPaths };

export interface PorticoClientOptions {
  /** Where Portico runs: `https://portico.acme.example`. */
  readonly baseUrl: string;
  /** An API key of the side you mean, live or test. It belongs on a server, never in a page. */
  readonly apiKey: string;
  /** For one try, in milliseconds; default 15,000. */
  readonly timeoutMs?: number;
  /** How often a call is sent again when that is safe; default 3, `0` for never. */
  readonly retries?: number;
  /** Default: the runtime's own. */
  readonly fetch?: typeof fetch;
}

type Call<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...options: CallArguments<Path, M>
) => Promise<Answer<Path, M>>;

/** Each method resolves with the body of the answer and throws `PorticoProblem` for everything else. */
export interface PorticoClient {
  readonly get: Call<'get'>;
  /** Carries an `Idempotency-Key` of its own, the same in each try; name one in `headers` to keep it beyond a restart. */
  readonly post: Call<'post'>;
  /** With `ext:` and your own id it makes or changes. */
  readonly put: Call<'put'>;
  readonly patch: Call<'patch'>;
  readonly delete: Call<'delete'>;
  /** Every item of a list, page after page as they are needed: `for await (const customer of all('/customers'))`. */
  all<Path extends ListPath>(
    path: Path,
    ...options: CallArguments<Path, 'get'>
  ): AsyncGenerator<Item<Path>, void>;
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A program's access to the vendor API. Nothing is sent until a method is called. */
export function createPorticoClient(options: PorticoClientOptions): PorticoClient {
  const { baseUrl, apiKey, timeoutMs = 15_000, retries = 3 } = options;
  if (!URL.canParse(baseUrl))
    throw new TypeError('baseUrl must be an address like https://portico.acme.example');
  if (!apiKey) throw new TypeError('apiKey is missing');
  const own = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  const client = createFetchClient<Record<string, Record<Method, object>>>({
    baseUrl: new URL('/api/v1', baseUrl).href,
    headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json' },
    fetch: (request) => send(request, { fetch: own, timeoutMs, retries }),
  });
  client.use({
    onRequest({ request }) {
      if (request.method === 'POST' && !request.headers.has('idempotency-key'))
        request.headers.set('idempotency-key', crypto.randomUUID());
    },
  });
  const call = (method: Method) => async (path: string, given?: object) =>
    (await client.request(method, path, given as never)).data;
  const get = call('get');
  return {
    get,
    post: call('post'),
    put: call('put'),
    patch: call('patch'),
    delete: call('delete'),
    async *all(path: string, given: { readonly params?: { readonly query?: object } } = {}) {
      let cursor: string | null | undefined;
      do {
        const query = { limit: 200, ...given.params?.query, ...(cursor && { cursor }) };
        const page = (await get(path, { ...given, params: { ...given.params, query } })) as unknown as Page;
        yield* page.items;
        cursor = page.nextCursor;
      } while (cursor);
    },
  } as PorticoClient;
}
