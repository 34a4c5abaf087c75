import { ConfigError } from '../config.ts';
import { defineCommand } from './define.ts';

export interface Listening {
  /** Where Portico is: `https://account.acme.example`. */
  readonly server: string;
  readonly key: string;
  /** Where events are handed to, on this machine. */
  readonly to: string;
  /** `null`: all. */
  readonly events: readonly string[] | null;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
  readonly ask?: typeof fetch;
}

interface Heard {
  readonly items: readonly {
    readonly deliveryId: string;
    readonly eventType: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }[];
}

/** The program here has as long as an endpoint has. */
const handOverMs = 15_000;

/** Asks for events and hands each on, signed, until it is told to stop. @throws ConfigError for what can be mended */
export async function listenToWebhooks(listening: Listening): Promise<void> {
  const { server, key, to, events, note, signal, ask = fetch } = listening;
  const call = async (path: string, body: object = {}): Promise<Response> => {
    const answer = await ask(`${server}/api/v1/webhook-listeners${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    if (answer.ok) return answer;
    const { title, detail } = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
    throw new ConfigError(`${server} answers ${answer.status}: ${detail ?? title ?? 'it is no Portico'}`);
  };
  const begin = async () => (await call('', { events })).json() as Promise<{ id: string; secret: string }>;
  let { id, secret } = await begin();
  note(`Listening. Events go to ${to}, signed with this secret:\n\n  ${secret}\n`);
  while (!signal.aborted) {
    try {
      const { items } = (await (await call(`/${id}/next`)).json()) as Heard;
      for (const one of items) {
        const started = performance.now();
        const status = await handOver(ask, to, one, signal);
        const latencyMs = Math.round(performance.now() - started);
        note(`${one.eventType}  ${status ?? 'not reachable'}  ${latencyMs} ms  ${one.headers['webhook-id']}`);
        await call(`/${id}/results`, {
          deliveryId: one.deliveryId,
          status,
          latencyMs,
          to: new URL(to).origin,
        });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ConfigError && !error.message.includes(' 404:')) throw error;
      // A laptop that slept, or a service that started again: with a new beginning comes a new secret.
      await new Promise((soon) => setTimeout(soon, 1_000));
      const again = error instanceof ConfigError ? await begin().catch(() => undefined) : undefined;
      if (again) {
        ({ id, secret } = again);
        note(`Listening again, with another secret:\n\n  ${secret}\n`);
      }
    }
  }
}

async function handOver(
  ask: typeof fetch,
  to: string,
  { headers, body }: Heard['items'][number],
  signal: AbortSignal,
): Promise<number | null> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(handOverMs)]);
  try {
    const answer = await ask(to, { method: 'POST', headers, body, redirect: 'manual', signal: over });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

export const webhooksListenCommand = defineCommand({
  usage:
    'webhooks listen --to http://localhost:3000/hook [--events type,type] [--server address] [--key key]',
  about: 'receive events on this machine, which nobody can send to',
  details: `The API key (scope webhook-endpoints:write) comes from --key or, better, from PORTICO_API_KEY. --server is
the address of the service, or PORTICO_PUBLIC_URL. Events arrive as an endpoint gets them, signed with
the secret that is shown at the beginning; what your program answers stands in the console's log.`,
  options: {
    to: { type: 'string' },
    events: { type: 'string' },
    server: { type: 'string' },
    key: { type: 'string' },
  },
  async runBare({ config, note }, { to, events, server, key = process.env.PORTICO_API_KEY }) {
    const isWeb = (text: string | undefined): text is string =>
      /^https?:$/.test(URL.parse(text ?? '')?.protocol ?? '');
    if (!isWeb(to)) throw new ConfigError('--to must be an address like http://localhost:3000/hook.');
    if (!key) throw new ConfigError('An API key is needed: set PORTICO_API_KEY, or give it with --key.');
    const address = server ?? config.publicUrl;
    if (!isWeb(address))
      throw new ConfigError('--server must be an address like https://account.acme.example.');
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
    await listenToWebhooks({
      ...{ to, key, note, signal: stop.signal },
      server: address.replace(/\/+$/, ''),
      events: events ? events.split(',').map((type) => type.trim()) : null,
    });
    return undefined;
  },
});
