import { type Fragment, readFragment } from './fragment.ts';
import { possibleParents } from './hosts.ts';
import type { EmbedErrorCode, HostLink, HostSignals } from './link.ts';
import {
  isEventName,
  isPanelName,
  isPing,
  protocol,
  readDetail,
  readHeight,
  readInit,
  readToken,
} from './messages.ts';
import { readOptions } from './options.ts';
import type { Rpc } from './rpc.ts';
import { createSignals } from './signals.ts';

export { observeHeight } from './height.ts';
export { type Fragment, readFragment };

/** Rejections of `connectHost` and `requestToken`. */
export interface LinkFailure {
  readonly code: EmbedErrorCode | 'lost';
  readonly message: string;
}

const failure = (code: LinkFailure['code'], message: string): LinkFailure => ({ code, message });

// 15 s for the host's `fetchToken`, and what the way there and back may take.
const initMs = 20_000;
const tokenMs = 20_000;
/** When nothing else has asked for the bridge: late enough to stay off the first screen's path. */
const bridgeMs = 3_000;

export interface ConnectOptions {
  readonly page: { readonly allowedHosts: readonly string[] };
  readonly fragment: Fragment;
}

/**
 * Says hello to the host page and waits for its answer. `undefined` where no loader made this frame: a top-level
 * page, or a plain iframe (its token, if any, is in the fragment).
 * @throws LinkFailure `origin_not_allowed`: the parent is not on the list; `handshake_timeout`: no answer in 20 s
 */
export async function connectHost({ page, fragment }: ConnectOptions): Promise<HostLink | undefined> {
  const { parent } = window;
  const { nonce } = fragment;
  if (parent === window || nonce === null) return undefined;
  const parents = possibleParents(page.allowedHosts, location.ancestorOrigins?.[0], document.referrer);
  if (parents.length === 0) throw failure('origin_not_allowed', 'This page may not show the portal.');

  const send = (type: string, origin: string, rest = {}) =>
    parent.postMessage({ portico: protocol, type, nonce, ...rest }, origin);
  const answered = new Promise<{ origin: string; given: unknown }>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener('message', hear);
    };
    const timer = setTimeout(() => {
      stop();
      reject(failure('handshake_timeout', 'The page around the portal did not answer.'));
    }, initMs);
    function hear({ source, origin, data }: MessageEvent): void {
      if (source !== parent || !parents.includes(origin)) return;
      if (isPing(data, nonce as string)) send('alive', origin);
      const init = readInit(data, nonce as string);
      if (!init) return;
      stop();
      resolve({ origin, given: init.token });
    }
    window.addEventListener('message', hear);
  });
  for (const origin of parents) send('hello', origin);
  const { origin, given } = await answered;
  try {
    return createLink(parent, origin, nonce, readToken(given), fragment);
  } catch (error) {
    const { message } = error as Error;
    createLink(parent, origin, nonce, null, fragment).emit('error', {
      code: 'token_failed',
      fatal: true,
      message,
    });
    throw failure('token_failed', message);
  }
}

function createLink(
  parent: Window,
  origin: string,
  nonce: string,
  token: string | null | undefined,
  fragment: Fragment,
): HostLink {
  const signals = createSignals<HostSignals>();
  let rpc: Rpc | undefined;
  let opening: Promise<Rpc> | undefined;
  let asking: Promise<unknown> | undefined;
  let lastHeightPx = 0;
  const hasTokenSource = token !== undefined;
  const query = new URLSearchParams(location.search);
  const options = readOptions({ ...Object.fromEntries(query), tokens: fragment.tokens });

  const post = (type: string, rest: object, transfer: Transferable[] = []) =>
    parent.postMessage({ portico: protocol, type, nonce, ...rest }, origin, transfer);

  const methods = {
    update: (value: unknown) => signals.send('update', readOptions(value)),
    navigate: (panel: unknown) => {
      if (!isPanelName(panel)) throw failure('config_invalid', 'That is no name of a panel.');
      signals.send('navigate', { panel });
    },
    logout: () => signals.send('logout', undefined),
    ping: () => true,
  };

  /** Fetches the RPC library and hands the host one end of a port; the port itself is the permission from then on. */
  const open = () => {
    opening ??= import('./rpc.ts').then(({ openRpc }) => {
      const { port1, port2 } = new MessageChannel();
      rpc = openRpc(port1, methods);
      post('bridge', { hasTokenSource }, [port2]);
      void rpc.call('title', document.title).catch(() => {});
      return rpc;
    });
    opening.catch(() => {
      opening = undefined; // A chunk that failed to load is asked for again by the next call.
    });
    return opening;
  };

  const ask = async (method: string, argument?: unknown, timeoutMs?: number) => {
    try {
      return await (await open()).call(method, argument, timeoutMs);
    } catch (error) {
      const { code, message } = error as LinkFailure;
      if (code === 'lost') signals.send('lost', undefined);
      throw failure(code ?? 'lost', message ?? 'The page around the portal cannot be reached.');
    }
  };
  const tell = (method: string, argument?: unknown) => void ask(method, argument).catch(() => {});

  setTimeout(open, bridgeMs);
  // The frame hears of sleep and of the back/forward cache itself; asking the host would only be slower.
  window.addEventListener('pageshow', (event) => event.persisted && signals.send('wake', undefined));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') signals.send('wake', undefined);
  });

  return {
    parentOrigin: origin,
    token: token ?? null,
    options,
    hasTokenSource,
    async requestToken(reason) {
      if (!hasTokenSource) return null;
      // A timer and a 401 may ask at the same time: one call of the host's function serves both.
      asking ??= ask('token', reason, tokenMs).finally(() => {
        asking = undefined;
      });
      const token = await asking;
      return typeof token === 'string' ? token : null;
    },
    emit(event, detail = {}) {
      if (!isEventName(event)) throw new TypeError(`"${event}" is no name of an event.`);
      // The frame's clock starts with its navigation, which is when the host mounted it.
      const extra = event === 'ready' ? { tookMs: Math.round(performance.now()) } : {};
      post('event', { name: event, detail: { ...extra, ...readDetail(detail) } });
      if (event === 'error') tell('explain', readDetail(detail));
      else if (event === 'ready') void open();
    },
    resize(heightPx) {
      const px = readHeight(heightPx);
      if (px === undefined || px === 0 || px === lastHeightPx) return;
      lastHeightPx = px;
      post('height', { px });
    },
    reveal: (topPx) => tell('reveal', readHeight(topPx) ?? 0),
    requestClose: () => tell('close'),
    on: signals.on,
  };
}
